"""ConfusionGrid: how often each class was taken for which; only the mistakes have colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsSimpleTextItem, QWidget

from nnviz.ui.colour_maps import INK, WHITE, ByteArray, magnitude_index
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.confusion_layout import CELL_GAP, ConfusionLayout
from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.drawing.texts import Style, Texts, Word, advance, widest
from nnviz.ui.fonts import font
from nnviz.ui.numerals import fixed
from nnviz.ui.theme import INSET, TIGHT, Theme

Counts = npt.NDArray[np.integer]

_HEAD = "right %"
_MARKER = 11
_LOWEST = 0.8
"""Height of a row, in sizes of its text, from which on there is room for digits."""


class ConfusionGrid(Canvas):
    """A confusion matrix: true classes in rows, answers in columns.

    Signals
    -------
    hovered(object)
        `(row, column)` under the pointer, or None.
    clicked(int, int)
        Row and column of the cell that was clicked.
    """

    hovered = Signal(object)
    clicked = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._counts: Counts = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        self._marked = False
        self._limit = 1.0
        self._foot = ""
        self._selected: tuple[int, int] | None = None
        self._layout: ConfusionLayout | None = None
        self._picture = QGraphicsPixmapItem()
        self._paths = {kind: QGraphicsPathItem() for kind in ("cells", "diagonal", "selection")}
        for item in (self._picture, *self._paths.values()):
            self.scene.addItem(item)
        self._upright = QGraphicsSimpleTextItem()
        self._upright.setRotation(-90)
        self.scene.addItem(self._upright)
        self._markers: list[QGraphicsPixmapItem] = []
        self._around, self._numbers = (Texts(self.scene, 2) for _ in range(2))
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))
        self.pressed.connect(self._on_pressed)

    def set_classes(self, names: Sequence[str], marked: bool) -> None:
        """Name the classes; `marked` ones have the markers of points in the plane."""
        if (tuple(names), marked) != (self._names, self._marked):
            self._names, self._marked = tuple(names), marked
            self._counts = np.zeros((len(names), len(names)), np.int64)
            self.arrange()

    def set(self, counts: Counts, limit: float, foot: str = "") -> None:
        """Show counts (classes, classes), mistakes coloured up to a limit, and a sentence below them."""
        self._counts, self._limit, self._foot = counts, limit, foot
        self._draw()

    def select(self, cell: tuple[int, int] | None) -> None:
        """Frame a cell, or none."""
        self._selected = cell
        path = QPainterPath()
        if cell is not None and self._layout is not None and max(cell) < len(self._names):
            path.addRect(self._layout.cell(*cell).adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paths["selection"].setPath(path)

    # -- layout ------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Place everything for the present size, theme and classes."""
        theme = self.theme
        pens = {
            "cells": QPen(QColor(theme.border), 1),
            "diagonal": QPen(QColor(theme.strong), 1),
            "selection": QPen(QColor(theme.accent), 2),
        }
        for kind, item in self._paths.items():
            item.setPen(pens[kind])
        room = self.width(), self.height()
        self._layout = None
        if self._names and min(room) > 60:
            self._layout = ConfusionLayout.fitting(
                len(self._names), theme.size, room, self._row_names_width, advance(_HEAD, self._small)
            )
        self._outline()
        self._put_markers()
        self._draw()
        self.select(self._selected)

    @property
    def _small(self) -> Style:
        return Style(self.theme.size.small)

    @property
    def _name_style(self) -> Style:
        return Style(self.theme.size.body, 600)

    @property
    def _row_names_width(self) -> float:
        marker = _MARKER + TIGHT if self._marked else 0
        return widest(self._names, self._name_style) + marker

    def _outline(self) -> None:
        """Draw the cells' edges; only the diagonal's are strong."""
        paths = {kind: QPainterPath() for kind in ("cells", "diagonal")}
        if self._layout is not None:
            for row, column in np.ndindex(len(self._names), len(self._names)):
                kind = "diagonal" if row == column else "cells"
                paths[kind].addRect(self._layout.cell(row, column).adjusted(0.5, 0.5, -0.5, -0.5))
        for kind, path in paths.items():
            self._paths[kind].setPath(path)

    def _put_markers(self) -> None:
        for item in self._markers:
            self.scene.removeItem(item)
        self._markers = []
        layout = self._layout
        if layout is None or not self._marked:
            return
        for index, name in enumerate(self._names):
            middle, (x, wide) = self._middle(index), (layout.left + (index + 0.5) * layout.width, 0.0)
            if self._names_heads:
                wide = advance(name, self._name_style) + TIGHT
            self._put_marker(index, x - wide / 2 - CELL_GAP / 2, layout.heads)
            self._put_marker(
                index, layout.names - advance(name, self._name_style) - TIGHT - _MARKER / 2, middle
            )

    def _put_marker(self, index: int, x: float, y: float) -> None:
        item = QGraphicsPixmapItem(marker_pixmap(self.theme, index, _MARKER, self.devicePixelRatioF()))
        item.setPos(round(x - _MARKER / 2 - 2), round(y - _MARKER / 2 - 2))
        self.scene.addItem(item)
        self._markers.append(item)

    @property
    def _names_heads(self) -> bool:
        """Whether the columns are wide enough for the names of the classes."""
        marker = _MARKER + TIGHT if self._marked else 0
        room = self._layout.width - TIGHT if self._layout is not None else 0
        return widest(self._names, self._name_style) + marker <= room

    def _middle(self, row: int) -> float:
        """The middle of a row of cells."""
        assert self._layout is not None
        return self._layout.cell(row, 0).center().y()

    # -- drawing -----------------------------------------------------------------------------

    def _draw(self) -> None:
        layout, shown = self._layout, self._layout is not None
        self._picture.setVisible(shown)
        self._upright.setVisible(layout is not None and layout.caption is not None)
        if layout is None or len(self._counts) != len(self._names):
            self._around.put(())
            self._numbers.put(())
            return
        shades = magnitude_index(self._counts.astype(np.float32), self._limit)
        np.fill_diagonal(shades, 0)
        self._paint(shades)
        self._around.put([*self._captions(), *self._row_words(), *self._column_words()])
        self._numbers.put(list(self._number_words(shades)))
        self._stand_upright()

    def _paint(self, shades: ByteArray) -> None:
        assert self._layout is not None
        scale, area = self.devicePixelRatioF(), self._area
        picture = np.zeros((round(area.height() * scale), round(area.width() * scale)), np.uint8)
        rows, columns = self._edge_cells()
        down = [_pixels(cell.top() - area.top(), cell.bottom() - area.top(), scale) for cell in rows]
        across = [_pixels(cell.left() - area.left(), cell.right() - area.left(), scale) for cell in columns]
        for row, column in zip(*(where.tolist() for where in np.nonzero(shades)), strict=True):
            picture[down[row], across[column]] = shades[row, column]
        pixmap = indexed_pixmap(picture, self.theme.magnitude.words)
        pixmap.setDevicePixelRatio(scale)
        self._picture.setPixmap(pixmap)
        self._picture.setPos(area.topLeft())

    def _edge_cells(self) -> tuple[list[QRectF], list[QRectF]]:
        """The cells of the first column, which say where rows are, and those of the first row."""
        assert self._layout is not None
        places = range(len(self._names))
        return [self._layout.cell(i, 0) for i in places], [self._layout.cell(0, i) for i in places]

    @property
    def _area(self) -> QRectF:
        """The rectangle of all cells."""
        assert self._layout is not None
        last = len(self._names) - 1
        return self._layout.cell(0, 0).united(self._layout.cell(last, last))

    def _captions(self) -> Iterator[Word]:
        layout, theme = self._layout, self.theme
        assert layout is not None
        yield Word(_HEAD, layout.shares, layout.heads, 1, theme.muted, self._small)
        if layout.caption is not None:
            yield Word("predicted →", layout.left, layout.caption, 0, theme.muted, self._small)
        if layout.foot is not None and self._foot:
            left = layout.left if layout.left + advance(self._foot, self._small) <= self.width() else INSET
            yield Word(self._foot, left, layout.foot, 0, theme.muted, self._small)

    def _stand_upright(self) -> None:
        """Write along the rows what they are."""
        assert self._layout is not None
        self._upright.setText("← true")
        self._upright.setFont(font(self.theme.size.small))
        self._upright.setBrush(QColor(self.theme.muted))
        box = self._upright.boundingRect()
        self._upright.setPos(INSET - TIGHT / 2, round(self._area.top() + box.width()))

    def _row_words(self) -> Iterator[Word]:
        layout, theme = self._layout, self.theme
        assert layout is not None
        totals, right = self._counts.sum(axis=1).tolist(), np.diag(self._counts).tolist()
        size = theme.size.body if layout.height >= theme.size.body else theme.size.small
        if layout.height < _LOWEST * size:
            return
        for row, name in enumerate(self._names):
            middle = self._middle(row)
            yield Word(name, layout.names, middle, 1, theme.text, Style(size, 600))
            share = fixed(100 * right[row] / totals[row], 0) if totals[row] else "–"
            yield Word(share, layout.shares, middle, 1, theme.text2, Style(size))

    def _column_words(self) -> Iterator[Word]:
        layout = self._layout
        assert layout is not None
        if not self._names_heads:
            return
        aside = (_MARKER + TIGHT) / 2 if self._marked else 0
        for column, name in enumerate(self._names):
            x = layout.left + (column + 0.5) * layout.width - CELL_GAP / 2 + aside
            yield Word(name, x, layout.heads, 0.5, self.theme.text, self._name_style)

    def _number_words(self, shades: ByteArray) -> Iterator[Word]:
        theme = self.theme
        right = np.diag(self._counts)
        diagonal = self._number_style(int(right.max(initial=0)), 400)
        beside = self._number_style(int((self._counts - np.diag(right)).max(initial=0)), 500)
        prefers_ink = theme.magnitude.prefers_ink[shades].tolist()
        rows, columns = self._edge_cells()
        middles = [(cell.center().y(), cell.height()) for cell in rows]
        centres = [(cell.center().x(), cell.width()) for cell in columns]
        counts = self._counts.tolist()
        for row, column in zip(*(where.tolist() for where in np.nonzero(self._counts)), strict=True):
            style = diagonal if row == column else beside
            colour = INK if prefers_ink[row][column] else WHITE
            if row == column:
                colour = theme.text2
            (y, height), (x, width) = middles[row], centres[column]
            text = _fitting(counts[row][column], style, width)
            if text and height >= _LOWEST * style.size:
                yield Word(text, x, y, 0.5, colour, style)

    def _number_style(self, largest: int, weight: int) -> Style:
        """Return how numbers up to the largest are written in the cells: small where they must be."""
        assert self._layout is not None
        cell, style = self._layout.cell(0, 0), Style(self.theme.size.body, weight)
        fits = cell.width() >= advance(str(largest), style) and cell.height() >= style.size
        return style if fits else Style(self.theme.size.small, weight)

    # -- the pointer -------------------------------------------------------------------------

    def _at(self, place: QPointF | None) -> tuple[int, int] | None:
        return None if place is None or self._layout is None else self._layout.at(place.x(), place.y())

    def _on_pressed(self, place: QPointF) -> None:
        found = self._at(place)
        if found is not None:
            self.clicked.emit(*found)


def _fitting(number: int, style: Style, room: float) -> str:
    """Write a number, in thousands where it is too long, or not at all."""
    texts = (str(number), f"{number / 1000:.1f}k") if number >= 1000 else (str(number),)
    return next((text for text in texts if advance(text, style) <= room), "")


def _pixels(start: float, stop: float, scale: float) -> slice:
    return slice(round(start * scale), round(stop * scale))
