"""FieldSheet: the fields of a settings class on a small sheet over the panels."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from nnviz.training.fields import Effect, Field, struct_fields
from nnviz.ui.controls import numbers
from nnviz.ui.controls.editor import Editor
from nnviz.ui.controls.editors import editor_for
from nnviz.ui.controls.sheet import dress_controls
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme


class FieldSheet(QFrame):
    """One row for each field and a note; it goes with Esc or when something else is wanted.

    Parameters
    ----------
    settings
        The values in force.
    below
        What the sheet stands above, its right end at this one's.

    Attributes
    ----------
    editors
        By the names of the fields.
    """

    def __init__(
        self, title: str, settings: msgspec.Struct, below: QWidget, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")  # looks as the sheet of shortcuts does
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._below = below
        self._words = ""
        self.editors: dict[str, Editor] = {}
        self._note = QLabel(self)
        self._note.setProperty("role", "note")
        self._lay_out(title, settings)
        self.apply_theme(theme)
        next(iter(self.editors.values())).focus_part.setFocus()

    @abstractmethod
    def take(self, name: str, value: Any) -> bool:
        """Set one field; tell whether its value was taken."""

    def say(self, words: str) -> None:
        """Say something below the fields."""
        self._words = words
        self._write(words)

    @property
    def note(self) -> str:
        """What stands below the fields."""
        return self._note.text()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        dress_controls(self, theme)
        for editor in self.editors.values():
            editor.apply_theme(theme)
            editor.fit(round(4.5 * theme.size.row), theme.size.row - 2)
        self._stand()

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

    def _write(self, words: str) -> None:
        self._note.setText(words)
        self._stand()

    def _stand(self) -> None:
        """Stand above what it belongs to, as large as its words need."""
        self.adjustSize()
        right = self._below.mapTo(self.window(), self._below.rect().topRight())
        self.move(right.x() - self.width() + 1, right.y() - self.height() - 2 * GAP)

    def _lay_out(self, title: str, settings: msgspec.Struct) -> None:
        head = QLabel(title, self)
        head.setProperty("role", "title")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(TIGHT)
        for row, field in enumerate(struct_fields(type(settings), "sheet", Effect.LIVE)):
            label = QLabel(field.title, self)
            label.setToolTip(field.help)
            editor = editor_for(field, self)
            editor.show_value(getattr(settings, field.name))
            editor.submitted.connect(lambda value, field=field: self._submit(field, value))
            self.editors[field.name] = editor
            label.setBuddy(editor)
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(INSET, GAP, INSET, INSET)
        column.setSpacing(GAP)
        column.addWidget(head)
        column.addLayout(grid)
        column.addWidget(self._note)

    def _submit(self, field: Field, value: Any) -> None:
        editor = self.editors[field.name]
        if self.take(field.name, value):
            editor.show_value(value)
            self._write(self._words)
        else:
            editor.refuse()
            self._write(f"{field.title} must be {numbers.allowed(field)}.")
