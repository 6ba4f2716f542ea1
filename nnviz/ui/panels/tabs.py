"""Tabs: the names of the panels in one place, in full, in short, or all but one in a list."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from nnviz.ui.fonts import text_width
from nnviz.ui.icons import show_icon
from nnviz.ui.theme import GAP, NORMAL, Theme

_FOLD = QSize(20, 24)
"""Size of the button that opens the list."""
_BETWEEN = 2 * GAP


class Tab(NamedTuple):
    """One panel: its key, its name, and a shorter one, which may be empty."""

    key: str
    title: str
    short: str = ""


class Form(IntEnum):
    """How much room the names take, the most first."""

    FULL = 0
    SHORT = 1
    FOLDED = 2
    """The panel's own name, in short, and a button with a list of the others."""


class Tabs(QWidget):
    """The panel's own name, and beside it those of the others in its place.

    How wide each form is follows from the words alone, so that somebody else can choose one without
    laying anything out.

    Signals
    -------
    chosen(str)
        The key of another panel.
    """

    chosen = Signal(str)

    def __init__(self, help_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._help_text = help_text
        self._tabs: tuple[Tab, ...] = ()
        self._own, self._form = 0, Form.FULL
        self._pixels = NORMAL.body
        self._labels: list[QLabel | QPushButton] = []
        self._box = QWidget(self)
        self._list = self._list_button()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._row.addWidget(self._box)
        self._row.addWidget(self._list)

    @property
    def others(self) -> list[QPushButton]:
        """The tabs of the other panels."""
        return [label for label in self._labels if isinstance(label, QPushButton)]

    @property
    def is_folded(self) -> bool:
        """Whether the others are in a list."""
        return not self._list.isHidden()

    @property
    def entries(self) -> QMenu:
        """The list of the others."""
        return self._list.menu()

    def set_tabs(self, tabs: Sequence[Tab], own: int) -> bool:
        """Name all panels in this place; return whether that was news."""
        if (tuple(tabs), own) == (self._tabs, self._own):
            return False
        self._tabs, self._own = tuple(tabs), own
        box = QWidget(self)  # filled before it is shown: among widgets that are, each lays out the window
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_BETWEEN)
        self._labels = [
            self._own_title(tab) if index == own else self._tab(tab) for index, tab in enumerate(tabs)
        ]
        for label in self._labels:
            row.addWidget(label)
        self._row.replaceWidget(self._box, box)
        self._box.hide()
        self._box.deleteLater()
        self._box = box
        self._fill_list()
        self._write()
        box.show()
        for label in self._labels:
            label.ensurePolished()
        return True

    def width_in(self, form: Form) -> int:
        """Return the pixels that a form takes."""
        widths = [text_width(self._name(tab, form), self._pixels, 600) + 1 for tab in self._tabs]
        if form is Form.FOLDED:
            return widths[self._own] + (GAP + _FOLD.width() if len(widths) > 1 else 0)
        return sum(widths) + _BETWEEN * (len(widths) - 1)

    def take(self, form: Form) -> None:
        """Show the names in another form."""
        if form is not self._form:
            self._form = form
            self._write()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and the text size of a theme."""
        self._pixels = theme.size.body
        show_icon(self._list, "chevron_down", theme.text2, theme.size.icon)

    def _write(self) -> None:
        folds = self._form is Form.FOLDED and len(self._tabs) > 1
        for tab, label in zip(self._tabs, self._labels, strict=True):
            label.setText(self._name(tab, self._form))
            label.setVisible(isinstance(label, QLabel) or not folds)
        self._list.setVisible(folds)
        for widget in (self._box, self):  # what holds it may ask at once how wide it is now
            layout = widget.layout()
            if layout is not None:
                layout.invalidate()
            widget.updateGeometry()

    def _name(self, tab: Tab, form: Form) -> str:
        return tab.title if form is Form.FULL else tab.short or tab.title

    def _fill_list(self) -> None:
        menu = self.entries
        menu.clear()
        for index, tab in enumerate(self._tabs):
            if index != self._own:
                menu.addAction(tab.title).triggered.connect(partial(self.chosen.emit, tab.key))

    def _own_title(self, tab: Tab) -> QLabel:
        label = QLabel(tab.title, self)
        label.setProperty("role", "title" if len(self._tabs) == 1 else "tab")
        label.setIndent(0)
        label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        label.setToolTip(self._help_text)
        return label

    def _tab(self, tab: Tab) -> QPushButton:
        button = QPushButton(tab.title, self)
        button.setFlat(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("role", "tab")
        button.setAccessibleName(tab.title)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.pressed.connect(lambda: self.chosen.emit(tab.key))
        return button

    def _list_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setFixedSize(_FOLD)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip("Other panels in this place")
        button.setAccessibleName("Other panels in this place")
        button.setMenu(QMenu(button))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.hide()
        return button
