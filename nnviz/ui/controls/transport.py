"""TransportBar: run and pause, step, epoch, reset, new weights, the speed, and where the run stands."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import msgspec
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from nnviz.training.experiment import Experiment
from nnviz.training.status import State, Status
from nnviz.ui.controls.buttons import Button, rule
from nnviz.ui.controls.figures import Figure, StateWord, look_of, tip_of
from nnviz.ui.controls.progress import epoch_words, is_stuck, longest_epoch, speed_of, steps_at_end, widest
from nnviz.ui.controls.sheet import dress_controls
from nnviz.ui.controls.speed import SpeedDial
from nnviz.ui.icons import icon
from nnviz.ui.numerals import count
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, NORMAL, TIGHT, Theme

#: Pixels of an icon at the normal text size, and the least width of the filled button.
ICON = 20
RUN_WIDTH = 72
#: Least seconds between two changes of the figures while nothing but the step is new.
FIGURES_EVERY = 0.09
#: Milliseconds of preparing before the state says so, so that a moment's work does not flicker.
PREPARING_AFTER = 150


class Command(msgspec.Struct, frozen=True):
    """One thing to be done to a run, as its button and its menu entry say it."""

    title: str
    icon: str
    key: str
    tip: str
    do: Callable[[Session], None]
    needs_run: bool = False


COMMANDS = {
    "run": Command("Run", "run", "Space", "Run or pause", Session.toggle, needs_run=True),
    "step": Command(
        "Step", "step", "S", "Make one step: one batch, one update", Session.step, needs_run=True
    ),
    "epoch": Command("Epoch", "epoch", "E", "Train to the end of this epoch", Session.epoch, needs_run=True),
    "reset": Command("Reset", "reset", "R", "Begin again with the very same weights", Session.reset),
    "new_weights": Command(
        "New weights", "new_weights", "N", "Begin again with other weights", Session.new_weights
    ),
}
GROUPS = (("run", "step", "epoch"), ("reset", "new_weights"))


class TransportBar(QFrame):
    """The bar at the top of the window.

    It gives the session commands, and follows its states. Its actions are also its parent's, for menus and
    for the sheet of shortcuts.

    Attributes
    ----------
    commands : dict of str to QAction
        By the names in `COMMANDS`.
    """

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self._session = session
        self._theme = theme
        self._shown_at = 0.0
        self._shown: Status | None = None
        self.commands = {name: self._action(command) for name, command in COMMANDS.items()}
        self.buttons = {name: self._button(name, action) for name, action in self.commands.items()}
        self.menu_button = Button("command", icon_name="menu", parent=self)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setAccessibleName("Menu")
        self.menu_button.setToolTip("Menu (F10)")
        self.speed = SpeedDial(self)
        self.step, self.epoch = Figure("step", parent=self), Figure("epoch", parent=self)
        self.samples = Figure("samples a second", "samples/s", self)
        self.steps = Figure("steps a second", "steps/s", self)
        self.state = StateWord(self)
        self._preparing = QTimer(self, singleShot=True, interval=PREPARING_AFTER)
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self._follow_experiment(session.experiment)
        self._follow_state(session.status)

    def set_menu(self, menu: QMenu) -> None:
        """Hang the window's menu on the button at the left."""
        self.menu_button.setMenu(menu)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        dress_controls(self, theme)
        self.setFixedHeight(theme.size.transport)
        for part in (self.speed, self.step, self.epoch, self.samples, self.steps, self.state):
            part.apply_theme(theme)
        self.menu_button.show_icon("menu", theme.text, self._icon_size)
        for name, button in self.buttons.items():
            button.setFixedHeight(theme.size.transport - 2 * GAP)
            button.setIconSize(QSize(self._icon_size, self._icon_size))
            self._show_icon(name, COMMANDS[name].icon)
        self.buttons["run"].setFixedWidth(max(RUN_WIDTH, round(4.3 * theme.size.body)))
        self._show_running(self._session.is_running)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have words give way where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the window likes: words give way."""
        return QSize(0, self._theme.size.transport)

    # following the run

    def _follow_experiment(self, experiment: Experiment) -> None:
        self.speed.show_speed(self._session.speed)
        if self.epoch.reserve(longest_epoch(experiment)):
            self._fit()

    def _follow_state(self, status: Status) -> None:
        """Show a status: its state at once, its figures no more than ten times a second."""
        before, self._shown = self._shown, status
        if before is None or _state_of(before) != _state_of(status):
            self._show_state(status)
        elif perf_counter() - self._shown_at < FIGURES_EVERY and status.state is State.RUNNING:
            return
        self._shown_at = perf_counter()
        self._show_figures(status)

    def _show_state(self, status: Status) -> None:
        self._show_running(status.state is State.RUNNING)
        for name, command in COMMANDS.items():
            self.commands[name].setEnabled(not (command.needs_run and is_stuck(status)))
        if status.busy:
            self._preparing.start()
        else:
            self._preparing.stop()
            self.state.show_look(look_of(status), tip_of(status))

    def _show_preparing(self) -> None:
        status = self._session.status
        self.state.show_look(look_of(status), status.busy)

    def _show_figures(self, status: Status) -> None:
        end = steps_at_end(status, self._session.snapshot)
        of = f"of {count(end)}" if end is not None and end >= status.step else ""
        self.step.show_value(count(status.step), of)
        if self.step.reserve(count(widest(max(end or 0, status.step, 9_999))), of):
            self._fit()
        self.epoch.show_value(epoch_words(status.epoch))
        if self.epoch.reserve(longest_epoch(self._session.experiment, status.epoch)):
            self._fit()
        self.samples.show_value(speed_of(status.samples_per_second))
        self.steps.show_value(speed_of(status.steps_per_second))

    def _show_running(self, is_running: bool) -> None:
        self.commands["run"].setText("Pause" if is_running else "Run")
        self._show_icon("run", "pause" if is_running else "run")

    # parts

    def _action(self, command: Command) -> QAction:
        action = QAction(command.title, self)
        action.setShortcut(QKeySequence(command.key))
        action.setToolTip(f"{command.tip} ({command.key})")
        action.setProperty("group", "Training")
        action.setProperty("help", command.tip)
        action.triggered.connect(lambda: command.do(self._session))
        return action

    def _button(self, name: str, action: QAction) -> Button:
        button = Button("run" if name == "run" else "command", parent=self)
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        return button

    def _show_icon(self, name: str, icon_name: str) -> None:
        theme = self._theme
        colour = theme.on_accent if name == "run" else theme.text
        disabled = theme.muted if name == "run" else theme.strong
        self.commands[name].setIcon(icon(icon_name, colour, self._icon_size, disabled))

    def _add_key(self, title: str, key: str, do: Callable[[], object]) -> QAction:
        """Add an action that has a key and no button."""
        action = QAction(title, self)
        action.setShortcut(QKeySequence(key))
        action.setProperty("group", "Training")
        action.triggered.connect(lambda: do())
        return action

    def _connect(self) -> None:
        self._session.each_status.append(self._follow_state)
        self._session.experiment_changed.connect(self._follow_experiment)
        self.speed.chosen.connect(self._session.set_speed)
        self._preparing.timeout.connect(self._show_preparing)
        menu = self._add_key("Menu", "F10", self.menu_button.showMenu)
        menu.setProperty("group", "Window")
        keys = [
            self._add_key("Slower", ",", lambda: self.speed.step(-1)),
            self._add_key("Faster", ".", lambda: self.speed.step(1)),
            menu,
        ]
        (self.parentWidget() or self).addActions([*self.commands.values(), *keys])

    def _lay_out(self) -> None:
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(TIGHT)
        row.addWidget(self.menu_button)
        row.addSpacing(TIGHT)
        for group in GROUPS:
            for name in group:
                row.addWidget(self.buttons[name])
            self._part(row)
        row.addWidget(self.speed)
        self._part(row)
        row.addStretch(1)
        for figure in (self.step, self.epoch, self.steps, self.samples):
            row.addWidget(figure)
            row.addSpacing(GAP + TIGHT)
        row.addWidget(self.state)
        self.samples.reserve("888 k")
        self.steps.reserve("8,888")

    @property
    def _icon_size(self) -> int:
        return round(ICON * self._theme.size.body / NORMAL.body)

    def _part(self, row: QHBoxLayout) -> None:
        row.addSpacing(TIGHT)
        row.addWidget(rule(self, 40))
        row.addSpacing(GAP)

    # room

    def _fit(self) -> None:
        """Have as little as possible give way: figures' words, the dial's width, icons' words, a figure."""
        for button in self.buttons.values():
            button.ensurePolished()  # its size is that of the right letters
        gives_way = (self._shorten_figures, self.speed.be_short, self._drop_labels, self._drop_steps)
        for drop in gives_way:
            drop(False)
        for drop in gives_way:
            if self._row.sizeHint().width() <= self.width():
                return
            drop(True)

    def _drop_labels(self, is_dropped: bool) -> None:
        """Show the words under the icons or not; Run's never go."""
        styles = Qt.ToolButtonStyle
        style = styles.ToolButtonIconOnly if is_dropped else styles.ToolButtonTextUnderIcon
        for name, button in self.buttons.items():
            button.setToolButtonStyle(styles.ToolButtonTextUnderIcon if name == "run" else style)

    def _shorten_figures(self, is_short: bool) -> None:
        for figure in (self.step, self.samples, self.steps):
            figure.be_short(is_short)

    def _drop_steps(self, is_dropped: bool) -> None:
        """Leave out the steps a second: the dial says how many they are to be."""
        self.steps.setVisible(not is_dropped)


def _state_of(status: Status) -> tuple[object, ...]:
    """Return all of a status that is shown at once."""
    return status.state, status.busy, status.progress is None, status.is_waiting
