"""Ink: what is drawn on a square of paper, kept so that a piece of a stroke costs only what it covers."""

from __future__ import annotations

from math import hypot

import numpy as np

from nnviz.data.centring import INK, Box, Frame, Seen, extent, fitted_into, squeezed_into
from nnviz.data.dataset import Array

Place = tuple[float, float]


class Ink:
    """Strokes of round pens on a square, and at any time the box around them.

    A pad asks for the answer after each piece of a stroke, a hundred times a second beside a run flat out.
    So a piece changes the few pixels under it and what they make of their rows and columns, and no more.

    Parameters
    ----------
    side : int
        Pixels across and down.

    Attributes
    ----------
    values : float32 array (side, side)
        0 is paper, 255 ink, in whole numbers; to be changed through the methods.
    """

    def __init__(self, side: int) -> None:
        self.values: Array = np.zeros((side, side), np.float32)
        self._by_row, self._by_column = np.zeros((2, side), np.float32)
        self._middles = np.arange(side, dtype=np.float32) + np.float32(0.5)

    @property
    def drawing(self) -> Array:
        """A copy as uint8."""
        return self.values.astype(np.uint8)

    @property
    def box(self) -> Box | None:
        """Left, top, right and bottom of the ink, the latter two one past it; None without any."""
        return extent(self._by_column, self._by_row)

    def put(self, drawing: Array) -> None:
        """Put something else (side, side) in place of what is there."""
        self.values[...] = drawing
        self._look_at(slice(None), slice(None))

    def draw(self, start: Place, end: Place, width: float, erases: bool = False) -> None:
        """Draw a piece of a stroke with round ends and soft edges, or take away what it covers."""
        rows, columns = self._under(start[1], end[1], width), self._under(start[0], end[0], width)
        part = self.values[rows, columns]
        if not part.size:
            return
        covered = self._covered(start, end, width, rows, columns)
        if erases:
            np.minimum(part, INK - covered, out=part)
            self._look_at(rows, columns)
            return
        np.maximum(part, covered, out=part)
        for darkest, axis in ((self._by_row[rows], 1), (self._by_column[columns], 0)):
            np.maximum(darkest, part.max(axis=axis), out=darkest)

    def seen(self, frame: Frame, is_centred: bool) -> Seen:
        """Return what a network is given of it: cut out and centred, or as a whole."""
        return (fitted_into if is_centred else squeezed_into)(frame, self.values, self.box)

    def _under(self, start: float, end: float, width: float) -> slice:
        """Return the pixels of an axis that a piece of a stroke may touch."""
        reach, side = width / 2 + 1, len(self.values)
        first, last = min(start, end) - reach, max(start, end) + reach
        return slice(min(max(int(first), 0), side), min(max(int(last) + 1, 0), side))

    def _covered(self, start: Place, end: Place, width: float, rows: slice, columns: slice) -> Array:
        """Return how much ink each pixel gets, by how far its middle is from the line: 255 ths of a pixel."""
        right, down = end[0] - start[0], end[1] - start[1]
        length = hypot(right, down)
        right, down = (INK * right / length, INK * down / length) if length else (INK, 0.0)
        across = self._middles[columns] - (start[0] + end[0]) / 2
        below = (self._middles[rows] - (start[1] + end[1]) / 2)[:, np.newaxis]
        past = across * right + below * down  # along the line, from its middle, then from its ends
        np.abs(past, out=past)
        past -= INK * length / 2
        np.maximum(past, 0, out=past)
        distance = np.hypot(past, across * down - below * right, out=past)
        covered = np.subtract(INK * (width + 1) / 2, distance, out=distance)
        np.maximum(np.minimum(covered, INK, out=covered), 0, out=covered)
        return np.rint(covered, out=covered)

    def _look_at(self, rows: slice, columns: slice) -> None:
        """Find the darkest pixel of these rows and columns anew."""
        self._by_row[rows] = self.values[rows].max(axis=1)
        self._by_column[columns] = self.values[:, columns].max(axis=0)
