"""Texts: many short words on a canvas, as items that Qt paints itself; only what changed is touched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtGui import QColor, QFont, QFontMetricsF
from PySide6.QtWidgets import QGraphicsScene, QGraphicsSimpleTextItem

from nnviz.ui.fonts import font
from nnviz.ui.theme import TIGHT


class Style(NamedTuple):
    """How a word is set; a size in pixels."""

    size: int
    weight: int = 400
    italic: bool = False


class Word(NamedTuple):
    """A word, and where it stands: `x` is its left edge, middle or right edge for an anchor of 0, 0.5 or 1;
    `y` is the middle of its capitals.
    """

    text: str
    x: float
    y: float
    anchor: float
    colour: str
    style: Style


@lru_cache(maxsize=64)
def measures(style: Style) -> tuple[QFont, QFontMetricsF]:
    """Return the font of a style and what it measures."""
    chosen = font(style.size, style.weight, italic=style.italic)
    return chosen, QFontMetricsF(chosen)


@lru_cache(maxsize=4096)
def advance(text: str, style: Style) -> float:
    """Return the width of a text in pixels; kept, for the same numbers are written again and again."""
    return measures(style)[1].horizontalAdvance(text)


def widest(texts: Sequence[str], style: Style) -> float:
    """Return the width of the widest of some texts; 0 for none."""
    return max((advance(text, style) for text in texts), default=0.0)


class Wanted(NamedTuple):
    """A word that is to be written, its colour, and the places for it as (x, anchor), the best one first."""

    text: str
    colour: str
    places: tuple[tuple[float, float], ...]


def placed(
    wanted: Sequence[Wanted],
    taken: list[tuple[float, float]],
    room: float,
    y: float,
    style: Style,
) -> list[Word]:
    """Return the words that find a place on a line, those before others first, clear of what is taken."""
    words = []
    for text, colour, places in wanted:
        width = advance(text, style)
        for x, anchor in places:
            left, right = x - anchor * width, x + (1 - anchor) * width
            clear = all(right + TIGHT < start or left - TIGHT > stop for start, stop in taken)
            if clear and left >= 0 and right <= room:
                taken.append((left, right))
                words.append(Word(text, x, y, anchor, colour, style))
                break
    return words


class Texts:
    """A layer of words in a scene."""

    def __init__(self, scene: QGraphicsScene, z: float = 0.0) -> None:
        self._scene, self._z = scene, z
        self._items: list[QGraphicsSimpleTextItem] = []
        self.words: tuple[Word, ...] = ()

    def put(self, words: Sequence[Word]) -> None:
        """Show these words in place of the last ones."""
        while len(self._items) < len(words):
            self._items.append(self._new_item())
        for index, word in enumerate(words):
            before = self.words[index] if index < len(self.words) else None
            if word != before:
                self._set(self._items[index], word, before)
        for item in self._items[len(words) : len(self.words)]:
            item.hide()
        self.words = tuple(words)

    def _new_item(self) -> QGraphicsSimpleTextItem:
        item = QGraphicsSimpleTextItem()
        item.setZValue(self._z)
        self._scene.addItem(item)
        return item

    @staticmethod
    def _set(item: QGraphicsSimpleTextItem, word: Word, before: Word | None) -> None:
        chosen, metrics = measures(word.style)
        if before is None:
            item.show()
        if before is None or before.style != word.style:
            item.setFont(chosen)
        if before is None or before.colour != word.colour:
            item.setBrush(QColor(word.colour))
        if before is None or before.text != word.text:
            item.setText(word.text)
        left = word.x - word.anchor * advance(word.text, word.style)
        item.setPos(round(left), round(word.y + metrics.capHeight() / 2 - metrics.ascent()))
