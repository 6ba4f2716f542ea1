"""BestBoundary: what the best possible classifier decides, where the data's densities are known."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import DataSettings
from nnviz.data.best_possible import best_accuracy, mixture_of
from nnviz.nn import Network
from nnviz.training.moment import Moment
from nnviz.training.probes import BoundaryGrid, Probe
from nnviz.training.probes.contours import decision_lines

Floats = NDArray[np.floating[Any]]


class Best(msgspec.Struct, frozen=True, eq=False):
    """The best possible classifier.

    Attributes
    ----------
    accuracy
        The share of new points that it is expected to get right.
    lines
        Lines (n, 2) through the places where two classes are equally likely.
    """

    accuracy: float
    lines: tuple[Floats, ...]


class BestBoundary(Probe, frozen=True):
    """The best possible classifier over a rectangle of the plane."""

    grid: BoundaryGrid

    def measure(self, moment: Moment, network: Network) -> Best | None:  # noqa: ARG002
        """Find it; None where the densities are not known."""
        return _best(self.grid, moment.experiment.data)


@lru_cache(maxsize=4)
def _best(grid: BoundaryGrid, settings: DataSettings) -> Best | None:
    """Find what no step of training changes, though it is asked for again and again."""
    mixture, accuracy = mixture_of(settings), best_accuracy(settings)
    if mixture is None or accuracy is None:
        return None
    x = np.linspace(grid.left, grid.right, grid.columns)
    y = np.linspace(grid.bottom, grid.top, grid.rows)
    return Best(accuracy, joined(decision_lines(mixture.log_densities(x, y), x, y)))


def joined(pieces: Floats) -> tuple[Floats, ...]:
    """Join pieces (k, 2, 2) that share an end into as few lines (n, 2) as can be."""
    ends = [tuple(map(tuple, piece)) for piece in np.round(pieces.astype(np.float64), 5).tolist()]
    at: dict[Any, list[int]] = defaultdict(list)
    for number, piece in enumerate(ends):
        for end in piece:
            at[end].append(number)
    left = set(range(len(ends)))
    lines = []
    while left:
        first = left.pop()
        line = list(ends[first])
        for _ in range(2):  # on from one end, then from the other
            _extend(line, at, ends, left)
            line.reverse()
        lines.append(np.array(line))
    return tuple(lines)


def _extend(line: list[Any], at: dict[Any, list[int]], ends: list[Any], left: set[int]) -> None:
    while (number := next((number for number in at[line[-1]] if number in left), None)) is not None:
        left.remove(number)
        one, other = ends[number]
        line.append(other if one == line[-1] else one)
