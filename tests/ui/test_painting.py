from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from nnviz.ui.painting import lay_out, paint_later


def test_painting_waits_for_the_next_frame_and_then_goes_on(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    paint_later(widget)
    paint_later(widget)
    assert not widget.updatesEnabled()
    qtbot.waitUntil(widget.updatesEnabled)


def test_parts_lay_themselves_out_one_in_each_turn_before_they_are_painted(qtbot: QtBot) -> None:
    widget = QWidget()
    parts = [QWidget(widget) for _ in range(2)]
    qtbot.addWidget(widget)
    widget.show()
    done: list[tuple[int, str, bool]] = []
    turns: list[int] = []  # how much was done in each
    timer = QTimer(widget)
    timer.timeout.connect(lambda: turns.append(len(done)))

    def note(part: int, size: str) -> None:
        lay_out(parts[part], lambda: done.append((part, size, widget.updatesEnabled())))

    note(0, "at once")
    assert done == [(0, "at once", True)]
    paint_later(widget)
    timer.start(0)
    for size in ("small", "large"):
        note(0, size)
        note(1, size)
    assert len(done) == 1
    qtbot.waitUntil(widget.updatesEnabled)
    assert done[1:] == [(0, "large", False), (1, "large", False)]
    assert 2 in turns  # the other waited for another turn


def test_a_part_that_has_gone_is_left_out(qtbot: QtBot) -> None:
    widget = QWidget()
    part = QWidget(widget)
    qtbot.addWidget(widget)
    widget.show()
    paint_later(widget)
    lay_out(part, lambda: part.resize(10, 10))
    delete(part)
    qtbot.waitUntil(widget.updatesEnabled)
