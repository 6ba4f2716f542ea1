"""Thumbnail: one image in the corner of a canvas, with words below it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsScene

from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.ink import ink_table
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.drawing.texts import Style, Texts, Word, widest
from nnviz.ui.theme import GAP, TIGHT, Theme

_SIDE = 84


class Thumbnail:
    """An image on a card.

    Parameters
    ----------
    scene : QGraphicsScene
    z : float
        How high it lies.
    """

    def __init__(self, scene: QGraphicsScene, z: float) -> None:
        self._card, self._picture = QGraphicsRectItem(), QGraphicsPixmapItem()
        for item in (self._card, self._picture):
            item.setZValue(z)
            scene.addItem(item)
        self._texts = Texts(scene, z)
        self._image: ByteArray | None = None
        self._words: tuple[tuple[str, bool], ...] = ()

    def set(self, image: ByteArray | None, words: Sequence[tuple[str, bool]]) -> None:
        """Show an image (rows, columns) from 0 to 255 and words, each plain or wrong; or nothing."""
        self._image, self._words = image, tuple(words)

    @property
    def words(self) -> tuple[str, ...]:
        """What is written below the image."""
        return tuple(word.text for word in self._texts.words)

    def place(self, theme: Theme, right: float, top: float) -> None:
        """Put the card's upper right corner somewhere."""
        shown = self._image is not None or bool(self._words)
        self._card.setVisible(shown)
        self._picture.setVisible(self._image is not None)
        if not shown:
            self._texts.put(())
            return
        style = Style(theme.size.small, 600)
        side = round(_SIDE * theme.size.small / 12) if self._image is not None else 0
        line = theme.size.small + TIGHT
        width = max(side, widest([text for text, _ in self._words], style)) + GAP
        height = side + line * len(self._words) + GAP
        left = round(right - width)
        self._card.setRect(QRectF(left, top, width, height))
        self._card.setBrush(QColor(theme.raised))
        self._card.setPen(QPen(QColor(theme.edge), 1))
        if self._image is not None:
            self._draw(theme, self._image, side, round(left + (width - side) / 2), top + TIGHT)
        below = top + TIGHT + side + line / 2 + 1
        self._texts.put(
            [
                Word(
                    text, left + width / 2, below + line * row, 0.5, theme.wrong if bad else theme.text, style
                )
                for row, (text, bad) in enumerate(self._words)
            ]
        )

    def _draw(self, theme: Theme, image: ByteArray, side: int, left: float, top: float) -> None:
        rows, columns = (np.arange(side) * length // side for length in image.shape)
        shades = np.maximum(image[rows[:, None], columns], 1)
        self._picture.setPixmap(indexed_pixmap(shades, ink_table(theme)))
        self._picture.setPos(left, top)
