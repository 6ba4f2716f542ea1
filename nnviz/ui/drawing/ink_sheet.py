"""InkSheet: a sheet of grey values that strokes are drawn on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPaintDevice, QPainter, QPen

from nnviz.data.centring import Frame, squeezed
from nnviz.data.ink import Ink
from nnviz.ui.colour_maps import ByteArray

SIDE = 448
"""Pixels across and down of a sheet: sharp on the screen, and twice of what is read."""
READ_SIDE = SIDE // 2
_STATES = 40
"""States that can be gone back to, a quarter of a MB each."""
_SCALE = READ_SIDE / SIDE

Part = tuple[slice, slice]


class Pen(msgspec.Struct, frozen=True):
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


class Piece(NamedTuple):
    """A piece of a stroke between two points in pixels of the sheet."""

    start: QPointF
    end: QPointF
    pen: Pen


class InkSheet:
    """A square sheet, drawn on stroke by stroke; strokes can be taken back.

    It is kept twice: as it is read, with every piece of a stroke at once, and sharp enough for the screen,
    where pieces wait for `catch_up`: drawing them that large takes longer than reading them, and a screen is
    slower than a mouse.

    Attributes
    ----------
    ink : Ink
        What is read, half the size.
    """

    def __init__(self) -> None:
        self.ink = Ink(READ_SIDE)
        self._pixels: ByteArray = np.zeros((SIDE, SIDE), np.uint8)
        self._image = QImage(self._pixels.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
        self._waiting: list[Piece] = []
        self._states: list[tuple[ByteArray, ByteArray]] = []

    @property
    def pixels(self) -> ByteArray:
        """What is shown (SIDE, SIDE), 255 is ink; to be changed through the methods."""
        self.catch_up()
        return self._pixels

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink."""
        return self.ink.box is None

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._states)

    def remember(self) -> None:
        """Let `undo` come back to what is drawn now."""
        self._states = [*self._states[-_STATES + 1 :], (self.pixels.copy(), self.ink.drawing)]

    def draw(self, piece: Piece) -> None:
        """Draw a piece of a stroke."""
        (x, y), (to_x, to_y) = piece.start.toTuple(), piece.end.toTuple()
        width, erases = piece.pen.width, piece.pen.erases
        self.ink.draw((_SCALE * x, _SCALE * y), (_SCALE * to_x, _SCALE * to_y), _SCALE * width, erases)
        self._waiting.append(piece)

    def catch_up(self) -> Part | None:
        """Draw large what waits, and return the rows and columns that it changed."""
        if not self._waiting:
            return None
        _draw_pieces(self._image, self._waiting)
        rows, columns = (_touched(self._waiting, axis) for axis in (1, 0))
        self._waiting.clear()
        return rows, columns

    def undo(self) -> None:
        """Take back the last stroke, clearing or picture."""
        if self._states:
            self._become(*self._states.pop())

    def clear(self) -> None:
        """Take all ink away."""
        self.remember()
        self._become(np.zeros_like(self._pixels), np.zeros(self.ink.values.shape, np.uint8))

    def put(self, ink: ByteArray) -> None:
        """Put a picture's ink (height, width), as large as it fits, in place of what is there."""
        self.remember()
        height, width = ink.shape
        square = np.zeros((max(ink.shape),) * 2, np.uint8)
        top, left = (len(square) - height) // 2, (len(square) - width) // 2
        square[top : top + height, left : left + width] = ink
        pixels = squeezed(square, Frame(SIDE, SIDE)).image
        self._become(pixels, pixels[::2, ::2])

    def _become(self, pixels: ByteArray, drawing: ByteArray) -> None:
        self._waiting.clear()
        self._pixels[:] = pixels
        self.ink.put(drawing)


def _touched(pieces: Sequence[Piece], axis: int) -> slice:
    """Return the pixels of an axis that pieces of strokes may have touched."""
    ends = [end.toTuple()[axis] for piece in pieces for end in (piece.start, piece.end)]
    reach = max(piece.pen.width for piece in pieces) / 2 + 2
    return slice(*(min(max(int(edge), 0), SIDE) for edge in (min(ends) - reach, max(ends) + reach)))


def _draw_pieces(device: QPaintDevice, pieces: Sequence[Piece]) -> None:
    """Draw pieces of strokes with round ends and smooth edges, white on black."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    pen: Pen | None = None
    for piece in pieces:
        if piece.pen != pen:
            pen = piece.pen
            painter.setPen(QPen(QColor("black" if pen.erases else "white"), pen.width, line, cap, join))
        if piece.start == piece.end:
            painter.drawPoint(piece.start)
        else:
            painter.drawLine(piece.start, piece.end)
    painter.end()
