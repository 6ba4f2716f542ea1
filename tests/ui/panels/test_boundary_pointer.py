from __future__ import annotations

from PySide6.QtCore import QObject, QPointF
from pytestqt.qtbot import QtBot

from nnviz.ui.panels.boundary.pointer import Pace


def test_the_first_place_is_followed_at_once_and_of_the_next_the_newest(qtbot: QtBot) -> None:
    followed: list[float] = []
    owner = QObject()
    pace = Pace(lambda place: followed.append(place.x()), owner)
    pace.take(QPointF(0, 0))
    assert followed == [0]
    for x in (1, 2, 3):
        pace.take(QPointF(x, 0))
    assert followed == [0]
    qtbot.waitUntil(lambda: followed == [0, 3])


def test_after_its_end_nothing_is_followed_until_there_is_a_new_place(qtbot: QtBot) -> None:
    followed: list[float] = []
    owner = QObject()
    pace = Pace(lambda place: followed.append(place.x()), owner)
    pace.take(QPointF(0, 0))
    pace.take(QPointF(1, 0))
    pace.end()
    qtbot.wait(40)
    assert followed == [0]
    pace.take(QPointF(2, 0))
    assert followed == [0, 2]
