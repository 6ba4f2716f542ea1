"""Thinning: a curve of any length as one low and one high per pixel column."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]


def thinned(x: Floats, y: Floats, low: float, high: float, columns: int) -> tuple[Floats, Floats]:
    """Thin a curve to what `columns` pixel columns can show between x = `low` and `high`.

    Parameters
    ----------
    x : ndarray, shape (n,)
        Ascending and finite.
    y : ndarray, shape (n,)
        May hold what is not finite; a column of nothing else is left out.
    low, high : float
        The visible part of x; one point beyond each end is kept, so that lines leave the plot.
    columns : int

    Returns
    -------
    x, y : ndarray, shape (m,)
        At most `2 * columns + 2` points.  In each column the lowest and the highest value, in the
        order in which the curve runs from the first to the last value of the column.
    """
    first = max(int(np.searchsorted(x, low, "left")) - 1, 0)
    last = min(int(np.searchsorted(x, high, "right")) + 1, len(x))
    x, y = x[first:last], y[first:last]
    if len(x) <= 2 * columns:
        kept = np.isfinite(y)
        return (x, y) if kept.all() else (x[kept], y[kept])
    starts = np.searchsorted(x, np.linspace(low, high, columns, endpoint=False))
    starts = np.unique(np.concatenate([[0], starts]))
    starts = starts[starts < len(x)]
    ends = np.append(starts[1:], len(x)) - 1
    lows, highs = np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)
    rising = y[ends] >= y[starts]
    pairs_x = np.stack([x[starts], x[starts]], axis=1).ravel()
    pairs_y = np.stack([np.where(rising, lows, highs), np.where(rising, highs, lows)], 1).ravel()
    kept = np.isfinite(pairs_y)
    return pairs_x[kept], pairs_y[kept]
