"""Editors: for each kind of `Field` the widget that edits it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from nnviz.training.fields import Field
from nnviz.ui.controls.buttons import Menu
from nnviz.ui.controls.number_box import NumberBox
from nnviz.ui.controls.scale import ScaledSlider, Tick
from nnviz.ui.controls.sheet import mark
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import power_of_ten
from nnviz.ui.theme import LIGHT, Theme

#: Width of a field beside its label, in rows of the text size.
FIELD_ROWS = 4.45
LEAST_FIELD_ROWS = 3.2
#: What a menu needs beside its text.
_ARROW = 28


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
    below : QWidget or None
        A second part that wants the whole width under the field's row.
    """

    submitted = Signal(object)
    refusal = Signal(bool)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.below: QWidget | None = None
        self._theme = LIGHT
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

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
        self.setFocusProxy(box)
        box.setToolTip(self.field.help)
        box.setAccessibleName(self.field.title)


class ChoiceEditor(Editor):
    """One of a registry's values, by their titles."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._room = (self.sizeHint().width(), self.sizeHint().height())
        self.menu = Menu(self)
        for name in field.choices or {}:
            self.menu.addItem(field.words_for(name), name)
        self.menu.activated.connect(lambda index: self.submitted.emit(self.menu.itemData(index)))
        self._hold(self.menu)

    def show_value(self, value: Any) -> None:
        """Show the value's title."""
        self.frame(wrong=False)
        self.refusal.emit(False)
        self.menu.setCurrentIndex(self.menu.findData(value))
        self.fit(*self._room)

    def apply_theme(self, theme: Theme) -> None:
        """Also let the list be as wide as its longest title."""
        super().apply_theme(theme)
        self.menu.view().setMinimumWidth(self._longest(theme.size.body) + _ARROW)

    def fit(self, width: int, height: int) -> None:
        """Be as wide as usual, or where the title needs more as wide as it needs, up to `width`.

        A title that does not fit then is written small.
        """
        self._room = (width, height)
        needed = width_of(self.menu.currentText(), font(self._theme.size.body)) + _ARROW
        self.setFixedSize(min(max(self.sizeHint().width(), needed), width), height)
        mark(self.menu, letters="" if needed <= width else "small")

    def least_width(self) -> int:
        """Return what the title needs in small letters."""
        return width_of(self.menu.currentText(), font(self._theme.size.small)) + _ARROW

    def _longest(self, pixels: int) -> int:
        letters = font(pixels)
        titles = (self.menu.itemText(index) for index in range(self.menu.count()))
        return max((width_of(title, letters) for title in titles), default=0)

    @property
    def _box(self) -> QWidget:
        return self.menu


class NumberEditor(Editor):
    """A number: value, minus and plus."""

    def __init__(self, field: Field, parent: QWidget | None = None, buttons: bool = True) -> None:
        super().__init__(field, parent)
        self.box = NumberBox(field, buttons, self)
        self.box.submitted.connect(self.submitted)
        self.box.refusal.connect(self.refusal)
        self._hold(self.box)

    def show_value(self, value: Any) -> None:
        """Show the value, unless a person is just typing another."""
        self.box.show_value(value)

    def refuse(self) -> None:
        """Keep what was typed, and mark it as wrong."""
        self.box.refuse()

    def keep_refused(self, value: Any) -> None:
        """Keep what was typed, marked as wrong, while another value is in force again."""
        self.box.keep_refused(value)

    def say_zero(self, words: str) -> None:
        """Say more exactly what 0 means, such as "all 1,500"."""
        self.box.say_zero(words)

    def apply_theme(self, theme: Theme) -> None:
        """Also draw minus and plus."""
        super().apply_theme(theme)
        self.box.apply_theme(theme)

    @property
    def _box(self) -> QWidget:
        return self.box


class LogEditor(NumberEditor):
    """A number typed into its box, or set with a slider over decades below it."""

    positions_per_decade = 20

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent, buttons=False)
        self.box.setProperty("role", "main")
        self._low, high = _decades(field)
        decades = range(self._low, high + 1)
        every = 2 if len(decades) > 5 else 1
        ticks = [
            Tick(self._position(10.0**d), _decade(d) if (d - self._low) % every == 0 else "") for d in decades
        ]
        self.below = ScaledSlider(ticks[-1].at, ticks, parent)
        self.slider = self.below.slider
        self.slider.setTracking(False)
        self.slider.setPageStep(self.positions_per_decade)
        self.slider.setAccessibleName(f"{field.title}, slider")
        self.slider.setToolTip(field.help)
        self.slider.sliderMoved.connect(lambda position: self.box.preview(self._value(position)))
        self.slider.valueChanged.connect(lambda position: self.submitted.emit(self._value(position)))

    def show_value(self, value: Any) -> None:
        """Show the value in the box and on the slider."""
        super().show_value(value)
        if self._position(value) != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(self._position(value))
            self.slider.blockSignals(False)

    def apply_theme(self, theme: Theme) -> None:
        """Also draw the scale."""
        super().apply_theme(theme)
        if isinstance(self.below, ScaledSlider):
            self.below.apply_theme(theme)

    def _position(self, value: float) -> int:
        return round((math.log10(value) - self._low) * self.positions_per_decade)

    def _value(self, position: int) -> float:
        """Return the value at a position, with two digits: what a person would type."""
        return float(f"{10 ** (self._low + position / self.positions_per_decade):.2g}")


class TextEditor(NumberEditor):
    """Words, such as the name of a file or of a column."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent, buttons=False)


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.check = _CheckBox(self)
        self.check.clicked.connect(self.submitted.emit)
        self._hold(self.check)

    def show_value(self, value: Any) -> None:
        """Show the tick or none."""
        self.frame(wrong=False)
        self.check.setChecked(bool(value))

    @property
    def _box(self) -> QWidget:
        return self.check


class _CheckBox(QCheckBox):
    """A tick that Enter sets too: Space belongs to Run and Pause."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


#: The editor for each kind of plain value; other kinds, such as the clouds' centres, are edited on the plot.
EDITORS: dict[Any, Callable[[Field], Editor]] = {
    int: NumberEditor,
    float: NumberEditor,
    bool: FlagEditor,
    str: TextEditor,
}


def can_edit(field: Field) -> bool:
    """Tell whether a field is edited in a row."""
    return field.choices is not None or field.kind in EDITORS


def editor_for(field: Field) -> Editor:
    """Return a new editor for a field that can be edited in a row."""
    if field.choices is not None:
        return ChoiceEditor(field)
    return LogEditor(field) if field.logarithmic else EDITORS[field.kind](field)


def _decades(field: Field) -> tuple[int, int]:
    """Return the powers of ten at both ends of a logarithmic field; eight decades where 0 is its limit."""
    high = math.ceil(math.log10(field.maximum or 1.0))
    low = math.floor(math.log10(field.minimum)) if field.minimum else high - 8
    return low, high


def _decade(exponent: int) -> str:
    return f"{10.0**exponent:g}" if -2 < exponent < 3 else power_of_ten(exponent)
