"""PadArrangement: the pad above what is made of the drawing, or beside all or a part of it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

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
_ANSWER = 150
"""Width at the normal text size of the bars and the guess, where they alone stand beside the pad."""
_MUCH_LARGER = 1.25
"""Times as large as above the others the pad has to be beside them, to stand there."""
_NO_LIMIT = 16_777_215
_LEAST_PAD, _GOOD_PAD = 64, 240
"""Side of the pad that is never gone below, and for which other things stay as small as they may."""


class Stand(Enum):
    """Where the pad stands: above all else, or all but the tools, beside it, or beside the answer alone.

    In the last one, for large letters in little room, there is no image of what the network sees.
    """

    ABOVE = "above"
    BESIDE_TOOLS = "beside tools"
    BESIDE = "beside"
    BESIDE_ANSWER = "beside answer"


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
        self._stand = Stand.ABOVE
        self._is_placed = False
        pad.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._upper, self._side, self._rest = QWidget(), QWidget(), QWidget()
        self._across = across = QHBoxLayout(self._upper)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GAP)
        across.addWidget(pad, 1)
        across.addWidget(self._side)
        self._layout.addWidget(self._upper, 1)
        self._beside, self._column = QVBoxLayout(self._side), QVBoxLayout(self._rest)
        for column in (self._beside, self._column):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(GAP)
        for part in (tools, answers, bar, row):
            self._column.addWidget(part)
        self._side.hide()
        self._layout.addWidget(self._rest)

    @property
    def stand(self) -> Stand:
        """Where the pad stands."""
        return self._stand

    def apply_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room anew."""
        super().resizeEvent(event)
        self._is_placed = True
        self.fit()

    def fit(self) -> None:
        """Give the pad the largest square, the image whole pixels, and leave out words that are too wide."""
        if not self._is_placed:
            return  # for a size that it never has
        scale = self._theme.size.small / NORMAL.small
        least = self._least_times(scale)
        below = self.height() - self._others - least * 28 - GAP
        beside_tools = self.width() - self._tools.column_width - 2 * GAP
        sides = {
            Stand.ABOVE: min(self.width(), below),
            Stand.BESIDE_TOOLS: min(beside_tools, below + self._tool_row),
            Stand.BESIDE: min(self.height(), self.width() - self._narrow(scale) - GAP),
            Stand.BESIDE_ANSWER: min(self.height() - self._feet, self.width() - self._answer_width - 2 * GAP),
        }
        stand = Stand.ABOVE
        for other, from_side in ((Stand.BESIDE, _NO_LIMIT), (Stand.BESIDE_ANSWER, _GOOD_PAD)):
            if from_side > sides[stand] and sides[other] > _MUCH_LARGER * max(sides[stand], _LEAST_PAD):
                stand = other
        if stand is Stand.ABOVE and sides[Stand.BESIDE_TOOLS] > sides[stand]:
            stand = Stand.BESIDE_TOOLS
        self._take(stand)
        self._share_out(sides[stand], least, scale)
        self._layout.activate()  # at once: until the next turn of events the pad would be where it was

    def _share_out(self, side: int, least: int, scale: float) -> None:
        """Make the pad a square of that side, and fit the rest into what is left."""
        width, height = self.width(), self.height() - side - GAP
        self._upper.setMaximumSize(_NO_LIMIT, max(side, _LEAST_PAD))
        self._pad.setMaximumSize(_NO_LIMIT, _NO_LIMIT)
        if self._stand is Stand.BESIDE:
            self._upper.setMaximumSize(side, side)
            width, height = self.width() - side - GAP, self.height()
        elif self._stand is not Stand.ABOVE:
            self._pad.setMaximumSize(side, side)
        height += self._tool_row if self._stand is Stand.BESIDE_TOOLS else 0
        times = min((height - self._others) // 28, _MOST_TIMES, width // _TIMES_OF)
        self._answers.fit(max(times, least))
        self._bar.show_words(width >= _WIDE * scale)
        self._row.show_trace(width >= _WIDE * scale)

    def _narrow(self, scale: float) -> int:
        """Return the width of all that can stand beside the pad."""
        parts = (self._tools, self._answers, self._bar, self._row)
        hints = (part.sizeHint().width() for part in parts if not part.isHidden())
        return max(round(_NARROW * scale), *hints)

    def _least_times(self, scale: float) -> int:
        """Return how large the image is at least: the bars beside it have a line of text for each class."""
        times = round(_LEAST_TIMES * scale)
        return times if self.height() - self._others - times * 28 >= _GOOD_PAD else _LEAST_TIMES

    def _take(self, stand: Stand) -> None:
        """Put the parts where they stand then."""
        if stand is self._stand:
            return
        self._stand = stand
        directions = QBoxLayout.Direction
        is_beside, with_answer = stand is Stand.BESIDE, stand is Stand.BESIDE_ANSWER
        self._layout.setDirection(directions.LeftToRight if is_beside else directions.TopToBottom)
        self._answers.show_image(not with_answer)
        if with_answer:
            self._beside.addWidget(self._bar.guess)
            self._beside.addWidget(self._answers, 1)
        else:
            self._bar.take_guess()
            self._column.insertWidget(0, self._answers)
        with_tools = stand is Stand.BESIDE_TOOLS
        self._tools.stand_upright(with_tools)
        (self._across if with_tools else self._column).insertWidget(1 if with_tools else 0, self._tools)
        self._bar.fit_guess()
        self._side.setVisible(with_answer)
        for moved in (self._bar.guess, self._answers, self._tools):
            moved.show()  # at once: it was hidden on its way

    @property
    def _answer_width(self) -> int:
        least = round(_ANSWER * self._theme.size.small / NORMAL.small)
        return max(least, self._answers.readers.sizeHint().width())

    @property
    def _feet(self) -> int:
        """Height of what stands under the pad and the answer beside it, with the gaps between them."""
        row = 0 if self._row.isHidden() else self._row.height() + GAP
        return self._tool_row + self._theme.size.row + row + GAP

    @property
    def _tool_row(self) -> int:
        return self._theme.size.row + GAP

    @property
    def _others(self) -> int:
        """Height of all but the pad and the image, with the gaps between them."""
        row = 0 if self._row.isHidden() else self._row.height() + GAP
        return self._tool_row + self._answers.lines + self._bar.full_height + row + GAP
