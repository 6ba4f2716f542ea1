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
    total = scores.sum(axis=-1, keepdims=True)
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
    winner = field.argmax(axis=-1)
    across, upward = winner[:, :-1] != winner[:, 1:], winner[:-1] != winner[1:]
    row, column = np.nonzero(across[:-1] | across[1:] | upward[:, :-1])  # changes come in twos
    edges = np.stack([_crossings(field, winner, x, y, row, column, *edge) for edge in _EDGES], axis=1)
    crossed = edges[..., 0] == edges[..., 0]  # not a number where there is no crossing
    simple = crossed.sum(axis=1) == 2
    through = edges[simple][crossed[simple]].reshape(-1, 2, 2)
    return np.concatenate((through, _junctions(edges[~simple], crossed[~simple])))


#: The edges of a cell, each from one corner to another: rows up and columns along from its lower left one.
_EDGES = (((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0), (1, 0)), ((0, 1), (1, 1)))


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
    row: NDArray[np.intp],
    column: NDArray[np.intp],
    start: tuple[int, int],
    end: tuple[int, int],
) -> Points:
    """Return for each of some cells (m,) where the winner changes on one of its edges, (m, 2), or NaN."""
    here, there = (row + start[0], column + start[1]), (row + end[0], column + end[1])
    first, second = winner[here], winner[there]
    before = field[(*here, first)] - field[(*here, second)]
    after = field[(*there, second)] - field[(*there, first)]
    total = before + after
    share = np.divide(before, total, out=np.full_like(total, 0.5), where=total > 0)
    share[first == second] = np.nan
    points = np.empty((len(row), 2), np.float32)
    points[:, 0] = x[here[1]] + share * (x[there[1]] - x[here[1]])
    points[:, 1] = y[here[0]] + share * (y[there[0]] - y[here[0]])
    return points


def _junctions(edges: Points, crossed: NDArray[np.bool_]) -> Points:
    """Return the pieces from each crossing of a cell with more than two (m, 4, 2) to their mean."""
    if not len(edges):
        return np.empty((0, 2, 2), np.float32)
    middle = np.nanmean(edges, axis=1, keepdims=True)
    pairs = np.stack((edges, np.broadcast_to(middle, edges.shape)), axis=2)
    return pairs[crossed]
