"""What the window has to tell lies over the panels and moves none of them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.moment import Failure
from nnviz.training.presets import preset
from nnviz.training.status import State
from nnviz.ui.main_window import MainWindow
from nnviz.ui.panels.kind import CHOICES
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, LECTURE

PATIENCE = 20_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.furnish(Session(preset("clouds").with_changes({"data.points": 20}), window))
    window.add_panels()
    window.session.start()
    qtbot.waitUntil(lambda: window.session.status.state is State.PAUSED, timeout=PATIENCE)
    qtbot.waitUntil(lambda: window.has_drawn, timeout=PATIENCE)
    yield window
    window.close()


def places(window: MainWindow) -> dict[str, QRect]:
    return {panel.key: QRect(panel.mapTo(window, panel.rect().topLeft()), panel.size())
            for panel in window.docks.shown_panels()}  # fmt: skip


def test_nothing_moves_when_a_strip_comes_and_it_leaves_titles_and_curves_free(window: MainWindow) -> None:
    before = places(window)
    assert not window.overlay.isVisible()
    window.strips.show_failure(Failure("KeyError: 'x'", "Traceback"))
    QTest.qWait(50)
    assert places(window) == before
    assert window.overlay.isVisible()
    lies = window.overlay.geometry()
    assert before["boundary"].adjusted(GAP, 0, -GAP, 0).contains(lies)
    assert not lies.intersects(before["curves"])
    window.strips.dismiss()
    QTest.qWait(50)
    assert not window.overlay.isVisible()
    assert places(window) == before


def test_a_row_of_choices_stays_free(window: MainWindow, qtbot: QtBot) -> None:
    window.docks.panel("boundary").set_editing(True)  # type: ignore[attr-defined]
    row = window.docks.panel("boundary").findChild(QWidget, CHOICES)
    assert isinstance(row, QWidget)
    qtbot.waitUntil(row.isVisible)
    window.strips.show_notice("It did not work.")
    QTest.qWait(50)
    below = row.mapTo(window, row.rect().bottomLeft()).y()
    assert window.overlay.y() > below
    assert window.overlay.y() < below + 2 * GAP


def test_all_words_and_ways_have_room_in_large_letters(window: MainWindow) -> None:
    window.apply_theme(window.theme.at(LECTURE))
    window.strips.show_failure(Failure("KeyError: 'a rather long sentence ' " * 3, "Traceback"))
    QTest.qWait(100)
    strip = window.strips.strip
    assert strip is not None
    for part in (strip.headline, strip.sentence, *strip.buttons_in_order):
        assert window.overlay.rect().contains(
            QRect(part.mapTo(window.overlay, part.rect().topLeft()), part.size())
        )
        assert part.height() >= part.heightForWidth(part.width())


def test_the_keyboard_gets_to_a_strip_and_puts_it_away(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    window.strips.show_failure(Failure("KeyError: 'x'", "Traceback"))
    QTest.keyClick(window, Qt.Key.Key_F6)
    strip = window.strips.strip
    assert strip is not None
    qtbot.waitUntil(strip.buttons_in_order[0].hasFocus)
    QTest.keyClick(strip.buttons_in_order[0], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.overlay.isVisible())
