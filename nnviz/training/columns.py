"""Column: numbers that are only ever added to, and read while they grow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


class Column:
    """A growing column of numbers whose earlier part never changes.

    Views of the present part stay right while the column grows: a full buffer is replaced by a larger one,
    not moved.

    Parameters
    ----------
    width
        Numbers in a row; 0 for a plain 1-D column.

    Attributes
    ----------
    length
        Rows so far: ``len(column)``, for those who ask in every step.
    """

    def __init__(self, width: int = 0, capacity: int = 1024) -> None:
        self._rows = np.empty((capacity, width) if width else capacity)
        self.length = 0
        self._filled = self._rows[:0]

    def __len__(self) -> int:
        return self.length

    def append(self, row: float | Sequence[float]) -> None:
        """Add a row at the end."""
        if self.length == len(self._rows):
            larger = np.empty((2 * self.length, *self._rows.shape[1:]))
            larger[: self.length] = self._rows
            self._rows = larger
        self._rows[self.length] = row
        self.length += 1

    def view(self) -> FloatArray:
        """Return the filled part, read-only, without a copy; the same array until the column grows."""
        if len(self._filled) != self.length:
            self._filled = self._rows[: self.length]
            self._filled.flags.writeable = False
        return self._filled

    def shortened(self, length: int) -> Column:
        """Return a copy of the first `length` rows that can grow on its own."""
        other = Column.__new__(Column)
        other._rows = np.empty((max(1024, 2 * length), *self._rows.shape[1:]))
        other._rows[:length] = self._rows[:length]
        other.length = length
        other._filled = other._rows[:0]
        return other
