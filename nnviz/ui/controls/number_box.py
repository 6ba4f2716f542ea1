"""NumberBox: a number that can be typed, stepped with the arrow keys, or with its minus and plus."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz.training.fields import Field
from nnviz.ui.controls import numbers
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.keys import claims
from nnviz.ui.controls.sheet import mark
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import LIGHT, Theme

#: How many steps each key makes; ten times as many with Shift.
STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}
COARSE = 10
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PADDING = 8
_LEAST_BUTTON = 12


class NumberBox(QLineEdit):
    """The box of one number.

    Typed text counts when Enter is pressed or the focus goes; Esc gives it up.

    Signals
    -------
    submitted(object)
        The number that was typed or stepped to, or the text that is none.
    refusal(bool)
        Whether what stands in the box is wrong now.
    """

    submitted = Signal(object)
    refusal = Signal(bool)

    def __init__(self, field: Field, buttons: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._value: Any = None
        self._refused = False
        self._typed = ""
        self._zero = field.zero_means
        self._theme = LIGHT
        self._buttons = [self._button(name, step) for name, step in (("minus", -1), ("plus", 1)) if buttons]
        self.editingFinished.connect(self._submit)
        self.textChanged.connect(self._place_buttons)

    def show_value(self, value: Any) -> None:
        """Take the value in force; typed text stays where that value is no other than before."""
        is_new, self._value = value != self._value, value
        if is_new or not (self._refused or self.isModified()):
            self._restore()

    def refuse(self) -> None:
        """Keep the text and mark it as wrong."""
        self._refused = True
        self.setModified(False)
        mark(self, state="wrong")
        self.refusal.emit(True)

    def keep_refused(self, value: Any) -> None:
        """Show the text again that was last typed and the run would not take; `value` is in force again."""
        self._value = value
        self.setText(self._typed or self.text())
        self.refuse()
        if self.window().focusWidget() in (None, self.window()):  # handed back too soon: more will be typed
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def preview(self, value: float) -> None:
        """Write a value that is about to be submitted."""
        self.setText(numbers.write(self._field, value))

    def say_zero(self, words: str) -> None:
        """Say more exactly what 0 means."""
        self._zero = words
        if self._value is not None:
            self.show_value(self._value)

    def apply_theme(self, theme: Theme) -> None:
        """Draw minus and plus."""
        self._theme = theme
        for button in self._buttons:
            button.apply_theme(theme, theme.text2)
        self._place_buttons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrow keys; give up with Esc."""
        steps = STEPS.get(Qt.Key(event.key()))
        if steps is not None and self._field.kind is not str:
            coarse = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step(steps * COARSE if coarse else steps)
        elif event.key() == Qt.Key.Key_Escape and (self._refused or self.isModified()):
            self._restore()
        elif event.key() in ENTER:
            super().keyPressEvent(event)
            self._hand_back()
        elif event.key() == Qt.Key.Key_Space and self._field.kind is not str:
            event.ignore()  # no number has one: it runs or pauses
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave Space to the window, and keep the keys that step, whichever of its shortcuts want them."""
        is_number = self._field.kind is not str
        if is_number and claims(event, STEPS):
            return True
        if is_number and claims(event, (Qt.Key.Key_Space,)):
            event.ignore()
            return False
        return bool(super().event(event))

    def _hand_back(self) -> None:
        """Leave the field once its value is taken, so that letters are commands again."""
        if not self._refused:
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep minus and plus at the right."""
        super().resizeEvent(event)
        self._place_buttons()

    def step(self, steps: int) -> None:
        """Submit the value so many steps up or down from the one in force."""
        typed = numbers.read(self._field, self.text()) if self.isModified() else self._value
        start = self._value if isinstance(typed, str) else typed
        value = numbers.stepped(self._field, start, steps)
        if value != self._value or self._refused:
            self.submitted.emit(value)

    def _submit(self) -> None:
        """Submit what was typed; text that nobody touched is not worth a step."""
        if not self.isModified():
            return
        self.setModified(False)
        self._typed = self.text()
        value = numbers.read(self._field, self.text())
        if value == self._value:
            self._restore()
        else:
            self.submitted.emit(value)

    def _restore(self) -> None:
        """Write the value in force, and forget what was wrong."""
        if self._refused:
            self._refused = False
            self.refusal.emit(False)
        mark(self, state="")
        text = self._zero if self._zero and self._value == 0 else numbers.write(self._field, self._value)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(len(text) if self._field.kind is str else 0)  # a path is told by its end
        if self._field.kind is str:
            self.setToolTip(f"{self._field.help}\n{text}")
        self.setModified(False)

    def _button(self, name: str, step: int) -> Button:
        button = Button("stepper", icon_name=name, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.setAutoRepeat(True)
        button.setAccessibleName(f"{self._field.title}, {'more' if step > 0 else 'less'}")
        button.clicked.connect(lambda: self.step(step))
        return button

    def _place_buttons(self) -> None:
        """Put minus and plus at the right; a number that leaves them no room stands alone."""
        if not self._buttons:
            return
        needed = width_of(self.text(), font(self._theme.size.body)) + 2 * _PADDING
        width = min(self._theme.size.row * 3 // 4, (self.width() - needed) // len(self._buttons))
        fits = width >= _LEAST_BUTTON
        for place, button in enumerate(reversed(self._buttons), 1):
            button.setGeometry(self.width() - 1 - place * width, 1, width, self.height() - 2)
            button.setVisible(fits)
        self.setTextMargins(0, 0, width * len(self._buttons) if fits else 0, 0)
