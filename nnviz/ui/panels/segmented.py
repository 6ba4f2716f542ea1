"""Segmented: a small choice of one among few, all of them visible, or in a list where room is short."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from nnviz.ui.fonts import text_width

_AROUND = 18
"""Pixels of padding and border beside the words of the list."""


class Segmented(QWidget):
    """Buttons side by side of which one is down, or none of them, or one button with a list of them.

    Signals
    -------
    chosen(int)
        The index that the user chose; not sent by `choose`.
    retitled()
        Other choices are offered, which take another width.
    """

    chosen = Signal(int)
    retitled = Signal()

    def __init__(self, titles: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._titles: tuple[str, ...] = ()
        self._list: QToolButton | None = None  # made when it is needed first
        self._is_short = False
        self.setVisible(False)
        self.set_titles(titles)

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to choose from."""
        return bool(self._titles)

    @property
    def current(self) -> int:
        """Index of the choice, -1 when there is none or it is none of them."""
        return self._group.checkedId()

    def set_titles(self, titles: Sequence[str]) -> None:
        """Offer other choices; the index stays where it can, else it is the first."""
        if tuple(titles) == self._titles:
            return
        kept = self.current
        self.hide()  # filled before it is shown: among widgets that are, each new one lays out the window
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._titles = tuple(titles)
        for index, title in enumerate(self._titles):
            self._add(index, title)
        if self._titles:
            self.choose(kept if 0 <= kept < len(self._titles) else 0)
        self._fill_list()
        self.setVisible(len(self._titles) > 1)
        self._tell_width()
        self.retitled.emit()

    @property
    def full_width(self) -> int:
        """Width in pixels of all choices side by side; 0 if there is nothing to choose."""
        return sum(self._width_of(button) for button in self._group.buttons()) if len(self._titles) > 1 else 0

    def short_width(self, pixels: int) -> int:
        """Return the most pixels that the list takes in letters of a size; 0 without a choice."""
        if len(self._titles) < 2:
            return 0
        return max(text_width(f" {_listed(title)} ", pixels) for title in self._titles) + _AROUND

    def be_short(self, short: bool) -> None:
        """Show only what is chosen, with a list of the others, or all side by side."""
        if short != self._is_short:
            self._is_short = short
            for button in self._group.buttons():
                button.setVisible(not short)
            if self._list is None:
                self._list = self._list_button()
                self._fill_list()
            self._list.setVisible(short)
            self._tell_width()

    def choose(self, index: int) -> None:
        """Put down one button, or none for -1, without a signal; the one that is down costs nothing."""
        if index == self.current:
            return
        blocker = QSignalBlocker(self._group)
        self._group.setExclusive(False)
        for number, button in enumerate(self._group.buttons()):
            button.setChecked(number == index)
        self._group.setExclusive(True)
        del blocker
        self._say_chosen()

    def _add(self, index: int, title: str) -> None:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setProperty("role", "segment")
        ends = {0: "first", len(self._titles) - 1: "last"}
        button.setProperty("place", ends.get(index, "middle"))
        button.setVisible(not self._is_short)
        self._group.addButton(button, index)
        self._row.addWidget(button)

    def _tell_width(self) -> None:
        """Have what holds it forget how wide it was, for that may ask at once."""
        self._row.invalidate()
        self.updateGeometry()

    def _width_of(self, button: QAbstractButton) -> int:
        button.ensurePolished()
        return button.sizeHint().width()

    def _list_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "segment")
        button.setProperty("place", "only")
        button.setMenu(QMenu(button))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setAccessibleName("Choose what is shown")
        button.hide()
        self._group.idClicked.connect(self._say_chosen)
        self._row.addWidget(button)
        return button

    def _fill_list(self) -> None:
        if self._list is not None:
            menu = self._list.menu()
            menu.clear()
            for index, title in enumerate(self._titles):
                menu.addAction(title).triggered.connect(self._group.button(index).click)
            self._say_chosen()

    def _say_chosen(self) -> None:
        if self._list is not None and self._titles:
            self._list.setText(_listed(self._titles[max(self.current, 0)]))


def _listed(title: str) -> str:
    """Return a title with the sign that others are to be had."""
    return f"{title} ▾"
