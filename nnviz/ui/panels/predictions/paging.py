"""Pages: which samples of a long row are shown, and keeping each in its place while the row changes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnviz.ui.numerals import count

Indices = NDArray[np.intp]


def steady(before: Sequence[int], wanted: Sequence[int]) -> tuple[int, ...]:
    """Return `wanted` in an order in which whatever was there before keeps its place."""
    places: list[int | None] = [None] * len(wanted)
    staying = set(wanted)
    for place, sample in enumerate(before[: len(wanted)]):
        if sample in staying:
            places[place] = sample
            staying.discard(sample)
    coming = iter([sample for sample in wanted if sample in staying])
    return tuple(next(coming) if sample is None else sample for sample in places)


class Pages:
    """A row of samples, `size` of them on a page.

    Attributes
    ----------
    shown : tuple of int
        The samples on the present page.
    """

    def __init__(self) -> None:
        self.shown: tuple[int, ...] = ()
        self._row: Indices = np.empty(0, np.intp)
        self._start = 0
        self._size = 1

    def begin(self, row: Indices) -> None:
        """Show the first page of another row."""
        self._row, self._start = row, 0
        self.shown = self._wanted()

    def update(self, row: Indices) -> None:
        """Show the same page of the row as it is now; what stays on the page keeps its place."""
        self._row = row
        self._start = min(self._start, self._last_start)
        self.shown = steady(self.shown, self._wanted())

    def fit(self, size: int) -> None:
        """Show so many samples a page; the page that holds the first one shown."""
        self._size = max(size, 1)
        self._start = self._start // self._size * self._size
        self.shown = self._wanted()

    def turn(self, pages: int) -> None:
        """Go on (1) or back (-1) as far as there are pages."""
        self._start = min(max(self._start + pages * self._size, 0), self._last_start)
        self.shown = self._wanted()

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this."""
        return self._start < self._last_start

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this."""
        return self._start > 0

    @property
    def words(self) -> str:
        """Which part of the row is shown: `241 – 270 of 10,000`."""
        if not self.shown:
            return ""
        last = self._start + len(self.shown)
        return f"{count(self._start + 1)} – {count(last)} of {count(len(self._row))}"

    @property
    def widest_words(self) -> str:
        """About the widest that `words` become; room for it is kept, so that nothing jitters."""
        digits = count(len(self._row))
        return f"{digits} – {digits} of {digits}"

    @property
    def _last_start(self) -> int:
        return max(len(self._row) - 1, 0) // self._size * self._size

    def _wanted(self) -> tuple[int, ...]:
        return tuple(self._row[self._start : self._start + self._size].tolist())
