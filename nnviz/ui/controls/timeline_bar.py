"""TimelineBar: the whole run under the panels, to go to any step of it and to play it again."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import msgspec
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from nnviz.training.experiment import Experiment
from nnviz.training.history import HistoryView
from nnviz.training.moment import Snapshot
from nnviz.training.status import State, Status
from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.course import course_of, words_at
from nnviz.ui.controls.pause_sheet import PauseButton
from nnviz.ui.controls.progress import widest
from nnviz.ui.controls.sheet import dress_controls, mark
from nnviz.ui.controls.track import Track
from nnviz.ui.fonts import text_width
from nnviz.ui.numerals import count, percent
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, NORMAL, TIGHT, Theme

#: Least seconds between two drawings while training.
EVERY = 0.2
#: Pixels of a button's icon at the normal text size.
ICON = 16
#: Width below which only what is needed stays.
NARROW = 1200
NAME = "Timeline"


class Way(msgspec.Struct, frozen=True):
    """A way to another step, as its button and the sheet of shortcuts say it."""

    title: str
    icon: str
    keys: tuple[str, ...]
    tip: str
    go: Callable[[TimelineBar], None]


class TimelineBar(QFrame):
    """The bar at the bottom of the window.

    While the run looks back, the head is hollow and what lies ahead stays known. Its actions are also its
    parent's, for the sheet of shortcuts.

    Attributes
    ----------
    actions_by_name : dict of str to QAction
        By the names in `WAYS`.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self._session = session
        self._theme = theme
        self._drawn_at = 0.0
        self._aim: int | None = None
        self._shown_to_play = ""
        self.track = Track(theme, self)
        self.name = QLabel(NAME, self)
        self.name.setProperty("role", "small")
        self.live = Button("live", "Live", parent=self)
        self.live.setToolTip("Go to the end of what is known (Ctrl+])")
        self.pause_when = PauseButton(session, theme, self)
        self.actions_by_name = {name: self._action(way) for name, way in WAYS.items()}
        self.buttons = {name: self._button(name) for name in BUTTONS}
        self._lay_out()
        self._connect()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        dress_controls(self, theme)
        self.setFixedHeight(theme.size.timeline)
        side = theme.size.row
        for name, button in self.buttons.items():
            button.setFixedSize(side, side)
            button.show_icon(self._icon_of(name), theme.text, self._icon_size, theme.strong)
        self.pause_when.apply_theme(theme)
        self.track.apply_theme(theme)
        self._hold_places()
        self.draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have words give way where there is no room for them."""
        super().resizeEvent(event)
        self._hold_places()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the window likes."""
        return QSize(0, self._theme.size.timeline)

    # -- ways --------------------------------------------------------------------------------

    @property
    def _here(self) -> int:
        """The step that is shown or being gone to."""
        return self._session.steps if self._aim is None else self._aim

    @property
    def _known(self) -> int:
        return max(self.track.course.known, self._session.steps)

    @property
    def _history(self) -> HistoryView | None:
        snapshot = self._session.snapshot
        return None if snapshot is None else snapshot.moment.history.whole

    def seek(self, step: int) -> None:
        """Go to a known step."""
        self._aim = min(max(step, 0), self._known)
        self._session.seek(self._aim)
        self.draw()

    def step_on(self) -> None:
        """Go one step on, making it if it is not known."""
        if self._here < self._known:
            self.seek(self._here + 1)
        else:
            self._session.step()

    def epoch_back(self) -> None:
        """Go to the end of the epoch before."""
        if self._history is not None:
            epoch = float(self._history.epochs_at(self._here))
            self.seek(min(self._history.step_at(max(_before(epoch), 0)), self._here - 1))

    def epoch_on(self) -> None:
        """Go to the end of this epoch, training to it if it is not known."""
        if self._history is None:
            return
        step = self._history.step_at(int(self._history.epochs_at(self._here) + 1e-6) + 1)
        if step <= self._known:
            self.seek(max(step, self._here + 1))
        else:
            self._session.epoch()

    def play(self) -> None:
        """Play what is known, pause it, or stop going to a step."""
        if self._session.status.target is not None:
            self._session.stop_seeking()
        elif self._session.is_running:
            self._session.pause()
        else:
            self._session.play()

    # -- following the run -------------------------------------------------------------------

    def draw(self) -> None:
        """Show where the run is and how far it is known."""
        self._drawn_at = perf_counter()
        status, snapshot = self._session.status, self._session.snapshot
        if snapshot is None:
            return
        course = course_of(status, snapshot)
        if self._reserve(course.known):
            self._hold_places()
        self.track.show_course(course, snapshot.moment.history.whole)
        # a status is told less often than moments come: at the end of what is known the run is no step behind
        is_at_end = self._session.is_running and snapshot.moment.history.known is None
        here = course.known if is_at_end else status.step
        self.track.show_step(here if self._aim is None else self._aim)
        self._show_words(status)

    def _follow_state(self, status: Status) -> None:
        if self._session.is_settled and status.target is None:
            self._aim = None
        name = "play"
        shown = self._icon_of(name)
        if shown != self._shown_to_play:  # not at every step that is told
            self._shown_to_play = shown
            self.buttons[name].show_icon(shown, self._theme.text, self._icon_size, self._theme.strong)
        self._follow()

    def _follow(self, _news: Snapshot | Experiment | None = None) -> None:
        if not self._session.is_running or perf_counter() - self._drawn_at > EVERY:
            self.draw()

    def _show_words(self, status: Status) -> None:
        """Say where the head is, if not at the end, and how far it still has to go."""
        is_back = self.track.is_looking_back
        mark(self.live, kind="" if is_back else "live")
        self.live.setEnabled(is_back)
        if status.progress is not None:
            self.name.setText(f"seeking {percent(status.progress, 0)}")
        elif is_back:
            self.name.setText(f"step {count(self.track.step)}")
        else:
            self.name.setText(NAME)

    def _point_at(self, step: int | None) -> None:
        if step is None:
            self._show_words(self._session.status)
        else:
            self.name.setText(f"to {count(step)}")
            if self._history is not None:
                self.track.setToolTip(words_at(self._history, step, self.track.reach))

    def _icon_of(self, name: str) -> str:
        if name != "play":
            return WAYS[name].icon
        if self._session.status.target is not None:
            return "stop"
        return "pause" if self._session.status.state is State.RUNNING else "play"

    # -- parts -------------------------------------------------------------------------------

    @property
    def _icon_size(self) -> int:
        return round(ICON * self._theme.size.body / NORMAL.body)

    def _action(self, way: Way) -> QAction:
        action = QAction(way.title, self)
        action.setShortcuts([QKeySequence(key) for key in way.keys])
        action.setToolTip(f"{way.tip} ({way.keys[0]})" if way.keys else way.tip)
        action.setProperty("group", NAME)
        action.triggered.connect(lambda: way.go(self))
        return action

    def _button(self, name: str) -> Button:
        button = Button("time", parent=self)
        button.setToolTip(self.actions_by_name[name].toolTip())
        button.setAccessibleName(WAYS[name].title)
        button.clicked.connect(self.actions_by_name[name].trigger)
        return button

    def _connect(self) -> None:
        self._session.each_snapshot.append(self._follow)
        self._session.each_status.append(self._follow_state)
        self.track.sought.connect(self.seek)
        self.track.hovered.connect(self._point_at)
        self.live.clicked.connect(lambda: self.seek(self._known))
        (self.parentWidget() or self).addActions(list(self.actions_by_name.values()))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(TIGHT)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addSpacing(GAP)
        row.addWidget(self.name)
        row.addWidget(self.track, 1)
        row.addWidget(self.live)
        row.addSpacing(TIGHT)
        row.addWidget(self.pause_when)

    def _reserve(self, known: int) -> bool:
        """Have room for the longest step; tell whether that is another room than before."""
        longest = f"step {count(widest(max(known, 9_999)))}"
        width = max(text_width(text, self._theme.size.small) for text in (longest, NAME, "seeking 100 %"))
        if width == self.name.minimumWidth():
            return False
        self.name.setFixedWidth(width)
        return True

    def _hold_places(self) -> None:
        self._reserve(self.track.course.known)
        self.pause_when.be_short(self.width() < NARROW * self._theme.size.body / NORMAL.body)


def _before(epoch: float) -> int:
    """Return the last whole epoch that is over before this one."""
    whole = int(epoch + 1e-6)
    return whole if epoch - whole > 1e-6 else whole - 1


WAYS = {
    "first": Way("First step", "first", ("Ctrl+[",), "Go to step 0", lambda bar: bar.seek(0)),
    "back": Way(
        "Step back",
        "chevron_left",
        ("[",),
        "Go one step back",
        lambda bar: bar.seek(bar._here - 1),
    ),
    "play": Way("Play", "play", ("P",), "Play what is known, at the speed of the dial", TimelineBar.play),
    "on": Way("Step on", "chevron_right", ("]",), "Go one step on", TimelineBar.step_on),
    "last": Way(
        "Last step", "last", ("Ctrl+]",), "Go to the end of what is known", lambda bar: bar.seek(bar._known)
    ),
    "epoch_back": Way("Epoch back", "", ("{",), "Go one epoch back", TimelineBar.epoch_back),
    "epoch_on": Way("Epoch on", "", ("}",), "Go one epoch on", TimelineBar.epoch_on),
}
BUTTONS = ("first", "back", "play", "on", "last")
