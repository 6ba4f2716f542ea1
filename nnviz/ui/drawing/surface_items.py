"""What lies on a loss surface: lines of equal loss, the way of the weights, and racing optimisers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
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
        """The places (n, 2), the present one last; NaN where the way is broken."""
        return self._places

    def set(self, places: Floats) -> None:
        """Show places (n, 2), the present one last."""
        self._places = places
        self.redraw()

    def draw(self, view: View) -> None:
        """Hand over the line, in pieces where it is broken, the arrows' heads and both ends."""
        way, heads = QPainterPath(), QPainterPath()
        x, y = view.x(self._places[:, 0]), view.y(self._places[:, 1])
        for piece in unbroken(x, y):
            way.addPath(polyline(x[piece], y[piece]))
            heads.addPath(arrow_heads(x[piece], y[piece]))
        self._halo.setPath(way)
        self._line.setPath(way)
        self._heads.setPath(heads)
        for item, radius, index in ((self._start, 4.0, 0), (self._spot, _SPOT, -1)):
            known = len(x) > 0 and bool(np.isfinite((x[index], y[index])).all())
            item.setVisible(known)
            if known:
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


def unbroken(x: Floats, y: Floats) -> list[slice]:
    """Return the parts of a way between the places that are not finite."""
    ends = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y))).tolist()
    edges = [-1, *ends, len(x)]
    return [slice(low + 1, high) for low, high in pairwise(edges) if high > low + 1]


def arrow_heads(x: Floats, y: Floats) -> QPainterPath:
    """Return a triangle in the middle of each long step, and one now and then along a row of short ones."""
    path = QPainterPath()
    for start, end in headed(x, y):
        along = (end - start) / np.hypot(*(end - start))
        back = (start + end) / 2 - along * _HEAD * 0.5
        aside = np.array((-along[1], along[0])) * _HEAD * 0.5
        path.moveTo(*(back + along * _HEAD).tolist())
        path.lineTo(*(back + aside).tolist())
        path.lineTo(*(back - aside).tolist())
        path.closeSubpath()
    return path


def headed(x: Floats, y: Floats) -> list[tuple[Floats, Floats]]:
    """Return the two ends between which there is a head: of long steps, and of short ones that come far."""
    heads: list[tuple[Floats, Floats]] = []
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    since = points[0] if points else (0.0, 0.0)
    for before, here in pairwise(points):
        if 2 * _HEAD < hypot(here[0] - before[0], here[1] - before[1]) < _FARTHEST:
            heads.append((np.array(before), np.array(here)))
            since = here
        elif hypot(here[0] - since[0], here[1] - since[1]) > _APART:
            # as the way went on the whole, and where it is now
            way = np.array(here) - np.array(since)
            heads.append((np.array(here) - way * 0.1, np.array(here) + way * 0.1))
            since = here
    return heads[:_MOST]


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
