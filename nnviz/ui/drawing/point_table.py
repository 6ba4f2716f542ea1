"""PointTable: samples as rows: where they lie, what they are, and what the network takes them for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.table_layout import MARKER, Samples, TableLayout, is_share, row_height, share_words
from nnviz.ui.drawing.texts import Style, Texts, Word
from nnviz.ui.numerals import fixed
from nnviz.ui.theme import INSET, TIGHT, Theme

Floats = npt.NDArray[np.floating]

_TICK = ((-5.0, 0.0), (-1.5, 3.5), (5.0, -4.0))
_CROSS = ((-4.0, -4.0), (4.0, 4.0)), ((4.0, -4.0), (-4.0, 4.0))


class PointTable(Canvas):
    """A table of samples.

    Attributes
    ----------
    capacity : int
        How many rows fit; `capacity_changed` tells when that is another.

    Signals
    -------
    capacity_changed(int)
    clicked(int), opened(int)
        The row that was clicked, or double-clicked.
    hovered(object)
        The row under the pointer, or None.
    """

    capacity_changed = Signal(int)
    clicked = Signal(int)
    opened = Signal(int)
    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.capacity = 0
        self._samples: Samples | None = None
        self._answers: Floats = np.empty((0, 0))
        self._are_shares = True
        self._selected: int | None = None
        self._threshold = 0.0
        kinds = ("tint", "rules", "track", "truth", "tick", "cross", "selection")
        self._paths = {kind: QGraphicsPathItem() for kind in kinds}
        self._bars: list[QGraphicsPathItem] = []
        self._markers: list[QGraphicsPixmapItem] = []
        for z, item in enumerate(self._paths.values()):
            item.setZValue(z if z < 3 else z + 1)
            self.scene.addItem(item)
        self._head, self._fixed, self._said = (Texts(self.scene, 10) for _ in range(3))
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))
        self.pressed.connect(lambda place: self._tell(self.clicked, place))
        self.double_pressed.connect(lambda place: self._tell(self.opened, place))

    def show_samples(self, samples: Samples) -> None:
        """Show other samples, without answers."""
        self._samples, self._answers, self._are_shares = samples, np.empty((0, 0)), True
        self.arrange()

    def show_answers(self, answers: Floats) -> None:
        """Show a score for each class (n, classes), or the outputs of a regression (n, outputs)."""
        self._answers = answers
        if self._are_shares and not is_share(answers.max(axis=1, initial=0)).all():  # but any number
            self._are_shares = False
            self.arrange()
        self._draw_answers()

    def set_threshold(self, threshold: float) -> None:
        """Let answers with a smaller share than this count as "don't know"."""
        self._threshold = threshold
        self._draw_answers()

    def select(self, row: int | None) -> None:
        """Frame one row, or none."""
        self._selected = row
        path = QPainterPath()
        if row is not None and row < self.capacity:
            path.addRect(self._row_box(row).adjusted(-TIGHT, 0, TIGHT, 0))
        self._paths["selection"].setPath(path)

    # -- layout ------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Place everything for the present size, theme and samples."""
        theme = self.theme
        line = {"tint": "", "rules": theme.border, "track": "", "truth": theme.text, "tick": theme.muted}
        line["selection"] = theme.accent
        fill = {"tint": theme.wrong_soft, "track": theme.border}
        for kind, path in self._paths.items():
            colour = line.get(kind, theme.wrong)
            path.setPen(
                QPen(QColor(colour), 2 if kind in ("tick", "cross", "selection") else 1)
                if colour
                else Qt.PenStyle.NoPen
            )
            path.setBrush(QColor(fill[kind]) if kind in fill else Qt.BrushStyle.NoBrush)
        self._count_rows()
        if self._samples is not None:
            score = "100 %" if self._are_shares else "−8.8×10³⁸"
            self._layout = TableLayout.of(self._samples, self.theme.size, self.width(), score)
            self._draw_samples(self._samples)
            self._draw_answers()
        self.select(self._selected)

    def _count_rows(self) -> None:
        capacity = max(int(self.height() // row_height(self.theme.size) - 1), 0)
        if capacity != self.capacity:
            self.capacity = capacity
            self.capacity_changed.emit(capacity)

    @property
    def _styles(self) -> tuple[Style, Style]:
        return Style(self.theme.size.small), Style(self.theme.size.small, 600)

    # -- drawing -----------------------------------------------------------------------------

    def _draw_samples(self, samples: Samples) -> None:
        plain, _ = self._styles
        columns, muted = self._layout, self.theme.muted
        middle = self._layout.middle(-1)
        shown = samples.feature_names
        head = [
            Word(name, at, middle, 1, muted, Style(plain.size, italic=len(name) == 1))
            for name, at in zip(shown, columns.features, strict=False)
        ]
        head.append(
            Word("class" if samples.class_names else "target", columns.truth, middle, 0, muted, plain)
        )
        head.append(Word("predicted", columns.guess, middle, 0, muted, plain))
        self._head.put(head)
        self._draw_rules(min(len(samples), self.capacity))
        self._draw_markers(samples)
        words = []
        for row in range(min(len(samples), self.capacity)):
            words += self._sample_words(samples, row)
        self._fixed.put(words)

    def _sample_words(self, samples: Samples, row: int) -> list[Word]:
        plain, _ = self._styles
        middle, colour = self._layout.middle(row), self.theme.text
        numbers = zip(samples.features[row].tolist(), self._layout.features, strict=False)
        words = [Word(fixed(value, 2), at, middle, 1, colour, plain) for value, at in numbers]
        left = self._layout.truth
        if samples.class_names:
            name = samples.class_names[int(samples.labels[row])]
            return [*words, Word(name, left + MARKER + 2 * TIGHT, middle, 0, colour, plain)]
        return [*words, Word(fixed(float(samples.targets[row, 0]), 2), left, middle, 0, colour, plain)]

    def _draw_rules(self, rows: int) -> None:
        path, track = QPainterPath(), QPainterPath()
        for row in range(rows):
            height = self._layout.top(row) + 0.5
            path.moveTo(INSET, height)
            path.lineTo(self.width() - INSET, height)
        self._paths["rules"].setPath(path)
        if self._samples is not None and self._layout.bar:
            for row in range(rows):
                for index in range(len(self._samples.class_names)):
                    box = self._layout.bar_box(row, index)
                    track.addRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1))
        self._paths["track"].setPath(track)

    def _draw_markers(self, samples: Samples) -> None:
        """Mark the true classes, and above the bars whose they are."""
        rows = range(min(len(samples), self.capacity) if samples.class_names else 0)
        classes = range(len(samples.class_names) if self._layout.bar else 0)
        left = self._layout.truth + MARKER / 2 + 1
        places = [(left, self._layout.middle(row), int(samples.labels[row])) for row in rows]
        places += [
            (self._layout.bar_box(0, index).center().x(), self._layout.middle(-1), index) for index in classes
        ]
        self._guess_markers = len(places)
        self._put_markers(0, places)

    def _put_markers(self, first: int, places: Sequence[tuple[float, float, int]]) -> None:
        while len(self._markers) < first + len(places):
            item = QGraphicsPixmapItem()
            item.setZValue(9)
            self.scene.addItem(item)
            self._markers.append(item)
        scale = self.devicePixelRatioF()
        for item, (x, y, index) in zip(self._markers[first:], places, strict=False):
            item.setPixmap(marker_pixmap(self.theme, index, MARKER, scale))
            item.setPos(round(x - MARKER / 2 - 2), round(y - MARKER / 2 - 2))
            item.show()
        for item in self._markers[first + len(places) :]:
            item.hide()

    def _draw_answers(self) -> None:
        samples = self._samples
        rows = min(len(self._answers), self.capacity)
        if samples is None or (rows and len(self._answers) != len(samples)):
            return
        if samples.class_names:
            self._draw_classes(samples, rows)
        else:
            self._said.put([self._output_word(row) for row in range(rows)])
            self._put_markers(self._guess_markers, ())
            self._show_bars([])
            for kind in ("tint", "tick", "cross", "truth"):
                self._paths[kind].setPath(QPainterPath())

    def _output_word(self, row: int) -> Word:
        plain, _ = self._styles
        text = fixed(float(self._answers[row, 0]), 2)
        return Word(text, self._layout.guess, self._layout.middle(row), 0, self.theme.text, plain)

    def _draw_classes(self, samples: Samples, rows: int) -> None:
        _, bold = self._styles
        paths = {kind: QPainterPath() for kind in ("tint", "truth", "tick", "cross")}
        bars = [QPainterPath() for _ in samples.class_names]
        words, markers = [], []
        for row in range(rows):
            scores, truth, middle = self._answers[row], int(samples.labels[row]), self._layout.middle(row)
            guess = int(scores.argmax())
            known = scores[guess] >= self._threshold
            colour = self.theme.text if guess == truth else self.theme.wrong
            name = samples.class_names[guess]
            if not known:
                name, colour = "?", self.theme.muted
            words.append(Word(name, self._layout.guess + MARKER + 2 * TIGHT, middle, 0, colour, bold))
            share = share_words(float(scores[guess]))
            words.append(Word(share, self._layout.share, middle, 1, colour, bold))
            if known:
                markers.append((self._layout.guess + MARKER / 2 + 1, middle, guess))
            self._draw_row(paths, bars, row, scores, truth)
        self._said.put(words)
        self._put_markers(self._guess_markers, markers)
        self._show_bars(bars)
        for kind, path in paths.items():
            self._paths[kind].setPath(path)

    def _draw_row(
        self, paths: dict[str, QPainterPath], bars: list[QPainterPath], row: int, scores: Floats, truth: int
    ) -> None:
        middle = self._layout.middle(row)
        if scores.max() < self._threshold:
            pass  # neither right nor wrong
        elif int(scores.argmax()) == truth:
            paths["tick"].addPath(_stroke(_TICK, self._layout.mark, middle))
        else:
            for line in _CROSS:
                paths["cross"].addPath(_stroke(line, self._layout.mark, middle))
            paths["tint"].addRect(self._row_box(row))
            if self._layout.bar:
                paths["truth"].addRect(self._layout.bar_box(row, truth).adjusted(0.5, 0.5, -0.5, -0.5))
        if self._layout.bar:
            for index, share in enumerate(scores.tolist()):
                box = self._layout.bar_box(row, index)
                box.setWidth(round(box.width() * min(max(share, 0.0), 1.0)) if share == share else 0)
                if box.width():
                    bars[index].addRect(box)

    def _row_box(self, row: int) -> QRectF:
        height = row_height(self.theme.size)
        return QRectF(INSET, height * (row + 1) + 1, self.width() - 2 * INSET, height - 1)

    def _show_bars(self, bars: list[QPainterPath]) -> None:
        while len(self._bars) < len(bars):
            item = QGraphicsPathItem()
            item.setZValue(3)
            item.setPen(QPen(Qt.PenStyle.NoPen))
            self.scene.addItem(item)
            self._bars.append(item)
        for index, item in enumerate(self._bars):
            item.setBrush(QColor(self.theme.class_colour(index)))
            item.setPath(bars[index] if index < len(bars) else QPainterPath())

    def _tell(self, signal: SignalInstance, place: QPointF) -> None:
        row = self._at(place)
        if row is not None:
            signal.emit(row)

    def _at(self, place: QPointF | None) -> int | None:
        if place is None or self._samples is None:
            return None
        row = int(place.y() // row_height(self.theme.size)) - 1
        return row if 0 <= row < min(len(self._samples), self.capacity) else None


def _stroke(points: Sequence[tuple[float, float]], x: float, y: float) -> QPainterPath:
    path = QPainterPath(QPointF(x + points[0][0], y + points[0][1]))
    for dx, dy in points[1:]:
        path.lineTo(x + dx, y + dy)
    return path
