from __future__ import annotations

import threading
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from nnviz.ui.window.background import Background


def test_pieces_are_done_in_turn_and_handed_over_on_this_thread(qtbot: QtBot) -> None:
    parent = QObject()
    background = Background(parent)
    done: list[Any] = []
    here = threading.current_thread()

    def take(result: Any) -> None:
        done.append((result, threading.current_thread() is here))

    def work(number: int) -> tuple[int, bool]:
        return number, threading.current_thread() is here

    for number in range(3):
        background.do(partial(work, number), take)
    background.do(lambda: 1 / 0, take)
    assert done == []
    qtbot.waitUntil(lambda: not background.is_busy)
    assert done[:3] == [((number, False), True) for number in range(3)]
    assert isinstance(done[3][0], ZeroDivisionError)


def test_what_waits_is_given_up_when_it_is_closed(qtbot: QtBot) -> None:
    parent = QObject()
    background = Background(parent)
    gate = threading.Event()
    done: list[Any] = []
    background.do(lambda: gate.wait(5), done.append)
    background.do(lambda: done.append("never"), done.append)
    gate.set()
    background.close()
    assert not background.is_busy
    qtbot.wait(50)
    assert done == []
