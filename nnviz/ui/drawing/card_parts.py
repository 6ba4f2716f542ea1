"""What the cards of a digit grid are painted with: their paths' colours, ticks and words."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsSimpleTextItem

from nnviz.ui.theme import Theme


class Dress(msgspec.Struct, frozen=True):
    """How a path is painted: tokens of the theme for its inside and its line."""

    fill: str = ""
    line: str = ""
    width: float = 1.0

    def put_on(self, path: QGraphicsPathItem, theme: Theme) -> None:
        """Give the path its brush and pen."""
        path.setBrush(QColor(getattr(theme, self.fill)) if self.fill else Qt.BrushStyle.NoBrush)
        colour = QColor(getattr(theme, self.line)) if self.line else None
        path.setPen(QPen(Qt.PenStyle.NoPen) if colour is None else QPen(colour, self.width))


DRESSES = {
    "cards": Dress(fill="raised", line="border"),
    "tint": Dress(fill="wrong_soft"),
    "edges": Dress(line="wrong", width=1.5),
    "rest": Dress(fill="strong"),
    "right": Dress(fill="accent"),
    "wrong": Dress(fill="wrong"),
    "truth": Dress(line="text"),
    "ticks": Dress(line="muted", width=1.5),
    "selection": Dress(line="accent", width=2.0),
}


LASTING = ("cards", "selection", "edges")
"""Paths that answers do not change, and the edges of the tint, which are as it is."""


def write(item: QGraphicsSimpleTextItem, text: str, colour: str) -> None:
    """Write a text in a colour, where it is not written so already."""
    if item.text() != text:
        item.setText(text)
    item.setBrush(_brush(colour))
    item.setVisible(True)


def tick(path: QPainterPath, x: float, y: float) -> None:
    """Put a tick into a path, where words would begin."""
    path.moveTo(x + 2, y + 8)
    path.lineTo(x + 5, y + 11)
    path.lineTo(x + 11, y + 4)


@lru_cache(maxsize=8)
def _brush(colour: str) -> QBrush:
    """Return a brush that stays, for one made anew lets go of the interpreter lock when it goes."""
    return QBrush(QColor(colour))
