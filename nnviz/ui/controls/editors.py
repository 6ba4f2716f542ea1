"""Editors of choices and flags, and which editor a field has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from nnviz.training.fields import Field
from nnviz.ui.controls.buttons import Menu
from nnviz.ui.controls.editor import Editor
from nnviz.ui.controls.number_editors import FileEditor, LogEditor, NumberEditor, TextEditor
from nnviz.ui.controls.sheet import mark
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import Theme

#: What a menu needs beside its text.
_ARROW = 28
#: What a list needs beside its longest title: its edge, the padding of its lines, and a margin of Qt's.
_LIST = 36


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
        self.menu.view().setMinimumWidth(self._longest(theme.size.body) + _LIST)

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


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self.check = _CheckBox(self)
        self.check.clicked.connect(lambda is_set: self.submitted.emit(is_set))
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
EDITORS: dict[Any, Callable[[Field, QWidget | None], Editor]] = {
    int: NumberEditor,
    float: NumberEditor,
    bool: FlagEditor,
    str: TextEditor,
}


def can_edit(field: Field) -> bool:
    """Tell whether a field is edited in a row."""
    return field.choices is not None or field.kind in EDITORS


def editor_for(field: Field, parent: QWidget | None = None) -> Editor:
    """Return a new editor for a field that can be edited in a row."""
    if field.choices is not None:
        return ChoiceEditor(field, parent)
    if field.kind is str and field.name.endswith("file"):
        return FileEditor(field, parent)
    return LogEditor(field, parent) if field.logarithmic else EDITORS[field.kind](field, parent)
