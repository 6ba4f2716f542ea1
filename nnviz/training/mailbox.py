"""LatestValue: how one thread hands values to another that may be slower.

A queue would grow and make the reader lag; here a new value replaces one that nobody took, so a slow reader
drops values and never holds up the writer.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestValue(Generic[T]):
    """A place for one value: `put` overwrites, `take` empties."""

    def __init__(self) -> None:
        self._value: T | None = None
        self._filled = threading.Condition()

    def put(self, value: T) -> None:
        """Leave a value, in place of one that was not taken."""
        with self._filled:
            self._value = value
            self._filled.notify()

    def take(self) -> T | None:
        """Take the value out; None if there is none."""
        with self._filled:
            value, self._value = self._value, None
            return value

    def wait(self, timeout: float) -> T | None:
        """Take the value out, waiting for one for at most `timeout` seconds, or until woken."""
        with self._filled:
            if self._value is None:
                self._filled.wait(timeout)
            value, self._value = self._value, None
            return value

    def wake(self) -> None:
        """End a wait early, without a value."""
        with self._filled:
            self._filled.notify()
