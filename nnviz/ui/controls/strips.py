"""Strips: what went wrong and what to do about it, in one strip over the panels and never in a dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.training.divergence import Divergence
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure
from nnviz.training.status import Status
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.sentences import divergence_sentence, divergence_title, ways_on
from nnviz.ui.controls.sheet import dress_controls
from nnviz.ui.icons import pixmap
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

WHAT_TO_DO = "The other parts go on. Reset begins again; Copy details takes the error along for a report."
#: Milliseconds for which good news stays.
TOLD_MS = 6000
_MARK = 24


class Strips(QWidget):
    """At most one strip, the most urgent; hidden without one.

    Every strip can be put away, with Esc too; what still holds, such as a divergence, can be told again.

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
        session.each_status.append(self.follow)
        self.follow(session.status)

    def follow(self, status: Status) -> None:
        """Tell what a status has to tell, until the run is past it; what the window itself told stays."""
        notice = (status.version, status.notice) if status.notice else None
        news: object = status.failure or status.divergence or status.reason or notice
        if news == self._told:
            return
        self._told = news
        if news or self._is_of_run:
            self._tell(status)

    def tell_again(self) -> None:
        """Tell once more what was put away, if it still holds, and hand the keyboard to it."""
        if self.strip is None:
            self._tell(self._session.status)
        if self.strip is not None:
            self.strip.buttons_in_order[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tell(self, status: Status) -> None:
        """Show the strip for a status; take it away if there is nothing to tell."""
        self.dismiss()
        if status.failure is not None:
            self.show_failure(status.failure)
        elif status.divergence is not None:
            self._show(DivergenceStrip(status.divergence, self._session))
        elif status.reason:
            self.show_notice(status.reason, is_calm=True)
        elif status.notice:
            self.show_notice(in_words(status.notice, self._session.experiment))
        self._is_of_run = self.strip is not None

    def show_failure(self, failure: Failure) -> None:
        """Say what broke, what to do, and offer the details."""
        strip = Strip("warning", failure.sentence, WHAT_TO_DO)
        copy = QPushButton("Copy details")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(failure.details))
        strip.add_button(copy)
        self._show(strip)

    def show_notice(self, sentence: str, is_calm: bool = False) -> None:
        """Say one sentence, such as why an edit was refused; calmly if nothing went wrong."""
        strip = Strip("", "", _begun(sentence))
        strip.setProperty("kind", "calm" if is_calm else "")
        self._show(strip)

    def tell(self, sentence: str, is_well: bool) -> None:
        """Say what became of something, for a while if all is well."""
        self.show_notice(sentence, is_calm=is_well)
        if is_well and (strip := self.strip) is not None:
            QTimer.singleShot(TOLD_MS, strip, lambda: self.dismiss() if strip is self.strip else None)

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
        strip.add_close(self.dismiss)
        self._column.addWidget(strip)
        strip.apply_theme(self._theme)
        self.show()


class Strip(QFrame):
    """A mark, a headline and a sentence, buttons below; without a headline it is a few words and a cross.

    The buttons stand side by side where there is room, else below each other.
    """

    def __init__(self, mark: str, headline: str, sentence: str) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self._mark_name = mark
        self._mark = QLabel(self)
        self._mark.setVisible(bool(mark))
        self.close_button = Button("more", icon_name="close", parent=self)
        self.headline, self.sentence = QLabel(headline, self), QLabel(sentence, self)
        self.headline.setProperty("role", "headline")
        self.headline.setVisible(bool(headline))
        for label in (self.headline, self.sentence):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._ways = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._ways.setSpacing(GAP)
        self._ways.addStretch(1)
        self._lay_out(is_line=not headline)

    @property
    def buttons_in_order(self) -> list[QAbstractButton]:
        """What can be pressed, the best way out first, the cross last."""
        return [*self.findChildren(QPushButton), self.close_button]

    def add_button(self, button: QPushButton) -> None:
        """Offer a way out, after those that are there."""
        self._ways.insertWidget(self._ways.count() - 1, button)  # before the room that is left over
        QWidget.setTabOrder(button, self.close_button)

    def add_close(self, close: Callable[[], None]) -> None:
        """Have the cross, and Esc while the focus is on the strip, put it away."""
        self.close_button.setToolTip("Put away (Esc)")
        self.close_button.setAccessibleName("Put away")
        self.close_button.clicked.connect(close)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, close)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the marks in a theme's colours."""
        if self._mark_name:
            self._mark.setPixmap(pixmap(self._mark_name, theme.wrong, _MARK, self.devicePixelRatioF()))
        self.close_button.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below each other where they have no room side by side."""
        super().resizeEvent(event)
        room = self.sentence.width() or self.width()
        for way in self.findChildren(WayButton):
            way.fit(room)
        buttons = self.findChildren(QPushButton)
        wanted = sum(max(button.minimumWidth(), button.sizeHint().width()) + GAP for button in buttons)
        directions = QBoxLayout.Direction
        self._ways.setDirection(directions.LeftToRight if wanted <= room else directions.TopToBottom)

    def _lay_out(self, is_line: bool) -> None:
        words = QVBoxLayout()
        words.setSpacing(TIGHT)
        words.addWidget(self.headline)
        words.addWidget(self.sentence)
        if not is_line:
            words.addSpacing(GAP)
            words.addLayout(self._ways)
        row = QHBoxLayout(self)
        edge = TIGHT if is_line else INSET
        row.setContentsMargins(2 * GAP, edge, GAP, edge)
        row.setSpacing(2 * GAP)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)


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

    def fit(self, room: int) -> None:
        """Leave the note out where there is no room for it."""
        layout = self.layout()
        if layout is None:
            return
        more = self._note.sizeHint().width() + GAP if self._note.isHidden() else 0
        fits = layout.sizeHint().width() + more <= room
        if fits == self._note.isHidden():
            self._note.setVisible(fits)
            layout.invalidate()
            self.setMinimumSize(layout.sizeHint())

    def show_mark(self, name: str, colour: str) -> None:
        """Draw the mark; the button is as large as what is in it."""
        self._mark.setPixmap(pixmap(name, colour, 16, self.devicePixelRatioF()))
        layout = self.layout()
        if layout is not None:
            self.setMinimumSize(layout.sizeHint())

    def text(self) -> str:
        """Return the words."""
        return self._words.text()


def in_words(notice: str, experiment: Experiment) -> str:
    """Call the field that a refusal is about as the controls do: not data.formula but Class 1 if."""
    path, _, rest = notice.partition(" is ")
    titles = {field.path: field.title for field in experiment.fields()}
    return f"{titles[path]} {rest}".replace("; it ", ": it ", 1) if path in titles and rest else notice


def _begun(sentence: str) -> str:
    """Begin a sentence with a capital letter, unless with a file or field: its name is as it is."""
    is_name = "." in sentence.partition(" ")[0]
    return sentence if is_name else sentence[:1].upper() + sentence[1:]
