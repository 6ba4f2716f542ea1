"""Section: a titled part of the column, whole, with its first rows alone, or folded to one line."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.training.fields import Effect
from nnviz.ui.controls.buttons import TextButton
from nnviz.ui.controls.effect_mark import EffectMark
from nnviz.ui.controls.measures import MARK
from nnviz.ui.controls.rows import Row
from nnviz.ui.controls.sheet import mark
from nnviz.ui.fonts import font, width_of
from nnviz.ui.icons import pixmap
from nnviz.ui.theme import GAP, INSET, LIGHT, TIGHT, Theme

_LEAST_ROWS = 2
"""The rows that stay at least, before a section folds to one line."""
_LINE_ABOVE = 1
"""Pixels of the line that parts a section from the one before."""


class Fold(Enum):
    """How much of a section is seen."""

    WHOLE = 0
    BRIEF = 1
    LEAST = 2
    LINE = 3

    @property
    def is_brief(self) -> bool:
        """Whether there is more, though some is seen."""
        return self in (Fold.BRIEF, Fold.LEAST)


class Section(QFrame):
    """A head, which says once what a change in it costs, and rows.

    Attributes
    ----------
    first_rows : int
        The rows that stay when the section is brief; 0 where all stay, without what they can do without.
    effect : Effect
        What a change costs in most of the section.

    Signals
    -------
    fold_requested()
        The head was clicked: fold if open, open if folded.
    """

    fold_requested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "section")
        self.rows: list[Row] = []
        self.fold = Fold.WHOLE
        self.first_rows = 0
        self.effect = Effect.LIVE
        self._theme = LIGHT
        self._summaries: tuple[str, ...] = ()
        self.title = TextButton("head", title, self)
        self.title.clicked.connect(self.fold_requested)
        self.rest = TextButton("rest", parent=self)
        self.rest.clicked.connect(self.fold_requested)
        self._summary, self._cost = QLabel(self), QLabel(self)
        self._summary.setProperty("role", "small")
        self._summary.setIndent(TIGHT)
        self._cost.setProperty("role", "cost")
        self._cost_mark, self._unfold = EffectMark(self), QLabel(self)
        self._lay_out()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Have these rows, of which those that were there before stay as they are; `show_fold` shows them."""
        for row in self.rows:
            self._body.removeWidget(row)
            if row not in rows:
                row.hide()
                row.deleteLater()
        for row in rows:
            if row not in self.rows:
                row.hide()
        self.rows = list(rows)
        for place, row in enumerate(rows):
            self._body.insertWidget(place, row)
        self.show_cost(None, has_focus=False)

    def add_to_head(self, widget: QWidget) -> None:
        """Put something beside the title."""
        self._extra.addWidget(widget)

    def set_summary(self, *words: str) -> None:
        """Say what is in the section, for when it is folded: the first of these words that have room."""
        self._summaries = words
        taken = width_of(self.title.text(), font(self._theme.size.body, 600)) + 5 * TIGHT
        room = self._theme.size.controls - 2 - 2 * INSET - MARK - taken
        letters = font(self._theme.size.small)
        fitting = [each for each in words if width_of(each, letters) <= room]
        self._summary.setText(fitting[0] if fitting else "")

    def show_cost(self, effect: Effect | None, has_focus: bool) -> None:
        """Say what a change costs: in the section, or in the field that has the focus."""
        effect = self.effect if effect is None else effect
        is_dear = effect is not Effect.LIVE
        mark(self._cost, kind="live" if not is_dear else "focus" if has_focus else "")
        self._cost.setText(effect.words)
        self._cost_mark.show_effect(effect)

    def show_fold(self, fold: Fold) -> None:
        """Show all, the first rows, the very first ones, or one line."""
        self.fold = fold
        is_line = fold is Fold.LINE
        self._body.setContentsMargins(0, 0, 0, 0 if is_line else TIGHT)
        shown = self._rows_when(fold)
        for row in shown:
            row.make()
        for row in self.rows:
            row.be_brief(fold.is_brief)
            row.setVisible(row in shown)
        self.rest.setVisible(fold.is_brief)
        hidden = [
            field.title for row in self.rows for field in (row.dispensable if row in shown else row.fields)
        ]
        self.rest.setText(f"{len(hidden)} more")
        self.rest.setToolTip("More: " + ", ".join(hidden))
        self._summary.setVisible(is_line)
        self._unfold.setVisible(is_line)
        for widget in (self._cost, self._cost_mark, *self._extras()):
            widget.setVisible(not is_line)
        if fold.is_brief and self._extras():
            self._cost.hide()  # the mark alone says it: there is no room for all
        self.title.setToolTip("Open" if is_line else "Fold to one line")

    def can_be_brief(self) -> bool:
        """Whether there is more than the first rows, or something in the rows that they can do without."""
        more = 0 < self.first_rows < len(self.rows) - 1
        return more or (not self.first_rows and any(row.dispensable for row in self.rows))

    def height_when(self, fold: Fold) -> int:
        """Return how high the section is in a fold."""
        head = _LINE_ABOVE + self._theme.size.row
        if fold is Fold.LINE:
            return head
        rows = self._rows_when(fold)
        return head + sum(row.height_when(fold.is_brief) for row in rows) + TIGHT

    def _rows_when(self, fold: Fold) -> list[Row]:
        brief = self.rows[: self.first_rows or len(self.rows)]
        return {
            Fold.WHOLE: self.rows,
            Fold.BRIEF: brief,
            Fold.LEAST: brief[:_LEAST_ROWS],
            Fold.LINE: [],
        }[fold]

    def focus_chain(self) -> list[QWidget]:
        """Return what the Tab key goes through, in order."""
        editors = [editor for row in self.rows for editor in row.focus_chain()]
        return [self.title, *self._extras(), self.rest, *editors]

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._head.setFixedHeight(theme.size.row)
        self.set_summary(*self._summaries)
        self._unfold.setPixmap(pixmap("chevron_right", theme.text2, MARK, self.devicePixelRatioF()))
        self._cost_mark.apply_theme(theme)
        for row in self.rows:
            row.apply_theme(theme)
        self.show_fold(self.fold)

    def _extras(self) -> list[QWidget]:
        items = (self._extra.itemAt(place) for place in range(self._extra.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]

    def _lay_out(self) -> None:
        self._head = Head(self)
        self._head.clicked.connect(self.fold_requested)
        self._extra = QHBoxLayout()
        line = QHBoxLayout(self._head)
        line.setContentsMargins(INSET - 1, 0, INSET, 0)  # the title's ring of focus stands in the inset
        line.setSpacing(TIGHT)
        line.addWidget(self.title)
        line.addLayout(self._extra)
        line.addSpacing(TIGHT)
        line.addWidget(self.rest)
        line.addWidget(self._summary)
        line.addStretch(1)
        line.addWidget(self._cost)
        line.addSpacing(GAP - TIGHT)
        line.addWidget(self._cost_mark)
        line.addWidget(self._unfold)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)  # below the line that the style sheet draws
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addLayout(self._body)


class Head(QFrame):
    """A line that can be clicked anywhere.

    Signals
    -------
    clicked()
        The left button went down and up on it.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, so that the release comes here."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
