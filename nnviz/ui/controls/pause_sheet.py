"""PauseButton: conditions at which the run pauses by itself, set on a small sheet over the panels."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nnviz.training.pausing import PauseWhen
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.field_sheet import FieldSheet
from nnviz.ui.controls.sheet import mark
from nnviz.ui.selection import Selection
from nnviz.ui.session import Session
from nnviz.ui.theme import NORMAL, Theme

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


class PauseSheet(FieldSheet):
    """One row for each condition, above its button, and which sample is selected."""

    def __init__(self, button: PauseButton, selection: Selection, theme: Theme, parent: QWidget) -> None:
        super().__init__(TITLE, button.when, button, theme, parent)
        self._button = button
        self.follow(selection)

    def follow(self, selection: Selection) -> None:
        """Say which sample is selected."""
        sample = selection.sample
        self.say(NO_SAMPLE if sample is None else f"{sample.split} sample {sample.row:,}")

    def take(self, name: str, value: Any) -> bool:
        """Set one condition."""
        return self._button.change(name, value)
