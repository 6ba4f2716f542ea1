"""ColourBar: what the colours of a map mean, with the limits printed."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsSimpleTextItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import GAP, TIGHT, Theme

_BAR = 12
_LEAST_LINES = 4
"""Height of the bar at least, in lines: its three labels must not touch."""


class ColourBar(Canvas):
    """A standing bar.

    Parameters
    ----------
    signed : bool
        The signed map, zero in the middle; else the magnitude map, zero at the foot.
    """

    def __init__(self, theme: Theme, signed: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._signed = signed
        self._bar, self._frame = QGraphicsPixmapItem(), QGraphicsRectItem()
        self._labels = [QGraphicsSimpleTextItem() for _ in range(4)]
        for item in (self._bar, self._frame, *self._labels):
            self.scene.addItem(item)
        self._texts = ("", "", "", "")
        self._foot = 0
        self.apply_theme(theme)

    def set(self, upper: str, lower: str, note: str = "") -> None:
        """Print the limits (`ColourLimit.label`) and, above them, a power of ten."""
        texts = (upper, "0", lower, note) if self._signed else (upper, "", "0", note)
        if texts != self._texts:
            self._texts = texts
            self.arrange()

    def end_at(self, foot: int) -> None:
        """End with what it stands beside, so many pixels from the top; 0 for all of the height."""
        if foot != self._foot:
            self._foot = foot
            self.arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours; keep room for the widest limit."""
        super().apply_theme(theme)
        self.setFixedWidth(_BAR + 2 + TIGHT + width_of("≥ 0.0005", font(theme.size.small)) + GAP)

    def arrange(self) -> None:
        """Draw the bar over the height or as far as its foot, labels beside its ends."""
        colours = self.theme.signed if self._signed else self.theme.magnitude
        half = self.theme.size.small // 2 + 2
        top = half + (self.theme.size.small + TIGHT if self._texts[3] else 0)
        foot = min(self._foot or self.height(), self.height() - half)
        height = max(foot - top, min(_LEAST_LINES * self.theme.size.small, self.height() - half - top), 1)
        entries = np.linspace(255, 1 if self._signed else 0, height).astype(np.uint8)
        self._bar.setPixmap(indexed_pixmap(np.repeat(entries[:, None], _BAR, 1), colours.words))
        self._bar.setPos(1, top)
        self._frame.setRect(0.5, top - 0.5, _BAR + 1, height + 1)
        self._frame.setPen(QPen(QColor(self.theme.border), 1))
        places = (top, top + height / 2, top + height, self.theme.size.small / 2)
        for label, text, middle in zip(self._labels, self._texts, places, strict=True):
            label.setText(text)
            label.setFont(font(self.theme.size.small))
            label.setBrush(QColor(self.theme.text2))
            label.setPos(_BAR + 2 + TIGHT, round(middle - label.boundingRect().height() / 2))
        self._labels[3].setX(0)
