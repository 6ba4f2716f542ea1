"""MatrixView: a matrix as coloured cells, with their numbers where they fit, rows and columns named."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsSimpleTextItem, QWidget

from nnviz.ui.colour_maps import INK, WHITE, ByteArray, signed_index
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.kept import KeptPixmap
from nnviz.ui.drawing.resampling import cell_places, resampled
from nnviz.ui.fonts import as_wide, font, width_of
from nnviz.ui.numerals import fixed, leap, power_of_ten
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

Floats = npt.NDArray[np.floating]

_CELL_GAP = 2
_TALLEST_CELLS = (40, 96)
"""Pixels that a cell is high at most, whatever its width, and where it is as wide."""


class NumberFormat(msgspec.Struct, frozen=True):
    """How the numbers within a limit are written.

    Attributes
    ----------
    divisor : float
        What they are divided by, a power of ten.
    decimals : int
    note : str
        The power, to be written once beside the scale: `×10¹⁶`; empty for 1.
    """

    divisor: float
    decimals: int
    note: str

    @classmethod
    def within(cls, limit: float) -> NumberFormat:
        """Return the format for numbers up to `limit` in size, in about four characters."""
        exponent = math.floor(math.log10(limit)) if limit > 0 else 0
        if -2 <= exponent <= 3:
            return cls(1.0, max(0, 2 - max(exponent, 0)) + (exponent < -1), "")
        return cls(10.0**exponent, 2, f"×{power_of_ten(exponent)}")

    def write(self, value: float) -> str:
        """Write a number."""
        return fixed(value / self.divisor, self.decimals)


class MatrixView(Canvas):
    """A matrix (rows, columns) on the signed map, with a parted last row for biases.

    Signals
    -------
    hovered(object)
        `(row, column)` under the pointer, `(-1, column)` for a bias, or None.
    clicked(int, int)
        Row and column of the cell that was clicked.
    arranged(int)
        Where the last row ends, in pixels from the top.
    """

    hovered = Signal(object)
    clicked = Signal(int, int)
    arranged = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._picture = QGraphicsPixmapItem()
        self._pixels = KeptPixmap()
        self.scene.addItem(self._picture)
        self._numbers: list[QGraphicsSimpleTextItem] = []
        self._looks: list[tuple[str, bool | None]] = []
        self._inks = {True: QBrush(QColor(INK)), False: QBrush(QColor(WHITE))}
        self._names: list[QGraphicsSimpleTextItem] = []
        self._values: Floats = np.empty((0, 0))
        self._biases: Floats | None = None
        self._row_names: tuple[str, ...] = ()
        self._column_names: tuple[str, ...] = ()
        self._limit = 1.0
        self._area = QRectF()
        self._cell = (0.0, 0.0)
        self._bias_top = 0.0
        self.foot = 0
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))
        self.pressed.connect(self._on_pressed)

    def set(
        self,
        values: Floats,
        limit: float,
        row_names: Sequence[str],
        column_names: Sequence[str],
        biases: Floats | None = None,
    ) -> None:
        """Show values (rows, columns) within a limit, and biases (columns,) below them."""
        before = (self._values.shape, self._row_names, self._column_names, self._biases is None)
        self._values, self._biases, self._limit = values, biases, limit
        self._row_names, self._column_names = tuple(row_names), tuple(column_names)
        after = (values.shape, self._row_names, self._column_names, biases is None)
        if before == after:
            self._draw()
        else:
            self.arrange()

    @property
    def number_format(self) -> NumberFormat:
        """How the numbers are written at present."""
        return NumberFormat.within(self._limit)

    def arrange(self) -> None:
        """Choose the cells' size, and whether numbers and names fit."""
        rows, columns = self._values.shape
        if not rows or not columns or self.width() < 40 or self.height() < 20:
            self._picture.setVisible(False)
            return
        small = font(self.theme.size.small)
        line = self.theme.size.small + TIGHT
        names = [*self._row_names, "bias"] if self._biases is not None else list(self._row_names)
        left = INSET + _widest(names, small) + GAP
        bias_rows = self._biases is not None
        room = self.height() - line - (TIGHT if bias_rows else 0) - TIGHT
        width = (self.width() - left - TIGHT) / columns
        height = min(room / (rows + bias_rows), sorted((width, *_TALLEST_CELLS))[1])
        self._area = QRectF(left, line, width * columns, height * rows)
        self._cell = (width, height)
        self._bias_top = self._area.bottom() + TIGHT
        self._write_names()
        self._count_numbers()
        self._draw()
        self.foot = round(line + self._size()[1] - _CELL_GAP)
        self.arranged.emit(self.foot)

    @property
    def _number_size(self) -> int:
        """The largest letters that fit into the cells; 0 if none do."""
        size, (width, height) = self.theme.size, self._cell
        for pixels, above in ((size.figures, 12), (size.body, 6), (size.small, 2)):
            if height >= pixels + above and width >= width_of("−0.00", font(pixels, 500)) + TIGHT:
                return pixels
        return 0

    def _draw(self) -> None:
        rows, columns = self._values.shape
        if not rows or not columns or self._area.isEmpty():
            return
        self._picture.setVisible(True)
        values = self._values if self._biases is None else np.vstack([self._values, self._biases])
        shades = signed_index(values, self._limit)
        self._paint(shades)
        if self._numbers:
            self._write_numbers(values, shades)

    def _paint(self, shades: ByteArray) -> None:
        scale = self.devicePixelRatioF()
        rows = len(self._values)
        width, height = (max(round(length * scale), 1) for length in self._size())
        gap = round(_CELL_GAP * scale) if min(self._cell) >= 8 else 0
        body = round(self._area.height() * scale)
        top = round((self._bias_top - self._area.top()) * scale) if self._biases is not None else height
        places = cell_places(shades.shape, rows, (height, width), (body, top), gap)
        colours = self.theme.signed.table_with_gap(self.theme.surface)
        pixels = colours[np.append(np.uint8(0), shades)][places]
        if min(self._cell) * scale < 2:
            fine = resampled(self._values[None], body, width)[0]
            pixels[:body] = colours[signed_index(fine, self._limit)]
        self._picture.setPixmap(self._pixels.of(pixels, scale))
        self._picture.setPos(self._area.topLeft())

    def _size(self) -> tuple[float, float]:
        bottom = self._bias_top + self._cell[1] if self._biases is not None else self._area.bottom()
        return self._area.width(), bottom - self._area.top()

    def _write_numbers(self, values: Floats, shades: ByteArray) -> None:
        written = self.number_format
        prefers_ink = self.theme.signed.prefers_ink[shades].ravel().tolist()
        for index, (item, value) in enumerate(zip(self._numbers, values.ravel().tolist(), strict=True)):
            look = written.write(value), prefers_ink[index]
            before, self._looks[index] = self._looks[index], look
            if look[0] != before[0]:
                item.setText(look[0])
            if look[1] != before[1]:
                item.setBrush(self._inks[look[1]])
            if not as_wide(look[0], before[0]):
                self._centre(item, *divmod(index, values.shape[1]))

    def _centre(self, item: QGraphicsSimpleTextItem, row: int, column: int) -> None:
        width, height = self._cell
        top = self._area.top() + row * height if row < len(self._values) else self._bias_top
        box = item.boundingRect()
        left = self._area.left() + (column + 0.5) * width - box.width() / 2 - _CELL_GAP / 2
        item.setPos(round(left), round(top + (height - box.height() - _CELL_GAP) / 2))

    def _count_numbers(self) -> None:
        for item in self._numbers:
            self.scene.removeItem(item)
        rows, columns = self._values.shape
        pixels = self._number_size
        count = (rows + (self._biases is not None)) * columns if pixels else 0
        self._numbers = [QGraphicsSimpleTextItem() for _ in range(count)]
        number_font = font(pixels or self.theme.size.small, 500)
        for item in self._numbers:
            item.setFont(number_font)
            self.scene.addItem(item)
        self._looks = [("", None)] * count

    def _write_names(self) -> None:
        """Name the columns above and the rows at the left; every so many where they stand too close."""
        for item in self._names:
            self.scene.removeItem(item)
        self._names = []
        self._write_column_names()
        right, line = self._area.left() - GAP, self.theme.size.small - 1
        last = self._area.bottom()
        if self._biases is not None:
            bias = self._bias_top + (self._cell[1] - _CELL_GAP) / 2
            self._name("bias", right, bias)
            last = min(last, bias - line)
        step = _step(line / self._cell[1])
        for row in range(step - 1, len(self._row_names), step):
            middle = self._area.top() + (row + 0.5) * self._cell[1] - _CELL_GAP / 2
            if middle <= last:
                self._name(self._row_names[row], right, middle)

    def _write_column_names(self) -> None:
        """Write `unit 1`, or where that is too long `1` with `unit` before the first."""
        names, small = self._column_names, font(self.theme.size.small)
        middle = (self.theme.size.small + TIGHT) / 2 - 1
        if _widest(names, small) + TIGHT > self._cell[0]:
            words = {name.rpartition(" ")[0] for name in names}
            names = tuple(name.rpartition(" ")[2] for name in names)
            self._name(words.pop() if len(words) == 1 else "", self._area.left() - GAP, middle)
        step = _step((_widest(names, small) + TIGHT) / self._cell[0])
        for column in range(step - 1, len(names), step):
            centre = self._area.left() + (column + 0.5) * self._cell[0] - _CELL_GAP / 2
            centre = min(centre, self.width() - width_of(names[column], small) / 2)
            self._name(names[column], centre, middle, centred=True)

    def _name(self, text: str, x: float, y: float, centred: bool = False) -> None:
        item = QGraphicsSimpleTextItem(text)
        item.setFont(font(self.theme.size.small))
        item.setBrush(QColor(self.theme.text2))
        box = item.boundingRect()
        item.setPos(round(x - box.width() / (2 if centred else 1)), round(y - box.height() / 2))
        self.scene.addItem(item)
        self._names.append(item)

    def _at(self, place: QPointF | None) -> tuple[int, int] | None:
        if place is None or self._area.isEmpty() or not self._values.size:
            return None
        column = math.floor((place.x() - self._area.left()) / self._cell[0])
        row = math.floor((place.y() - self._area.top()) / self._cell[1])
        if not 0 <= column < self._values.shape[1]:
            return None
        if 0 <= row < len(self._values):
            return row, column
        below = place.y() - self._bias_top
        return (-1, column) if self._biases is not None and 0 <= below < self._cell[1] else None

    def _on_pressed(self, place: QPointF) -> None:
        found = self._at(place)
        if found is not None:
            self.clicked.emit(*found)


def _widest(names: Sequence[str], text_font: QFont) -> int:
    return max((width_of(name, text_font) for name in names), default=0)


def _step(crowding: float) -> int:
    """Return which names are written (each, every second, fifth, tenth ...) if so many fall on one place."""
    return max(1, math.ceil(leap(crowding)))
