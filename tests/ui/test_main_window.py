"""The whole path through the real window: a control, the step that uses it, the snapshot, what is drawn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.status import State
from nnviz.ui.main_window import MainWindow
from nnviz.ui.panels import PANELS
from nnviz.ui.session import Session
from nnviz.ui.theme import DARK, LECTURE, LIGHT

PATIENCE = 20_000


def opened(qtbot: QtBot, experiment: Experiment) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.furnish(Session(experiment, window))
    window.add_panels()
    window.session.start()
    return window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window with small clouds, paused at step 0."""
    window = opened(qtbot, preset("clouds").with_changes({"data.points": 20}))
    qtbot.waitUntil(lambda: window.session.status.state is State.PAUSED, timeout=PATIENCE)
    yield window
    window.close()


def running(window: MainWindow) -> bool:
    return window.session.status.state is State.RUNNING


def type_into(window: MainWindow, path: str, text: str) -> None:
    editor = window.controls.editor_row(path).editors[path]
    field = editor.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_typed_rate_reaches_the_next_step_and_is_marked_on_the_drawn_curve(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    qtbot.waitUntil(lambda: window.has_drawn, timeout=PATIENCE)
    session.set_speed(None)
    session.run()
    qtbot.waitUntil(lambda: session.status.step > 20, timeout=PATIENCE)
    type_into(window, "learning.learning_rate", "0.03")
    qtbot.waitUntil(
        lambda: session.snapshot is not None and len(session.snapshot.moment.history.marks) == 1,
        timeout=PATIENCE,
    )
    session.pause()
    qtbot.waitUntil(lambda: session.status.state is State.PAUSED, timeout=PATIENCE)
    assert session.snapshot is not None
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.moment.step == session.status.step,
        timeout=PATIENCE,
    )
    moment = session.snapshot.moment
    (mark,) = moment.history.marks
    assert mark.words == "rate 0.015 → 0.03"
    assert moment.experiment.learning.learning_rate == 0.03
    window.stage.draw_all()
    rows = list(window.docks.panels["curves"].table().rows)
    assert len(rows) >= len(moment.history.measurements)


def test_the_rate_acts_within_one_step(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session

    def parameters_after_one_step() -> np.ndarray:
        step = session.status.step
        session.step()
        qtbot.waitUntil(
            lambda: session.snapshot is not None and session.snapshot.moment.step == step + 1,
            timeout=PATIENCE,
        )
        assert session.snapshot is not None
        return session.snapshot.moment.parameters

    first = parameters_after_one_step()
    session.change({"learning.learning_rate": 1e-6})
    assert np.abs(parameters_after_one_step() - first).max() < 1e-5


def test_space_runs_and_pauses(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: running(window), timeout=PATIENCE)
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.status.state is State.PAUSED, timeout=PATIENCE)


def test_every_panel_draws_and_none_fails(window: MainWindow, qtbot: QtBot) -> None:
    window.session.run()
    qtbot.waitUntil(
        lambda: all(window.stage.draws[p.key] > 2 for p in window.docks.shown_panels()), timeout=PATIENCE
    )
    assert {panel.key for panel in window.docks.shown_panels()} >= {"boundary", "curves", "weights"}
    for panel in window.docks.shown_panels():
        assert panel.message == "", panel.key


def test_asking_whether_all_has_drawn_makes_no_panel(qtbot: QtBot) -> None:
    window = opened(qtbot, preset("clouds").with_changes({"data.points": 20}))
    assert not window.has_drawn
    assert not window.docks.panels
    qtbot.waitUntil(lambda: window.has_drawn, timeout=PATIENCE)
    assert window.docks.panels
    window.close()


def test_switching_to_digits_and_back_rearranges_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.load(preset("clouds").with_changes({"data.name": "digits8x8"}))
    session.run()
    qtbot.waitUntil(
        lambda: session.snapshot is not None and session.snapshot.moment.dataset.is_image, timeout=PATIENCE
    )
    qtbot.waitUntil(
        lambda: "predictions" in {panel.key for panel in window.docks.shown_panels()}, timeout=PATIENCE
    )
    assert session.speed is None
    assert "boundary" not in {panel.key for panel in window.docks.shown_panels()}
    session.load(preset("clouds"))
    qtbot.waitUntil(
        lambda: "boundary" in {panel.key for panel in window.docks.shown_panels()}, timeout=PATIENCE
    )
    assert session.speed == 200


def test_a_divergence_shows_in_a_strip_whose_button_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.set_speed(None)
    session.change({"learning.loss": "mse", "model.output": "identity", "learning.learning_rate": 0.05})
    session.run()
    qtbot.waitUntil(lambda: session.status.step > 300, timeout=PATIENCE)
    type_into(window, "learning.learning_rate", "50")
    qtbot.waitUntil(lambda: session.status.state is State.DIVERGED, timeout=PATIENCE)
    account = session.status.divergence
    assert account is not None
    qtbot.waitUntil(window.strips.isVisible, timeout=PATIENCE)
    session.go_on_from(account.calm_step, 0.01)
    qtbot.waitUntil(lambda: running(window) and not window.strips.isVisible(), timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.status.step > account.step, timeout=PATIENCE)


def test_a_damaged_data_file_is_named_and_the_run_goes_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "broken.csv"
    file.write_text("a,b,label\n1,2,x\n1,,y\n")
    window.session.load(preset("clouds").with_changes({"data.name": "table", "data.file": str(file)}))
    qtbot.waitUntil(lambda: window.session.status.notice != "", timeout=PATIENCE)
    assert "broken.csv" in window.session.status.notice
    qtbot.waitUntil(window.strips.isVisible, timeout=PATIENCE)
    window.session.run()
    qtbot.waitUntil(lambda: running(window) and window.session.status.step > 0, timeout=PATIENCE)
    assert window.session.experiment.value("data.name") == "clouds"


def test_an_error_nobody_caught_is_shown_and_the_window_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    window.report_error("ZeroDivisionError: no lens", "Traceback ...")
    assert window.strips.isVisible()
    window.session.run()
    qtbot.waitUntil(lambda: running(window), timeout=PATIENCE)


def test_theme_text_size_and_arrangement_are_remembered(window: MainWindow, qtbot: QtBot) -> None:
    window.apply_theme(DARK.at(LECTURE))
    window.docks.show_panel("predictions")
    window.docks.view_actions()[0].trigger()  # the tab behind the boundary comes to the front
    qtbot.waitUntil(lambda: "surface" in {panel.key for panel in window.docks.shown_panels()})
    shown = {panel.key for panel in window.docks.shown_panels()}
    window.close()
    again = opened(qtbot, preset("clouds").with_changes({"data.points": 20}))
    qtbot.waitUntil(lambda: {panel.key for panel in again.docks.shown_panels()} == shown, timeout=PATIENCE)
    assert (again.theme.name, again.theme.size) == ("dark", LECTURE)
    again.close()


@pytest.mark.parametrize(("height", "fills"), [(720, True), (728, True), (800, False)])
def test_its_foot_is_in_sight_on_a_low_screen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, height: int, fills: bool
) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    monkeypatch.setattr(QScreen, "availableSize", lambda _: QSize(1366, height))
    window.appear()
    assert window.isMaximized() == fills, "a title bar takes its part of the screen's height"


def test_settings_of_another_version_do_not_prevent_the_start(qtbot: QtBot) -> None:
    window = MainWindow()
    store = window.settings._store
    for key in ("theme", "text_size", "geometry", "layout/plane-narrow", "layout/plane-low"):
        store.setValue(key, "from another planet")
    store.sync()
    window.close()
    again = opened(qtbot, preset("clouds").with_changes({"data.points": 20}))
    assert again.theme == LIGHT
    qtbot.waitUntil(lambda: len(again.docks.shown_panels()) >= 3, timeout=PATIENCE)
    again.close()


def test_closing_during_training_ends_the_threads_at_once(qtbot: QtBot) -> None:
    threads = threading.active_count()
    window = opened(qtbot, preset("mnist"))
    window.session.run()
    qtbot.waitUntil(lambda: running(window) and window.session.status.step > 50, timeout=PATIENCE)
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < 1.0
    assert threading.active_count() == threads


def test_run_pause_and_reset_many_times_through_the_buttons(window: MainWindow, qtbot: QtBot) -> None:
    threads = threading.active_count()
    commands = window.transport.commands
    for _ in range(200):
        commands["run"].trigger()
        commands["reset"].trigger()
        window.session.pull()
    window.session.pause()
    window.session.reset()
    commands["step"].trigger()
    qtbot.waitUntil(
        lambda: window.session.status.step == 1 and window.session.status.state is State.PAUSED,
        timeout=PATIENCE,
    )
    assert threading.active_count() == threads


@pytest.mark.parametrize("key", PANELS)
def test_every_panel_can_have_the_whole_room_and_give_it_back(window: MainWindow, key: str) -> None:
    shown = {panel.key for panel in window.docks.shown_panels()}
    window.docks.show_panel(key)
    # one that fills the window has the whole room as soon as it is shown
    before = shown if PANELS[key].fills else {panel.key for panel in window.docks.shown_panels()}
    window.docks.maximise(key)
    assert {panel.key for panel in window.docks.shown_panels()} == {key}
    window.docks.restore()
    assert {panel.key for panel in window.docks.shown_panels()} == before
