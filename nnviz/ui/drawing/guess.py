"""Guess: what a drawing is taken for, large, and how sure the network is of it."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import GAP, TIGHT, Theme

_TIMES = 2.4
"""Times the size of a figure that the answer is written."""


class Guess(Canvas):
    """`3`, and beside it `99.8 % sure` over `next: 5, 0.1 %`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._answer, self._sure, self._next = (QGraphicsSimpleTextItem() for _ in range(3))
        for item in (self._answer, self._sure, self._next):
            self.scene.addItem(item)

    @property
    def words(self) -> tuple[str, str, str]:
        """What is written."""
        return self._answer.text(), self._sure.text(), self._next.text()

    def set(self, answer: str, sure: str, runner_up: str) -> None:
        """Write an answer; empty texts for none."""
        is_as_wide = len(answer) == len(self._answer.text()) == 1
        for item, words in ((self._answer, answer), (self._sure, sure), (self._next, runner_up)):
            if words != item.text():
                item.setText(words)
        if not is_as_wide:
            self._place()

    def arrange(self) -> None:
        """Take fonts and colours."""
        size = self.theme.size
        self._answer.setFont(font(round(_TIMES * size.figures), 600))
        self._sure.setFont(font(size.body, 600))
        self._next.setFont(font(size.small))
        for item, colour in (
            (self._answer, self.theme.accent),
            (self._sure, self.theme.text),
            (self._next, self.theme.muted),
        ):
            item.setBrush(QColor(colour))
        self._place()

    def _place(self) -> None:
        large = self._answer.font()
        metrics = QFontMetricsF(large)
        baseline = (self.height() + metrics.capHeight()) / 2
        self._answer.setPos(QPointF(TIGHT, round(baseline - metrics.ascent())))
        left = TIGHT + max(width_of(self._answer.text(), large), width_of("0", large)) + GAP + TIGHT
        middle = self.height() / 2
        self._sure.setPos(left, round(middle - self._sure.boundingRect().height() + 1))
        self._next.setPos(left, round(middle + 1))
