import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.controls.shortcuts import ShortcutSheet, grouped
from nnviz.ui.style import dress
from nnviz.ui.theme import DARK, LARGE, LECTURE, TEXT_SIZES, TextSize


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(1280, 720)
    qtbot.addWidget(window)
    for words, key, group in (("Run", "Space", "Training"), ("&Quit…", "Ctrl+Q", None), ("About", "", None)):
        action = QAction(words, window)
        action.setShortcut(key)
        action.setProperty("group", group)
        window.addAction(action)
    with qtbot.waitExposed(window):
        window.show()
    return window


def words(sheet: ShortcutSheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel)]


def test_actions_without_a_key_are_left_out(window: QWidget) -> None:
    names = {group: [a.text() for a in actions] for group, actions in grouped(window.actions()).items()}
    assert names == {"Training": ["Run"], "Window": ["&Quit…"]}


def test_the_sheet_lists_all_keys_in_the_middle(qtbot: QtBot, window: QWidget) -> None:
    sheet = ShortcutSheet(window.actions(), DARK, window)
    sheet.show()
    assert {"Training", "Run", "Space", "Quit", "Ctrl+Q", "In a field"} <= set(words(sheet))
    assert "About" not in words(sheet)
    assert abs(sheet.geometry().center().x() - window.rect().center().x()) <= 1
    sheet.close()


def test_it_fits_a_small_window_in_large_letters_and_the_arrows_reach_the_rest(window: QWidget) -> None:
    window.resize(1024, 640)
    sheet = ShortcutSheet(window.actions(), DARK.at(LECTURE), window)
    sheet.show()
    assert window.rect().contains(sheet.geometry())
    last = max(sheet.findChildren(QLabel), key=lambda label: label.mapTo(sheet, label.rect().topRight()).x())
    for _ in range(6):
        QTest.keyClick(sheet, Qt.Key.Key_Right)
    assert sheet.rect().contains(last.mapTo(sheet, last.rect().center()))
    sheet.close()


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
def test_all_keys_are_seen_at_once_in_the_first_window(
    window: QWidget, qapp: QApplication, size: TextSize
) -> None:
    dress(qapp, DARK.at(size))
    for group, words in (
        [("Training", "New weights")] * 7
        + [("Experiment", "Paste picture of a digit")] * 3
        + [("Timeline", "First step")] * 7
        + [(None, "Backprop microscope")] * 10
    ):
        action = QAction(words, window)
        action.setShortcut("Ctrl+Q")
        action.setProperty("group", group)
        window.addAction(action)
    sheet = ShortcutSheet(window.actions(), DARK.at(size), window)
    sheet.show()
    assert not sheet._area.horizontalScrollBar().maximum()
    assert not sheet._area.verticalScrollBar().maximum()
    pixels = sheet.findChildren(QLabel)[1].fontInfo().pixelSize()
    assert pixels == (size.body if size is not LECTURE else LARGE.body)
    sheet.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F1])
def test_it_goes_with_escape_and_with_the_key_that_brought_it(
    qtbot: QtBot, window: QWidget, key: Qt.Key
) -> None:
    sheet = ShortcutSheet(window.actions(), DARK, window)
    sheet.show()
    with qtbot.waitSignal(sheet.destroyed):
        QTest.keyClick(sheet, key)
