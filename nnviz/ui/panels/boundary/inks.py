"""Inks: what points are painted with: a class, or in a regression a value."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np
import numpy.typing as npt

from nnviz.data import Split
from nnviz.training.abstract_struct import AbstractStruct
from nnviz.training.edits import Edit
from nnviz.training.edits.points import AddPoints, AddValues, RelabelPoints, SetValues
from nnviz.ui.drawing.ground import HAND
from nnviz.ui.drawing.moving_points import MovingPoints, MovingValues
from nnviz.ui.drawing.plane import Plane

Floats = npt.NDArray[np.floating]
#: Left, right, bottom and top in data coordinates.
Edges = tuple[float, float, float, float]
_NOWHERE: Floats = np.empty((0, 2))


class Ink(AbstractStruct, frozen=True):
    """What a stroke leaves behind."""

    answer: float

    @abstractmethod
    def adding(self, xs: tuple[float, ...], ys: tuple[float, ...], stroke: int) -> Edit:
        """Return the edit that puts points there."""

    @abstractmethod
    def changing(self, edges: Edges, stroke: int) -> Edit:
        """Return the edit that makes all points in a box such ones."""


class ClassInk(Ink, frozen=True):
    """A class, by its index."""

    answer: int

    def adding(self, xs: tuple[float, ...], ys: tuple[float, ...], stroke: int) -> Edit:
        """Add points of the class."""
        return AddPoints(xs, ys, self.answer, stroke)

    def changing(self, edges: Edges, stroke: int) -> Edit:
        """Relabel them."""
        return RelabelPoints(*edges, self.answer, stroke)


class ValueInk(Ink, frozen=True):
    """A value to be learnt there."""

    answer: float

    def adding(self, xs: tuple[float, ...], ys: tuple[float, ...], stroke: int) -> Edit:
        """Add points with the value."""
        return AddValues(xs, ys, self.answer, stroke)

    def changing(self, edges: Edges, stroke: int) -> Edit:
        """Set their value."""
        return SetValues(*edges, self.answer, stroke)


class HandPoints:
    """Points drawn by themselves while a hand is on them, by class or by value as the plane has them."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._classes = plane.plot.add(MovingPoints(), HAND)
        self._values = plane.plot.add(MovingValues(), HAND)
        self._added: list[Floats] = []

    def set(self, places: Floats, answers: npt.NDArray[np.generic]) -> None:
        """Show points (n, 2) with their classes or values (n,)."""
        if self._plane.has_classes:
            self._classes.set(places, answers.astype(np.int64))
        else:
            self._values.set(places, answers.astype(np.float64), self._plane.limit.value)

    def add(self, places: Floats, answer: float) -> None:
        """Show more points (n, 2), all of them of this class or value."""
        self._added.append(places)
        together = np.concatenate(self._added)
        self.set(together, np.full(len(together), answer))

    def shift(self, columns: float, rows: float) -> None:
        """Stand so many pixels to the right of, and below, their places."""
        self._classes.shift(columns, rows)
        self._values.shift(columns, rows)

    def clear(self) -> None:
        """Show no points."""
        self._added = []
        self._classes.set(_NOWHERE, np.empty(0, np.int64))
        self._values.set(_NOWHERE, np.empty(0), 1.0)


def answers_of(plane: Plane, split: Split) -> npt.NDArray[np.generic]:
    """Return the class or the value of each point of a split (n,)."""
    return split.labels if plane.has_classes else split.targets[:, 0]
