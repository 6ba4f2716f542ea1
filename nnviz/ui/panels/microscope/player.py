"""WalkPlayer: goes on from stage to stage by itself, at a pace."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

PACES = (2.5, 4.0, 6.0, 10.0, 1.0, 1.5)
"""Seconds of a stage, in the order in which they are offered."""


class WalkPlayer(QObject):
    """A timer with paces.

    Parameters
    ----------
    go_on
        Goes one stage on; returns whether there are more to come.

    Signals
    -------
    changed()
        It has begun or stopped, or has another pace.
    """

    changed = Signal()

    def __init__(self, go_on: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._go_on = go_on
        self.pace = PACES[0]
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Begin, or stop."""
        if self.is_playing:
            self._timer.stop()
        else:
            self._timer.start(round(1000 * self.pace))
        self.changed.emit()

    def change_pace(self) -> None:
        """Go on at the next pace."""
        self.pace = PACES[(PACES.index(self.pace) + 1) % len(PACES)]
        self._timer.setInterval(round(1000 * self.pace))
        self.changed.emit()

    def _tick(self) -> None:
        if not self._go_on():
            self._timer.stop()
            self.changed.emit()
