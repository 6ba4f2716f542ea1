"""DigitGrid: cards with an image, what the network takes it for, and how sure it is of each class.

Right is quiet: a small tick.  Wrong has a border, a tint and the truth in words.  The bars stand in
the order of the classes, which are written below them; the truth is outlined.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsSimpleTextItem, QWidget

from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.card_parts import DRESSES, LASTING, tick, write
from nnviz.ui.drawing.cards import CardGrid, number_font, truth_font
from nnviz.ui.drawing.ink import ink_table
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.drawing.resampling import resampled
from nnviz.ui.fonts import font
from nnviz.ui.theme import INSET, TIGHT, Theme

Floats = npt.NDArray[np.floating]

_LEAST_BAR = 0.01
"""Shares below it have no bar of their own: they would be less than a pixel."""


class DigitGrid(Canvas):
    """A grid of cards.

    Attributes
    ----------
    capacity : int
        How many cards fit; `capacity_changed` tells when that is another.

    Signals
    -------
    capacity_changed(int)
    clicked(int)
        The index, among the samples shown, of the card that was clicked.
    opened(int)
        The same of a double-click.
    hovered(object)
        The index under the pointer, or None.
    """

    capacity_changed = Signal(int)
    clicked = Signal(int)
    opened = Signal(int)
    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.capacity = 0
        self._back, self._digits = QGraphicsPixmapItem(), QGraphicsPixmapItem()
        self._paths = {name: QGraphicsPathItem() for name in DRESSES}
        self._drawn = {name: QPainterPath() for name in DRESSES if name not in LASTING}
        self._below: list[tuple[float, float]] = []  # where the words under a number begin
        self._numbers: list[QGraphicsSimpleTextItem] = []
        self._truths: list[QGraphicsSimpleTextItem] = []
        self._images: ByteArray = np.empty((0, 28, 28), np.uint8)
        self._probabilities: Floats = np.empty((0, 10))
        self._labels: npt.NDArray[np.integer] = np.empty(0, np.int64)
        self._names: tuple[str, ...] = tuple("0123456789")
        self._selected: int | None = None
        self._threshold = 0.0
        self._is_laid = False
        self._grid = CardGrid.fitting(self._names, theme.size, 0, 0)
        cards, tint, *above = self._paths.values()
        for item in (cards, tint, self._back, self._digits, *above):
            self.scene.addItem(item)
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))
        self.pressed.connect(lambda place: self._tell(self.clicked, place))
        self.double_pressed.connect(lambda place: self._tell(self.opened, place))

    def set_class_names(self, names: Sequence[str]) -> None:
        """Name the classes, in the order of the bars."""
        if tuple(names) != self._names:
            self._names = tuple(names)
            self.arrange()

    def set_images(self, images: ByteArray, labels: npt.NDArray[np.integer]) -> None:
        """Show other samples: images (n, rows, columns) and true classes (n,)."""
        self._images, self._labels = images, labels
        self._probabilities = np.empty((0, len(self._names)))
        if len(images) and not self._is_laid:
            self._lay_cards()
        self._draw_images()
        self._draw_answers()

    def clear(self) -> None:
        """Show no samples."""
        self.set_images(self._images[:0], self._labels[:0])

    def set_probabilities(self, probabilities: Floats) -> None:
        """Show what the network says: (n, classes), in the order of the images."""
        self._probabilities = probabilities
        self._draw_answers()

    def set_threshold(self, threshold: float) -> None:
        """Let answers with a smaller share than this count as "don't know"."""
        self._threshold = threshold
        self._draw_answers()

    def select(self, index: int | None) -> None:
        """Frame one card, or none."""
        self._selected = index
        self._draw_selection()

    def arrange(self) -> None:
        """Choose the cards that fill the room; they are laid as soon as there are images for them.

        Until then the room may change some times more.
        """
        self._grid = CardGrid.fitting(self._names, self.theme.size, self.width(), self.height())
        self._is_laid = False
        if len(self._images):
            self._lay_cards()
            self._draw_images()
            self._draw_answers()
        if self._grid.count != self.capacity:
            self.capacity = self._grid.count
            self.capacity_changed.emit(self.capacity)

    # -- drawing -----------------------------------------------------------------------------

    def _lay_cards(self) -> None:
        """Draw what lies below the images, and make the words beside them."""
        self._is_laid = True
        for name, dress in DRESSES.items():
            dress.put_on(self._paths[name], self.theme)
        self._draw_back()
        self._make_texts()

    def _draw_back(self) -> None:
        """Draw once what no snapshot changes: cards, base lines, the classes below the bars."""
        cards = QPainterPath()
        for index in range(self._grid.count):
            cards.addRect(self._grid.frame(index))
        self._paths["cards"].setPath(cards)
        scale = self.devicePixelRatioF()
        picture = QPixmap(max(round(self.width() * scale), 1), max(round(self.height() * scale), 1))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setFont(font(self.theme.size.small))
        for index in range(self._grid.count):
            self._draw_card(painter, index)
        painter.end()
        self._back.setPixmap(picture)

    def _draw_card(self, painter: QPainter, index: int) -> None:
        card, (left, top) = self._grid.card, self._grid.origin(index)
        painter.setPen(QPen(QColor(self.theme.edge), 1))
        foot = top + card.foot
        painter.drawLine(left + TIGHT, foot, left + card.width - TIGHT - 1, foot)
        if not card.label:
            return
        painter.setPen(QColor(self.theme.muted))
        for bar, name in enumerate(self._names):
            box = QRectF(*card.bar(bar, 0.0)).translated(left, top)
            area = QRectF(box.left() - TIGHT, foot + 1, box.width() + 2 * TIGHT, card.label)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)

    def _draw_images(self) -> None:
        shown = self._images[: self._grid.count]
        self._digits.setVisible(bool(len(shown)))
        if not len(shown):
            return
        scale, card = self.devicePixelRatioF(), self._grid.card
        side, columns = round(card.side * scale), self._grid.columns
        across, down = (round((length + TIGHT) * scale) for length in (card.width, card.height))
        rows = -(-len(shown) // columns)
        # Entry 0 is what lies between the images; their own background is one level up.
        levels = np.maximum(np.rint(resampled(shown, side, side)), 1).astype(np.uint8)
        sheet = np.zeros((rows * columns, down, across), np.uint8)
        sheet[: len(shown), :side, :side] = levels
        flat = sheet.reshape(rows, columns, down, across).transpose(0, 2, 1, 3)
        picture = indexed_pixmap(flat.reshape(rows * down, columns * across), ink_table(self.theme))
        picture.setDevicePixelRatio(scale)
        self._digits.setPixmap(picture)
        self._digits.setPos(INSET + TIGHT + 1, 1 + TIGHT)

    def _draw_answers(self) -> None:
        paths = self._drawn
        for path in paths.values():
            path.clear()
        count = min(len(self._probabilities), len(self._labels), len(self._numbers))
        for index in range(count):
            self._draw_answer(paths, index, int(self._labels[index]), self._probabilities[index])
        for name, path in paths.items():
            self._paths[name].setPath(path)
        self._paths["edges"].setPath(paths["tint"])
        for item in (*self._numbers[count:], *self._truths[count:]):
            item.setVisible(False)
        self._draw_selection()

    def _draw_answer(self, paths: dict[str, QPainterPath], index: int, truth: int, shares: Floats) -> None:
        guess = int(shares.argmax())
        card, (left, top) = self._grid.card, self._grid.origin(index)
        right, known = guess == truth, shares[guess] >= self._threshold
        for bar, share in enumerate(shares.tolist()):
            if share >= _LEAST_BAR:
                kind = "rest" if bar != guess or not known else "right" if right else "wrong"
                x, y, width, height = card.bar(bar, min(share, 1.0))
                paths[kind].addRect(left + x, top + y, width, height)
        if not known:
            write(self._numbers[index], "?", self.theme.muted)
            write(self._truths[index], f"is {self._names[truth]}", self.theme.muted)
            return
        write(self._numbers[index], self._names[guess], self.theme.text if right else self.theme.wrong)
        self._truths[index].setVisible(not right)
        if right:
            tick(paths["ticks"], *self._below[index])
            return
        write(self._truths[index], f"is {self._names[truth]}", self.theme.text)
        paths["tint"].addRect(self._grid.frame(index))
        x, y, width, height = card.bar(truth, 1.0)
        paths["truth"].addRect(left + x + 0.5, top + y + 0.5, width - 1, height - 1)

    def _draw_selection(self) -> None:
        path = QPainterPath()
        if self._selected is not None and self._selected < len(self._images):
            path.addRect(self._grid.frame(self._selected))
        self._paths["selection"].setPath(path)

    def _make_texts(self) -> None:
        for item in (*self._numbers, *self._truths):
            self.scene.removeItem(item)
        size, count = self.theme.size, self._grid.count
        self._numbers = [self._text(number_font(self._grid.card)) for _ in range(count)]
        self._truths = [self._text(truth_font(size)) for _ in range(count)]
        self._below = []
        for index, (number, truth) in enumerate(zip(self._numbers, self._truths, strict=True)):
            left, top = self._grid.origin(index)
            beside = left + TIGHT + 1 + self._grid.card.side + TIGHT
            number.setPos(beside, top + 1)
            below = top + 1 + number.boundingRect().height()
            truth.setPos(beside, below)
            self._below.append((beside, below))

    def _text(self, text_font: QFont) -> QGraphicsSimpleTextItem:
        item = QGraphicsSimpleTextItem(" ")
        item.setFont(text_font)
        item.setVisible(False)
        self.scene.addItem(item)
        return item

    def _at(self, place: QPointF | None) -> int | None:
        index = None if place is None else self._grid.at(place.x(), place.y())
        return index if index is not None and index < len(self._images) else None

    def _tell(self, signal: SignalInstance, place: QPointF) -> None:
        index = self._at(place)
        if index is not None:
            signal.emit(index)
