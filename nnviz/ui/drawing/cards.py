"""Card: the measures of one card of a digit grid, and the largest cards of which enough fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import GAP, INSET, TIGHT, TextSize

_SIDES = range(64, 27, -2)
_ENOUGH = 24
_LEAST_BARS = 18
_WIDEST_LABEL = 14
"""Pixels beyond which classes' names cannot stand below their bars."""


@dataclass(frozen=True)
class Card:
    """The measures of one card, in logical pixels.

    Attributes
    ----------
    side : int
        Of the image.
    number : int
        Width of the column beside it, for the class that was predicted.
    head : int
        Height of image and column.
    pitch : float
        From one bar to the next.
    bars : int
        Height of a bar of probability 1.
    label : int
        Height of the line with the classes below the bars; 0 where they are too long for it.
    classes : int
    """

    side: int
    number: int
    head: int
    pitch: float
    bars: int
    label: int
    classes: int

    @property
    def width(self) -> int:
        """Of the card with its border."""
        inside = max(self.side + TIGHT + self.number, round(self.pitch * self.classes))
        return inside + 2 * TIGHT + 2

    @property
    def height(self) -> int:
        """Of the card with its border."""
        return TIGHT + self.head + TIGHT + self.bars + self.label + TIGHT

    def bar(self, index: int, share: float) -> QRectF:
        """Return where the bar of class `index` stands on the card, for a share from 0 to 1."""
        height = max(round(share * self.bars), 1)
        foot = self.height - self.label - TIGHT
        left = (self.width - self.pitch * self.classes) / 2 + index * self.pitch
        return QRectF(round(left), foot - height, int(self.pitch) - 1, height)


@dataclass(frozen=True)
class CardGrid:
    """Cards in rows."""

    card: Card
    columns: int
    rows: int

    @classmethod
    def fitting(cls, names: Sequence[str], size: TextSize, width: int, height: int) -> CardGrid:
        """Return the grid with the largest cards of which enough fit, else the most cards."""
        grids = [cls._of(card, width, height) for card in _cards(names, size)]
        return next((grid for grid in grids if grid.count >= _ENOUGH), grids[-1])

    @classmethod
    def _of(cls, card: Card, width: int, height: int) -> CardGrid:
        columns = (width - 2 * INSET + GAP) // (card.width + GAP)
        rows = (height - 2 + GAP) // (card.height + GAP)
        return cls(card, max(columns, 0), max(rows, 0))

    @property
    def count(self) -> int:
        """How many cards there is room for."""
        return self.columns * self.rows

    def origin(self, index: int) -> tuple[int, int]:
        """Return the upper left corner of card `index`."""
        row, column = divmod(index, max(self.columns, 1))
        return INSET + column * (self.card.width + GAP), 1 + row * (self.card.height + GAP)

    def frame(self, index: int) -> QRectF:
        """Return the middle of the border of card `index`."""
        left, top = self.origin(index)
        return QRectF(left + 0.5, top + 0.5, self.card.width - 1, self.card.height - 1)

    def at(self, x: float, y: float) -> int | None:
        """Return the index of the card at a pixel, None between cards."""
        column = int((x - INSET) // (self.card.width + GAP))
        row = int((y - 1) // (self.card.height + GAP))
        index = row * self.columns + column
        inside = 0 <= column < self.columns and 0 <= row < self.rows
        return index if inside and self.frame(index).contains(x, y) else None


def number_font(names: Sequence[str], size: TextSize) -> QFont:
    """Return the font of the predicted class: large, if the names are as short as digits."""
    return font(size.figures if max(map(len, names), default=0) <= 2 else size.small, 600)


def truth_font(size: TextSize) -> QFont:
    """Return the font of what a wrongly classified image is."""
    return font(size.small, 600)


def _cards(names: Sequence[str], size: TextSize) -> list[Card]:
    """Return the cards to choose from, the largest first."""
    longest = max(names, key=len, default="")
    number = max(width_of(longest, number_font(names, size)), width_of(f"is {longest}", truth_font(size)))
    widest = max((width_of(name, font(size.small)) for name in names), default=0)
    labelled = widest <= _WIDEST_LABEL
    lines = round(1.25 * (size.figures + size.small))
    label_row = round((widest + 1) * len(names)) if labelled else 0
    # An image may be as large as the words beside it and the bars below it make the card anyway.
    free = min(lines, label_row - number - TIGHT)
    return [
        Card(
            side=max(side, free),
            number=number,
            head=max(side, lines),
            pitch=max(widest + 1 if labelled else 4, (side + number) / max(len(names), 1)),
            bars=max(_LEAST_BARS, round(side * 0.4)),
            label=size.small + 2 if labelled else 0,
            classes=len(names),
        )
        for side in _SIDES
    ]
