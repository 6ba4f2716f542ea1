from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from nnviz.training.evaluation import Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.ui.panels import predictions
from nnviz.ui.panels.predictions import PredictionsPanel
from nnviz.ui.theme import DARK, LECTURE, LIGHT, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]
ALL, WRONG, LEAST_SURE = range(3)


@pytest.fixture
def digits(recipe: Recipe) -> Experiment:
    """The small digits and a net that has much to learn."""
    return recipe(data__name="digits8x8", learning__batch_size=32, learning__learning_rate=0.3)


def says(session: Any) -> Any:
    """Return what the network in training gives for the whole test split."""
    return session.trained.network.predict(session.trained.dataset.test.model_inputs().reshape(-1, 64))


def choose(panel: Any, index: int) -> None:
    """Choose a filter as a click does."""
    panel.title_line.choice._group.button(index).click()


def spoken(panel: Any) -> list[str]:
    """Return the words of the table's rows that depend on the network."""
    return [word.text for word in panel._rows._said.words]


def test_the_cards_show_what_the_network_says(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    shown, cards = panel._pages.shown, panel._cards
    test, outputs = session.trained.dataset.test, says(session)[list(panel._pages.shown)]
    assert len(shown) == cards.capacity >= 30
    assert shown == tuple(range(len(shown)))
    np.testing.assert_allclose(cards._probabilities, outputs, rtol=1e-5)
    assert [item.text() for item in cards._numbers] == [str(guess) for guess in outputs.argmax(axis=1)]
    for index, sample in enumerate(shown):
        truth = cards._truths[index]
        is_right = int(outputs[index].argmax()) == test.labels[sample]
        assert truth.isVisible() != is_right
        assert is_right or truth.text() == f"is {test.labels[sample]}"


def test_the_note_says_how_the_whole_test_split_fares(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    accuracy = (says(session).argmax(axis=1) == session.trained.dataset.test.labels).mean()
    assert panel.title_line._note_text == f"test, {100 * accuracy:.1f}\u202f% right"


def test_where_the_note_has_no_room_the_row_below_says_it(
    theme: Theme, open_panel: Open, recipe: Recipe
) -> None:
    panel, _ = open_panel(PredictionsPanel, recipe(), (320, 180))
    assert not panel.title_line.shows_note
    assert "% right" in panel.legend.readout


def test_wrong_shows_wrong_samples_alone(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    choose(panel, WRONG)
    wrong = np.flatnonzero(says(session).argmax(axis=1) != session.trained.dataset.test.labels)
    assert panel._pages.shown == tuple(wrong[: len(panel._pages.shown)])
    assert all(panel._cards._truths[index].isVisible() for index in range(len(panel._pages.shown)))
    assert panel._turner.words.endswith(f"of {len(wrong)}")


def test_least_sure_shows_the_least_sure_first(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(40)
    choose(panel, LEAST_SURE)
    sureness = says(session).max(axis=1)
    shown = sureness[list(panel._pages.shown)]
    assert (np.diff(shown) >= -1e-6).all()
    assert np.delete(sureness, list(panel._pages.shown)).min() >= shown.max() - 1e-6


def test_a_page_keeps_still_for_a_while_and_then_follows(
    open_panel: Open, digits: Experiment, qtbot: QtBot
) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    session.train(10)
    choose(panel, WRONG)
    before = panel._pages.shown
    session.train(300)
    assert panel._pages.shown == before
    np.testing.assert_allclose(panel._scores, says(session)[list(before)], rtol=1e-4)
    panel._hold.setInterval(0)
    panel._hold.start()
    wrong = set(np.flatnonzero(says(session).argmax(axis=1) != session.trained.dataset.test.labels).tolist())
    qtbot.waitUntil(lambda: set(panel._pages.shown) <= wrong)
    stayed = [(sample, panel._pages.shown.index(sample)) for sample in before if sample in panel._pages.shown]
    assert all(before[place] == sample for sample, place in stayed if place < len(panel._pages.shown))


def test_it_says_that_nothing_is_wrong(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(data__spread=0.01), (568, 300))
    session.train(200)
    choose(panel, WRONG)
    assert panel.message == "None of the 60 test samples is classified wrongly."
    choose(panel, ALL)
    assert not panel.message


def test_the_pages_are_turned(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (640, 577))
    first, size = panel._pages.shown, panel._cards.capacity
    assert not panel._turner._back.isEnabled()
    panel._turner._on.click()
    assert panel._pages.shown == tuple(range(size, 2 * size))
    assert panel._turner.words == f"{size + 1} – {2 * size} of 449"
    np.testing.assert_allclose(panel._scores, says(session)[size : 2 * size], rtol=1e-4)
    panel._turner._back.click()
    assert panel._pages.shown == first
    for _ in range(20):
        panel._turner._on.click()
    assert panel._pages.shown[-1] == 448
    assert not panel._turner._on.isEnabled()


def test_points_stand_in_a_table_with_their_classes_and_shares(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (424, 168))
    session.train(15)
    rows, test = panel._rows, session.trained.dataset.test
    shown = list(panel._pages.shown)
    outputs = session.trained.network.predict(test.model_inputs())[shown]
    assert len(shown) == rows.capacity >= 3
    assert len(set(test.labels[shown[:3]].tolist())) == 3, "each class has its turn"
    names = [session.trained.dataset.class_names[guess] for guess in outputs.argmax(axis=1)]
    shares = [f"{100 * share:.0f}\u202f%" for share in outputs.max(axis=1)]
    assert spoken(panel) == [text for row in zip(names, shares, strict=True) for text in row]
    written = [word.text for word in rows._fixed.words]
    assert f"{test.inputs[shown[0], 0]:.2f}".replace("-", "−") in written
    bottom = max(word.y for word in rows._said.words)
    assert bottom + LIGHT.size.small / 2 <= rows.height()


def test_a_wrong_row_is_tinted_and_its_truth_outlined(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(data__spread=3.0), (568, 500))
    choose(panel, WRONG)
    rows = panel._rows
    tints = rows._paths["tint"].path().toSubpathPolygons()
    assert len(tints) == len(panel._pages.shown) > 0
    outline = rows._paths["truth"].path().boundingRect()
    label = int(session.trained.dataset.test.labels[panel._pages.shown[0]])
    assert outline.intersects(rows._layout.bar_box(0, label))
    assert rows._paths["tick"].path().isEmpty()


def test_a_bar_is_as_wide_as_its_share(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (568, 300))
    session.train(15)
    first = panel._scores[0]
    for index, share in enumerate(first.tolist()):
        box = panel._rows._layout.bar_box(0, index)
        drawn = [
            polygon.boundingRect()
            for polygon in panel._rows._bars[index].path().toSubpathPolygons()
            if polygon.boundingRect().intersects(box)
        ]
        assert sum(part.width() for part in drawn) == pytest.approx(share * box.width(), abs=0.51)


def test_a_regression_has_targets_and_outputs(open_panel: Open, recipe: Recipe) -> None:
    plane = recipe(data__name="plane", model__output="identity", learning__loss="mse")
    panel, session = open_panel(PredictionsPanel, plane, (568, 300))
    shown = list(panel._pages.shown)
    outputs = session.trained.network.predict(session.trained.dataset.test.model_inputs())[shown, 0]
    assert spoken(panel) == [f"{value:.2f}".replace("-", "−") for value in outputs.tolist()]
    assert not panel.title_line.choice.isVisibleTo(panel.title_line)
    table = panel.table()
    assert table.columns == ("sample", "target", "output")
    np.testing.assert_allclose([row[2] for row in table.rows], outputs, rtol=1e-5)


def test_what_is_under_the_pointer_is_read_off(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, digits, (1000, 577))
    session.train(40)
    panel._cards.pointed.emit(panel._cards._grid.frame(3).center())
    outputs = says(session)[panel._pages.shown[3]]
    best = int(outputs.argmax())
    assert panel.legend.readout.startswith(f"test sample 3: {best}: {100 * outputs[best]:.1f}\u202f%")
    panel._cards.pointed.emit(None)
    assert not panel.legend.readout


def test_the_row_under_the_pointer_is_read_off(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(PredictionsPanel, recipe(), (568, 300))
    rows = panel._rows
    rows.pointed.emit(QPointF(100, rows._layout.middle(1)))
    assert f"{100 * panel._scores[1].max():.1f}\u202f%" in panel.legend.readout
    rows.pointed.emit(QPointF(100, rows._layout.middle(-1)))
    assert not panel.legend.readout


def test_data_sets_are_switched_live(open_panel: Open, recipe: Recipe, digits: Experiment) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (640, 577))
    for experiment in (digits, recipe(), digits):
        session.load(experiment)
        view = panel._cards if session.trained.dataset.is_image else panel._rows
        assert panel._views.currentWidget() is view
        assert panel._pages.shown
        assert len(panel._scores) == len(panel._pages.shown) == view.capacity
        assert not panel.message


def test_a_filter_outlives_a_switch_to_data_that_has_it(
    open_panel: Open, recipe: Recipe, digits: Experiment
) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (640, 577))
    choose(panel, LEAST_SURE)
    session.load(digits)
    assert panel.title_line.choice.current == LEAST_SURE
    sureness = says(session).max(axis=1)[list(panel._pages.shown)]
    assert sureness.max() <= np.sort(says(session).max(axis=1))[len(sureness) - 1] + 1e-6


def test_the_table_holds_the_page(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (568, 300))
    session.train(5)
    table = panel.table()
    names = session.trained.dataset.class_names
    assert table.columns == ("sample", "class", "predicted", *(f"output {name}" for name in names))
    rows = list(table.rows)
    assert [row[0] for row in rows] == list(panel._pages.shown)
    np.testing.assert_allclose([row[3:] for row in rows], panel._scores, rtol=1e-6)


@pytest.mark.parametrize("theme", [DARK, LIGHT.at(LECTURE), DARK.at(LECTURE)])
@pytest.mark.parametrize("images", [True, False])
def test_another_theme_or_text_size_draws_the_same_answers(
    open_panel: Open, recipe: Recipe, digits: Experiment, theme: Any, images: bool
) -> None:
    panel, _session = open_panel(PredictionsPanel, digits if images else recipe(), (640, 577))
    panel.apply_theme(theme)
    assert not panel.message
    assert len(panel._pages.shown) == panel._view.capacity > 0
    assert len(panel._scores) == len(panel._pages.shown)
    assert panel._pages.shown[0] == 0


def test_a_failed_measurement_is_told(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(PredictionsPanel, recipe(), (568, 300))
    moment = session.snapshot.moment
    panel.present(Snapshot(moment, {Evaluation("test"): Failure("no lens", "traceback")}, {}))
    assert "no lens" in panel.message


def test_its_probes_are_few_and_slow(open_panel: Open, digits: Experiment) -> None:
    panel, _ = open_panel(PredictionsPanel, digits, (640, 577))
    rates = {type(wanted.probe).__name__: wanted.rate for wanted in panel.probes()}
    assert rates == {"Evaluation": 1.0, "Predictions": PredictionsPanel.rate}
    assert panel._hold.interval() == predictions._HOLD_MS >= 2000
