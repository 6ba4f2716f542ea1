"""Where a decision between classes changes: the lines of a field of class scores on a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]


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
    winner = field.argmax(axis=-1)
    across = _crossings(field, winner, x, y, axis=1)
    upward = _crossings(field, winner, x, y, axis=0)
    # the four edges of each cell: bottom, top, left, right; NaN where there is no crossing
    edges = np.stack((across[:-1], across[1:], upward[:, :-1], upward[:, 1:]))
    crossed = ~np.isnan(edges[..., 0])
    count = crossed.sum(axis=0)
    return np.concatenate((_through(edges, crossed, count == 2), _junctions(edges, crossed, count > 2)))


def _crossings(
    field: NDArray[Any], winner: NDArray[np.intp], x: NDArray[Any], y: NDArray[Any], axis: int
) -> Points:
    """Return for each edge along an axis where the winner changes on it, (..., 2), or NaN."""
    low, high = (slice(None), slice(None, -1)), (slice(None), slice(1, None))
    if axis == 0:
        low, high = low[::-1], high[::-1]
    shape = winner[low].shape
    points = np.full((*shape, 2), np.nan, np.float32)
    at = np.nonzero(winner[low] != winner[high])
    first, second = winner[low][at], winner[high][at]
    start, end = field[low][at], field[high][at]
    rows = np.arange(len(first))
    before = start[rows, first] - start[rows, second]
    after = end[rows, second] - end[rows, first]
    total = before + after
    share = np.divide(before, total, out=np.full_like(total, 0.5), where=total > 0)
    row, column = at
    if axis == 1:
        points[at] = np.column_stack((x[column] + share * (x[column + 1] - x[column]), y[row]))
    else:
        points[at] = np.column_stack((x[column], y[row] + share * (y[row + 1] - y[row])))
    return points


def _through(edges: Points, crossed: NDArray[np.bool_], cells: NDArray[np.bool_]) -> Points:
    """Return the pieces in cells with exactly two crossings."""
    picked = edges[:, cells].transpose(1, 0, 2)
    return picked[crossed[:, cells].T].reshape(-1, 2, 2)


def _junctions(edges: Points, crossed: NDArray[np.bool_], cells: NDArray[np.bool_]) -> Points:
    """Return the pieces from each crossing of a cell with more than two to their mean."""
    picked = edges[:, cells].transpose(1, 0, 2)
    there = crossed[:, cells].T
    if not len(picked):
        return np.empty((0, 2, 2), np.float32)
    middle = np.nanmean(picked, axis=1, keepdims=True)
    pairs = np.stack((picked, np.broadcast_to(middle, picked.shape)), axis=2)
    return pairs[there]
