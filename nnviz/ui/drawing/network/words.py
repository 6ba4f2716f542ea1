"""Captions: the words of a network diagram: names of inputs and classes, scales, what is left out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsScene

from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.network.layout import Room, Tiles
from nnviz.ui.drawing.texts import Style, Texts, Word, advance, widest
from nnviz.ui.theme import GAP, TIGHT, Theme

_MARKER = 11


class Caption(msgspec.Struct, frozen=True):
    """What is written around one column.

    Attributes
    ----------
    names
        Beside the tiles: on the left of the first column, on the right of the last.
    classes
        Class of each tile, whose marker stands before its name.
    foot
        The scale of the maps, at the foot.
    more
        How many units are not shown.
    """

    names: tuple[str, ...] = ()
    classes: tuple[int, ...] = ()
    foot: str = ""
    more: str = ""


class Captions:
    """The words in a scene."""

    @property
    def words(self) -> tuple[Word, ...]:
        """What is written, in order."""
        return self._texts.words

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._texts = Texts(scene, 20)
        self._markers: list[QGraphicsPixmapItem] = []
        self._box = QGraphicsRectItem()
        self._box.setZValue(30)
        self._box.hide()
        scene.addItem(self._box)
        self._value = Texts(scene, 31)

    @staticmethod
    def width(captions: Sequence[Caption], end: int, theme: Theme) -> float:
        """Return the pixels that the names beside the first (0) or the last column (-1) take."""
        if not captions or (end == -1 and len(captions) == 1):
            return 0.0
        caption = captions[end]
        if not caption.names and not caption.classes:
            return 0.0
        words = widest(caption.names, _name_style(caption, theme))
        markers = _MARKER + 4 + TIGHT if caption.classes else 0
        return words + markers + GAP

    def put(self, captions: Sequence[Caption], tiles: Sequence[Tiles], room: Room, theme: Theme) -> None:
        """Write the words around the tiles."""
        words: list[Word] = []
        for marker in self._markers:
            marker.hide()
        for number, (caption, column) in enumerate(zip(captions, tiles, strict=False)):
            words += self._beside(caption, column, number == 0, theme)
            words += _below(caption, column, room, theme)
            if number and number == len(tiles) - 1:
                self._put_markers(caption, column, theme)
        self._texts.put(words)

    @staticmethod
    def _beside(caption: Caption, tiles: Tiles, first: bool, theme: Theme) -> list[Word]:
        style = _name_style(caption, theme)
        after = _MARKER + 4 + TIGHT if caption.classes else 0
        x = tiles.lefts - GAP if first else tiles.lefts + tiles.side + GAP + after
        anchor = 1.0 if first else 0.0
        places = zip(caption.names, x, tiles.middles, strict=False)
        return [Word(name, float(at), float(y), anchor, theme.text, style) for name, at, y in places]

    def _put_markers(self, caption: Caption, tiles: Tiles, theme: Theme) -> None:
        scale = max((view.devicePixelRatioF() for view in self._scene.views()), default=1.0)
        while len(self._markers) < len(caption.classes):
            self._markers.append(QGraphicsPixmapItem())
            self._scene.addItem(self._markers[-1])
        for item, which, left, y in zip(
            self._markers, caption.classes, tiles.lefts, tiles.middles, strict=False
        ):
            item.setPixmap(marker_pixmap(theme, which, _MARKER, scale))
            item.setPos(float(left) + tiles.side + GAP, float(y) - (_MARKER + 4) / 2)
            item.show()

    def say(self, text: str, place: QPointF | None, theme: Theme) -> None:
        """Write a value in a box beside a place."""
        shown = bool(text) and place is not None
        self._box.setVisible(shown)
        if not shown or place is None:
            self._value.put(())
            return
        style = Style(theme.size.body, 600)
        width, height = advance(text, style) + 2 * GAP, theme.size.body + GAP
        self._box.setRect(
            round(place.x() - width / 2) + 0.5, round(place.y() - height - GAP) + 0.5, width, height
        )
        self._box.setBrush(QColor(theme.raised))
        self._box.setPen(QPen(QColor(theme.accent), 1))
        middle = self._box.rect().center()
        self._value.put([Word(text, middle.x(), middle.y(), 0.5, theme.text, style)])


def _below(caption: Caption, tiles: Tiles, room: Room, theme: Theme) -> list[Word]:
    style, small = Style(theme.size.small), theme.size.small
    words = []
    if caption.more:
        y = min(tiles.bottom, room.bottom) + TIGHT / 2 + small / 2
        words.append(Word(caption.more, tiles.centre, y, 0.5, theme.muted, style))
    if caption.foot:
        words.append(
            Word(caption.foot, tiles.centre, room.bottom + TIGHT + small / 2, 0.5, theme.muted, style)
        )
    return words


def _name_style(caption: Caption, theme: Theme) -> Style:
    short = all(len(name) == 1 and name.isalpha() for name in caption.names) and not caption.classes
    return Style(theme.size.body if short else theme.size.small, 600 if short else 400, italic=short)
