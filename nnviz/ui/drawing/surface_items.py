"""What lies on a loss surface: lines of equal loss, the way of the weights, and racing optimisers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsPathItem,
    QGraphicsPixmapItem,
)

from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.paths import pieces, polyline
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating[Any]]

_HEAD = 8.0
"""Pixels of an arrow's head."""
_APART = 50.0
"""Pixels from one head to the next where steps are short."""
_FARTHEST, _MOST = 4000.0, 500
"""Pixels of a step, and number of heads, up to which they are drawn."""
_SPOT = 6.0
_MARKER = 11
_NONE = np.empty((0, 2))


class LevelLines(PlotItem):
    """Thin lines, from separate pieces."""

    def __init__(self) -> None:
        self._line = QGraphicsPathItem()
        super().__init__(self._line)
        self._lines: Floats = np.empty((0, 2, 2))

    def set(self, lines: Floats) -> None:
        """Show the pieces (k, 2, 2): for each its two ends (x, y)."""
        self._lines = lines
        self.redraw()

    def draw(self, view: View) -> None:
        """Hand over one path."""
        ends = self._lines.reshape(-1, 2)
        self._line.setPath(pieces(view.x(ends[:, 0]), view.y(ends[:, 1])))

    def apply_theme(self, theme: Theme) -> None:
        """Take a quiet colour that is seen on all of the map."""
        colour = QColor(theme.text)
        colour.setAlphaF(0.35)
        self._line.setPen(QPen(colour, 1))


class Trail(PlotItem):
    """The way from place to place, with an arrow for each step that is long enough, and the present place."""

    def __init__(self) -> None:
        self._halo, self._line, self._heads = (QGraphicsPathItem() for _ in range(3))
        self._start, self._spot = QGraphicsEllipseItem(), QGraphicsEllipseItem()
        super().__init__(self._halo, self._line, self._heads, self._start, self._spot)
        self._halo.setOpacity(0.7)
        self._places: Floats = _NONE

    @property
    def places(self) -> Floats:
        """The places (n, 2), the present one last."""
        return self._places

    def set(self, places: Floats) -> None:
        """Show places (n, 2), the present one last."""
        self._places = places
        self.redraw()

    def draw(self, view: View) -> None:
        """Hand over the line, the arrows' heads and both ends."""
        finite = self._places[np.isfinite(self._places).all(axis=1)]
        x, y = view.x(finite[:, 0]), view.y(finite[:, 1])
        path = polyline(x, y)
        self._halo.setPath(path)
        self._line.setPath(path)
        self._heads.setPath(arrow_heads(x, y))
        for item, radius, index in ((self._start, 4.0, 0), (self._spot, _SPOT, -1)):
            item.setVisible(len(x) > 0)
            if len(x):
                item.setRect(-radius, -radius, 2 * radius, 2 * radius)
                item.setPos(float(np.clip(x[index], -1e4, 1e4)), float(np.clip(y[index], -1e4, 1e4)))

    def apply_theme(self, theme: Theme) -> None:
        """Take the text colour, which is seen on the whole map."""
        ink, surface = QColor(theme.text), QColor(theme.surface)
        self._halo.setPen(QPen(surface, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        self._line.setPen(QPen(ink, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        self._heads.setPen(QPen(Qt.PenStyle.NoPen))
        self._heads.setBrush(ink)
        self._start.setPen(QPen(ink, 2))
        self._start.setBrush(surface)
        self._spot.setPen(QPen(surface, 2))
        self._spot.setBrush(ink)


def arrow_heads(x: Floats, y: Floats) -> QPainterPath:
    """Return a triangle in the middle of each long step, and one now and then along a row of short ones."""
    path = QPainterPath()
    for index in headed(x, y).tolist():
        start, end = np.array((x[index], y[index])), np.array((x[index + 1], y[index + 1]))
        along = (end - start) / np.hypot(*(end - start))
        back = (start + end) / 2 - along * _HEAD * 0.5
        aside = np.array((-along[1], along[0])) * _HEAD * 0.5
        path.moveTo(*(back + along * _HEAD).tolist())
        path.lineTo(*(back + aside).tolist())
        path.lineTo(*(back - aside).tolist())
        path.closeSubpath()
    return path


def headed(x: Floats, y: Floats) -> npt.NDArray[np.intp]:
    """Return which steps between pixels (n,), (n,) get an arrow's head: those that are long or come far."""
    lengths = np.hypot(np.diff(x), np.diff(y))
    come = np.floor(np.cumsum(lengths) / _APART)
    far = np.diff(come, prepend=0.0) > 0
    return np.flatnonzero(((lengths > 2 * _HEAD) | (far & (lengths > 0))) & (lengths < _FARTHEST))[:_MOST]


class Runners(PlotItem):
    """Racing optimisers: a line each, with a marker at its end; the legend names them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[QGraphicsPathItem] = []
        self._marks: list[QGraphicsPixmapItem] = []
        self._ways: tuple[Floats, ...] = ()
        self._theme: Theme | None = None
        self._scene: Any = None
        self._z = 0.0

    def attach(self, scene: Any, z: float) -> None:
        """Remember where lines are put as they are needed."""
        self._scene, self._z = scene, z

    def set(self, ways: Sequence[Floats]) -> None:
        """Show the places (n, 2) that each has come through so far; none to show nothing."""
        self._ways = tuple(ways)
        self._keep(len(self._ways))
        self.redraw()

    def draw(self, view: View) -> None:
        """Hand over a line each, and put its mark at the end."""
        half = (_MARKER + 4) / 2
        for places, line, mark in zip(self._ways, self._lines, self._marks, strict=True):
            finite = places[np.isfinite(places).all(axis=1)]
            x, y = view.x(finite[:, 0]), view.y(finite[:, 1])
            line.setPath(polyline(x, y))
            if len(x):
                end = float(np.clip(x[-1], 0, view.width)), float(np.clip(y[-1], 0, view.height))
                mark.setPos(end[0] - half, end[1] - half)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours that tell series of one kind apart."""
        self._theme = theme
        for index, (line, mark) in enumerate(zip(self._lines, self._marks, strict=True)):
            line.setPen(QPen(QColor(theme.class_colour(index)), 2))
            mark.setPixmap(marker_pixmap(theme, index, _MARKER))

    def _keep(self, count: int) -> None:
        kinds: tuple[tuple[list[Any], type[Any]], ...] = (
            (self._lines, QGraphicsPathItem),
            (self._marks, QGraphicsPixmapItem),
        )
        for extra, (items, kind) in enumerate(kinds):
            while len(items) < count:
                items.append(kind())
                items[-1].setZValue(self._z + extra)
                self._scene.addItem(items[-1])
                self.parts.append(items[-1])
            while len(items) > count:
                item = items.pop()
                self.parts.remove(item)
                self._scene.removeItem(item)
        if self._theme is not None:
            self.apply_theme(self._theme)
