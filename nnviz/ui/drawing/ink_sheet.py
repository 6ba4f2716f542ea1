"""InkSheet: a sheet of grey values that strokes are drawn on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPaintDevice, QPainter, QPen

from nnviz.data.centring import Frame, squeezed
from nnviz.ui.colour_maps import ByteArray

SIDE = 448
"""Pixels across and down of a sheet: sharp on the screen, and twice of what is read."""
READ_SIDE = SIDE // 2
_STATES = 40
"""States that can be gone back to, 0.2 MB each."""


@dataclass(frozen=True)
class Pen:
    """What a stroke is drawn with.

    Attributes
    ----------
    width : float
        Pixels of the sheet.
    erases : bool
        Whether it takes ink away.
    """

    width: float
    erases: bool = False


class InkSheet:
    """A square sheet, drawn on stroke by stroke; strokes can be taken back."""

    def __init__(self) -> None:
        self.pixels: ByteArray = np.zeros((SIDE, SIDE), np.uint8)
        self._image = QImage(self.pixels.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
        self._states: list[ByteArray] = []

    @property
    def drawing(self) -> ByteArray:
        """What is read: a copy of half the size, 255 is ink."""
        return np.ascontiguousarray(self.pixels[::2, ::2])

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink."""
        return not self.pixels.any()

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._states)

    def remember(self) -> None:
        """Let `undo` come back to what is drawn now."""
        self._states = [*self._states[-_STATES + 1 :], self.pixels.copy()]

    def draw(self, start: QPointF, end: QPointF, pen: Pen) -> None:
        """Draw a piece of a stroke between two points in pixels of the sheet."""
        draw_piece(self._image, start, end, QColor("black" if pen.erases else "white"), pen.width)

    def undo(self) -> None:
        """Take back the last stroke, clearing or picture."""
        if self._states:
            self.pixels[:] = self._states.pop()

    def clear(self) -> None:
        """Take all ink away."""
        self.remember()
        self.pixels[:] = 0

    def put(self, ink: ByteArray) -> None:
        """Put a picture's ink (height, width), as large as it fits, in place of what is there."""
        self.remember()
        height, width = ink.shape
        square = np.zeros((max(ink.shape),) * 2, np.uint8)
        top, left = (len(square) - height) // 2, (len(square) - width) // 2
        square[top : top + height, left : left + width] = ink
        self.pixels[:] = squeezed(square, Frame(SIDE, SIDE)).image


def draw_piece(device: QPaintDevice, start: QPointF, end: QPointF, colour: QColor, width: float) -> None:
    """Draw a piece of a stroke with round ends and smooth edges."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(colour, width, line, cap, join))
    if start == end:
        painter.drawPoint(start)
    else:
        painter.drawLine(start, end)
    painter.end()
