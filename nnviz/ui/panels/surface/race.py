"""SurfaceRace: several optimisers on their way over a loss surface from one start, shown step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from nnviz.nn import OPTIMIZERS
from nnviz.training.directions import Directions
from nnviz.training.probes.surface import Course, Race

#: The optimisers that race.
RACERS = ("sgd", "momentum", "rmsprop", "adam")
#: Parameters up to which they do: a race is computed at once.
MOST_RACING = 100
STEPS = 200
_FRAME_MS, _STEPS_A_FRAME = 33, 2

Show = Callable[[Sequence[NDArray[Any]]], None]


class SurfaceRace(QObject):
    """One race at a time.

    Parameters
    ----------
    show
        Draws the places (n, 2) that each runner has come through; none when there is no race.

    Attributes
    ----------
    probe
        What has to be measured for the race; None if there is none.
    """

    def __init__(self, show: Show, parent: QObject) -> None:
        super().__init__(parent)
        self.probe: Race | None = None
        self.courses: tuple[Course, ...] = ()
        self.shown_steps = 0
        self._show = show
        self._clock = QTimer(self, interval=_FRAME_MS)
        self._clock.timeout.connect(self._run_on)

    @property
    def names(self) -> tuple[str, ...]:
        """The titles of those that race; none if there is no race."""
        return tuple(OPTIMIZERS[name].title for name in RACERS) if self.probe is not None else ()

    def begin(self, directions: Directions, start: NDArray[Any]) -> None:
        """Let all of them begin at the same parameters."""
        self.end()
        self.probe = Race(directions, tuple(start.tolist()), RACERS, STEPS)

    def end(self) -> None:
        """Take the runners away."""
        self._clock.stop()
        self.probe, self.courses = None, ()
        self._show(())

    def take(self, courses: object) -> None:
        """Show the race once it has been computed."""
        if isinstance(courses, tuple) and not self.courses:
            self.courses, self.shown_steps = courses, 0
            self._clock.start()

    def _run_on(self) -> None:
        self.shown_steps = min(self.shown_steps + _STEPS_A_FRAME, STEPS)
        stop = self.shown_steps + 1
        self._show([course.places[:stop] for course in self.courses])
        if self.shown_steps == STEPS:
            self._clock.stop()
