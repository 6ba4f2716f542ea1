"""TitleLine: the one line at the top of every panel, and the handle by which its dock is dragged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QWhatsThis,
    QWidget,
)

from nnviz.ui.fonts import font, width_of
from nnviz.ui.icons import show_icon
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.panels.tabs import Form, Tab, Tabs
from nnviz.ui.theme import GAP, INSET, NORMAL, TIGHT, Theme

_BUTTON = 24
_CHOICE = 8
"""Times the size of small text that a choice needs in its short form."""


class TitleLine(QFrame):
    """Name, note, one small choice; help, menu and maximise at the right.

    When the panel shares its place with others, their names stand beside its own as tabs. Where they have no
    room they get shorter, and then a button opens a list of them. Which of that depends on the names and the
    room alone, not on what the panel has beside them: a choice without room becomes a list itself, so that
    tabs stay where they are when one is pressed.

    Signals
    -------
    maximise_requested()
        The button, or a double-click on the line.
    tab_chosen(str)
        The key of another panel in the same place.
    """

    maximise_requested = Signal()
    tab_chosen = Signal(str)

    def __init__(
        self, title: str, help_text: str, parent: QWidget | None = None, short_title: str = ""
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "title_line")
        self._title = title
        self._help_text = help_text
        self._note_text = self._moment = ""
        self._maximised = False
        self._icon_look = "#000000", NORMAL.icon
        self._height = NORMAL.panel_title
        self._note_font = font(NORMAL.small)
        self._least = QSize(0, NORMAL.panel_title)  # made once: Qt asks thousands of times in an opening
        self.menu = QMenu(self)
        self.choice = Segmented(parent=self)
        self.tabs = Tabs(help_text, self)
        self.tabs.chosen.connect(self.tab_chosen)
        self._note = self._label("", "note")
        self._note.setFixedWidth(0)
        self._buttons = {
            "help": self._button(f"What is this?\n\n{help_text}", self._explain),
            "more": self._button("Copy or save", None),
            "maximise": self._button("Maximise (double-click)", self.maximise_requested.emit),
        }
        self._buttons["more"].setMenu(self.menu)
        self._buttons["more"].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._lay_out()
        self.choice.retitled.connect(self._fit)
        self.add_action("What is this?").triggered.connect(self._explain)
        self.set_tabs((Tab("", title, short_title),), 0)

    @property
    def title(self) -> str:
        """The panel's name."""
        return self._title

    def add_action(self, text: str) -> QAction:
        """Add an entry to the panel's menu."""
        return self.menu.addAction(text)

    @property
    def note(self) -> str:
        """What is said beside the title, where there is room for it."""
        return self._moment or self._note_text

    def set_moment(self, words: str) -> None:
        """Say which moment is shown, in place of the note, while it is not the newest."""
        if words != self._moment:
            self._moment = words
            self._fit()

    def set_note(self, note: str) -> None:
        """Say in at most four words what is shown; the note is the first to give way."""
        if note != self._note_text:
            self._note_text = note
            self._fit()

    @property
    def shows_note(self) -> bool:
        """Whether the note has room; it is the first to give way."""
        return self._note.isVisibleTo(self)

    def set_tabs(self, tabs: Sequence[Tab], own: int) -> bool:
        """Show the names of all panels in this place, `own` the index of this one; tell if it is news."""
        if news := self.tabs.set_tabs(tabs, own):
            self._fit()
        return news

    def set_maximised(self, maximised: bool) -> None:
        """Show whether the button maximises or puts back."""
        self._maximised = maximised
        tip = "Put back (Esc)" if maximised else "Maximise (double-click)"
        self._buttons["maximise"].setToolTip(tip)
        self._show_icon("maximise", "restore" if maximised else "maximise")

    def _show_icon(self, name: str, shown: str) -> None:
        colour, size = self._icon_look
        show_icon(self._buttons[name], shown, colour, size)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and the height of a theme."""
        self._icon_look = theme.text2, theme.size.icon
        self._height = theme.size.panel_title
        self._least.setHeight(self._height)
        self._note_font = font(theme.size.small)
        self.setFixedHeight(self._height)
        for name in ("help", "more"):
            self._show_icon(name, name)
        self.tabs.apply_theme(theme)
        self.set_maximised(self._maximised)
        self._fit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Maximise the panel or put it back."""
        self.maximise_requested.emit()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, TIGHT, 0)
        row.setSpacing(GAP)
        row.addWidget(self.tabs)
        row.addWidget(self._note)
        row.addWidget(self.choice)
        row.addStretch(1)
        for button in self._buttons.values():
            row.addWidget(button)

    def sizeHint(self) -> QSize:
        """As high as the theme says, and no wider than need be: a dock grows to this, and moves all."""
        return self._least

    def minimumSizeHint(self) -> QSize:
        """What gives way takes no part in the least width; words are never cut."""
        return self._least

    def _fit(self) -> None:
        """Show what has room. Reckoned, not tried: whatever appears or goes lays out the whole window."""
        self._row.invalidate()  # what was shown or hidden since
        yielding = (self._note, self._buttons["help"], self._buttons["maximise"])  # in this order
        beside = super().sizeHint().width() - self.tabs.sizeHint().width() - self._choice_width
        room = self._room_beside_tabs(self.width() - beside + _taken(yielding))
        room = self._room_beside_choice(room)
        self._note.setText(self.note)
        self._note.setFixedSize(width_of(self.note, self._note_font), self._height - 2)
        shown = yielding[0 if self.note else 1 :]
        while shown and sum(widget.maximumWidth() + GAP for widget in shown) > room:
            shown = shown[1:]
        for widget in yielding:
            widget.setVisible(widget in shown)
        self._row.invalidate()
        others = super().minimumSizeHint().width() - self.tabs.sizeHint().width() - _taken(yielding)
        yields = max(self._choice_width - self.choice.short_width(self._note_font.pixelSize()), 0)
        least = others + self.tabs.width_in(Form.FOLDED) - yields
        if least != self._least.width():  # told at the end: for what it is in between a dock would grow
            self._least.setWidth(least)
            self.updateGeometry()

    def _room_beside_tabs(self, room: int) -> int:
        """Give the tabs the longest form that has room; return how much there is beside it."""
        kept = self._short_choice if self.tabs.others else min(self._short_choice, self._choice_width)
        forms = (form for form in Form if self.tabs.width_in(form) + kept <= room)
        self.tabs.take(form := next(forms, Form.FOLDED))
        return room - self.tabs.width_in(form)

    def _room_beside_choice(self, room: int) -> int:
        """Make the choice a list if it has no room; return how much there is beside it then."""
        self.choice.be_short(room < self.choice.full_width)
        return room - self._choice_width

    @property
    def _choice_width(self) -> int:
        return 0 if self.choice.isHidden() else self.choice.sizeHint().width()

    @property
    def _short_choice(self) -> int:
        """Width that is kept for a choice, whether there is one or not."""
        return _CHOICE * self._note_font.pixelSize()

    def _explain(self) -> None:
        button = self._buttons["help"]
        place = button.mapToGlobal(button.rect().bottomLeft())
        QWhatsThis.showText(place, f"<b>{self._title}</b><br>{self._help_text}", button)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", role)
        return label

    def _button(self, tip: str, action: object) -> QToolButton:
        button = QToolButton(self)
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition("\n")[0])
        if callable(action):
            button.clicked.connect(lambda: action())
        return button


def _taken(widgets: Sequence[QWidget]) -> int:
    """Return the pixels that widgets of fixed width take in a row, as far as they are not hidden."""
    return sum(widget.maximumWidth() + GAP for widget in widgets if not widget.isHidden())
