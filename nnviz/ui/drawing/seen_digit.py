"""SeenDigit: the few pixels that a network is really given, and the box that the ink was fitted into."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QWidget

from nnviz.data.centring import Frame, Seen
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.ink import sheet_table
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.theme import Theme


class SeenDigit(Canvas):
    """A square image, each pixel sharp."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._frame = Frame.of_side(28)
        self._seen = Seen(np.zeros((28, 28), np.uint8), None, None)
        self._picture = QGraphicsPixmapItem()
        self._edge, self._box = QGraphicsRectItem(), QGraphicsRectItem()
        for item in (self._picture, self._edge, self._box):
            self.scene.addItem(item)

    def set(self, seen: Seen, frame: Frame) -> None:
        """Show an image."""
        self._seen, self._frame = seen, frame
        self._draw()

    def arrange(self) -> None:
        """Take other colours, and the size."""
        self._edge.setPen(QPen(QColor(self.theme.strong), 1))
        dashed = QPen(QColor(self.theme.muted), 1)
        dashed.setDashPattern((4.0, 3.0))
        self._box.setPen(dashed)
        self._draw()

    @property
    def _pixel(self) -> int:
        """Pixels of the screen for one of the image."""
        return max((min(self.width(), self.height()) - 2) // self._frame.side, 1)

    def _draw(self) -> None:
        pixel, side = self._pixel, self._frame.side
        self._picture.setPixmap(indexed_pixmap(self._seen.image, sheet_table(self.theme)))
        self._picture.setScale(pixel)
        self._picture.setPos(1, 1)
        self._edge.setRect(QRectF(0.5, 0.5, pixel * side + 1, pixel * side + 1))
        self._box.setVisible(self._seen.box is not None and self._frame.box < side)
        if self._seen.box is not None:
            left, top = self._seen.box
            length = pixel * self._frame.box
            self._box.setRect(QRectF(1 + pixel * left - 0.5, 1 + pixel * top - 0.5, length, length))
