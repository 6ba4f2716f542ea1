"""Pen: puts words, formulas and boxes on a scene, and remembers which number stands where."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import floor

import msgspec
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
)

from nnviz.training.walk.notation import Math
from nnviz.training.walk.walk import Place
from nnviz.ui.drawing.microscope.formula import Face, Laid, colour_of, lay
from nnviz.ui.drawing.texts import Style, advance, measures
from nnviz.ui.fonts import CODE, font
from nnviz.ui.theme import Theme


class Field(msgspec.Struct, frozen=True):
    """A picture whose pixels are numbers."""

    box: QRectF
    places: tuple[tuple[Place | None, ...], ...]

    def cell(self, row: int, column: int) -> QRectF:
        """Return where a pixel is."""
        height, width = self.box.height() / len(self.places), self.box.width() / len(self.places[0])
        return QRectF(self.box.left() + column * width, self.box.top() + row * height, width, height)

    def at(self, point: QPointF) -> Place | None:
        """Return the number under a point."""
        row = floor((point.y() - self.box.top()) / self.box.height() * len(self.places))
        column = floor((point.x() - self.box.left()) / self.box.width() * len(self.places[0]))
        inside = 0 <= row < len(self.places) and 0 <= column < len(self.places[0])
        return self.places[row][column] if inside else None


class Pen:
    """Draws on a scene, and knows afterwards which number stands where.

    Attributes
    ----------
    spots
        Boxes with the number that stands in each.
    fields
        Pictures.
    buttons
        Boxes that can be clicked.
    items
        All that was drawn.
    """

    def __init__(self, scene: QGraphicsScene, theme: Theme) -> None:
        self.scene, self.theme = scene, theme
        self.spots: list[tuple[QRectF, Place]] = []
        self.fields: list[Field] = []
        self.buttons: list[tuple[QRectF, Callable[[], None]]] = []
        self.items: list[QGraphicsItem] = []

    def _add(self, item: QGraphicsItem) -> None:
        self.items.append(item)
        self.scene.addItem(item)

    def colour(self, kind: str) -> str:
        """Return the colour of a kind of number."""
        return colour_of(kind, self.theme)

    def word(
        self, text: str, x: float, y: float, style: Style, colour: str, anchor: float = 0.0, z: float = 2.0
    ) -> float:
        """Write a word; `y` is the middle of its capitals. Returns its width."""
        chosen, metrics = measures(style)
        width = advance(text, style)
        item = QGraphicsSimpleTextItem(text)
        item.setFont(chosen)
        item.setBrush(QColor(colour))
        item.setPos(round(x - anchor * width), round(y + metrics.capHeight() / 2 - metrics.ascent()))
        item.setZValue(z)
        self._add(item)
        return width

    def code(self, text: str, x: float, y: float, size: int, colour: str) -> None:
        """Write a line of a program; `y` is the middle of its capitals."""
        chosen = font(size, family=CODE)
        metrics = QFontMetricsF(chosen)
        item = QGraphicsSimpleTextItem(text)
        item.setFont(chosen)
        item.setBrush(QColor(colour))
        item.setPos(round(x), round(y + metrics.capHeight() / 2 - metrics.ascent()))
        item.setZValue(2)
        self._add(item)

    def laid(self, laid: Laid, x: float, y: float, z: float = 2.0) -> None:
        """Put a set formula with its left end at `x` and its baseline at `y`."""
        for box, kind in laid.boxes:
            self.box(box.translated(x, y), fill=self.colour(kind), radius=3, z=z - 0.5)
        for run in laid.runs:
            item = QGraphicsSimpleTextItem(run.text)
            item.setFont(run.font)
            item.setBrush(QColor(self.colour(run.kind)))
            item.setPos(x + run.x, y + run.y - _ascent(run.font.toString()))
            item.setZValue(z)
            self._add(item)
        for left, right, at in laid.rules:
            self.line(x + left, round(y + at) + 0.5, x + right, round(y + at) + 0.5, self.theme.text, 1.5)
        self.spots += [(box.translated(x, y), place) for box, place in laid.spots]

    def math(self, math: Math, x: float, y: float, size: int, anchor: float = 0.0, digits: int = 4) -> Laid:
        """Set a formula with its baseline at `y`."""
        laid = lay(math, Face(size, digits))
        self.laid(laid, x - anchor * laid.width, y)
        return laid

    def box(
        self,
        rect: QRectF,
        fill: str = "",
        edge: str = "",
        width: float = 1.0,
        radius: float = 0.0,
        z: float = 0.0,
        dashed: bool = False,
    ) -> QGraphicsPathItem:
        """Draw a rectangle."""
        path = QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        return self.path(path, edge, width, fill, z, dashed)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.0, z: float = 0.0
    ) -> None:
        """Draw a line."""
        path = QPainterPath(QPointF(x1, y1))
        path.lineTo(x2, y2)
        self.path(path, colour, width, "", z)

    def path(
        self,
        path: QPainterPath,
        edge: str,
        width: float = 1.0,
        fill: str = "",
        z: float = 0.0,
        dashed: bool = False,
    ) -> QGraphicsPathItem:
        """Draw a path."""
        item = QGraphicsPathItem(path)
        pen = QPen(QColor(edge), width) if edge else QPen(Qt.PenStyle.NoPen)
        if dashed:
            pen.setDashPattern([3.0, 2.0])
        item.setPen(pen)
        if fill:
            item.setBrush(QColor(fill))
        item.setZValue(z)
        self._add(item)
        return item

    def picture(self, pixmap: QPixmap, x: float, y: float, z: float = 1.0) -> None:
        """Put a pixmap with its corner at a point."""
        item = QGraphicsPixmapItem(pixmap)
        item.setPos(x, y)
        item.setZValue(z)
        self._add(item)

    def at(self, point: QPointF) -> Place | None:
        """Return the number that stands at a point."""
        for box, place in reversed(self.spots):
            if box.contains(point):
                return place
        return next((found for field in self.fields if (found := field.at(point)) is not None), None)


@lru_cache(maxsize=64)
def _ascent(key: str) -> float:
    chosen = QFont()
    chosen.fromString(key)
    return QFontMetricsF(chosen).ascent()
