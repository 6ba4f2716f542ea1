"""Plane: the layers of a decision boundary on a plot: picture, points, lines between classes, rings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from nnviz.data import Dataset, Task
from nnviz.data.split import extent
from nnviz.training.probes import Boundary, BoundaryGrid
from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.fields import Contour, Picture
from nnviz.ui.drawing.plane_colours import LOOKS, values
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
Rows = npt.NDArray[np.intp]
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
    dataset : Dataset or None
    axes : (int, int)
        Which features are drawn, to the right and upwards.
    held : tuple of float
        What all features are at where they are not drawn; empty of data with two.
    """

    def __init__(self, plot: Plot, theme: Theme) -> None:
        self.plot = plot
        self.drawn: tuple[BoundaryGrid, Boundary] | None = None
        self.blends = False
        self.limit = ColourLimit()
        self.wrong: Floats = np.empty((0, 2))
        self.theme = theme
        self.dataset: Dataset | None = None
        self._verdicts: dict[str, Verdict] = {}
        self.axes, self.held = (0, 1), tuple[float, ...]()
        self._look = LOOKS["blend"]
        self._lifted: Rows = np.empty(0, np.intp)
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
        self.dataset, self.drawn, self._verdicts = dataset, None, {}
        self._lifted, self.axes, self.held = self._lifted[:0], (0, 1), _means(dataset)
        self._begin(dataset)

    def slice(self, axes: tuple[int, int], held: tuple[float, ...]) -> None:
        """Draw two features, the others held at some values (n,)."""
        other, self.axes, self.held = axes != self.axes, axes, held
        if other and self.dataset is not None:
            self.drawn = None
            self._begin(self.dataset)

    def _begin(self, dataset: Dataset) -> None:
        self._verdicts = {}
        self._picture.set_visible(False)
        self._contour.set(np.empty((0, 2, 2)))
        self._set_wrong(np.empty((0, 2)), thin=False)
        self.limit.reset()
        self.limit.cover(dataset.train.targets)
        for split in MOST_DRAWN:  # those of before need not be placed for the new range
            self._classes[split].clear()
            self._values[split].clear()
        self.plot.set_home(*_home(np.concatenate([self.places(split) for split in MOST_DRAWN])))
        self.plot.reset_view()
        for split, most in MOST_DRAWN.items():  # last, to be stamped once
            self._set_points(split, most)

    def follow(self, dataset: Dataset) -> None:
        """Show the same data set with other points, where it is seen now."""
        before, self.dataset = self.dataset, dataset
        if not self.has_classes:
            self.limit.cover(dataset.train.targets)
        for split, most in MOST_DRAWN.items():
            if before is None or getattr(before, split) is not getattr(dataset, split):
                self._set_points(split, most)

    def lift(self, rows: Rows) -> None:
        """Leave some training points out: they are drawn on the move. None of them to put all back."""
        if len(rows) or len(self._lifted):
            self._lifted = rows
            self._set_points("train", MOST_DRAWN["train"])

    def point_at(self, place: tuple[float, float], reach: float) -> tuple[str, int] | None:
        """Return the split and the row of the drawn point nearest to a pixel, within `reach` pixels."""
        if self.dataset is None:
            return None
        nearest: tuple[float, str, int] | None = None
        for split, most in MOST_DRAWN.items():
            samples = getattr(self.dataset, split)
            chosen = drawn_of(len(samples), most)
            places = self.places(split)[chosen]
            view = self.plot.view
            away = np.hypot(view.x(places[:, 0]) - place[0], view.y(places[:, 1]) - place[1])
            if len(away) and away.min() <= (nearest[0] if nearest else reach):
                nearest = float(away.min()), split, int(chosen[away.argmin()])
        return nearest[1:] if nearest else None

    def look(self, name: str) -> None:
        """Colour the plane in one of the ways of `LOOKS`."""
        self._look = LOOKS[name]
        self._draw_again()

    def _set_points(self, split: str, most: int) -> None:
        assert self.dataset is not None
        samples = getattr(self.dataset, split)
        chosen = drawn_of(len(samples), most)
        if split == "train" and len(self._lifted):
            left = np.ones(len(samples), bool)
            left[self._lifted[self._lifted < len(samples)]] = False
            chosen = chosen[left[chosen]]
        places = self.places(split)
        as_class, as_value = (chosen, chosen[:0]) if self.has_classes else (chosen[:0], chosen)
        self._classes[split].set(places[as_class], samples.labels[as_class])
        self._values[split].set(places[as_value], samples.targets[as_value, 0], self.limit.value)

    def sample_at(self, place: tuple[float, float]) -> Floats:
        """Return the sample (1, features) at a place, the features that are not drawn as they are held."""
        sample = np.array([self.held or place], np.float64)
        sample[0, list(self.axes)] = place
        return sample

    def places(self, split: str) -> Floats:
        """Return where the points of a split are drawn, (n, 2)."""
        inputs: Floats = getattr(self.dataset, split).inputs
        return inputs if inputs.shape[1] == 2 else inputs[:, list(self.axes)]

    @property
    def axis_names(self) -> tuple[str, str]:
        """The names of the features that are drawn."""
        names = self.dataset.feature_names if self.dataset is not None else ()
        return (names[self.axes[0]], names[self.axes[1]]) if len(names) > 1 else ("x", "y")

    @property
    def has_classes(self) -> bool:
        """Whether the network tells classes apart."""
        return self.dataset is not None and self.dataset.task is not Task.REGRESSION

    def grid(self) -> BoundaryGrid | None:
        """Return the grid over what is seen, of about 10,000 points; None before there is a size."""
        view = self.plot.view
        if view.width < 2 or view.height < 2:
            return None
        across, up = view.horizontal, view.vertical
        cell = (view.width * view.height / _GRID_POINTS) ** 0.5
        columns, rows = round(view.width / cell) + 1, round(view.height / cell) + 1
        edges = across.low, across.high, up.low, up.high
        return BoundaryGrid(*edges, columns, rows, self.axes, self.held)

    def draw(self, grid: BoundaryGrid, boundary: Boundary) -> None:
        """Draw what was measured on a grid."""
        if self.drawn is not None and boundary is self.drawn[1]:
            return
        self.drawn = (grid, boundary)
        self.blends = boundary.shares is not None
        self._picture.set(self._colours(boundary), (grid.left, grid.right), (grid.bottom, grid.top))
        self._picture.set_visible(True)
        self._contour.set(boundary.lines)

    def _colours(self, boundary: Boundary) -> ByteArray:
        scores = boundary.probabilities
        if not self.has_classes:
            return values(scores[..., 0], self.limit.cover(scores), self.theme)
        if boundary.shares is None:
            return LOOKS["winner"].colours(scores, self.theme)
        return self._look.colours(boundary.shares, self.theme)

    @property
    def shades_sureness(self) -> bool:
        """Whether the colours tell how sure the answer is."""
        return self.has_classes and self.blends and self._look is LOOKS["sureness"]

    @property
    def shows(self) -> str:
        """What the colours stand for, in a word or two."""
        if not self.has_classes:
            return "the network's output"
        return (self._look if self.blends else LOOKS["winner"]).title

    def ring(self, verdicts: Mapping[str, Verdict], moves: bool = False) -> None:
        """Ring the wrong ones among the points.

        Parameters
        ----------
        verdicts
            Which samples (n,) of a split are right.
        moves
            Whether others follow at once: rings are then made when all verdicts are new, not for each split.
        """
        known = [self._verdicts.get(split) is right for split, right in verdicts.items()]
        if all(known) or (moves and any(known) and len(known) == len(self._verdicts)):
            return
        if self.dataset is None or any(
            len(right) != len(getattr(self.dataset, split)) for split, right in verdicts.items()
        ):
            return  # of points that have changed meanwhile
        self._verdicts = dict(verdicts)
        wrong = []
        for split, right in verdicts.items():
            chosen = drawn_of(len(right), MOST_DRAWN[split])
            wrong.append(self.places(split)[chosen[~right[chosen]]])
        points = sum(len(right) for right in verdicts.values())
        right_ones = sum(int(np.count_nonzero(right)) for right in verdicts.values())
        share = (points - right_ones) / max(points, 1)
        self._set_wrong(np.concatenate(wrong), thin=share > _MANY_WRONG)

    def _set_wrong(self, places: Floats, thin: bool) -> None:
        self.wrong = places
        self._rings.set(places, thin)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.theme = theme
        self.plot.apply_theme(theme)
        self._draw_again()

    def _draw_again(self) -> None:
        if self.drawn is not None:
            grid, boundary = self.drawn
            self.drawn = None
            self.draw(grid, boundary)


@lru_cache(maxsize=8)
def drawn_of(count: int, most: int) -> npt.NDArray[np.intp]:
    """Return which of `count` points are drawn, at most `most`: evenly, for they may be sorted by class."""
    chosen = np.linspace(0, count - 1, min(count, most)).astype(np.intp)
    chosen.flags.writeable = False
    return chosen


def _home(places: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the range of both axes that holds every point, with a margin."""
    low, high = extent(places)
    margin = np.maximum((high - low) * _MARGIN, 1e-6)
    (left, bottom), (right, top) = low - margin, high + margin
    return (float(left), float(right)), (float(bottom), float(top))


def _means(dataset: Dataset) -> tuple[float, ...]:
    """Return the mean of each feature in training; nothing where all features are drawn."""
    return () if dataset.features == 2 else tuple(dataset.train.inputs.mean(axis=0).tolist())
