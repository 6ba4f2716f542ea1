"""Editor: what all editors of one field have in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnviz.training.fields import Field
from nnviz.ui.controls.sheet import mark
from nnviz.ui.theme import LIGHT, Theme

#: Width of a field beside its label, in rows of the text size, and the least beside a long label.
FIELD_ROWS = 4.45
LEAST_FIELD_ROWS = 3.2


class Editor(QWidget):
    """Edits one field; it shows what is in force and says what somebody would rather have.

    A value that was refused stays as typed until it is replaced, given up with Esc, or another is in force.

    Signals
    -------
    submitted(object)
        A value to take; whoever listens answers with `show_value` or `refuse`.
    refusal(bool)
        Whether what is shown is wrong now.

    Attributes
    ----------
    focus_part : QWidget
        What takes the focus. No proxy of Qt's: it would lead Tab, on its way elsewhere, back from where the
        editor itself stands in the order.
    below : QWidget or None
        A second part that wants the whole width under the field's row.
    """

    submitted = Signal(object)
    refusal = Signal(bool)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.focus_part: QWidget = self
        self.below: QWidget | None = None
        self._theme = LIGHT
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def focus_parts(self) -> tuple[QWidget, ...]:
        """All that the Tab key goes through, in order."""
        return (self.focus_part,)

    def show_value(self, value: Any) -> None:
        """Show the value in force, unless a person is just typing another."""
        raise NotImplementedError

    def refuse(self) -> None:
        """Keep what is shown, and mark it as wrong."""
        mark(self._box, state="wrong")
        self.refusal.emit(True)

    def keep_refused(self, value: Any) -> None:
        """Show that the run would not take a value, and that this one is in force again."""
        self.show_value(value)

    def frame(self, wrong: bool) -> None:
        """Mark the value in force as the one at fault, or no longer."""
        mark(self._box, state="wrong" if wrong else "")

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme

    def fit(self, width: int, height: int) -> None:
        """Be so high, and as wide as usual or, where there is less room, as `width`."""
        self.setFixedSize(min(width, self.sizeHint().width()), height)

    def sizeHint(self) -> QSize:
        """The usual width of a field."""
        return QSize(round(FIELD_ROWS * self._theme.size.row), self._theme.size.row - 2)

    def minimumSizeHint(self) -> QSize:
        """What is left to the field beside a long label."""
        return QSize(round(LEAST_FIELD_ROWS * self._theme.size.row), self._theme.size.row - 2)

    @property
    def _box(self) -> QWidget:
        """The part that has the focus and the border."""
        raise NotImplementedError

    def _hold(self, box: QWidget) -> None:
        self._row.addWidget(box)
        self.focus_part = box
        box.setToolTip(self.field.help)
        box.setAccessibleName(self.field.title)
