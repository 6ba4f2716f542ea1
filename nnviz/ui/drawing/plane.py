"""Plane: the layers of a decision boundary on a plot: picture, points, lines between classes, rings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from nnviz.data import Dataset, Task
from nnviz.training.probes import Boundary, BoundaryGrid
from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.fields import Contour, Picture
from nnviz.ui.drawing.plane_colours import are_probabilities, blended, values, winners
from nnviz.ui.drawing.plot import Plot
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.points import Points, Rings
from nnviz.ui.drawing.value_points import ValuePoints
from nnviz.ui.numerals import ColourLimit
from nnviz.ui.theme import Theme

MOST_DRAWN = {"train": 4000, "test": 300}
"""Points of each split that are drawn: more would hide each other and the plane."""
_MARGIN = 0.05
"""The share of the data's extent that is left free at each side."""
_GRID_POINTS = 10_000
_MANY_WRONG = 0.15
"""The share of wrong points from which on they are ringed thinly."""

Floats = npt.NDArray[np.floating[Any]]
Verdict = npt.NDArray[np.bool_]


class Plane:
    """What is drawn of a data set in the plane, and of what a network says there.

    Attributes
    ----------
    plot : Plot
        With equal scales.
    drawn : (BoundaryGrid, Boundary) or None
        What the picture and the lines show at present.
    blends : bool
        Whether they are probabilities.
    limit : ColourLimit
        Of the colours in a regression.
    wrong : ndarray, shape (n, 2)
        The points that are ringed.
    """

    def __init__(self, plot: Plot, theme: Theme) -> None:
        self.plot = plot
        self.drawn: tuple[BoundaryGrid, Boundary] | None = None
        self.blends = False
        self.limit = ColourLimit()
        self.wrong: Floats = np.empty((0, 2))
        self._theme = theme
        self._dataset: Dataset | None = None
        self._verdicts: dict[str, Verdict] = {}
        self._picture = plot.add(Picture(), 0)
        self._classes = {"train": plot.add(Points(), 1), "test": plot.add(Points(hollow=True), 2)}
        self._values = {"train": plot.add(ValuePoints(), 1), "test": plot.add(ValuePoints(hollow=True), 2)}
        self._contour = plot.add(Contour(), 3)
        self._rings = plot.add(Rings(), 4)
        for view in plot.scene.views():
            # For the bold lines, the only path that is drawn often: points and rings are pictures.
            view.setRenderHint(QPainter.RenderHint.Antialiasing)

    def layers(self) -> dict[str, tuple[PlotItem, ...]]:
        """Return what can be hidden, by the words for it."""
        return {
            "Training points": (self._classes["train"], self._values["train"]),
            "Test points": (self._classes["test"], self._values["test"]),
            "Rings at wrong points": (self._rings,),
        }

    def take(self, dataset: Dataset) -> None:
        """Show another data set's points, all of them in sight, and nothing of the network yet."""
        self._dataset, self.drawn, self._verdicts = dataset, None, {}
        self._picture.set_visible(False)
        self._contour.set(np.empty((0, 2, 2)))
        self._set_wrong(np.empty((0, 2)), thin=False)
        self.limit.reset()
        self.limit.cover(dataset.train.targets)
        for split in MOST_DRAWN:  # those of before need not be placed for the new range
            self._classes[split].clear()
            self._values[split].clear()
        self.plot.set_home(*_home(dataset))
        self.plot.reset_view()
        for split, most in MOST_DRAWN.items():  # last, to be stamped once
            self._set_points(split, most)

    def _set_points(self, split: str, most: int) -> None:
        assert self._dataset is not None
        samples = getattr(self._dataset, split)
        chosen = drawn_of(len(samples), most)
        as_class, as_value = (chosen, chosen[:0]) if self.has_classes else (chosen[:0], chosen)
        self._classes[split].set(samples.inputs[as_class], samples.labels[as_class])
        self._values[split].set(samples.inputs[as_value], samples.targets[as_value, 0], self.limit.value)

    @property
    def has_classes(self) -> bool:
        """Whether the network tells classes apart."""
        return self._dataset is not None and self._dataset.task is not Task.REGRESSION

    def grid(self) -> BoundaryGrid | None:
        """Return the grid over what is seen, of about 10,000 points; None before there is a size."""
        view = self.plot.view
        if view.width < 2 or view.height < 2:
            return None
        across, up = view.horizontal, view.vertical
        cell = (view.width * view.height / _GRID_POINTS) ** 0.5
        columns, rows = round(view.width / cell) + 1, round(view.height / cell) + 1
        return BoundaryGrid(across.low, across.high, up.low, up.high, columns, rows)

    def draw(self, grid: BoundaryGrid, boundary: Boundary) -> None:
        """Draw what was measured on a grid."""
        if self.drawn is not None and boundary is self.drawn[1]:
            return
        self.drawn = (grid, boundary)
        self.blends = self.has_classes and are_probabilities(boundary.probabilities)
        self._picture.set(self._colours(boundary), (grid.left, grid.right), (grid.bottom, grid.top))
        self._picture.set_visible(True)
        self._contour.set(boundary.lines)

    def _colours(self, boundary: Boundary) -> ByteArray:
        scores = boundary.probabilities
        if not self.has_classes:
            return values(scores[..., 0], self.limit.cover(scores), self._theme)
        return (blended if self.blends else winners)(scores, self._theme)

    def ring(self, verdicts: Mapping[str, Verdict]) -> None:
        """Ring the wrong ones among the points; verdicts say which samples of a split are right."""
        if all(self._verdicts.get(split) is right for split, right in verdicts.items()):
            return
        self._verdicts = dict(verdicts)
        wrong = []
        for split, right in verdicts.items():
            chosen = drawn_of(len(right), MOST_DRAWN[split])
            wrong.append(getattr(self._dataset, split).inputs[chosen[~right[chosen]]])
        share = 1 - np.concatenate(list(verdicts.values())).mean()
        self._set_wrong(np.concatenate(wrong), thin=bool(share > _MANY_WRONG))

    def _set_wrong(self, places: Floats, thin: bool) -> None:
        self.wrong = places
        self._rings.set(places, thin)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.plot.apply_theme(theme)
        if self.drawn is not None:
            grid, boundary = self.drawn
            self.drawn = None
            self.draw(grid, boundary)


def drawn_of(count: int, most: int) -> npt.NDArray[np.intp]:
    """Return which of `count` points are drawn, at most `most`: evenly, for they may be sorted by class."""
    return np.linspace(0, count - 1, min(count, most)).astype(np.intp)


def _home(dataset: Dataset) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the range of both axes that holds every point, with a margin."""
    places = np.concatenate((dataset.train.inputs, dataset.test.inputs)).astype(np.float64)
    low, high = places.min(axis=0), places.max(axis=0)
    margin = np.maximum((high - low) * _MARGIN, 1e-6)
    (left, bottom), (right, top) = low - margin, high + margin
    return (float(left), float(right)), (float(bottom), float(top))
