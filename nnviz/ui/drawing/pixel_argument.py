"""PixelArgumentView: an image, and below it which of its pixels argue for a class and which against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsRectItem, QWidget

from nnviz.ui.colour_maps import ByteArray, signed_index
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.ink import ink_table
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.drawing.texts import Style, Texts, Word
from nnviz.ui.theme import TIGHT, Theme

Floats = npt.NDArray[np.floating]

_INK = 110
"""From which grey on a pixel counts as ink for the outline."""


class PixelArgumentView(Canvas):
    """Two pictures of one size, below each other or side by side, each with a line of words above it.

    Signals
    -------
    hovered(object)
        `(row, column)` of the pixel under the pointer, or None.
    """

    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._image: ByteArray = np.zeros((0, 0), np.uint8)
        self._gradient: Floats = np.zeros((0, 0))
        self._limit = 1.0
        self._captions = ("", "")
        self._pictures = (QGraphicsPixmapItem(), QGraphicsPixmapItem())
        self._frames = (QGraphicsRectItem(), QGraphicsRectItem())
        self._outline = QGraphicsPathItem()
        for item in (*self._pictures, self._outline, *self._frames):
            self.scene.addItem(item)
        self._words = Texts(self.scene)
        self._boxes = (QRectF(), QRectF())
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))

    def set_image(self, image: ByteArray, caption: str) -> None:
        """Show an image (rows, columns) from 0 to 255."""
        self._image, self._captions = image, (caption, self._captions[1])
        self.arrange()

    def set_gradient(self, gradient: Floats, limit: float, caption: str) -> None:
        """Show by how much each pixel argues for a class, within a limit."""
        self._gradient, self._limit = gradient, limit
        self._captions = (self._captions[0], caption)
        self._draw_gradient()
        self._write()

    def arrange(self) -> None:
        """Give both pictures the room there is."""
        line = self.theme.size.small + 2 * TIGHT
        across = self.width() > 2 * (self.height() - line)
        side = min(self.width() - 2, (self.height() - 2 * line) / 2)
        if across:
            side = min((self.width() - 2 - 2 * TIGHT) / 2, self.height() - line - 2)
        side = max(int(side), 0)
        step = (side + 2 * TIGHT, 0) if across else (0, side + line)
        self._boxes = (
            QRectF(1, line, side, side),
            QRectF(1 + step[0], line + step[1], side, side),
        )
        for frame, box in zip(self._frames, self._boxes, strict=True):
            frame.setRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
            frame.setPen(QPen(QColor(self.theme.border), 1))
        self._draw_image()
        self._draw_gradient()
        self._write()

    def _write(self) -> None:
        style = Style(self.theme.size.small)
        half = self.theme.size.small / 2 + TIGHT
        self._words.put(
            [
                Word(caption, box.left(), box.top() - half, 0, self.theme.text2, style)
                for caption, box in zip(self._captions, self._boxes, strict=True)
            ]
        )

    def _draw_image(self) -> None:
        image = np.maximum(self._image, 1)
        self._show(0, image, ink_table(self.theme))
        path = QPainterPath()
        box = self._boxes[1]
        if image.size and box.width():
            for x1, y1, x2, y2 in _edges(self._image >= _INK):
                width, height = box.width() / image.shape[1], box.height() / image.shape[0]
                path.moveTo(box.left() + x1 * width, box.top() + y1 * height)
                path.lineTo(box.left() + x2 * width, box.top() + y2 * height)
        self._outline.setPath(path)
        self._outline.setPen(QPen(QColor(self.theme.text2), 1))

    def _draw_gradient(self) -> None:
        entries = signed_index(self._gradient, self._limit)
        self._show(1, entries, self.theme.signed.table_with_gap(self.theme.surface))

    def _show(self, place: int, entries: ByteArray, table: npt.ArrayLike) -> None:
        box, scale = self._boxes[place], self.devicePixelRatioF()
        side = round(box.width() * scale)
        self._pictures[place].setVisible(bool(entries.size and side))
        if not entries.size or not side:
            return
        rows, columns = (np.arange(side) * length // side for length in entries.shape)
        pixmap = indexed_pixmap(entries[rows[:, None], columns], table)
        pixmap.setDevicePixelRatio(scale)
        self._pictures[place].setPixmap(pixmap)
        self._pictures[place].setPos(box.topLeft())

    def _at(self, place: QPointF | None) -> tuple[int, int] | None:
        for box in self._boxes:
            if place is not None and box.contains(place) and self._image.size:
                rows, columns = self._image.shape
                row = int((place.y() - box.top()) * rows / box.height())
                column = int((place.x() - box.left()) * columns / box.width())
                return min(row, rows - 1), min(column, columns - 1)
        return None


def _edges(ink: npt.NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Return the lines between ink and paper, in pixels of the image."""
    padded = np.pad(ink, 1)
    down = [(x, y, x, y + 1) for y, x in np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1]).tolist()]
    across = [(x, y, x + 1, y) for y, x in np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1]).tolist()]
    return down + across
