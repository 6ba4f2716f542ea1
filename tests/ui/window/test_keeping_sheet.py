"""The memory of the timeline: a field in the window, in force at once, remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.training.timeline import Keeping
from nnviz.ui.main_window import MainWindow
from nnviz.ui.session import Session
from nnviz.ui.window.keeping_sheet import KeepingSheet
from nnviz.ui.window.settings import Settings

PATIENCE = 20_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window with its controls and a run at step 0."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.furnish(Session(preset("clouds").with_changes({"data.points": 20}), window))
    window.session.start()
    yield window
    window.close()


def typed(window: MainWindow, text: str) -> KeepingSheet:
    sheet = window.findChild(KeepingSheet)
    if sheet is None:
        action = next(each for each in window.timeline.actions() if each.text() == "Timeline memory…")
        action.trigger()
        sheet = window.findChild(KeepingSheet)
    assert isinstance(sheet, KeepingSheet)
    box = sheet.editors["memory"].focus_part
    assert box is not None
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)  # what was refused stays as typed
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    return sheet


def limit_of(window: MainWindow, qtbot: QtBot) -> int:
    limits: list[int] = []
    window.session.ask(lambda run: run.timeline.limit, limits.append)
    qtbot.waitUntil(lambda: bool(limits), timeout=PATIENCE)
    return limits[0]


def test_a_limit_is_in_force_at_once_and_remembered(window: MainWindow, qtbot: QtBot) -> None:
    assert limit_of(window, qtbot) == 256 * 2**20
    typed(window, "64")
    assert limit_of(window, qtbot) == 64 * 2**20
    assert Settings().keeping == Keeping(memory=64)
    window.session.reset()
    assert limit_of(window, qtbot) == 64 * 2**20


def test_a_limit_that_cannot_be_is_refused_in_one_sentence(window: MainWindow, qtbot: QtBot) -> None:
    sheet = typed(window, "8")
    assert sheet.note == "Memory must be a whole number from 16 to 65,536."
    assert limit_of(window, qtbot) == 256 * 2**20
    typed(window, "512")
    assert "sooner" in sheet.note
    assert limit_of(window, qtbot) == 512 * 2**20


@pytest.mark.parametrize("kept", ["much", "", "3", "1e9"])
def test_a_limit_that_cannot_be_read_is_as_if_never_kept(kept: str, window: MainWindow) -> None:
    store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnviz", "nnviz")
    store.setValue("timeline_memory", kept)
    store.sync()
    assert Settings().keeping == Keeping()
