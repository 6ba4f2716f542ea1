"""Card: the measures of one card of a digit grid, and the cards that fill a room best."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import INSET, NORMAL, TIGHT, TextSize

ENOUGH = 30
"""Cards on a page; where there is more room they become larger, up to a limit, then more."""
_SIDES = (34, 112)
"""Least and largest side of an image at the normal text size."""
_LEAST_BARS = 15
_BARS_SHARE = 0.2
_UNLABELLED = 0.6
"""What a card without its classes below the bars is worth."""
_DIGIT = 0.64
"""Width of a digit of the bold font, per pixel of its size."""


class Card(msgspec.Struct, frozen=True):
    """The measures of one card, in logical pixels.

    Attributes
    ----------
    width, height : int
        With the border.
    side : int
        Of the image.
    number : int
        Size of the text of the predicted class, beside the image.
    pitch : float
        From one bar to the next.
    bars : int
        Height of a bar of probability 1.
    label : int
        Height of the line with the classes below the bars; 0 where it does not fit.
    """

    width: int
    height: int
    side: int
    number: int
    pitch: float
    bars: int
    label: int

    def bar(self, index: int, share: float) -> tuple[int, int, int, int]:
        """Return where the bar of class `index` stands on the card, for a share from 0 to 1.

        Returns
        -------
        left, top, width, height
            As numbers: a page has hundreds of bars, and a rectangle of Qt lets go of the interpreter lock as
            it goes.
        """
        height = max(round(share * self.bars), 1)
        left, right = (TIGHT + 1 + round(edge * self.pitch) for edge in (index, index + 1))
        return left, self.foot - height, right - left - 1, height

    @property
    def foot(self) -> int:
        """Where the bars stand, from the card's top."""
        return self.height - 1 - (self.label or TIGHT)


class _Words(msgspec.Struct, frozen=True):
    """Widths in pixels of what is written on a card of some classes."""

    beside: int
    class_name: int
    longest: int
    classes: int

    @classmethod
    def of(cls, names: Sequence[str], size: TextSize) -> _Words:
        longest = max(names, key=len, default="")
        number = font(size.figures if len(longest) <= 2 else size.small, 600)
        beside = max(width_of(longest, number), width_of(f"is {longest}", truth_font(size)))
        label = max((width_of(name, font(size.small)) for name in names), default=0)
        return cls(beside, label, len(longest), max(len(names), 1))

    def card(self, size: TextSize, width: int, height: int) -> Card | None:
        """Return the card of a size; None if it is too small for an image and its words."""
        inside = width - 2 * TIGHT - 2
        pitch = inside / self.classes
        label = size.small + 3 if self.class_name <= pitch + 0.5 else 0  # widths are rounded up
        least = max(_LEAST_BARS, round(_BARS_SHARE * height))
        above = height - (label or TIGHT) - 2 * TIGHT - 2
        scale = size.small / NORMAL.small
        side = min(inside - TIGHT - self.beside, above - least, round(_SIDES[1] * scale))
        if side < _SIDES[0] * scale or pitch < 3:
            return None
        bars = min(above - side, side)
        height = side + bars + height - above
        return Card(width, height, side, self._number(size, side, inside - side - TIGHT), pitch, bars, label)

    def _number(self, size: TextSize, side: int, room: int) -> int:
        """Return the size of the predicted class: large, if the names are as short as digits."""
        if self.longest > 2:
            return size.small
        return max(size.figures, min(round(side * 0.45), int(room / (_DIGIT * max(self.longest, 1)))))


class CardGrid(msgspec.Struct, frozen=True):
    """Cards in rows."""

    card: Card
    columns: int
    rows: int

    @classmethod
    def fitting(cls, names: Sequence[str], size: TextSize, width: int, height: int) -> CardGrid:
        """Return the grid with the largest cards of which enough fit, else the most cards."""
        words = _Words.of(names, size)
        across, down = width - 2 * INSET + TIGHT, height - 2 + TIGHT
        grids = [
            cls(card, columns, rows)
            for columns in range(1, across // 50 + 1)
            for rows in range(1, down // 50 + 1)
            if (card := words.card(size, across // columns - TIGHT, down // rows - TIGHT)) is not None
        ]
        nothing = cls(Card(1, 1, 1, size.figures, 1.0, 1, 0), 0, 0)
        return max(grids, key=lambda grid: grid._worth, default=nothing)

    @property
    def _worth(self) -> tuple[float, int, int]:
        cards = min(self.count, ENOUGH) * (1.0 if self.card.label else _UNLABELLED)
        return cards, self.card.side, self.count

    @property
    def count(self) -> int:
        """How many cards there is room for."""
        return self.columns * self.rows

    def origin(self, index: int) -> tuple[int, int]:
        """Return the upper left corner of card `index`."""
        row, column = divmod(index, max(self.columns, 1))
        return INSET + column * (self.card.width + TIGHT), 1 + row * (self.card.height + TIGHT)

    def frame(self, index: int) -> QRectF:
        """Return the middle of the border of card `index`."""
        left, top = self.origin(index)
        return QRectF(left + 0.5, top + 0.5, self.card.width - 1, self.card.height - 1)

    def at(self, x: float, y: float) -> int | None:
        """Return the index of the card at a pixel, None between cards."""
        column = int((x - INSET) // (self.card.width + TIGHT))
        row = int((y - 1) // (self.card.height + TIGHT))
        index = row * self.columns + column
        inside = 0 <= column < self.columns and 0 <= row < self.rows
        return index if inside and self.frame(index).contains(x, y) else None


def number_font(card: Card) -> QFont:
    """Return the font of the predicted class."""
    return font(card.number, 600)


def truth_font(size: TextSize) -> QFont:
    """Return the font of what a wrongly classified image is."""
    return font(size.small, 600)
