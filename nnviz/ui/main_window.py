"""MainWindow: transport on top, controls left, panels in docks; arranges, decides nothing.

It comes in three strokes, so that something is there to be seen at once: bare surfaces first, then the
controls of a session, then the panels, for which pyqtgraph has to be imported.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.ui.style import colour, dress
from nnviz.ui.theme import GAP, Theme
from nnviz.ui.window.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent

    from nnviz.training.experiment import Experiment
    from nnviz.ui.panels.kind import Kind
    from nnviz.ui.panels.panel import Panel
    from nnviz.ui.session import Session

#: Size in pixels with which the window opens the first time, and the least it can have.
FIRST_SIZE = (1280, 720)
LEAST_SIZE = (1024, 640)
#: Pixels that a window manager's title bar takes of the screen's height, at most.
TITLE_BAR = 40


class Stroke(Enum):
    """How far the window has come."""

    SURFACES = "surfaces"
    CONTROLS = "controls"
    PANELS = "panels"


class MainWindow(QWidget):
    """The window.

    Attributes
    ----------
    stroke
        How far it has come: what is named below is there from CONTROLS on, the stage from PANELS on.
    theme
        Colours and text size in use.
    docks, stage
        The panels' places, and what lets them draw; there once the session's panels are.
    """

    def __init__(self, theme: Theme | None = None) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("nnviz")
        self.settings = Settings()
        self.theme = theme or self.settings.theme
        colour(_application(), self.theme)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*FIRST_SIZE)
        self.restoreGeometry(self.settings.geometry)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._surfaces = _bare_surfaces(self.theme)
        self._rows.addWidget(self._surfaces)
        self.stroke = Stroke.SURFACES

    def appear(self) -> None:
        """Show the window; on the whole screen, if its foot and a title bar would not both be in sight."""
        if self.height() + TITLE_BAR > self.screen().availableSize().height():
            self.showMaximized()
        else:
            self.show()

    # strokes

    def furnish(self, session: Session) -> None:
        """Put in the controls of a session, and the panels right after they have been painted."""
        from nnviz.ui.controls.strips import Strips
        from nnviz.ui.controls.timeline_bar import TimelineBar
        from nnviz.ui.controls.transport import TransportBar
        from nnviz.ui.window.arrangements import Arrangements
        from nnviz.ui.window.arrivals import Arrivals
        from nnviz.ui.window.docks import DockHost
        from nnviz.ui.window.files import Files
        from nnviz.ui.window.menu import MainMenu
        from nnviz.ui.window.overlay import Overlay
        from nnviz.ui.window.side import Side
        from nnviz.ui.window.veil import Veil
        from nnviz.ui.window.whole_room import WholeRoom

        self.stroke = Stroke.CONTROLS
        dress(_application(), self.theme)
        self.session = session
        session.keep_within(self.settings.keeping.nbytes)
        self.transport = TransportBar(session, self.theme, self)
        self.timeline = TimelineBar(session, self.theme, self)
        self.side = Side(session, self.theme, self)
        self.controls = self.side.controls
        self.strips = Strips(session, self.theme, self)
        self.docks = DockHost(self)
        self.docks.apply_theme(self.theme)
        self.arrangements = Arrangements(self.docks, self.settings, self)
        self.whole_room = WholeRoom(self.docks, self.side, session, self)
        session.selection.examined.connect(partial(self.whole_room.open, "microscope"))
        Veil(self.docks, session, self)
        self.arrivals = Arrivals(self, self.strips.show_notice)
        self.files = Files(self)
        self.overlay = Overlay(self.docks, self.theme, self, self.strips, self.files.submission)
        self.menu = MainMenu(self)
        self._lay_out()
        self.setFocus()  # not the first button: Space is for Run wherever the focus is
        self.controls.file_requested.connect(self.files.ask_data)
        self.transport.state.pressed.connect(self.strips.tell_again)
        session.experiment_changed.connect(self._follow)
        QTimer.singleShot(0, self, self.add_panels)

    def add_panels(self) -> None:
        """Make the panels and begin to draw."""
        from nnviz.ui.panels import PANELS
        from nnviz.ui.stage import Stage

        if self.stroke is Stroke.PANELS:
            return
        self.stroke = Stroke.PANELS
        self.stage = Stage(self.session, self.docks.ready_panels, self)
        for kind in PANELS.values():
            self.docks.add_panel(kind, partial(self._make_panel, kind))
        self.docks.changed.connect(self.stage.watch)
        self.menu.list_panels(self.docks.view_actions())
        self.arrangements.put(self.session.experiment)

    def _make_panel(self, kind: Kind, place: QWidget) -> Panel:
        panel = kind.load()(self.theme, self.session, place)
        panel.probes_changed.connect(self.stage.watch)
        panel.show_requested.connect(self.docks.bring_into_sight)
        panel.said.connect(self.strips.tell)
        self.session.experiment_changed.connect(panel.retry)
        return panel

    @property
    def has_drawn(self) -> bool:
        """Whether every panel that can be seen has drawn a snapshot."""
        shown = self.docks.in_sight() if self.stroke is Stroke.PANELS else []
        return bool(shown) and all(self.stage.draws[key] for key in shown)

    def when_drawn(self, call: Callable[[], None]) -> None:
        """Call once, when every panel shown has drawn the first snapshot."""

        def look() -> None:
            if self.has_drawn:
                timer.stop()
                timer.deleteLater()
                call()

        timer = QTimer(self, interval=16)
        timer.timeout.connect(look)
        timer.start()

    def _lay_out(self) -> None:
        self._rows.removeWidget(self._surfaces)
        self._surfaces.hide()
        self._surfaces.deleteLater()
        body = QHBoxLayout()
        body.setContentsMargins(GAP, GAP, GAP, GAP)
        body.setSpacing(GAP)
        body.addWidget(self.side)
        body.addWidget(self.docks, 1)
        self._rows.addWidget(self.transport)
        self._rows.addLayout(body, 1)
        self._rows.addWidget(self.timeline)

    # arrangement

    def arrange(self) -> None:
        """Put the panels where they stand by default for the present kind of data."""
        self.arrangements.put_default()

    def _follow(self, _experiment: Experiment) -> None:
        """Take the arrangement of the experiment's kind of data, after the controls, in frames of its own."""
        from nnviz.ui.session import FRAME

        if self.stroke is Stroke.PANELS:
            QTimer.singleShot(FRAME, self, self._arrange_for_data)

    def _arrange_for_data(self) -> None:
        if self.controls.updatesEnabled():
            self.arrangements.put(self.session.experiment)
        else:  # they are laid out piece by piece
            self._follow(self.session.experiment)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the arrangement for the new size, once everything has it."""
        super().resizeEvent(event)
        if self.stroke is Stroke.PANELS:
            QTimer.singleShot(0, self, self.arrangements.follow_room)

    # look

    def apply_theme(self, theme: Theme) -> None:
        """Dress everything anew and remember it."""
        self.theme = self.settings.theme = theme
        dress(_application(), theme)
        for part in (self.transport, self.timeline, self.controls, self.side, self.strips, self.docks):
            part.apply_theme(theme)
        self.overlay.apply_theme(theme)
        self.arrangements.follow_room()

    # errors and the end

    def report_error(self, sentence: str, details: str) -> None:
        """Show what went wrong in a strip; the rest of the window goes on."""
        from nnviz.training.moment import Failure

        if self.stroke is Stroke.SURFACES:  # nothing to show it in yet
            sys.stderr.write(details)
            return
        self.strips.show_failure(Failure(sentence, details))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put a maximised panel back with an Esc that nobody else has a use for, wherever the focus is."""
        from PySide6.QtCore import Qt  # all its names take 20 ms, for which the first paint does not wait

        if event.key() == Qt.Key.Key_Escape and self.stroke is not Stroke.SURFACES:
            self.docks.restore()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files be dragged over the window."""
        self.arrivals.welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Have files taken that are dropped on it."""
        self.arrivals.drop(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the arrangement and end the threads."""
        self.settings.geometry = bytes(self.saveGeometry().data())
        if self.stroke is not Stroke.SURFACES:
            self.arrangements.keep()
            self.files.close()
            self.session.close()
        event.accept()


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _bare_surfaces(theme: Theme) -> QWidget:
    """Return the surfaces of bar, controls and panels as they will stand, with nothing on them yet."""

    def card(role: str = "card") -> QFrame:
        frame = QFrame()
        frame.setProperty("role", role)
        return frame

    surfaces = QWidget()
    rows = QVBoxLayout(surfaces)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    bar = card("bar")
    bar.setFixedHeight(theme.size.transport)
    body = QHBoxLayout()
    body.setContentsMargins(GAP, GAP, GAP, GAP)
    body.setSpacing(GAP)
    controls = card()
    controls.setFixedWidth(theme.size.controls)
    body.addWidget(controls)
    body.addWidget(card(), 4)
    body.addWidget(card(), 3)
    timeline = card("foot")
    timeline.setFixedHeight(theme.size.timeline)
    rows.addWidget(bar)
    rows.addLayout(body, 1)
    rows.addWidget(timeline)
    return surfaces
