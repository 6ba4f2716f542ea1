"""Where a decision between classes changes: the lines of a field of class scores on a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
#: Places (n,) in the plane as x + iy: NumPy picks rows of two numbers ten times as slowly.
Places = NDArray[np.complex64]

_ROUNDING = 1e-6


def class_scores(outputs: NDArray[Any], levels: tuple[float, float]) -> NDArray[Any]:
    """Return a score for each class from outputs (..., n).

    A single output tells two classes apart, whose targets are the two `levels`: it becomes the shares of
    both. Of several outputs each belongs to a class already.
    """
    if outputs.shape[-1] > 1:
        return outputs
    low, high = levels
    second = (outputs - low) / (high - low)
    return np.concatenate((1 - second, second), axis=-1)


def are_probabilities(scores: NDArray[Any]) -> bool:
    """Tell whether scores can be read as probabilities, once they are scaled to sum to one."""
    return bool(scores.size) and bool(scores.min() >= -_ROUNDING) and bool(scores.max() <= 1 + _ROUNDING)


def as_probabilities(scores: NDArray[Any]) -> NDArray[Any]:
    """Scale scores from 0 to 1 to sum to one over the last axis, as those of a softmax do already."""
    # As a product: NumPy takes 20 times as long for sums over so short an axis.
    total = (scores @ np.ones(scores.shape[-1], scores.dtype))[..., np.newaxis]
    if total.min() > 0:
        return np.asarray(scores / total)
    even = np.full_like(scores, 1 / scores.shape[-1])
    shares: NDArray[Any] = np.divide(scores, total, out=even, where=total > 0)
    return shares


def decision_lines(field: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Points:
    """Find the pieces of line at which the largest of the scores changes.

    Between two neighbouring grid points with different winners, the crossing is where the two winners'
    scores, taken as linear in between, are equal. A cell with two crossings gets the piece between them; one
    with more, at a junction of several classes, gets a piece from each crossing to their mean.

    Parameters
    ----------
    field
        (rows, columns, classes) scores.
    x, y
        (columns,) and (rows,) coordinates of the grid.

    Returns
    -------
    (k, 2, 2) array of the ends (x, y) of each piece.
    """
    columns = field.shape[1]
    winner = field.argmax(axis=-1).ravel()
    starts, to_right = _changes(winner, columns)
    points = _between(x, y, starts, to_right, _shares(field, winner, starts, to_right))
    return _joined_in_cells(_cells_beside(starts, columns, to_right), points)


def zero_lines(fields: NDArray[Any], x: NDArray[Any], y: NDArray[Any]) -> Points:
    """Find the pieces of line, (k, 2, 2), at which any of some fields (n, rows, columns) is nought.

    As `decision_lines` between each field and nought, for all of them at once.
    """
    rows, columns = fields.shape[1:]
    size, values = rows * columns, fields.ravel()
    above = values >= 0
    changes = np.zeros((2, *fields.shape), bool)
    grids = above.reshape(fields.shape)
    np.not_equal(grids[..., :-1], grids[..., 1:], out=changes[0, ..., :-1])
    np.not_equal(grids[:, :-1], grids[:, 1:], out=changes[1, :, :-1])
    found = np.flatnonzero(changes)
    to_right = int(np.count_nonzero(found < len(values)))
    places, step = found % len(values), np.ones_like(found)
    step[to_right:] = columns
    field, starts = np.divmod(places, size)
    before, after = values[places], values[places + step]
    points = _between(x, y, starts, to_right, before / (before - after))
    cells = _cells_beside(starts, columns, to_right)
    apart = size + rows + columns + 1  # no cell of one field has the number of another's
    return _joined_in_cells(cells + apart * np.concatenate((field, field)), points)


def _cells_beside(starts: NDArray[np.intp], columns: int, to_right: int) -> NDArray[np.intp]:
    """Return the two cells beside the edge of each crossing, (2 m,): one of each, then the other.

    A cell has the number of its lower left point, but with one number more in each row, for what lies
    beside the grid. The first `to_right` edges go to the right, the others upwards.
    """
    above_or_right = starts + starts // columns
    others = above_or_right - 1
    others[:to_right] -= columns
    return np.concatenate((above_or_right, others))


def _changes(winner: NDArray[np.intp], columns: int) -> tuple[NDArray[np.intp], int]:
    """Return the numbers of grid points with another winner than the one to the right, and how many they are,
    and after them of those with another than the one above.
    """
    size = len(winner)
    changes = np.empty((2, size), bool)
    np.not_equal(winner[:-1], winner[1:], out=changes[0, :-1])
    changes[0, columns - 1 :: columns] = False  # the last of a row has no neighbour
    np.not_equal(winner[:-columns], winner[columns:], out=changes[1, :-columns])
    changes[1, -columns:] = False
    starts = changes.ravel().nonzero()[0]
    to_right = int(np.count_nonzero(starts < size))
    starts[to_right:] -= size
    return starts, to_right


def _shares(
    field: NDArray[Any], winner: NDArray[np.intp], starts: NDArray[np.intp], to_right: int
) -> NDArray[Any]:
    """Return after which part (m,) of the way from a grid point to its neighbour the winner changes."""
    columns, classes = field.shape[1:]
    ends = starts + columns
    ends[:to_right] -= columns - 1
    by_class = field.reshape(-1, classes).T.ravel()  # no copy of what a network's narrow layer has made
    first, second = winner[starts] * len(winner), winner[ends] * len(winner)
    before = by_class[first + starts] - by_class[second + starts]
    total = before + by_class[second + ends] - by_class[first + ends]
    return np.asarray(np.divide(before, total, out=np.full_like(total, 0.5), where=total > 0))


def _between(
    x: NDArray[Any], y: NDArray[Any], starts: NDArray[np.intp], to_right: int, share: NDArray[Any]
) -> Places:
    """Return where the winner changes: at some share of the way from each grid point to its neighbour."""
    row, column = np.divmod(starts, len(x))
    across, up = x[column], y[row]
    across[:to_right] += share[:to_right] * (x[1:] - x[:-1])[column[:to_right]]
    up[to_right:] += share[to_right:] * (y[1:] - y[:-1])[row[to_right:]]
    points = np.empty(len(starts), np.complex64)
    points.real, points.imag = across, up
    return points


def _joined_in_cells(cells: NDArray[np.intp], points: Places) -> Points:
    """Return the pieces between crossings in the same cell; one alone lies at the edge of the grid.

    Parameters
    ----------
    cells
        (2 m,) one cell of each crossing, then the other.
    points
        (m,) the crossings.
    """
    if not len(points):
        return np.empty((0, 2, 2), np.float32)
    order = cells.argsort(kind="stable")
    cells, ends = cells[order], points[order % len(points)]
    pairs = (cells[1:] == cells[:-1]).nonzero()[0]  # of each crossing with the next in its cell
    starts, stops = ends[pairs], ends[pairs + 1]
    goes_on = pairs[1:] == pairs[:-1] + 1  # a third crossing, or a fourth
    if goes_on.any():
        crowded = np.zeros((2, len(pairs)), bool)
        crowded[0, :-1], crowded[1, 1:] = goes_on, goes_on
        in_crowd = crowded[0] | crowded[1]
        spokes, middles = _to_middles(ends, pairs[in_crowd], pairs[in_crowd & ~crowded[1]])
        starts = np.concatenate((starts[~in_crowd], spokes))
        stops = np.concatenate((stops[~in_crowd], middles))
    through = np.empty((len(starts), 2), np.complex64)
    through[:, 0], through[:, 1] = starts, stops
    return through.view(np.float32).reshape(-1, 2, 2)


def _to_middles(ends: Places, pairs: NDArray[np.intp], firsts: NDArray[np.intp]) -> tuple[Places, Places]:
    """Return the crossings in cells that have more than two, and for each the mean of its cell.

    Parameters
    ----------
    ends
        (n,) all crossings, those of a cell in a row.
    pairs, firsts
        The numbers of those in such cells that another follows, and of the first of each cell.
    """
    is_one = np.zeros(len(ends), bool)
    is_one[pairs] = is_one[pairs + 1] = True
    numbers = is_one.nonzero()[0]
    at = numbers.searchsorted(firsts)
    count = np.add.reduceat(np.ones(len(numbers), np.intp), at)
    spokes = ends[numbers]
    return spokes, np.repeat(np.add.reduceat(spokes, at) / count, count)
