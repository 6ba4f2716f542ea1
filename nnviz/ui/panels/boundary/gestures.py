"""Gestures: what a drag of the mouse over the plane does to its points, from press to release.

What follows the pointer is drawn at once; the run is told by edits, and what it makes of them is drawn later.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

import msgspec
import numpy as np
from PySide6.QtCore import QPointF

from nnviz.data.clouds import cloud_centres, cloud_sizes, cloud_spreads
from nnviz.data.edited import origins_of
from nnviz.training.edits import Edit
from nnviz.training.edits.points import ErasePoints, MovePoint, ShapeCloud

if TYPE_CHECKING:
    from nnviz.ui.panels.boundary.point_editor import PointEditor


class BrushSize(msgspec.Struct, frozen=True):
    """How far a brush reaches, in pixels, and how many points a dab has."""

    title: str
    radius: float
    points: int


BRUSHES = (BrushSize("1", 0.0, 1), BrushSize("5", 14.0, 5), BrushSize("15", 30.0, 15))
#: Pixels from one dab to the next, as a part of the brush's radius, and at least.
APART, LEAST_APART = 0.8, 7.0
#: Pixels within which the eraser takes points away, at least.
LEAST_ERASER = 10.0
LARGEST_SPREAD = 10.0


def along(start: QPointF, end: QPointF, apart: float) -> list[QPointF]:
    """Return the places on the way from one pixel to another, so far from each other and from the start."""
    way = end - start
    length = float(np.hypot(way.x(), way.y()))
    return [start + way * (apart * count / length) for count in range(1, int(length / apart) + 1)]


class Gesture(ABC):
    """A drag that has begun at a pixel of the plot.

    Attributes
    ----------
    takes_every_place
        Whether all places on its way count, and not only where it is in each frame.
    """

    takes_every_place: ClassVar[bool] = False

    def __init__(self, editor: PointEditor, start: QPointF) -> None:
        self.editor = editor
        self.start = start
        self.stroke = editor.next_stroke()
        self.begin()

    def begin(self) -> None:
        """Do what a press alone does."""
        self.move(self.start)

    @abstractmethod
    def move(self, place: QPointF) -> None:
        """Follow the pointer to a pixel."""

    def end(self, place: QPointF) -> None:
        """Finish at a pixel."""
        self.move(place)

    def submit(self, edit: Edit) -> None:
        """Have the run changed."""
        self.editor.session.submit(edit)


class Paint(Gesture):
    """Add points of the chosen class or value along the way."""

    takes_every_place = True

    def begin(self) -> None:
        """Make the first dab."""
        self._last = self.start
        self._dab([self.start])
        self.editor.remember()

    def move(self, place: QPointF) -> None:
        """Make dabs evenly along the way here: of a quick hand few places are told."""
        places = along(self._last, place, max(APART * self.editor.brush.radius, LEAST_APART))
        if places:
            self._last = places[-1]
            self._dab(places)

    def _dab(self, places: list[QPointF]) -> None:
        brush, rng, view = self.editor.brush, self.editor.rng, self.editor.plot.view
        centres = np.repeat([(place.x(), place.y()) for place in places], brush.points, axis=0)
        angles = rng.uniform(0, 2 * np.pi, len(centres))
        radii = brush.radius * np.sqrt(rng.random(len(centres)))
        pixels = centres + radii[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        painted = np.array([view.data(x, y) for x, y in pixels.tolist()])
        self.editor.show_painted(painted)
        xs, ys = (tuple(column.tolist()) for column in painted.T)
        self.submit(self.editor.ink.adding(xs, ys, self.stroke))


class Erase(Gesture):
    """Take away what the pointer passes over."""

    takes_every_place = True

    def begin(self) -> None:
        """Erase what is under it."""
        self.editor.remember()
        self._last = self.start
        self._rub(self.start)

    def move(self, place: QPointF) -> None:
        """Erase along the way here."""
        for between in along(self._last, place, self._radius):
            self._rub(between)
        self._rub(place)
        self._last = place

    @property
    def _radius(self) -> float:
        return max(self.editor.brush.radius, LEAST_ERASER)

    def _rub(self, place: QPointF) -> None:
        view = self.editor.plot.view
        x, y = view.data(place.x(), place.y())
        edge, _ = view.data(place.x() + self._radius, place.y())
        self.submit(ErasePoints(x, y, edge - x, self.stroke))


class Relabel(Gesture):
    """Draw a box; on release all points in it are of the chosen class or value."""

    def move(self, place: QPointF) -> None:
        """Stretch the box."""
        self.editor.box.show_between(self.start, place)

    def end(self, place: QPointF) -> None:
        """Change what is in it."""
        self.editor.box.show_between(None, None)
        view = self.editor.plot.view
        corners = [view.data(each.x(), each.y()) for each in (self.start, place)]
        (left, right), (bottom, top) = (sorted(each) for each in zip(*corners, strict=True))
        self.editor.remember()
        self.submit(self.editor.ink.changing((left, right, bottom, top), self.stroke))


class DragPoint(Gesture):
    """Move one training point."""

    def __init__(self, editor: PointEditor, start: QPointF, row: int) -> None:
        self._row = row
        super().__init__(editor, start)

    def begin(self) -> None:
        """Lift it."""
        self._moved = False
        x, y = self.editor.dataset.train.inputs[self._row]
        view = self.editor.plot.view
        self._grip = QPointF(float(view.x(x)), float(view.y(y))) - self.start
        self.editor.lift(np.array([self._row]))

    def move(self, place: QPointF) -> None:
        """Have it follow, on the screen and in the run."""
        if not self._moved:
            self._moved = True
            self.editor.remember()
        self.editor.shift_lifted(place - self.start)
        if self._row < len(self.editor.dataset.train):
            there = place + self._grip
            x, y = self.editor.plot.view.data(there.x(), there.y())
            self.submit(MovePoint(self._row, x, y, self.stroke))

    def end(self, place: QPointF) -> None:
        """Put it down; a click alone moves nothing, but takes up its class or value to paint with."""
        if self._moved:
            self.move(place)
        else:
            self.editor.take_up(self._row)


class DragCloud(Gesture):
    """Move a cloud with all its points, or make it wider."""

    def __init__(self, editor: PointEditor, start: QPointF, cloud: int, widens: bool) -> None:
        self._cloud, self._widens = cloud, widens
        super().__init__(editor, start)

    def begin(self) -> None:
        """Lift the points that were drawn with the cloud."""
        settings = self.editor.experiment.data
        self._centres, self._spreads = cloud_centres(settings), cloud_spreads(settings)
        self._before = self._shape()
        sizes = cloud_sizes(settings)
        first = int(sizes[: self._cloud].sum())
        origins = origins_of(self.editor.dataset)
        rows = np.flatnonzero((origins >= first) & (origins < first + sizes[self._cloud]))
        self._away = self.editor.dataset.train.inputs[rows] - self._centres[self._cloud]
        centre, view = self._centres[self._cloud], self.editor.plot.view
        self._grip = QPointF(float(view.x(centre[0])), float(view.y(centre[1]))) - self.start
        self._labels = self.editor.dataset.train.labels[rows]
        self.editor.lift(rows)

    def move(self, place: QPointF) -> None:
        """Have the cloud follow, on the screen and in the run."""
        there = place if self._widens else place + self._grip
        x, y = self.editor.plot.view.data(there.x(), there.y())
        centre = self._centres[self._cloud]
        if self._widens:
            before = max(float(self._spreads[self._cloud]), 1e-9)
            self._spreads[self._cloud] = min(abs(x - centre[0]), LARGEST_SPREAD)
            self._away = self._away * (self._spreads[self._cloud] / before)
            self.editor.lifted.set(centre + self._away, self._labels)
        else:
            self._centres[self._cloud] = x, y
            self.editor.shift_lifted(place - self.start)
        self.editor.handles.set(self._centres, self._spreads)
        self.submit(self._shape())

    def end(self, place: QPointF) -> None:
        """Put the points down; undoing brings back the shape of before."""
        if self._shape() != self._before:
            self.move(place)
            self.editor.remember(self._before, self._shape())

    def _shape(self) -> ShapeCloud:
        (x, y), spread = self._centres[self._cloud], self._spreads[self._cloud]
        return ShapeCloud(self._cloud, float(x), float(y), float(spread), self.stroke)
