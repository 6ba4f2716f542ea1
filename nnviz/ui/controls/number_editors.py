"""Editors of what is typed: numbers, also on a logarithmic scale, words and names of files."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.training.fields import Field
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.editor import Editor
from nnviz.ui.controls.number_box import NumberBox
from nnviz.ui.controls.scale import ScaledSlider, Tick
from nnviz.ui.numerals import power_of_ten
from nnviz.ui.theme import Theme


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

    @property
    def focus_parts(self) -> tuple[QWidget, ...]:
        """Go through the box, then the slider."""
        return (self.focus_part, self.slider)

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
    """Words, such as the name of a column."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent, buttons=False)


class FileEditor(TextEditor):
    """The name of a file, typed or looked for."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.look = Button("more", icon_name="open", parent=self)
        self.look.setToolTip("Look for the file")
        self.look.setAccessibleName(f"{field.title}, look for the file")
        self.look.clicked.connect(self._look)
        self._row.addWidget(self.look)

    def apply_theme(self, theme: Theme) -> None:
        """Also draw the button."""
        super().apply_theme(theme)
        self.look.apply_theme(theme)

    def _look(self) -> None:
        """Ask in a window that does not hold up the run."""
        dialog = QFileDialog(self.window(), self.field.title)
        dialog.fileSelected.connect(self.submitted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()


def _decades(field: Field) -> tuple[int, int]:
    """Return the powers of ten at both ends of a logarithmic field; eight decades where 0 is its limit."""
    high = math.ceil(math.log10(field.maximum or 1.0))
    low = math.floor(math.log10(field.minimum)) if field.minimum else high - 8
    return low, high


def _decade(exponent: int) -> str:
    return f"{10.0**exponent:g}" if -2 < exponent < 3 else power_of_ten(exponent)
