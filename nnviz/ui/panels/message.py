"""Message: what stands in a panel that has nothing to draw, or that could not draw it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnviz.ui.icons import pixmap
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

_MARK = 20
_ROOM_FOR_MARK = 120


class Message(QWidget):
    """One sentence in the middle and the buttons that help."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark, self._what, self._advice = QLabel(), QLabel(), QLabel()
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP)
        self._theme: Theme | None = None
        self._is_error = False
        # The panel's size is the content's affair: a message takes the room that there is.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        column = QVBoxLayout(self)
        column.setContentsMargins(INSET, TIGHT, INSET, TIGHT)
        column.setSpacing(TIGHT)
        column.addStretch(1)
        for label in (self._mark, self._what, self._advice):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is not self._mark)
            column.addWidget(label)
        column.addLayout(self._buttons)
        column.addStretch(1)

    def show_empty(self, sentence: str, button: str, action: Callable[[], None] | None) -> None:
        """Say what would fill the panel, with the button that does it."""
        self._say(sentence, "", is_error=False)
        if action is not None:
            self._add_button(button, action)

    def show_error(self, what: str, advice: str, details: str, retry: Callable[[], None] | None) -> None:
        """Say what happened and what to do; the details can be copied."""
        self._say(what, advice, is_error=True)
        if retry is not None:
            self._add_button("Try again", retry)
        self._add_button("Copy details", lambda: QGuiApplication.clipboard().setText(details))

    def apply_theme(self, theme: Theme) -> None:
        """Draw the mark again."""
        self._theme = theme
        if self._is_error:
            self._mark.setPixmap(pixmap("warning", theme.wrong, _MARK, self.devicePixelRatioF()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the mark out where there is no room for it: the words say it too."""
        super().resizeEvent(event)
        self._mark.setVisible(self._is_error and event.size().height() > _ROOM_FOR_MARK)

    @property
    def text(self) -> str:
        """What is said."""
        return " ".join(part for part in (self._what.text(), self._advice.text()) if part)

    def _say(self, what: str, advice: str, is_error: bool) -> None:
        self._is_error = is_error
        self._mark.setVisible(is_error and self.height() > _ROOM_FOR_MARK)
        self._what.setText(what)
        self._what.setProperty("role", "title" if is_error else "")
        self._what.style().polish(self._what)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        if self._theme is not None:
            self.apply_theme(self._theme)

    def _add_button(self, text: str, action: Callable[[], None]) -> None:
        button = QPushButton(text, self)
        button.clicked.connect(lambda: action())
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        button.show()
