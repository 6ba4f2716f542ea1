"""Thinning: a curve of any length as one low and one high per pixel column.

While a network trains, each NumPy call on more than 500 numbers lets go of the interpreter lock
and may wait a switch interval to get it back.  A curve is therefore thinned as it grows, a few
points at a time, into at most 500 columns, and everything done at each redraw stays below that.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnviz.ui.drawing.growing import same_number

Floats = npt.NDArray[np.floating]

MOST_COLUMNS = 500
_FEW = 3
"""Columns up to which new values are merged one column at a time: it takes fewer calls."""


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
        at = taken - 1
        return len(x) >= taken and x[at] == self._last[0] and same_number(y[at], self._last[1])

    def take(self, x: Floats, y: Floats) -> slice:
        """Take what is new of a curve that follows.

        Parameters
        ----------
        x : ndarray, shape (n,)
            Ascending and finite.
        y : ndarray, shape (n,)
            What is not finite is left out.

        Returns
        -------
        slice
            The columns within which something may have changed.
        """
        new_x, new_y = x[self._taken :], y[self._taken :]
        if not len(new_x):
            return slice(0, 0)
        self._taken, self._last = len(x), (x[-1], y[-1])
        places = (new_x - self._low) * self._per_x
        seen = np.isfinite(new_y)
        if places[0] < 0 or places[-1] > self._columns:
            seen &= (places >= 0) & (places <= self._columns)
        if not seen.all():
            places, new_y = places[seen], new_y[seen]
        if not len(places):
            return slice(0, 0)
        first, last = (min(int(place), self._columns - 1) for place in (places[0], places[-1]))
        if last - first > _FEW:
            self._merge(np.minimum(places.astype(np.intp), self._columns - 1), new_y)
        else:
            self._merge_few(first, last, places, new_y)
        return slice(first, last + 1)

    def _merge_few(self, first: int, last: int, places: Floats, y: Floats) -> None:
        """Merge values into two or three columns, as those of a curve that grows mostly do."""
        start = 0
        for column in range(first, last + 1):
            stop = len(y) if column == last else int(np.count_nonzero(places < column + 1))
            if stop > start:
                self._merge_into(column, y[start:stop])
            start = stop

    def _merge_into(self, column: int, y: Floats) -> None:
        """Merge values that all lie in one column."""
        low, high, known = float(y.min()), float(y.max()), float(self.lows[column])
        if known != known:  # not a number: nothing was there yet
            self.lows[column], self.highs[column], self.firsts[column] = low, high, y[0]
        else:
            self.lows[column] = min(known, low)
            self.highs[column] = max(float(self.highs[column]), high)
        self.lasts[column] = y[-1]

    def _merge(self, columns: npt.NDArray[np.intp], y: Floats) -> None:
        """Merge values, sorted by column, into the columns."""
        starts = np.concatenate([[0], np.flatnonzero(columns[1:] != columns[:-1]) + 1])
        at: npt.NDArray[np.intp] | slice = columns[starts]
        if len(starts) == columns[-1] - columns[0] + 1:  # none between them is empty: a view, not a copy
            at = slice(columns[0], columns[-1] + 1)
        self.lows[at] = np.fmin(self.lows[at], np.minimum.reduceat(y, starts))
        self.highs[at] = np.fmax(self.highs[at], np.maximum.reduceat(y, starts))
        self.firsts[at] = np.where(np.isnan(self.firsts[at]), y[starts], self.firsts[at])
        self.lasts[at] = y[np.append(starts[1:], len(y)) - 1]

    def pairs(self, columns: slice) -> Floats:
        """Return two values for each of some columns, in the order of the curve; NaN where there is none.

        Returns
        -------
        ndarray, shape (2, m)
            Low before high where the curve rises within the column, else high before low.
        """
        lows, highs = self.lows[columns], self.highs[columns]
        rising = self.lasts[columns] >= self.firsts[columns]
        return np.array((np.where(rising, lows, highs), np.where(rising, highs, lows)))


def visible(x: Floats, low: float, high: float) -> slice:
    """Return which of ascending x lie from `low` to `high`, with one more at either end."""
    if not len(x) or (low <= x[0] and x[-1] <= high):
        return slice(0, len(x))
    first = max(int(x.searchsorted(low, "left")) - 1, 0)
    return slice(first, int(x.searchsorted(high, "right")) + 1)
