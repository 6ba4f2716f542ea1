"""LayerTable: the legend of curves by layer, a column a layer, with the present numbers below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsLineItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.layer_colours import layer_colour
from nnviz.ui.drawing.texts import Style, Texts, Word, widest
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

_KEY = 14
"""Pixels of the piece of line before a layer's name."""


class LayerTable(Canvas):
    """Rows of numbers, one a layer, below the layers' names and colours.

    What has no room is left out: first the names' word "layer", then the last layers.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._texts = Texts(self.scene)
        self._keys: list[QGraphicsLineItem] = []
        self._layers: tuple[str, ...] = ()
        self._rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
        self._corner = ""

    def set(self, corner: str, layers: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show rows (name, one text a layer); `corner` says of which step they are."""
        now = (corner, tuple(layers), tuple((name, tuple(texts)) for name, texts in rows))
        if now != (self._corner, self._layers, self._rows):
            resized = len(rows) != len(self._rows)
            self._corner, self._layers, self._rows = now
            if resized:
                self._fix_height()
            self.arrange()

    @property
    def words(self) -> list[str]:
        """Everything that is written."""
        return [word.text for word in self._texts.words]

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self._fix_height()

    def _fix_height(self) -> None:
        self.setFixedHeight(self._line * (1 + len(self._rows)) + TIGHT)

    @property
    def _line(self) -> int:
        return self.theme.size.small + 5

    def arrange(self) -> None:
        """Place names and numbers in columns of one width."""
        plain = Style(self.theme.size.small)
        names = [name for name, _ in self._rows]
        left = INSET + widest([*names, "step 100,000"], plain) + GAP
        texts = [text for _, row in self._rows for text in row]
        room = (self.width() - left - INSET) / max(len(self._layers), 1)
        titles = self._layers
        if widest(titles, plain) + _KEY + TIGHT + GAP > room:
            titles = tuple(title.removeprefix("layer ") for title in titles)
        needed = max(widest(texts, Style(self.theme.size.small, 600)), widest(titles, plain) + _KEY + TIGHT)
        step = min(max(room, needed + GAP), needed + 4 * GAP)
        shown = min(len(titles), int((self.width() - left) / max(step, 1)))
        self._texts.put([*self._heads(titles[:shown], left, step), *self._numbers(shown, left, step)])
        self._place_keys(shown, left, step)

    def _heads(self, titles: Sequence[str], left: float, step: float) -> list[Word]:
        style, middle = Style(self.theme.size.small), self._line / 2
        corner = Word(self._corner, INSET, middle, 0, self.theme.muted, style)
        places = [left + step * index + _KEY + TIGHT for index in range(len(titles))]
        heads = [Word(t, x, middle, 0, self.theme.text2, style) for t, x in zip(titles, places, strict=True)]
        return [corner, *heads]

    def _numbers(self, shown: int, left: float, step: float) -> list[Word]:
        plain, bold = Style(self.theme.size.small), Style(self.theme.size.small, 600)
        words = []
        for number, (name, texts) in enumerate(self._rows, 1):
            middle = self._line * (number + 0.5)
            words.append(Word(name, INSET, middle, 0, self.theme.text2, plain))
            for index, text in enumerate(texts[:shown]):
                words.append(Word(text, left + step * index, middle, 0, self.theme.text, bold))
        return words

    def _place_keys(self, shown: int, left: float, step: float) -> None:
        while len(self._keys) < shown:
            self._keys.append(QGraphicsLineItem())
            self.scene.addItem(self._keys[-1])
        for index, key in enumerate(self._keys):
            key.setVisible(index < shown)
            if index < shown:
                x, y = round(left + step * index), round(self._line / 2)
                key.setLine(x, y, x + _KEY, y)
                key.setPen(QPen(QColor(layer_colour(self.theme, index, len(self._layers))), 3))
