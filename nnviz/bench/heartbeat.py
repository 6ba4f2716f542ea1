"""Heartbeat: how regularly the window's thread comes round; a late beat is a stall that a hand would feel."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

from nnviz.ui.session import FRAME


class Heartbeat(QObject):
    """A precise timer of a frame's length that notes when it fires.

    Attributes
    ----------
    intervals
        Milliseconds from one beat to the next, of all that was listened to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.intervals: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Listen from now on."""
        self._last = perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Listen no longer; a beat that is overdue counts."""
        self._timer.stop()
        self._beat()

    def _beat(self) -> None:
        now = perf_counter()
        self.intervals.append(1000 * (now - self._last))
        self._last = now
