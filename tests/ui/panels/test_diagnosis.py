from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from nnviz.training.diagnosis import DIAGNOSES
from nnviz.training.edits import ChangeExperiment
from nnviz.training.experiment import Experiment
from nnviz.ui.panels.diagnosis import DiagnosisPanel
from nnviz.ui.theme import DARK, LARGE, LECTURE, LIGHT
from tests.training.diagnosis.cases import ILL, recipe

Open = Callable[..., tuple[Any, Any]]
PLACE = (424, 272)


def opened(open_panel: Open, name: str) -> tuple[Any, Any]:
    case = ILL[name]
    panel, session = open_panel(DiagnosisPanel, recipe(case.changes), PLACE)
    session.watch(panel.probes())
    session.train(case.steps)
    return panel, session


def load(session: Any, experiment: Experiment) -> None:
    """Do what a session does that has a trainer: change the run, and say so."""
    session.trained.apply(ChangeExperiment(experiment))
    session.experiment = experiment
    session.experiment_changed.emit(experiment)


def wired(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "load", lambda experiment: load(session, experiment))


def test_a_healthy_run_is_told_calmly(open_panel: Open) -> None:
    panel, _ = opened(open_panel, "learning")
    assert panel.prose.headline.text() == "Learning"
    assert "of the answers are right" in panel.prose.sentences.text()
    assert LIGHT.test in panel.prose.headline.styleSheet()
    assert panel.prose.buttons[0].isHidden()


def test_an_ill_run_is_told_why_and_what_to_do(open_panel: Open) -> None:
    panel, _ = opened(open_panel, "rate too high")
    assert panel.prose.headline.text() == "The rate is too high"
    assert LIGHT.wrong in panel.prose.headline.styleSheet()
    assert panel.prose.buttons[0].text() == "Lower the rate to 10"


def test_a_click_carries_the_suggestion_out_and_another_takes_it_back(
    open_panel: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = opened(open_panel, "rate too high")
    wired(session, monkeypatch)
    before = session.experiment
    panel.prose.buttons[0].click()
    assert session.trained.experiment.learning.learning_rate == 10.0
    session.train(30)
    assert not panel.prose.buttons[1].isHidden()
    panel.prose.buttons[1].click()
    assert session.trained.experiment == before
    assert panel.prose.buttons[1].isHidden()


def test_what_was_suggested_cannot_be_taken_back_after_another_change(
    open_panel: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = opened(open_panel, "rate too high")
    wired(session, monkeypatch)
    panel.prose.buttons[0].click()
    load(session, session.experiment.with_changes({"learning.l2": 0.1}))
    assert panel.prose.buttons[1].isHidden()


def test_what_else_was_found_is_a_click_away(open_panel: Open) -> None:
    panel, _ = opened(open_panel, "saturated units")
    assert panel.prose.headline.text().startswith("Little is learnt")
    assert [line.text() for line in panel.prose.more] == ["Also: Saturated units in layer 1"]
    panel.prose.more[0].click()
    assert panel.prose.headline.text() == "Saturated units in layer 1"
    assert panel.prose.more[0].text().startswith("Also: Little")


def test_a_divergence_is_told_here_too(open_panel: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    panel, session = open_panel(DiagnosisPanel, recipe({**ILL["diverging"].changes}), PLACE)
    ways: list[tuple[int, float]] = []
    monkeypatch.setattr(session, "go_on_from", lambda step, rate: ways.append((step, rate)))
    session.watch(panel.probes())
    session.train(3000)
    assert session.status.divergence is not None
    divergence = session.status.divergence
    assert panel.prose.headline.text().startswith("Diverged at step")
    panel.prose.buttons[0].click()
    assert ways == [(divergence.calm_step, divergence.gentler_rate)]


def test_dead_units_are_made_leaky_without_new_weights(
    open_panel: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = opened(open_panel, "dead units")
    monkeypatch.setattr(session, "submit", session.trained.apply)
    weights, before = session.trained.network.parameters.copy(), session.experiment
    panel.prose.buttons[0].click()
    assert session.trained.experiment.model.hidden[0].activation == "leaky_relu"
    assert session.trained.network.parameters.tolist() == weights.tolist()
    session.experiment_changed.emit(session.trained.experiment)  # as the session follows its run
    assert not panel.prose.buttons[1].isHidden()
    panel.prose.buttons[1].click()
    assert session.trained.experiment.model.hidden == before.model.hidden


def test_the_table_has_every_finding(open_panel: Open) -> None:
    panel, _ = opened(open_panel, "saturated units")
    rows = list(panel.table().rows)
    assert [row[0] for row in rows] == ["inputs not scaled", "saturated units"]


@pytest.mark.parametrize("name", DIAGNOSES)
def test_every_finding_has_room_in_its_place(open_panel: Open, name: str) -> None:
    panel, _ = opened(open_panel, name)
    prose = panel.prose
    for theme, size in ((LIGHT, PLACE), (LIGHT.at(LARGE), PLACE), (DARK.at(LECTURE), (584, 300))):
        panel.apply_theme(theme)
        panel.resize(*size)
        QApplication.processEvents()
        assert prose.widget().width() <= prose.viewport().width()
        assert prose.widget().height() <= prose.viewport().height() or theme.size is LECTURE


def test_short_words_do_not_scroll_in_lecture_size(open_panel: Open) -> None:
    panel, _ = opened(open_panel, "finished")
    panel.apply_theme(LIGHT.at(LECTURE))
    panel.resize(584, 300)
    QApplication.processEvents()
    assert panel.prose.verticalScrollBar().maximum() == 0
