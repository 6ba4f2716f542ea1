"""PadArrangement: the pad above what is made of the drawing, or beside it where there is more width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from nnviz.ui.drawing.drawing_pad import DrawingPad
from nnviz.ui.panels.pad.answer import AnswerView
from nnviz.ui.panels.pad.keep_bar import KeepBar
from nnviz.ui.panels.pad.kept_row import KeptRow
from nnviz.ui.panels.pad.tools import PadTools
from nnviz.ui.theme import GAP, LIGHT, NORMAL, Theme

_LEAST_TIMES, _MOST_TIMES = 4, 8
"""Pixels of the screen for one that the network sees."""
_TIMES_OF = 72
"""Pixels of width for each of these times."""
_WIDE, _NARROW = 360, 380
"""Width at the normal text size that every word of the foot needs, and that of what stands beside a pad."""
_MUCH_LARGER = 1.25
"""Times as large as above the others the pad has to be beside them, to stand there."""
_LEAST_PAD, _GOOD_PAD = 64, 240
"""Side of the pad that is never gone below, and for which other things stay as small as they may."""


class PadArrangement(QWidget):
    """Shares out the room, first to the pad, which is square."""

    def __init__(
        self,
        pad: DrawingPad,
        tools: PadTools,
        answers: AnswerView,
        bar: KeepBar,
        row: KeptRow,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pad, self._tools, self._answers, self._bar, self._row = pad, tools, answers, bar, row
        self._theme = LIGHT
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        pad.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._layout.addWidget(pad, 1)
        self._rest = QWidget()
        column = QVBoxLayout(self._rest)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (tools, answers, bar, row):
            column.addWidget(part)
        self._layout.addWidget(self._rest)

    @property
    def is_beside(self) -> bool:
        """Whether the others stand beside the pad."""
        return self._layout.direction() is QBoxLayout.Direction.LeftToRight

    def apply_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room anew."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give the pad the larger square, the image whole pixels, and leave out words that are too wide."""
        scale = self._theme.size.small / NORMAL.small
        least = self._least_times(scale)
        above = min(self.width(), self.height() - self._others - least * 28 - GAP)
        narrow = max(round(_NARROW * scale), self._rest.sizeHint().width())
        left = min(self.height(), self.width() - narrow - GAP)
        self._stand(beside=left > _MUCH_LARGER * above)
        if self.is_beside:
            self._pad.setMaximumSize(left, left)
            width, height = self.width() - left - GAP, self.height()
        else:
            self._pad.setMaximumSize(16_777_215, max(above, _LEAST_PAD))
            width, height = self.width(), self.height() - above - GAP
        times = min((height - self._others) // 28, _MOST_TIMES, width // _TIMES_OF)
        self._answers.fit(max(times, least))
        self._bar.show_words(width >= _WIDE * scale)
        self._row.show_trace(width >= _WIDE * scale)
        self._layout.activate()  # at once: until the next turn of events the pad would be where it was

    def _least_times(self, scale: float) -> int:
        """Return how large the image is at least: the bars beside it have a line of text for each class."""
        times = round(_LEAST_TIMES * scale)
        return times if self.height() - self._others - times * 28 >= _GOOD_PAD else _LEAST_TIMES

    def _stand(self, beside: bool) -> None:
        if beside != self.is_beside:
            directions = QBoxLayout.Direction
            self._layout.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    @property
    def _others(self) -> int:
        """Height of all but the pad and the image, with the gaps between them."""
        row = 0 if self._row.isHidden() else self._row.height() + GAP
        return self._tools.height() + self._answers.lines + self._bar.height() + row + 2 * GAP
