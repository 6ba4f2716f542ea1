"""Figure: a number with its name, whose place never moves. StateWord: what the run is doing."""

from __future__ import annotations

import re

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.training.status import State, Status
from nnviz.ui.controls.sheet import mark
from nnviz.ui.fonts import font, width_of
from nnviz.ui.icons import pixmap
from nnviz.ui.theme import GAP, INSET, LIGHT, TIGHT, Theme

_MARK = 12


class Figure(QWidget):
    """A value over its name, with a note behind the value such as "of 10,000".

    Its width is that of the longest value it was told of, so that nothing beside it moves.

    Parameters
    ----------
    short_name : str, optional
        For where there is little room.
    """

    def __init__(self, name: str, short_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = (name, short_name or name)
        self._theme = LIGHT
        self._longest = ("", "")
        self._is_short = False
        self.value, self.note, self._name = QLabel("—", self), QLabel(self), QLabel(name, self)
        self.value.setProperty("role", "figure")
        self.note.setProperty("role", "note")
        self._name.setProperty("role", "small")
        self.setAccessibleName(name)
        line = QHBoxLayout()
        line.setSpacing(TIGHT)
        line.addWidget(self.value, 0, Qt.AlignmentFlag.AlignBaseline)
        line.addWidget(self.note, 0, Qt.AlignmentFlag.AlignBaseline)
        line.addStretch(1)
        self.note.hide()  # even empty it would take its spacing from the value
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._name)
        column.addStretch(1)

    def show_value(self, value: str, note: str = "") -> None:
        """Show a value; the same text again costs nothing."""
        self._write(self.value, value)
        if note != self.note.text():
            self._write(self.note, note)
            self._show_note()

    def _write(self, label: QLabel, text: str) -> None:
        """Give a label a text, and a fixed size: of another, each text would lay out the whole window."""
        before = label.text()
        if text != before:
            label.setText(text)
            if len(text) != len(before):
                self._fit(label)

    def _fit(self, label: QLabel) -> None:
        label.ensurePolished()
        widest = re.sub(r"\d", "8", label.text())
        label.setFixedSize(width_of(widest, label.font()) + 1, label.fontMetrics().height())

    def reserve(self, value: str, note: str = "") -> bool:
        """Have room for texts as long as these; return whether that is another room than before."""
        if (value, note) == self._longest:
            return False
        self._longest = (value, note)
        self._hold_place()
        return True

    def be_short(self, is_short: bool) -> None:
        """Use the short name and no note, or all words again."""
        self._name.setText(self._names[is_short])
        self._is_short = is_short
        self._show_note()
        self._hold_place()

    def _show_note(self) -> None:
        self.note.setVisible(bool(self.note.text()) and not self._is_short)

    def apply_theme(self, theme: Theme) -> None:
        """Have room in the letters of a theme."""
        self._theme = theme
        for label in (self.value, self.note):
            self._fit(label)
        self._hold_place()
        self.setFixedHeight(self.sizeHint().height())  # of fixed size, it has nothing around it laid out anew

    def _hold_place(self) -> None:
        size = self._theme.size
        value, note = self._longest
        width = width_of(value, font(size.figures, 600))
        if note and not self._is_short:
            width += TIGHT + width_of(note, font(size.small))
        self.setFixedWidth(max(width, width_of(self._name.text(), font(size.small))) + 2)


class StateLook(msgspec.Struct, frozen=True):
    """How a state is told: its word, its mark and its loudness."""

    word: str
    mark: str = "stop"
    kind: str = ""


PREPARING = StateLook("Preparing", "full_disc")
SEEKING = StateLook("Seeking", "full_disc")
WAITING = StateLook("Waiting", "full_disc")
STATES = {
    State.EMPTY: StateLook("Empty"),
    State.RUNNING: StateLook("Running", "full_disc", "live"),
    State.PAUSED: StateLook("Paused"),
    State.FINISHED: StateLook("Finished"),
    State.DIVERGED: StateLook("Diverged", kind="wrong"),
    State.FAILED: StateLook("Failed", kind="wrong"),
}


class StateWord(QFrame):
    """The state as a bordered word; a round mark says that something is going on, a square one not.

    Signals
    -------
    pressed()
        It was clicked on: somebody wants to know more of it.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "state")
        self._theme = LIGHT
        self._look = STATES[State.EMPTY]
        self._mark, self.word = QLabel(self), QLabel(self)
        self._mark.setFixedSize(_MARK, _MARK)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET - 1, 0, INSET - 1, 0)
        row.setSpacing(GAP)
        row.addWidget(self._mark)
        row.addWidget(self.word)

    def show_look(self, look: StateLook, tip: str = "") -> None:
        """Show a state."""
        self.setToolTip(tip)
        if look != self._look or not self.word.text():
            self._look = look
            self._draw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Say that it was clicked on."""
        event.accept()
        self.pressed.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Take the theme's colours, and room for the longest word."""
        self._theme = theme
        letters = font(theme.size.body, 600)
        self.word.setFixedWidth(
            max(width_of(look.word, letters) for look in (*STATES.values(), PREPARING, SEEKING, WAITING)) + 1
        )
        self.setFixedHeight(theme.size.row + TIGHT)
        self._draw()

    def _draw(self) -> None:
        colours = {"live": self._theme.test, "wrong": self._theme.wrong}
        colour = colours.get(self._look.kind, self._theme.text)
        mark(self, kind=self._look.kind)
        mark(self.word, kind=self._look.kind)  # has the word take the frame's new colour
        self.word.setText(self._look.word)
        size = _MARK if self._look.mark == "stop" else _MARK - 2
        self._mark.setPixmap(pixmap(self._look.mark, colour, size, self.devicePixelRatioF()))


def tip_of(status: Status) -> str:
    """Return what more there is to a status."""
    if status.divergence or status.failure:
        return "What happened (F6)"
    return "There is nothing to learn from yet: paint some points" if look_of(status) is WAITING else ""


def look_of(status: Status) -> StateLook:
    """Return how a status is shown."""
    if status.progress is not None:
        return SEEKING
    if status.busy:
        return PREPARING
    waits = status.state is State.RUNNING and status.is_waiting
    return WAITING if waits else STATES[status.state]
