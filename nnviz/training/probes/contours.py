"""Where a decision between classes changes: the lines of a field of class scores on a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]

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
    # The numbers of grid points with another winner than the one to the right, and than the one above.
    changes = np.zeros((2, len(winner)), bool)
    np.not_equal(winner[:-1], winner[1:], out=changes[0, :-1])
    changes[0, columns - 1 :: columns] = False  # the last of a row has no neighbour
    np.not_equal(winner[:-columns], winner[columns:], out=changes[1, :-columns])
    found = np.flatnonzero(changes)
    to_right = int(np.count_nonzero(found < len(winner)))
    starts, step = found % len(winner), np.ones_like(found)
    step[to_right:] = columns
    points = _crossings(field, winner, x, y, starts, starts + step)
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
    points = _between(x, y, starts, starts + step, before / (before - after))
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


def _crossings(
    field: NDArray[Any],
    winner: NDArray[np.intp],
    x: NDArray[Any],
    y: NDArray[Any],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
) -> Points:
    """Return where the winner changes, (m, 2), between grid points and their neighbours, by their numbers."""
    classes = field.shape[2]
    by_class = field.reshape(-1, classes).T.ravel()  # no copy of what a network's narrow layer has made
    first, second = winner[starts] * len(winner), winner[ends] * len(winner)
    before = by_class[first + starts] - by_class[second + starts]
    total = before + by_class[second + ends] - by_class[first + ends]
    share = np.divide(before, total, out=np.full_like(total, 0.5), where=total > 0)
    return _between(x, y, starts, ends, share)


def _between(
    x: NDArray[Any], y: NDArray[Any], starts: NDArray[np.intp], ends: NDArray[np.intp], share: NDArray[Any]
) -> Points:
    """Return places (m, 2) at some share of the way from grid points to others, by their numbers."""
    columns = len(x)
    points = np.empty((len(starts), 2), np.float32)
    for axis, (places, here, there) in enumerate(
        ((x, starts % columns, ends % columns), (y, starts // columns, ends // columns))
    ):
        near = places[here]
        points[:, axis] = near + share * (places[there] - near)
    return points


def _joined_in_cells(cells: NDArray[np.intp], points: Points) -> Points:
    """Return the pieces between crossings in the same cell; one alone lies at the edge of the grid.

    Parameters
    ----------
    cells
        (2 m,) one cell of each crossing, then the other.
    points
        (m, 2) the crossings.
    """
    order = cells.argsort(kind="stable")
    cells, crossing = cells[order], order % max(len(points), 1)
    is_first = np.ones(len(cells) + 1, bool)
    np.not_equal(cells[1:], cells[:-1], out=is_first[1:-1])
    bounds = np.flatnonzero(is_first)
    first, count = bounds[:-1], np.diff(bounds)
    simple = first[count == 2]
    through: Points = points[crossing[np.stack((simple, simple + 1), axis=1)]]
    crossed = count > 2
    if not crossed.any():
        return through
    count = count[crossed]
    ends = points[crossing[np.repeat(crossed, np.diff(bounds))]]
    middle = np.add.reduceat(ends, np.cumsum(count) - count) / count[:, None]
    to_middle = np.stack((ends, np.repeat(middle, count, axis=0)), axis=1, dtype=np.float32)
    return np.concatenate((through, to_middle))
