"""PauseButton: conditions at which the run pauses by itself, set on a small sheet over the panels."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from nnviz.training.fields import Effect, Field, struct_fields
from nnviz.training.pausing import PauseWhen
from nnviz.ui.controls import numbers
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.editor import Editor
from nnviz.ui.controls.editors import editor_for
from nnviz.ui.controls.sheet import dress_controls, mark
from nnviz.ui.selection import Selection
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, INSET, NORMAL, TIGHT, Theme

TITLE = "Pause when"
NO_SAMPLE = "Select a sample: click a point or a digit."


class PauseButton(Button):
    """Shows and hides the sheet; it is marked while a condition is set.

    Attributes
    ----------
    when
        The conditions in force.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("time", TITLE, icon_name="pause_when", parent=parent)
        self.when = PauseWhen()
        self.sheet: PauseSheet | None = None
        self._session = session
        self._theme = theme
        self.setToolTip("Have the run pause by itself")
        self.setAccessibleName(TITLE)
        self.clicked.connect(self.toggle_sheet)
        session.selection.changed.connect(self._follow_selection)

    def change(self, name: str, value: Any) -> bool:
        """Set one condition; tell whether its value was taken."""
        plain = msgspec.to_builtins(self.when) | {name: value}
        try:
            self.when = msgspec.convert(plain, PauseWhen)
        except msgspec.ValidationError:
            return False
        self._session.pause_when(self.when)
        self._show_set()
        return True

    def toggle_sheet(self) -> None:
        """Open the sheet, or close it."""
        if self.sheet is not None:
            self.sheet.close()
            return
        self.sheet = PauseSheet(self, self._session.selection.now, self._theme, self.window())
        self.sheet.destroyed.connect(self._forget_sheet)
        self.sheet.show()

    def be_short(self, is_short: bool) -> None:
        """Be an icon alone, or with its words."""
        styles = Qt.ToolButtonStyle
        self.setToolButtonStyle(styles.ToolButtonIconOnly if is_short else styles.ToolButtonTextBesideIcon)

    def apply_theme(self, theme: Theme, colour: str = "") -> None:
        """Take the colours and sizes of a theme."""
        del colour
        self._theme = theme
        self.setFixedHeight(theme.size.row)
        self._show_set()
        if self.sheet is not None:
            self.sheet.apply_theme(theme)

    def _show_set(self) -> None:
        is_set = self.when != PauseWhen()
        mark(self, kind="live" if is_set else "")
        size = round(16 * self._theme.size.body / NORMAL.body)
        self.show_icon("pause_when", self._theme.accent if is_set else self._theme.text, size)

    def _follow_selection(self, selection: Selection) -> None:
        if self.when.turned:
            self._session.pause_when(self.when)
        if self.sheet is not None:
            self.sheet.follow(selection)

    def _forget_sheet(self) -> None:
        self.sheet = None


class PauseSheet(QFrame):
    """One row for each condition, above its button; it goes with Esc or when something else is wanted."""

    def __init__(self, button: PauseButton, selection: Selection, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")  # looks as the sheet of shortcuts does
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._button = button
        self.editors: dict[str, Editor] = {}
        self._sample = QLabel(self)
        self._sample.setProperty("role", "note")
        self._lay_out()
        self.follow(selection)
        self.apply_theme(theme)
        next(iter(self.editors.values())).setFocus()

    def follow(self, selection: Selection) -> None:
        """Say which sample is selected."""
        sample = selection.sample
        self._sample.setText(NO_SAMPLE if sample is None else f"{sample.split} sample {sample.row:,}")

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme, and stand above the button's right end."""
        dress_controls(self, theme)
        for editor in self.editors.values():
            editor.apply_theme(theme)
            editor.fit(round(4.5 * theme.size.row), theme.size.row - 2)
        self.adjustSize()
        right = self._button.mapTo(self.window(), self._button.rect().topRight())
        self.move(right.x() - self.width() + 1, right.y() - self.height() - 2 * GAP)

    def setVisible(self, visible: bool) -> None:
        """Come to the front."""
        super().setVisible(visible)
        if visible:
            self.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go away with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            self.window().setFocus()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        title = QLabel(TITLE, self)
        title.setProperty("role", "title")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(TIGHT)
        for row, field in enumerate(struct_fields(PauseWhen, "pause", Effect.LIVE)):
            label = QLabel(field.title, self)
            label.setToolTip(field.help)
            editor = editor_for(field)
            editor.show_value(getattr(self._button.when, field.name))
            editor.submitted.connect(lambda value, field=field: self._submit(field, value))
            self.editors[field.name] = editor
            label.setBuddy(editor)
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(INSET, GAP, INSET, INSET)
        column.setSpacing(GAP)
        column.addWidget(title)
        column.addLayout(grid)
        column.addWidget(self._sample)

    def _submit(self, field: Field, value: Any) -> None:
        editor = self.editors[field.name]
        if self._button.change(field.name, value):
            editor.show_value(getattr(self._button.when, field.name))
            editor.setToolTip("")
        else:
            editor.refuse()
            editor.setToolTip(numbers.allowed(field))
