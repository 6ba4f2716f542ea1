"""The microscope in the real window: M opens it over everything, Esc puts everything back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.training.status import State
from nnviz.ui.controls.buttons import Slider
from nnviz.ui.controls.number_box import NumberBox
from nnviz.ui.controls.pause_sheet import PauseSheet
from nnviz.ui.main_window import MainWindow
from nnviz.ui.panels.microscope.panel import MicroscopePanel
from nnviz.ui.selection import Sample
from nnviz.ui.session import Session

PATIENCE = 20_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window in which small clouds are trained."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.furnish(Session(preset("clouds").with_changes({"data.points": 20}), window))
    window.add_panels()
    window.session.start()
    window.session.run()
    qtbot.waitUntil(lambda: window.session.status.state is State.RUNNING, timeout=PATIENCE)
    yield window
    window.close()


def microscope(window: MainWindow) -> MicroscopePanel:
    return cast(MicroscopePanel, window.docks.panel("microscope"))


def open_by_key(window: MainWindow, qtbot: QtBot) -> MicroscopePanel:
    QTest.keyClick(window, Qt.Key.Key_M)
    panel = microscope(window)
    qtbot.waitUntil(lambda: panel.walk is not None, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.session.status.state is State.PAUSED, timeout=PATIENCE)
    return panel


def test_its_keys_and_escape_work_while_the_focus_is_elsewhere(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_by_key(window, qtbot)
    run = window.transport.buttons["run"]
    run.setFocus()
    first = panel.stage_key
    QTest.keyClick(run, Qt.Key.Key_Right)
    assert panel.stage_key != first
    assert run.hasFocus()
    QTest.keyClick(run, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.docks.maximised)


def test_a_field_a_slider_and_a_sheet_over_it_keep_the_keys_they_use(
    window: MainWindow, qtbot: QtBot
) -> None:
    panel = open_by_key(window, qtbot)
    place, stage = panel.place, panel.stage_key
    slider = window.transport.speed.findChild(Slider)
    assert slider is not None
    slider.setFocus()
    speed = slider.value()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() > speed
    window.timeline.pause_when.click()
    sheet = window.findChild(PauseSheet)
    assert sheet is not None
    box = sheet.editors["epoch"].focus_part
    assert isinstance(box, NumberBox)
    box.setFocus()
    written = box.text()
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.text() != written
    QTest.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(PauseSheet) is None, timeout=PATIENCE)
    assert (panel.place, panel.stage_key) == (place, stage)
    assert window.docks.maximised == "microscope"


def test_a_key_opens_it_over_everything_and_pauses(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_by_key(window, qtbot)
    assert window.docks.maximised == "microscope"
    assert not window.side.isVisible()
    qtbot.waitUntil(lambda: panel.walk is not None and panel.walk.step == window.session.steps)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.docks.maximised)
    qtbot.waitUntil(window.side.isVisible, timeout=PATIENCE)
    assert "microscope" not in [panel.key for panel in window.docks.shown_panels()]


def test_it_is_driven_by_the_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_by_key(window, qtbot)
    assert panel.isAncestorOf(window.focusWidget()) or window.focusWidget() is panel
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    assert panel.stage_key == ("Z", 2)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Left)
    assert panel.stage_key == ("A", 1)


def test_the_step_taken_by_key_is_the_runs_next(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_by_key(window, qtbot)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_B)
    qtbot.waitUntil(lambda: panel.walk is not None and panel.walk.is_batch, timeout=PATIENCE)
    walk = panel.walk
    assert walk is not None
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_T)
    next_step = walk.step + 1

    def shown() -> bool:
        snapshot = window.session.snapshot
        return snapshot is not None and snapshot.moment.step == next_step

    qtbot.waitUntil(shown, timeout=PATIENCE)
    snapshot = window.session.snapshot
    assert snapshot is not None
    assert snapshot.moment.parameters.tobytes() == walk.after.tobytes()


def test_a_panel_can_ask_for_it_at_a_sample(window: MainWindow, qtbot: QtBot) -> None:
    window.session.selection.examine(sample=Sample("train", 7))
    panel = microscope(window)
    qtbot.waitUntil(lambda: panel.walk is not None and panel.walk.sample == ("train", 7), timeout=PATIENCE)
    assert window.docks.maximised == "microscope"


def test_the_menu_of_panels_opens_it_in_the_whole_room(window: MainWindow, qtbot: QtBot) -> None:
    action = next(each for each in window.docks.view_actions() if each.text() == MicroscopePanel.title)
    action.trigger()
    qtbot.waitUntil(lambda: window.docks.maximised == "microscope")
    window.docks.restore()


def test_an_arrangement_that_is_on_its_way_leaves_it_open(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1700, 800)  # wide enough for a third column, which is put there a moment later
    window.whole_room.open("microscope")
    qtbot.wait(100)
    assert window.docks.maximised == "microscope"
    window.docks.restore()


def test_it_opens_at_the_first_stage_for_another_step(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_by_key(window, qtbot)
    first = panel.walk
    assert first is not None
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_End)
    assert panel.stage_key == ("again", 0)
    QTest.keyClick(window, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: not window.docks.maximised)
    qtbot.waitUntil(window.side.isVisible, timeout=PATIENCE)
    window.session.run()
    qtbot.waitUntil(lambda: window.session.steps > first.step + 10, timeout=PATIENCE)
    QTest.keyClick(window, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: panel.walk is not None and panel.walk.step > first.step, timeout=PATIENCE)
    assert panel.stage_key == ("x", 0)


def test_a_run_that_was_let_go_in_between_is_paused_again(window: MainWindow, qtbot: QtBot) -> None:
    open_by_key(window, qtbot)
    window.session.run()
    qtbot.waitUntil(lambda: window.session.status.state is State.RUNNING, timeout=PATIENCE)
    for _ in range(2):  # away and back, quicker than the docks say so
        QTest.keyClick(window, Qt.Key.Key_M)
    assert window.docks.maximised == "microscope"
    qtbot.waitUntil(lambda: window.session.status.state is State.PAUSED, timeout=PATIENCE)


@pytest.mark.parametrize("presses", [2, 3])
def test_quick_presses_end_where_the_last_one_leads(window: MainWindow, qtbot: QtBot, presses: int) -> None:
    opens = presses == 3
    for _ in range(presses):
        QTest.keyClick(window, Qt.Key.Key_M)
    qtbot.wait(100)  # what the docks say a moment later turns nothing round
    assert (window.docks.maximised == "microscope") == opens
    qtbot.waitUntil(lambda: window.side.isVisible() != opens, timeout=PATIENCE)
    if opens:
        qtbot.waitUntil(lambda: window.session.status.state is State.PAUSED, timeout=PATIENCE)


def test_a_run_that_goes_on_under_it_is_left_alone(window: MainWindow, qtbot: QtBot) -> None:
    open_by_key(window, qtbot)
    window.session.run()
    qtbot.waitUntil(lambda: window.session.status.state is State.RUNNING, timeout=PATIENCE)
    window.docks.changed.emit()
    qtbot.wait(100)
    assert window.session.status.state is State.RUNNING
