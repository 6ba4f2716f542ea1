"""Thinning: a curve of any length as one low and one high per pixel column.

While a network trains, each NumPy call on more than 500 numbers lets go of the interpreter lock
and may wait a switch interval to get it back.  A curve is therefore thinned as it grows, a few
points at a time, into at most 500 columns, and everything done at each redraw stays below that.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]

MOST_COLUMNS = 500


class Envelope:
    """The lowest, highest, first and last value in each of equal columns from `low` to `high`.

    Parameters
    ----------
    low, high : float
        The part of x that is covered; values outside are left out.
    columns : int
    """

    def __init__(self, low: float, high: float, columns: int) -> None:
        self._low = low
        self._per_x = columns / (high - low)
        self._columns = columns
        self._taken = 0
        self._last = (np.nan, np.nan)
        self.lows, self.highs, self.firsts, self.lasts = np.full((4, columns), np.nan)

    def follows(self, x: Floats, y: Floats) -> bool:
        """Tell whether the curve (x, y) goes on from what was taken so far."""
        taken = self._taken
        if taken == 0:
            return True
        return len(x) >= taken and np.array_equal(self._last, (x[taken - 1], y[taken - 1]), equal_nan=True)

    def take(self, x: Floats, y: Floats) -> None:
        """Take what is new of a curve that follows.

        Parameters
        ----------
        x : ndarray, shape (n,)
            Ascending and finite.
        y : ndarray, shape (n,)
            What is not finite is left out.
        """
        new_x, new_y = x[self._taken :], y[self._taken :]
        if not len(new_x):
            return
        self._taken, self._last = len(x), (x[-1], y[-1])
        places = (new_x - self._low) * self._per_x
        seen = (places >= 0) & (places <= self._columns) & np.isfinite(new_y)
        if not seen.all():
            places, new_y = places[seen], new_y[seen]
        if len(places):
            self._merge(np.minimum(places.astype(np.intp), self._columns - 1), new_y)

    def _merge(self, columns: npt.NDArray[np.intp], y: Floats) -> None:
        """Merge values, sorted by column, into the columns."""
        starts = np.concatenate([[0], np.flatnonzero(columns[1:] != columns[:-1]) + 1])
        at = columns[starts]
        self.lows[at] = np.fmin(self.lows[at], np.minimum.reduceat(y, starts))
        self.highs[at] = np.fmax(self.highs[at], np.maximum.reduceat(y, starts))
        self.firsts[at] = np.where(np.isnan(self.firsts[at]), y[starts], self.firsts[at])
        self.lasts[at] = y[np.append(starts[1:], len(y)) - 1]

    def pairs(self) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
        """Return the columns that hold values, and their two values in the order of the curve.

        Returns
        -------
        columns : ndarray of int, shape (m,)
        first, second : ndarray, shape (m,)
            Low before high where the curve rises within the column, else high before low.
        """
        columns = np.flatnonzero(~np.isnan(self.lows))
        lows, highs = self.lows[columns], self.highs[columns]
        rising = self.lasts[columns] >= self.firsts[columns]
        return columns, np.where(rising, lows, highs), np.where(rising, highs, lows)


def visible(x: Floats, low: float, high: float) -> slice:
    """Return which of ascending x lie from `low` to `high`, with one more at either end."""
    first = max(int(np.searchsorted(x, low, "left")) - 1, 0)
    return slice(first, int(np.searchsorted(x, high, "right")) + 1)
