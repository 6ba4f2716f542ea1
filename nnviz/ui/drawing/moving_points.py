"""What is drawn while points are changed by hand: points on the move, handles of clouds, brush and box."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsItem, QGraphicsPathItem, QGraphicsRectItem

from nnviz.data.clouds import MOST_CLOUDS
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.points import Points
from nnviz.ui.drawing.value_points import ValuePoints
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

HANDLE = 6.0
"""Half the side of a handle, in pixels."""


class _Moving(PlotItem):
    """What is shifted as a whole by a few pixels: the picture is not made anew."""

    def shift(self, columns: float, rows: float) -> None:
        """Stand so many pixels to the right of, and below, their places."""
        for part in self.parts:
            part.setPos(round(columns), round(rows))


class MovingPoints(Points, _Moving):
    """Points with classes, on the move."""


class MovingValues(ValuePoints, _Moving):
    """Points with values, on the move."""


class CloudHandles(PlotItem):
    """For each cloud a ring at its spread, a cross at its centre and a square on the ring.

    They are pictures that are shifted, each made anew only when its own cloud has grown: dashes take long.
    """

    def __init__(self) -> None:
        self._rings = [QGraphicsPathItem() for _ in range(MOST_CLOUDS)]
        self._handles = [QGraphicsPathItem() for _ in range(MOST_CLOUDS)]
        super().__init__(*self._rings, *self._handles)
        for part in self.parts:
            part.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._centres: Floats = np.empty((0, 2))
        self._spreads: Floats = np.empty(0)

    def set(self, centres: Floats, spreads: Floats) -> None:
        """Show clouds with these centres (n, 2) and standard deviations (n,)."""
        self._centres, self._spreads = centres, spreads
        self.redraw()

    def draw(self, view: View) -> None:
        """Make each cloud's ring and what can be grabbed around nought, and shift them to its centre."""
        centres, edges = self.places(view)
        parts = zip(self._rings, self._handles, strict=True)
        for cloud, (ring, handle) in enumerate(parts):
            radius = float(edges[cloud, 0] - centres[cloud, 0]) if cloud < len(centres) else None
            ring.setPath(_ring(radius))
            handle.setPath(_grips(radius))
            if radius is not None:
                for part in (ring, handle):
                    part.setPos(*np.rint(centres[cloud]).tolist())

    def places(self, view: View) -> tuple[Floats, Floats]:
        """Return the pixels (n, 2) of the centres, and of the squares on the rings."""
        columns, rows = view.x(self._centres[:, 0]), view.y(self._centres[:, 1])
        edges = view.x(self._centres[:, 0] + self._spreads)
        return np.column_stack((columns, rows)), np.column_stack((edges, rows))

    def apply_theme(self, theme: Theme) -> None:
        """Take the accent."""
        for ring, handle in zip(self._rings, self._handles, strict=True):
            ring.setPen(QPen(QColor(theme.accent), 1.5, Qt.PenStyle.DashLine))
            handle.setPen(QPen(QColor(theme.accent), 2))
            handle.setBrush(QColor(theme.surface))


def _ring(radius: float | None) -> QPainterPath:
    path = QPainterPath()
    if radius is not None:
        path.addEllipse(QPointF(), radius, radius)
    return path


def _grips(radius: float | None) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    if radius is not None:
        path.addEllipse(QPointF(), HANDLE + 1, HANDLE + 1)
        path.addRect(QRectF(radius - HANDLE, -HANDLE, 2 * HANDLE, 2 * HANDLE))
    return path


class Brush(PlotItem):
    """The circle of what the brush or the eraser reaches."""

    def __init__(self) -> None:
        self._circle = QGraphicsEllipseItem()
        super().__init__(self._circle)
        self.set_visible(False)

    def show_at(self, place: QPointF | None, radius: float) -> None:
        """Stand around a pixel, or nowhere."""
        self.set_visible(place is not None and radius > 0)
        if place is not None:
            self._circle.setRect(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)

    def apply_theme(self, theme: Theme) -> None:
        """Take the text colour."""
        self._circle.setPen(QPen(QColor(theme.text2), 1))


class Box(PlotItem):
    """The rectangle that is drawn around points."""

    def __init__(self) -> None:
        self._box = QGraphicsRectItem()
        super().__init__(self._box)
        self.set_visible(False)

    def show_between(self, corner: QPointF | None, other: QPointF | None) -> None:
        """Reach from one pixel to another, or be gone."""
        self.set_visible(corner is not None and other is not None)
        if corner is not None and other is not None:
            self._box.setRect(QRectF(corner, other).normalized())

    def apply_theme(self, theme: Theme) -> None:
        """Take the accent."""
        self._box.setPen(QPen(QColor(theme.accent), 1.5, Qt.PenStyle.DashLine))
        fill = QColor(theme.accent)
        fill.setAlpha(28)
        self._box.setBrush(fill)
