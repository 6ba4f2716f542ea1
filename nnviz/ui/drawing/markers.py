"""Markers: one shape for each class, drawn once and stamped where they are needed."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from nnviz.ui.theme import Theme, marker_of


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _regular(corners: int, start: float, inner: float = 1.0) -> QPainterPath:
    """Return a polygon in the unit circle; every second corner at radius `inner`."""
    angles = [start + 2 * math.pi * k / corners for k in range(corners)]
    radii = [1.0 if k % 2 == 0 else inner for k in range(corners)]
    return _polygon(*((r * math.cos(a), r * math.sin(a)) for r, a in zip(radii, angles, strict=True)))


def _ellipse() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(-0.9, -0.9, 1.8, 1.8))
    return path


def _rectangle(width: float, height: float) -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-width, -height, 2 * width, 2 * height))
    return path


def _plus(turn: float = 0.0) -> QPainterPath:
    bar, end = 0.32, 1.0
    corners = [(bar, -end), (bar, -bar), (end, -bar)]
    points = []
    for quarter in range(4):
        angle = turn + quarter * math.pi / 2
        c, s = math.cos(angle), math.sin(angle)
        points += [(x * c - y * s, x * s + y * c) for x, y in corners]
    return _polygon(*points)


_UP = -math.pi / 2

SHAPES: dict[str, Callable[[], QPainterPath]] = {
    "circle": _ellipse,
    "triangle": lambda: _polygon((0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)),
    "square": lambda: _rectangle(0.8, 0.8),
    "diamond": lambda: _regular(4, _UP),
    "plus": _plus,
    "cross": lambda: _plus(math.pi / 4),
    "triangle_down": lambda: _polygon((0.0, 1.0), (1.0, -0.8), (-1.0, -0.8)),
    "star": lambda: _regular(10, _UP, 0.45),
    "hexagon": lambda: _regular(6, 0.0),
    "bar": lambda: _rectangle(0.4, 1.0),
}
"""Outline of each marker, about the origin with radius about 1."""


@lru_cache(maxsize=256)
def marker_pixmap(
    theme: Theme, index: int, size: int = 7, scale: float = 1.0, hollow: bool = False
) -> QPixmap:
    """Return the marker of class `index`.

    Parameters
    ----------
    size : int
        Its diameter in logical pixels; the picture is four pixels larger.
    scale : float
        Device pixel ratio.
    hollow : bool
        Filled with the surface: a point that is tested, not trained on.
    """
    side = size + 4
    picture = QPixmap(round(side * scale), round(side * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    _paint(painter, theme, index, size / 2, hollow, scale)
    painter.end()
    return picture


def _paint(painter: QPainter, theme: Theme, index: int, radius: float, hollow: bool, scale: float) -> None:
    shape = SHAPES[marker_of(index)]()
    colour, outline = QColor(theme.class_colour(index)), QColor(theme.class_outline(index))
    painter.scale(radius, radius)
    width = 1.1 if hollow else 0.8
    pen = QPen(colour if hollow and theme.is_dark else outline, width * scale)
    pen.setCosmetic(True)  # so its width counts device pixels
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(QColor(theme.surface) if hollow else colour)
    painter.drawPath(shape)
