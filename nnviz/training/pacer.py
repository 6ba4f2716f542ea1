"""Pacer: how many steps a second a run makes."""

from __future__ import annotations

from time import perf_counter

#: Steps later than this, in seconds, are let go rather than caught up with.
LATEST = 0.1


class Pacer:
    """Says how long to wait before the next step.

    Parameters
    ----------
    speed
        Steps a second; None for flat out.
    """

    def __init__(self, speed: float | None = None) -> None:
        self.set_speed(speed)

    def set_speed(self, speed: float | None) -> None:
        """Take another speed from now on."""
        self.speed = speed
        self._due = perf_counter()

    def delay(self) -> float:
        """Return the seconds until the next step is due, and count that step as made once it is."""
        if self.speed is None:
            return 0.0
        now = perf_counter()
        if now < self._due:
            return self._due - now
        self._due = max(self._due + 1 / self.speed, now - LATEST)
        return 0.0
