"""Segmented: a small choice of one among few, all of them visible."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget


class Segmented(QWidget):
    """Buttons side by side of which exactly one is down.

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
        self.setVisible(False)
        self.set_titles(titles)

    @property
    def current(self) -> int:
        """Index of the choice, -1 when there is none."""
        return self._group.checkedId()

    def set_titles(self, titles: Sequence[str]) -> None:
        """Offer other choices; the index stays where it can, else it is the first."""
        if tuple(titles) == self._titles:
            return
        kept = self.current
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._titles = tuple(titles)
        for index, title in enumerate(self._titles):
            self._add(index, title)
        if self._titles:
            self.choose(kept if 0 <= kept < len(self._titles) else 0)
        self.setVisible(len(self._titles) > 1)
        self.retitled.emit()

    def choose(self, index: int) -> None:
        """Put down the button `index` without a signal."""
        blocker = QSignalBlocker(self._group)
        self._group.button(index).setChecked(True)
        del blocker

    def _add(self, index: int, title: str) -> None:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setProperty("role", "segment")
        ends = {0: "first", len(self._titles) - 1: "last"}
        button.setProperty("place", ends.get(index, "middle"))
        self._group.addButton(button, index)
        self._row.addWidget(button)
