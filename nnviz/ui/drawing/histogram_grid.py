"""HistogramGrid: small histograms in rows and columns, each now against the start."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.paths import lines_path, polyline
from nnviz.ui.drawing.texts import Style, Texts, Word, widest
from nnviz.ui.numerals import significant
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

Floats = npt.NDArray[np.float64]

_LEAST_BARS = 14
"""Pixels of height below which limits give their room to the bars."""


class Bars(msgspec.Struct, frozen=True, eq=False):
    """One histogram: shares of 1 over a range, now and (if known) at the start."""

    low: float
    high: float
    now: Floats
    start: Floats


class Row(msgspec.Struct, frozen=True, eq=False):
    """One layer: what stands at the left in one or two lines, and its histograms."""

    name: str
    note: str
    cells: tuple[Bars, ...]


class _Cell:
    """The items of one histogram."""

    def __init__(self, canvas: Canvas) -> None:
        self.fill, self.start, self.base = QGraphicsPathItem(), QGraphicsPathItem(), QGraphicsPathItem()
        for z, item in enumerate((self.fill, self.base, self.start)):
            item.setZValue(z)
            canvas.scene.addItem(item)

    def set_visible(self, visible: bool) -> None:
        for item in (self.fill, self.start, self.base):
            item.setVisible(visible)


class HistogramGrid(Canvas):
    """Rows of histograms under named columns.

    Parameters
    ----------
    columns : sequence of (str, str)
        The name of each column and the token of its colour.
    """

    def __init__(
        self, theme: Theme, columns: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()
        self._cells: list[_Cell] = []
        self._texts = Texts(self.scene, 5)

    def set(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self._rows = tuple(rows)
        self.arrange()

    @property
    def words(self) -> list[str]:
        """Everything that is written."""
        return [word.text for word in self._texts.words]

    def arrange(self) -> None:
        """Share out the room among the rows and columns, and draw each histogram."""
        while len(self._cells) < len(self._rows) * len(self._columns):
            self._cells.append(_Cell(self))
        words = self._heads()
        for index, cell in enumerate(self._cells):
            row, column = divmod(index, len(self._columns))
            cell.set_visible(row < len(self._rows))
            if row < len(self._rows):
                words += self._draw_cell(cell, row, column)
        self._texts.put(words)

    # -- measures ----------------------------------------------------------------------------

    @property
    def _line(self) -> int:
        return self.theme.size.small + 4

    @property
    def _left(self) -> float:
        notes = [text for row in self._rows for text in (row.name, row.note)]
        return INSET + widest(notes, Style(self.theme.size.small)) + GAP

    @property
    def _row_height(self) -> float:
        return (self.height() - self._line - TIGHT) / max(len(self._rows), 1)

    @property
    def _has_limits(self) -> bool:
        return self._row_height - self._line - TIGHT >= _LEAST_BARS

    def _place(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Return left, top, width and height of the bars of a cell."""
        across = (self.width() - self._left - INSET + GAP) / len(self._columns)
        below = self._line if self._has_limits else 0
        top = self._line + row * self._row_height + TIGHT
        return (
            round(self._left + column * across) + 0.5,
            round(top) + 0.5,
            round(across - 2 * GAP),
            max(round(self._row_height - below - 2 * TIGHT), 4),
        )

    # -- drawing -----------------------------------------------------------------------------

    def _heads(self) -> list[Word]:
        style = Style(self.theme.size.small, 600)
        words = []
        for column, (name, token) in enumerate(self._columns):
            left = self._place(0, column)[0]
            words.append(Word(name, left, self._line / 2, 0, getattr(self.theme, token), style))
        plain = Style(self.theme.size.small)
        for number, row in enumerate(self._rows):
            _, top, _, height = self._place(number, 0)
            middle = top + height / 2
            apart = self._line / 2 if row.note and self._row_height >= 2 * self._line else 0
            words.append(Word(row.name, INSET, middle - apart, 0, self.theme.text2, plain))
            if apart:
                words.append(Word(row.note, INSET, middle + apart, 0, self.theme.muted, plain))
        return words

    def _draw_cell(self, cell: _Cell, row: int, column: int) -> list[Word]:
        bars, theme = self._rows[row].cells[column], self.theme
        left, top, width, height = self._place(row, column)
        highest = max(float(bars.now.max(initial=0.0)), float(bars.start.max(initial=0.0)), 1e-9)
        cell.fill.setPath(_outline(bars.now, highest, left, top, width, height, closed=True))
        cell.start.setPath(_outline(bars.start, highest, left, top, width, height, closed=False))
        cell.fill.setPen(QPen(Qt.PenStyle.NoPen))
        colour = QColor(getattr(theme, self._columns[column][1]))
        colour.setAlphaF(0.55)
        cell.fill.setBrush(colour)
        cell.start.setPen(QPen(QColor(theme.text), 1))
        lines = [(left, top + height, left + width, top + height)]
        if bars.low < 0 < bars.high:
            zero = round(left + width * -bars.low / (bars.high - bars.low)) + 0.5
            lines.append((zero, top + height, zero, top + height + 4))
        cell.base.setPath(lines_path(lines))
        cell.base.setPen(QPen(QColor(theme.strong), 1))
        return self._limits(bars, left, top + height, width) if self._has_limits else []

    def _limits(self, bars: Bars, left: float, bottom: float, width: float) -> list[Word]:
        """Write the ends of the range, and 0 where it lies between them and has room."""
        style, middle = Style(self.theme.size.small), bottom + 2 + self._line / 2
        low, high = significant(bars.low, 2), significant(bars.high, 2)
        words = [
            Word(low, left, middle, 0, self.theme.text2, style),
            Word(high, left + width, middle, 1, self.theme.text2, style),
        ]
        if widest([low, high], style) * 2 + GAP > width:
            return words[1:]
        return words


def _outline(
    shares: Floats, highest: float, left: float, top: float, width: float, height: float, *, closed: bool
) -> QPainterPath:
    """Return the upper edge of bars whose height is the root of their share: a spike hides no tail."""
    if not shares.size:
        return QPainterPath()
    edges = np.linspace(left, left + width, len(shares) + 1)
    rows = top + height * (1 - np.sqrt(shares / highest))
    x, y = np.repeat(edges, 2)[1:-1], np.repeat(rows, 2)
    if closed:
        floor = top + height
        x, y = np.concatenate(([left], x, [left + width])), np.concatenate(([floor], y, [floor]))
    return polyline(x, y)
