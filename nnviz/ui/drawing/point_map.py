"""PointMap: samples as points on a map without units, named where each class lies, and one looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsPathItem, QGraphicsRectItem, QWidget

from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.paths import lines_path
from nnviz.ui.drawing.points import Points, Rings
from nnviz.ui.drawing.texts import Style, Texts, Word, advance
from nnviz.ui.drawing.thumbnail import Thumbnail
from nnviz.ui.drawing.view import Span, View
from nnviz.ui.theme import INSET, TIGHT, Theme

Floats = npt.NDArray[np.floating]
Labels = npt.NDArray[np.integer]

_REACH = 12.0
"""Pixels from a point within which it is meant."""
_RING = 8.0
_THIN = 0.05
"""Share of wrong points from which on their rings are thin."""
_FLAG_OPACITY = 0.85
_EDGE = 1.04
"""How much further than the points the map goes."""


class PointMap(Canvas):
    """Points of several classes.

    Signals
    -------
    hovered(object), clicked(int)
        The point at or nearest to the pointer; None away from all.
    """

    hovered = Signal(object)
    clicked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._places: Floats = np.empty((0, 2))
        self._labels: Labels = np.empty(0, np.int64)
        self._wrong: npt.NDArray[np.bool_] = np.empty(0, np.bool_)
        self._names: tuple[str, ...] = ()
        self._limit = 1.0
        self._selected: int | None = None
        self._axes, self._ring = QGraphicsPathItem(), QGraphicsEllipseItem()
        self._points, self._rings = Points(6), Rings(5.0)
        self._flags: list[QGraphicsRectItem] = []
        self._flag_words = Texts(self.scene, 6)
        self.scene.addItem(self._axes)
        for z, item in enumerate((self._points, self._rings), 1):
            item.attach(self.scene, z)
        self._ring.setZValue(4)
        self.scene.addItem(self._ring)
        self.thumbnail = Thumbnail(self.scene, 7)
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))
        self.pressed.connect(self._on_pressed)

    def set_class_names(self, names: Sequence[str]) -> None:
        """Name the classes."""
        self._names = tuple(names)

    def set(self, places: Floats, labels: Labels, wrong: npt.NDArray[np.bool_], limit: float) -> None:
        """Show points (n, 2) of classes (n,), the wrong ones (n,) ringed, up to a limit each way."""
        same = limit == self._limit
        self._places, self._labels, self._wrong, self._limit = places, labels, wrong, limit
        if not same or self._points.view is None:
            self.arrange()
        else:
            self._draw()

    def select(self, point: int | None) -> None:
        """Ring one point, or none."""
        self._selected = point
        self._draw_selection()

    def show_image(self, image: ByteArray | None, words: Sequence[tuple[str, bool]] = ()) -> None:
        """Show an image (rows, columns) in the corner with words below it, each wrong or not; or none."""
        self.thumbnail.set(image, words)
        self.thumbnail.place(self.theme, self.width() - INSET, TIGHT)

    def arrange(self) -> None:
        """Give the map the room there is, at one scale both ways."""
        theme = self.theme
        self._view_now = self._fitting()
        x, y = float(self._view_now.x(0.0)), float(self._view_now.y(0.0))
        self._axes.setPath(lines_path([(0, y, self.width(), y), (x, 0, x, self.height())]))
        self._axes.setPen(QPen(QColor(theme.border), 1))
        self._ring.setPen(QPen(QColor(theme.accent), 3))
        for item in (self._points, self._rings):
            item.apply_theme(theme)
            item.view = self._view_now
        self._draw()
        self.thumbnail.place(theme, self.width() - INSET, TIGHT)

    def _fitting(self) -> View:
        width, height = max(self.width(), 2), max(self.height(), 2)
        half = _EDGE * self._limit
        across, up = half * max(width / height, 1.0), half * max(height / width, 1.0)
        return View(Span(-across, across), Span(-up, up), width, height, self.devicePixelRatioF())

    # -- drawing -----------------------------------------------------------------------------

    def _draw(self) -> None:
        self._points.set(self._places, self._labels)
        wrong = self._places[self._wrong]
        self._rings.set(wrong, thin=len(wrong) > _THIN * len(self._places))
        self._raise_flags()
        self._draw_selection()

    def _raise_flags(self) -> None:
        """Write each class's name where its middle is."""
        style = Style(self.theme.size.body, 600)
        words, boxes = [], []
        for index, name in enumerate(self._names):
            own = self._places[self._labels == index]
            if not len(own):
                continue
            x, y = np.median(own, axis=0)
            left, top = float(self._view_now.x(x)), float(self._view_now.y(y))
            wide, high = advance(name, style) + 2 * TIGHT, style.size + TIGHT
            words.append(Word(name, left, top, 0.5, self.theme.text, style))
            boxes.append((QRectF(left - wide / 2, top - high / 2, wide, high), index))
        self._put_boxes(boxes)
        self._flag_words.put(words)

    def _put_boxes(self, boxes: Sequence[tuple[QRectF, int]]) -> None:
        while len(self._flags) < len(boxes):
            item = QGraphicsRectItem()
            item.setZValue(5)
            self.scene.addItem(item)
            self._flags.append(item)
        surface = QColor(self.theme.surface)
        surface.setAlphaF(_FLAG_OPACITY)
        for item, (box, index) in zip(self._flags, boxes, strict=False):
            item.setRect(box)
            item.setBrush(surface)
            item.setPen(QPen(QColor(self.theme.class_colour(index)), 2))
            item.show()
        for item in self._flags[len(boxes) :]:
            item.hide()

    def _draw_selection(self) -> None:
        here = self._selected is not None and self._selected < len(self._places)
        self._ring.setVisible(here)
        if here:
            x, y = self._pixels[self._selected]
            self._ring.setRect(x - _RING, y - _RING, 2 * _RING, 2 * _RING)

    @property
    def _pixels(self) -> Floats:
        """Where the points are on the canvas (n, 2)."""
        return np.stack((self._view_now.x(self._places[:, 0]), self._view_now.y(self._places[:, 1])), axis=1)

    # -- the pointer -------------------------------------------------------------------------

    def _at(self, place: QPointF | None) -> int | None:
        if place is None or not len(self._places):
            return None
        distances = np.hypot(*(self._pixels - (place.x(), place.y())).T)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= _REACH else None

    def _on_pressed(self, place: QPointF) -> None:
        point = self._at(place)
        if point is not None:
            self.clicked.emit(point)
