"""ClassBars: how probable each class is, a bar and a number each, the likeliest in colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsSimpleTextItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import percent
from nnviz.ui.theme import GAP, Theme

Floats = npt.NDArray[np.floating]

_BAR_SHARE = 0.62
"""Of a row's height that its bar takes."""
_ABOVE_MIDDLE = 0.62
"""Of a letter's size, from the top of its line to the middle of its row."""


class _Row(NamedTuple):
    """Where the bar of a class lies when it is full, and where its text begins from the top.

    Numbers of Python, not a rectangle of Qt: they are read with each piece of a stroke.
    """

    left: float
    top: float
    width: float
    height: float
    text: float


class ClassBars(Canvas):
    """A row for each class, in fixed order."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._names: tuple[str, ...] = ()
        self._shares: Floats | None = None
        self._tracks, self._rest, self._best = (QGraphicsPathItem() for _ in range(3))
        for item in (self._tracks, self._rest, self._best):
            item.setPen(QPen(QColor(0, 0, 0, 0)))
            self.scene.addItem(item)
        self._labels: list[QGraphicsSimpleTextItem] = []
        self._values: list[QGraphicsSimpleTextItem] = []
        self._words: list[str] = []
        self._rows: list[_Row] = []
        self._font = font(theme.size.small, 600)
        self._widths: dict[str, int] = {}
        self._marked = -1

    @property
    def words(self) -> tuple[str, ...]:
        """What is written at the bars' ends."""
        return tuple(item.text() for item in self._values)

    def set(self, names: Sequence[str], shares: Floats | None) -> None:
        """Show shares (n,) from 0 to 1 of classes, or none yet."""
        self._shares = shares
        if tuple(names) != self._names:
            self._names = tuple(names)
            self.arrange()
        else:
            self._draw()

    def arrange(self) -> None:
        """Make the texts, and place the rows: all that does not change with the shares."""
        for item in (*self._labels, *self._values):
            self.scene.removeItem(item)
        self._labels = [QGraphicsSimpleTextItem(name) for name in self._names]
        self._values = [QGraphicsSimpleTextItem() for _ in self._names]
        self._words = [""] * len(self._names)
        self._lay_out()
        tracks = QPainterPath()
        for row, label, value in zip(self._rows, self._labels, self._values, strict=True):
            for item in (label, value):
                self.scene.addItem(item)
                item.setFont(self._font)
                item.setBrush(QColor(self.theme.muted))
            label.setPos(0, row.text)
            tracks.addRect(row.left, row.top, row.width, row.height)
        self._marked = -1
        self._tracks.setPath(tracks)
        self._tracks.setBrush(QColor(self.theme.raised))
        self._rest.setBrush(QColor(self.theme.strong))
        self._best.setBrush(QColor(self.theme.accent))
        self._draw()

    def _lay_out(self) -> None:
        height = self.height() / max(len(self._names), 1)
        self._font = font(min(self.theme.size.small, max(int(height), 6)), 600)
        self._widths.clear()
        left = max((width_of(name, self._font) for name in self._names), default=0) + GAP
        width = max(self.width() - width_of(percent(1.0), self._font) - GAP - left, 0)
        thick = max(round(height * _BAR_SHARE), 1)
        middles = [(index + 0.5) * height for index in range(len(self._names))]
        letters = self._font.pixelSize() * _ABOVE_MIDDLE
        self._rows = [
            _Row(left, round(middle - thick / 2), width, thick, round(middle - letters)) for middle in middles
        ]

    def _draw(self) -> None:
        best = -1 if self._shares is None else int(self._shares.argmax())
        shares = [0.0] * len(self._rows) if self._shares is None else self._shares.tolist()
        paths = QPainterPath(), QPainterPath()
        for index, (row, value, share) in enumerate(zip(self._rows, self._values, shares, strict=True)):
            paths[index == best].addRect(row.left, row.top, row.width * share, row.height)
            words = "" if self._shares is None else percent(share)
            if words != self._words[index]:
                self._words[index] = words
                value.setText(words)
                value.setPos(self.width() - self._width_of(words), row.text)
        self._rest.setPath(paths[0])
        self._best.setPath(paths[1])
        self._mark(best)

    def _width_of(self, words: str) -> int:
        """Return the pixels that a number takes; there are a thousand at most, and each comes often."""
        if words not in self._widths:
            self._widths[words] = width_of(words, self._font)
        return self._widths[words]

    def _mark(self, best: int) -> None:
        """Write the likeliest class in the text's colour, and the one before it no longer."""
        if best == self._marked:
            return
        for index, colour in ((self._marked, self.theme.muted), (best, self.theme.text)):
            if index >= 0:
                self._labels[index].setBrush(QColor(colour))
                self._values[index].setBrush(QColor(colour))
        self._marked = best
