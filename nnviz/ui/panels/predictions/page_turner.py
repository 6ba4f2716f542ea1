"""PageTurner: which page is shown, and the two buttons that turn it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from nnviz.ui.fonts import font, width_of
from nnviz.ui.icons import show_icon
from nnviz.ui.panels.predictions.paging import Pages
from nnviz.ui.theme import NORMAL, TIGHT, Theme

_BUTTON = 20


class PageTurner(QWidget):
    """`241 – 270 of 10,000  < >`.

    Signals
    -------
    turned(int)
        1 for the next page, -1 for the one before.
    """

    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widest, self._font = "", font(NORMAL.small)
        self._words = QLabel()
        self._words.setProperty("role", "note")
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._back = self._button("Page before", -1)
        self._on = self._button("Next page", 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        for part in (self._words, self._back, self._on):
            row.addWidget(part)

    def show_page(self, pages: Pages) -> None:
        """Show which part of the row is on the page, and whether there are pages beside it."""
        self._words.setText(pages.words)
        self._widest = pages.widest_words
        self._keep_width()
        self._back.setEnabled(pages.has_previous)
        self._on.setEnabled(pages.has_next)
        self.setVisible(pages.has_previous or pages.has_next or bool(pages.words))

    @property
    def words(self) -> str:
        """What is said of the page."""
        return self._words.text()

    def apply_theme(self, theme: Theme) -> None:
        """Draw the buttons in the text's colour."""
        self._font = font(theme.size.small)
        self._keep_width()
        show_icon(self._back, "chevron_left", theme.text2, theme.size.icon)
        show_icon(self._on, "chevron_right", theme.text2, theme.size.icon)

    def _keep_width(self) -> None:
        """Keep room for the widest words, so that nothing jitters, and none of them is cut."""
        self._words.setMinimumWidth(width_of(self._widest, self._font))

    def _button(self, tip: str, pages: int) -> QToolButton:
        button = QToolButton()
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoRepeat(True)  # held down, it runs through ten thousand
        button.clicked.connect(lambda: self.turned.emit(pages))
        return button
