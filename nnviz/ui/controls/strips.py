"""Strips: what went wrong and what to do about it, in one strip over the panels and never in a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnviz.training.divergence import Divergence
from nnviz.training.moment import Failure
from nnviz.training.status import Status
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.sentences import divergence_sentence, divergence_title, ways_on
from nnviz.ui.controls.sheet import dress_controls
from nnviz.ui.icons import pixmap
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

WHAT_TO_DO = "The other parts go on. Reset begins again; Copy details takes the error along for a report."
_MARK = 24


class Strips(QWidget):
    """At most one strip, the most urgent; without one it takes no room.

    Parameters
    ----------
    session
        Its states say what there is to tell, and it takes the ways out.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._told: object = None
        self.strip: Strip | None = None
        self._is_of_run = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()
        dress_controls(self, theme)
        session.state_changed.connect(self.follow)
        self.follow(session.status)

    def follow(self, status: Status) -> None:
        """Tell what a status has to tell, until the run is past it; what the window itself told stays."""
        news: object = status.failure or status.divergence or (status.version, status.notice, status.reason)
        if news == self._told:
            return
        self._told = news
        if status.failure is not None:
            self.show_failure(status.failure)
        elif status.divergence is not None:
            self._show(DivergenceStrip(status.divergence, self._session))
        elif status.notice:
            self.show_notice(status.notice)
        elif status.reason:
            self.show_notice(status.reason, is_calm=True)
        elif self._is_of_run:
            self.dismiss()
        self._is_of_run = self.strip is not None

    def show_failure(self, failure: Failure) -> None:
        """Say what broke, what to do, and offer the details."""
        strip = Strip("warning", failure.sentence, WHAT_TO_DO)
        copy = QPushButton("Copy details")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(failure.details))
        strip.add_button(copy)
        strip.add_close(self.dismiss)
        self._show(strip)

    def show_notice(self, sentence: str, is_calm: bool = False) -> None:
        """Say one sentence, such as why an edit was refused; calmly if nothing went wrong."""
        strip = Strip("", "", sentence[:1].upper() + sentence[1:])
        strip.setProperty("kind", "calm" if is_calm else "")
        strip.add_close(self.dismiss)
        self._show(strip)

    def dismiss(self) -> None:
        """Take the strip away."""
        if self.strip is not None:
            self._column.removeWidget(self.strip)
            self.strip.hide()
            self.strip.deleteLater()
            self.strip = None
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        dress_controls(self, theme)
        if self.strip is not None:
            self.strip.apply_theme(theme)

    def _show(self, strip: Strip) -> None:
        self.dismiss()
        self.strip, self._is_of_run = strip, False
        self._column.addWidget(strip)
        strip.apply_theme(self._theme)
        self.show()


class Strip(QFrame):
    """A mark, a headline, a sentence, and buttons at the right; without a headline it is one line high."""

    def __init__(self, mark: str, headline: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._mark_name = mark
        self._mark = QLabel(self)
        self._close: Button | None = None
        self._mark.setVisible(bool(mark))
        self.headline, self.sentence = QLabel(headline, self), QLabel(sentence, self)
        self.headline.setProperty("role", "headline")
        self.headline.setVisible(bool(headline))
        for label in (self.headline, self.sentence):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = QVBoxLayout()
        self.buttons.setSpacing(GAP)
        self._lay_out(is_line=not headline)

    def add_button(self, button: QPushButton) -> None:
        """Put a way out at the right, under those that are there."""
        self.buttons.addWidget(button)

    def add_close(self, close: Callable[[], None]) -> None:
        """Let the strip be dismissed."""
        self._close = Button("more", icon_name="close", parent=self)
        self._close.setToolTip("Dismiss")
        self._close.setAccessibleName("Dismiss")
        self._close.clicked.connect(close)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the marks in a theme's colours."""
        if self._mark_name:
            self._mark.setPixmap(pixmap(self._mark_name, theme.wrong, _MARK, self.devicePixelRatioF()))
        if self._close is not None:
            self._close.apply_theme(theme)

    def _lay_out(self, is_line: bool) -> None:
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addStretch(1)
        words.addWidget(self.headline)
        words.addWidget(self.sentence)
        words.addStretch(1)
        self._row = QHBoxLayout(self)
        edge = TIGHT if is_line else INSET
        self._row.setContentsMargins(2 * GAP, edge, INSET, edge)
        self._row.setSpacing(2 * GAP)
        self._row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(words, 1)
        self._row.addLayout(self.buttons)


class DivergenceStrip(Strip):
    """How a run diverged, and two ways on with a third of the rate."""

    def __init__(self, divergence: Divergence, session: Session) -> None:
        super().__init__("warning", divergence_title(divergence), divergence_sentence(divergence))
        self.ways: list[WayButton] = []
        for way in ways_on(divergence):
            button = WayButton(way.words, way.note, "primary" if not self.ways else "")
            button.clicked.connect(
                lambda _=False, step=way.step: session.go_on_from(step, divergence.gentler_rate)
            )
            self.ways.append(button)
            self.add_button(button)

    def apply_theme(self, theme: Theme) -> None:
        """Also draw the buttons' marks."""
        super().apply_theme(theme)
        for button, name in zip(self.ways, ("reset", "play"), strict=False):
            button.show_mark(name, theme.on_accent if button.is_primary else theme.text)


class WayButton(QPushButton):
    """A button with a mark, words, and a note at its right."""

    def __init__(self, words: str, note: str, role: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.is_primary = role == "primary"
        self.setAccessibleName(f"{words}, {note}")
        self._mark, self._words, self._note = QLabel(self), QLabel(words, self), QLabel(note, self)
        self._note.setProperty("role", "note")
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, GAP, INSET, GAP)
        row.setSpacing(GAP)
        row.addWidget(self._mark)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addSpacing(GAP)
        row.addWidget(self._note)

    def show_mark(self, name: str, colour: str) -> None:
        """Draw the mark; the button is as large as what is in it."""
        self._mark.setPixmap(pixmap(name, colour, 16, self.devicePixelRatioF()))
        layout = self.layout()
        if layout is not None:
            self.setMinimumSize(layout.sizeHint())

    def text(self) -> str:
        """Return the words."""
        return self._words.text()
