"""Prose: a headline with its mark, sentences, and buttons; what a panel of words is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nnviz.ui.fonts import font
from nnviz.ui.icons import pixmap
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

Choice = tuple[str, Callable[[], None]]
"""The words of a button, and what it does."""
_MARK = 20


class Prose(QScrollArea):
    """A few words, readable from afar, which scroll only if the panel is too low for them.

    Parameters
    ----------
    buttons : int
        How many buttons there can be; the first is the filled one.
    """

    def __init__(self, theme: Theme, buttons: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._mark_name, self._mark_token = "", "text"
        self.mark, self.headline, self.sentences = QLabel(), QLabel(), QLabel()
        self.buttons = [QPushButton() for _ in range(buttons)]
        self._actions: list[Callable[[], None]] = []
        self.more: list[QPushButton] = []
        self._more_box = QVBoxLayout()
        self._fill()
        self.apply_theme(theme)

    def _fill(self) -> None:
        page, column, head, below = QWidget(), QVBoxLayout(), QHBoxLayout(), QVBoxLayout()
        page.setLayout(column)
        column.setContentsMargins(INSET, GAP, INSET, GAP)
        column.setSpacing(GAP)
        head.setSpacing(GAP)
        head.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.headline, 1)
        column.addLayout(head)
        column.addWidget(self.sentences)
        for index, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, index=index: self._actions[index]())
            button.setProperty("role", "" if index else "primary")
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        below.setSpacing(GAP)
        column.addLayout(below)
        self._more_box.setSpacing(0)
        column.addLayout(self._more_box)
        column.addStretch(1)
        for label in (self.headline, self.sentences):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def tell(self, mark: str, token: str, headline: str, sentences: str) -> None:
        """Say something; `mark` names an icon, `token` the theme's colour of mark and headline."""
        if (mark, token) != (self._mark_name, self._mark_token):
            self._mark_name, self._mark_token = mark, token
            self._dress_headline()
        for label, text in ((self.headline, headline), (self.sentences, sentences)):
            if label.text() != text:
                label.setText(text)
        self._fit_heights()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self._fit_heights()

    def _fit_heights(self) -> None:
        """Give each text the height of its lines: a scroll area takes the widest guess for them."""
        width = self.viewport().width() - 2 * INSET
        beside = _MARK + GAP if self._mark_name else 0
        for label, room in ((self.headline, width - beside), (self.sentences, width)):
            label.setFixedHeight(max(label.heightForWidth(max(room, 1)), 1))

    def offer(self, choices: Sequence[Choice | None]) -> None:
        """Show for each button its words and what it does, or hide it."""
        self._actions = [choice[1] if choice is not None else _nothing for choice in choices]
        for button, choice in zip(self.buttons, choices, strict=True):
            if choice is not None and button.text() != choice[0]:
                button.setText(choice[0])
            button.setVisible(choice is not None)

    def list_more(self, texts: Sequence[str], choose: Callable[[int], None]) -> None:
        """Name what else there is, a line each; a click on one chooses its index."""
        if [line.text() for line in self.more] == list(texts):
            return
        for line in self.more:
            self._more_box.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.more = [QPushButton(text) for text in texts]
        for index, line in enumerate(self.more):
            line.setFlat(True)
            line.setCursor(Qt.CursorShape.PointingHandCursor)
            line.clicked.connect(lambda _checked=False, index=index: choose(index))
            self._more_box.addWidget(line, 0, Qt.AlignmentFlag.AlignLeft)
        self._dress_more()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.headline.setFont(font(theme.size.body + 2, 600))
        self.sentences.setFont(font(theme.size.body))
        self._dress_headline()
        self._dress_more()
        self._fit_heights()

    def _dress_headline(self) -> None:
        colour = getattr(self._theme, self._mark_token)
        self.headline.setStyleSheet(f"color: {colour}")
        self.sentences.setStyleSheet(f"color: {self._theme.text2}")
        self.mark.setVisible(bool(self._mark_name))
        if self._mark_name:
            self.mark.setPixmap(pixmap(self._mark_name, colour, _MARK, self.devicePixelRatioF()))

    def _dress_more(self) -> None:
        for line in self.more:
            line.setStyleSheet(
                f"QPushButton {{ border: none; background: transparent; padding: {TIGHT // 2}px 0px; "
                f"min-height: 0px; color: {self._theme.accent}; font-size: {self._theme.size.small}px; }}"
                f"QPushButton:focus {{ text-decoration: underline; }}"
            )


def _nothing() -> None:
    """Do nothing: the button is hidden."""
