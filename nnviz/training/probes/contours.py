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
    left = np.flatnonzero(winner[:-1] != winner[1:])
    left = left[left % columns < columns - 1]  # the last of a row has no neighbour
    lower = np.flatnonzero(winner[:-columns] != winner[columns:])
    starts, ends = np.concatenate((left, lower)), np.concatenate((left + 1, lower + columns))
    points = _crossings(field, winner, x, y, starts, ends)
    # Every crossing belongs to the two cells beside its edge. A cell has the number of its lower left point,
    # but with one number more in each row, for what lies beside the grid.
    above_or_right = starts + starts // columns
    others = above_or_right - np.repeat((columns + 1, 1), (len(left), len(lower)))
    return _joined_in_cells(np.concatenate((above_or_right, others)), np.concatenate((points, points)))


def level_lines(field: NDArray[Any], level: float, x: NDArray[Any], y: NDArray[Any]) -> Points:
    """Find the pieces of line, (k, 2, 2), at which a field (rows, columns) has a value.

    That is where the decision between the field and the value changes.
    """
    return decision_lines(np.stack((field, np.full_like(field, level)), axis=-1), x, y)


def _crossings(
    field: NDArray[Any],
    winner: NDArray[np.intp],
    x: NDArray[Any],
    y: NDArray[Any],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
) -> Points:
    """Return where the winner changes, (m, 2), between grid points and their neighbours, by their numbers."""
    scores, (_, columns, classes) = field.ravel(), field.shape
    first, second = winner.take(starts), winner.take(ends)
    before = scores.take(starts * classes + first) - scores.take(starts * classes + second)
    after = scores.take(ends * classes + second) - scores.take(ends * classes + first)
    total = before + after
    share = np.divide(before, total, out=np.full_like(total, 0.5), where=total > 0)
    points = np.empty((len(starts), 2), np.float32)
    for axis, (places, here, there) in enumerate(
        ((x, starts % columns, ends % columns), (y, starts // columns, ends // columns))
    ):
        near = places.take(here)
        points[:, axis] = near + share * (places.take(there) - near)
    return points


def _joined_in_cells(cells: NDArray[np.intp], points: Points) -> Points:
    """Return the pieces between crossings (m, 2) in the same cell; one alone lies at the edge of the grid."""
    order = cells.argsort(kind="stable")
    cells, points = cells.take(order), points.take(order, axis=0)
    first = np.flatnonzero(np.append(True, cells[1:] != cells[:-1]))
    count = np.diff(first, append=len(cells))
    simple = first[count == 2]
    through = np.stack((points[simple], points[simple + 1]), axis=1)
    crossed = count > 2
    if not crossed.any():
        return through
    middle = np.add.reduceat(points, first)[crossed] / count[crossed, None]
    to_middle = points[np.repeat(crossed, count)], np.repeat(middle, count[crossed], axis=0)
    return np.concatenate((through, np.stack(to_middle, axis=1, dtype=np.float32)))
