"""BentPlane: a hidden layer's space on a plot: the bent grid, the points, the line between the classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnviz.training.probes.space import Space
from nnviz.ui.drawing.fields import Contour
from nnviz.ui.drawing.paths import polylines
from nnviz.ui.drawing.plot import Axis, Plot
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.points import Points
from nnviz.ui.drawing.value_points import ValuePoints
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating[Any]]
Box = tuple[float, float, float, float]

_MARGIN = 0.06
_SHRUNK = 0.45
"""The view narrows once everything fits into this share of it."""
_REFLECTIONS = tuple(
    np.array(matrix, float)
    for matrix in (
        [[1, 0], [0, 1]], [[-1, 0], [0, 1]], [[1, 0], [0, -1]], [[-1, 0], [0, -1]],
        [[0, 1], [1, 0]], [[0, -1], [1, 0]], [[0, 1], [-1, 0]], [[0, -1], [-1, 0]],
    )
)  # fmt: skip
"""The ways to name and turn two axes: components come in any order and with any sign."""


class BentGrid(PlotItem):
    """The lines of a grid, wherever they have been taken."""

    def __init__(self) -> None:
        self._paths = (QGraphicsPathItem(), QGraphicsPathItem())
        super().__init__(*self._paths)
        self._lines: tuple[Floats, Floats] = (np.empty((0, 2, 2)), np.empty((0, 2, 2)))

    def set(self, across: Floats, up: Floats) -> None:
        """Show lines (lines, places, 2) along x and along y."""
        self._lines = (across, up)
        self.redraw()

    def draw(self, view: View) -> None:
        """Hand over one path a direction."""
        for item, lines in zip(self._paths, self._lines, strict=True):
            item.setPath(polylines(view.x(lines[..., 0]), view.y(lines[..., 1])))

    def apply_theme(self, theme: Theme) -> None:
        """Take two quiet colours, to tell the directions apart."""
        for item, token in zip(self._paths, ("strong", "accent"), strict=True):
            colour = QColor(getattr(theme, token))
            colour.setAlphaF(0.55)
            item.setPen(QPen(colour, 1, Qt.PenStyle.SolidLine))


class BentPlane(Plot):
    """Everything that is drawn of one layer's space."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Axis(""), Axis("", widest="−0.25", caption="top"), grid=False)
        self._bent = self.add(BentGrid(), 0)
        self._values = self.add(ValuePoints(), 2)
        self._points = self.add(Points(), 2)
        self._boundary = self.add(Contour(2.0, 4.0), 3)
        self._named = ("", "")
        self._before: Floats | None = None
        self._box: Box | None = None
        for view in self.scene.views():
            view.setRenderHint(QPainter.RenderHint.Antialiasing)

    def begin(self) -> None:
        """Show another layer or data set: nothing has to look like what was there before."""
        self._before, self._box = None, None
        self.reset_view()

    def show_space(self, space: Space, has_classes: bool, limit: float) -> tuple[str, str]:
        """Draw a space, turned the way it lay before if it can be; return the names of both axes.

        Parameters
        ----------
        limit : float
            Of the colours of a regression's points.
        """
        turn = self._turn(space)
        points = space.points @ turn
        self._before = points
        self._bent.set(space.across @ turn, space.up @ turn)
        none = points[:0]
        self._points.set(points if has_classes else none, space.labels if has_classes else space.labels[:0])
        self._values.set(none if has_classes else points, space.targets[: 0 if has_classes else None], limit)
        self._boundary.set(space.boundary @ turn)
        self._fit(np.concatenate((points, (space.across @ turn).reshape(-1, 2))))
        first, second = space.names
        names = (first, second) if turn[0, 0] else (second, first)
        if names != self._named:
            self._named = names
            self.name_axes(*names)
        return names

    def _turn(self, space: Space) -> Floats:
        """Return the reflection that leaves the points nearest to where they were."""
        before = self._before
        if not space.explained or before is None or len(before) != len(space.points):
            return _REFLECTIONS[0]
        return max(_REFLECTIONS, key=lambda turn: float(np.sum((space.points @ turn) * before)))

    def _fit(self, places: Floats) -> None:
        """Show all of it; in leaps, so that nothing creeps."""
        finite = places[np.isfinite(places).all(axis=1)]
        if not len(finite):
            return
        low, high = finite.min(axis=0), finite.max(axis=0)
        if self._box is not None:
            left, right, bottom, top = self._box
            inside = left <= low[0] and high[0] <= right and bottom <= low[1] and high[1] <= top
            share = max((high[0] - low[0]) / (right - left), (high[1] - low[1]) / (top - bottom))
            if inside and share > _SHRUNK:
                return
        margin = np.maximum((high - low) * _MARGIN, 1e-3)
        if self._box is not None:  # it has moved once and may again
            margin = margin + 0.1 * (high - low)
        (left, bottom), (right, top) = (low - margin).tolist(), (high + margin).tolist()
        self._box = (left, right, bottom, top)
        self.set_home((left, right), (bottom, top))
