"""Counting: a drawn digit made as the 8x8 digits were.

Their makers took NIST's programs: ink fitted into 20 by 32 pixels, lines made thicker or thinner until there
is as much of it as in any other digit, and the slant taken out, so that the leftmost pixels of the first and
the last row stand above each other; then each 4 by 4 pixels were counted. E. Alpaydin and C. Kaynak, "Optical
Recognition of Handwritten Digits", 1998; M. Garris et al., "NIST form-based handprint recognition system",
1994. A network that learns from them has never seen a thin line.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.data.dataset import Array

#: Pixels down and, at most, across of the ink in the square before it is counted.
DOWN, ACROSS = 32, 20
#: Pixels across and down of what is counted as one.
CELL = 4
#: Pixels of ink in each of the 8x8 digits, within a few: 303 to 330 on the average of a class.
INK = 310.0
#: Times that lines become thicker or thinner by one pixel all round at most.
MOST_TIMES = 12
#: Ink of 0 to 1 that counts as such when the edges of a digit are looked for.
THERE = 0.5

Sizes = tuple[int, int]


def counted(ink: Array, resized: Callable[[Array, int, int], Array]) -> Array:
    """Return the ink in each cell (8, 8), 0 to 1, of a digit (height, width) that was cut out.

    Parameters
    ----------
    resized
        Resamples an array to a height and width.
    """
    height, width = _size(*ink.shape)
    fitted = np.clip(resized(ink, height, width), 0.0, None)
    square = np.zeros((DOWN, DOWN), np.float32)
    left = (DOWN - width) // 2
    square[:, left : left + width] = fitted / max(float(fitted.max()), 1e-9)
    upright = _upright(_with_ink(square))
    cells: Array = upright.reshape(DOWN // CELL, CELL, DOWN // CELL, CELL).mean(axis=(1, 3))
    return cells


def _size(height: int, width: int) -> Sizes:
    """Return the height and width to fit ink into: half-way between its proportions and all of the room.

    Their makers filled the room; a hand that writes larger than theirs is read better so.
    """
    kept = min(max(width * DOWN / height, 1.0), ACROSS)
    return DOWN, round((kept * ACROSS) ** 0.5)


def _with_ink(square: Array) -> Array:
    """Make lines thicker or thinner, pixel by pixel, until there is as much ink as there should be."""
    if square.sum() > INK:
        return 1.0 - _grown(1.0 - square, square.size - INK)
    return _grown(square, INK)


def _grown(square: Array, wanted: float) -> Array:
    """Let what is there grow by a pixel all round until it is as much as wanted; the last time in part."""
    for time in range(MOST_TIMES):
        grown = _wider(square, corners=time % 2 == 1)  # by turns: else circles become squares
        before, after = float(square.sum()), float(grown.sum())
        if after >= wanted:
            return square + (grown - square) * ((wanted - before) / max(after - before, 1e-9))
        square = grown
    return square


def _wider(square: Array, corners: bool) -> Array:
    """Return for each pixel the most of it and its four, or eight, neighbours."""
    if corners:
        return _wider_along(_wider_along(square.T).T)
    return np.maximum(_wider_along(square), _wider_along(square.T).T)


def _wider_along(square: Array) -> Array:
    wider = square.copy()
    np.maximum(wider[1:], square[:-1], out=wider[1:])
    np.maximum(wider[:-1], square[1:], out=wider[:-1])
    return wider


def _upright(square: Array) -> Array:
    """Shear it so that its first and last row begin in the same column, and put it in the middle."""
    there = square > THERE
    rows = np.flatnonzero(there.any(axis=1))
    if not len(rows):
        return square
    first, last = (int(there[row].argmax()) for row in (rows[0], rows[-1]))
    slope = (last - first) / max(int(rows[-1] - rows[0]), 1)
    shifts = np.rint(slope * (np.arange(DOWN) - (DOWN - 1) / 2)).astype(int)
    wide = np.pad(square, ((0, 0), (DOWN, DOWN)))
    places = np.arange(wide.shape[1]) + np.clip(shifts, -DOWN, DOWN)[:, np.newaxis]
    sheared = np.take_along_axis(wide, places.clip(0, wide.shape[1] - 1), axis=1)
    columns = np.flatnonzero((sheared > THERE).any(axis=0))
    left = (int(columns[0]) + int(columns[-1]) + 1 - DOWN) // 2
    return sheared[:, max(left, 0) : max(left, 0) + DOWN]
