"""The controls behind their rail: what closes them again, and what does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.ui.main_window import MainWindow
from nnviz.ui.session import Session
from nnviz.ui.theme import LECTURE, LIGHT

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window for lecture rooms whose controls have been opened over the panels."""
    window = MainWindow(LIGHT.at(LECTURE))
    qtbot.addWidget(window)
    window.show()
    window.furnish(Session(preset("clouds"), window))
    window.session.start()
    qtbot.waitExposed(window)
    window.side.toggle()
    assert window.side.is_open
    yield window
    window.close()


def press(window: MainWindow, place: QPoint) -> None:
    QTest.mouseClick(window.windowHandle(), LEFT, NONE, place)


def middle(window: MainWindow, widget: QWidget) -> QPoint:
    return widget.mapTo(window, widget.rect().center())


def test_a_press_beside_the_controls_closes_them(window: MainWindow) -> None:
    press(window, QPoint(window.width() - 100, window.height() // 2))
    assert not window.side.is_open


def test_they_stay_while_a_field_is_edited(window: MainWindow) -> None:
    field = window.controls.editor_row("learning.learning_rate").editors["learning.learning_rate"]
    line = field.findChild(QLineEdit)
    assert line is not None
    press(window, middle(window, line))
    QTest.keyClicks(line, "0.03")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.side.is_open


def test_a_chosen_preset_closes_them(window: MainWindow) -> None:
    menu = window.controls.presets.menu
    menu.wanted.emit()
    menu.activated.emit(menu.findText("Bowl"))
    assert window.session.experiment == preset("bowl")
    assert not window.side.is_open


def test_escape_closes_them_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.side.is_open


def test_the_rail_opens_and_closes_them(window: MainWindow) -> None:
    rail = middle(window, window.side.button)
    press(window, rail)
    assert not window.side.is_open
    press(window, rail)
    assert window.side.is_open
