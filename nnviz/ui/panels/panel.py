"""Panel: the anatomy that all panels share, so that the second is learnt for free.

A title line (see `title_line`), a legend in a fixed place, and the content, in whose place stands
one sentence while there is nothing to draw or when drawing failed.  A panel names the probes it
needs and draws the snapshots that it is given; it asks nobody and changes nothing.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QStackedLayout, QVBoxLayout, QWidget

from nnviz.training.status import State, Status
from nnviz.ui.numerals import count
from nnviz.ui.panels.legend import Legend
from nnviz.ui.panels.message import Message
from nnviz.ui.panels.table import Table
from nnviz.ui.panels.title_line import TitleLine
from nnviz.ui.theme import NORMAL, Theme

__all__ = ["Panel", "Table"]

if TYPE_CHECKING:
    from nnviz.training.moment import Failure, Snapshot
    from nnviz.training.probes import Wanted
    from nnviz.ui.session import Session


class Panel(QFrame):
    """Abstract: subclasses give `key`, `title`, `help_text`, `rate`, and `probes`, `draw`, `table`.

    Parameters
    ----------
    theme : Theme
    session : Session
        Where a panel asks for more than it is given to draw, and submits edits to.

    Attributes
    ----------
    key : str
        The name in `PANELS`, in saved layouts and in `nnviz shot --panel`.
    title : str
        One to three words.
    short_title : str
        One word for where there is little room, if its title is long.
    help_text : str
        What it is, for a student; the tooltip and the `?`.
    rate : float
        Redraws a second while training, at most.
    may_wait : bool
        Whether it draws less often where all panels in sight would take too much from a run flat out.
    least_size : (int, int)
        Width and height in pixels below which it is of no use.
    fills : bool
        Whether it needs the whole room: it is then opened over the others.
    waits : bool
        Whether there is nothing to see before the first snapshot.
    is_waiting : bool
        Whether a message stands in place of the content because there was none yet.

    Signals
    -------
    maximise_requested()
    probes_changed()
        What `probes` returns is another now, so that the window has other probes measured.
    show_requested(str)
        Another panel, by its key, has what was just asked for and should come into sight.
    said(str, bool)
        One sentence about what became of something, and whether all is well.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    short_title: ClassVar[str] = ""
    help_text: ClassVar[str]
    rate: ClassVar[float] = 10.0
    may_wait: ClassVar[bool] = True
    least_size: ClassVar[tuple[int, int]] = (320, 128)
    legend_below: ClassVar[bool] = False
    fills: ClassVar[bool] = False
    legend_stacked: ClassVar[bool] = False
    waits: ClassVar[bool] = True

    maximise_requested = Signal()
    probes_changed = Signal()
    show_requested = Signal(str)
    said = Signal(str, bool)

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.theme = theme
        self._session = session
        self.title_line = TitleLine(self.title, self.help_text, self, self.short_title)
        self.title_line.maximise_requested.connect(self.maximise_requested)
        self.legend = Legend(self.legend_stacked, self)
        self._message = Message(self)
        self._content = QWidget(self)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._content)
        self._stack.addWidget(self._message)
        self._failed, self.is_waiting = False, self.waits
        self._lay_out()
        self._fill_menu()
        if self.is_waiting:
            self._wait(session.status)
            session.each_status.append(self._wait)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Return what has to be measured for what the panel draws now, and how often."""
        raise NotImplementedError

    def draw(self, snapshot: Snapshot) -> None:
        """Draw a snapshot; called on the window's thread, for visible panels that are due."""
        raise NotImplementedError

    def table(self) -> Table:
        """Return what is shown as numbers."""
        raise NotImplementedError

    # -- what a panel uses -------------------------------------------------------------------

    def set_content(self, content: QWidget, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        """Put in what is drawn; once, by the subclass's constructor."""
        column = QVBoxLayout(self._content)
        column.setContentsMargins(*margins)
        column.addWidget(content)
        width, height = self.least_size
        self._content.setMinimumSize(width - 2, height - NORMAL.panel_title - 2 * NORMAL.small)

    def show_content(self) -> None:
        """Show the content in place of a message."""
        self._show(self._content)

    def show_empty(self, sentence: str, button: str = "", action: Callable[[], None] | None = None) -> None:
        """Say in one sentence what would fill the panel, with the button that does it."""
        self._message.show_empty(sentence, button, action)
        self._show(self._message)

    def show_error(self, what: str, advice: str, details: str) -> None:
        """Say what happened and what to do; other panels go on."""
        self._message.show_error(what, advice, details, self.retry if self._failed else None)
        self._show(self._message)

    def show_failure(self, failure: Failure) -> None:
        """Say what could not be measured."""
        self.show_error(failure.sentence, "The run and the other panels go on.", failure.details)

    @property
    def message(self) -> str:
        """The sentence that stands in place of the content, else empty."""
        return self._message.text if self._stack.currentWidget() is self._message else ""

    def begin(self) -> None:
        """Come out from behind the message that waits for the first snapshot, to draw it."""
        if self.is_waiting:
            self.is_waiting = False
            self._session.each_status.remove(self._wait)
            self.show_content()

    def present(self, snapshot: Snapshot) -> None:
        """Draw a snapshot; a failure becomes the panel's error state."""
        if self._failed:
            return
        self.begin()
        try:
            self.draw(snapshot)
        except Exception as error:
            self._failed = True
            self.show_error(
                f"{self.title} could not be drawn: {error}",
                "The run and the other panels go on.",
                traceback.format_exc(),
            )

    def say_moment(self, snapshot: Snapshot) -> None:
        """Say in the title line which step is shown, if the run is known farther than that."""
        moment = snapshot.moment
        self.title_line.set_moment(f"step {count(moment.step)}" if moment.history.known is not None else "")

    def retry(self) -> None:
        """Draw again after a failure: somebody asks for it, or there is another experiment."""
        if self._failed:
            self._failed = False
            self.show_content()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme; subclasses extend it for what they draw."""
        self.theme = theme
        self.title_line.apply_theme(theme)
        self.legend.apply_theme(theme)
        self._message.apply_theme(theme)

    # -- copies ------------------------------------------------------------------------------

    def picture(self) -> QPixmap:
        """Return the panel with its title line as it is on the screen."""
        scale = self.devicePixelRatioF()
        title = self.title_line.height() if self.title_line.parent() is not self else 0
        picture = QPixmap(round(self.width() * scale), round((self.height() + title) * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(QColor(self.theme.surface))
        painter = QPainter(picture)
        if title:
            painter.drawPixmap(0, 0, self.title_line.grab())
        painter.drawPixmap(0, title, self.grab())
        painter.end()
        return picture

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())

    def save_picture(self, path: Path) -> None:
        """Write the picture as a PNG file.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        if not self.picture().save(str(path), "PNG"):
            raise OSError(f"The picture could not be written to {path}.")

    # -- inside ------------------------------------------------------------------------------

    def _wait(self, status: Status) -> None:
        """Say what is waited for, or that there is nothing to come, until the first snapshot is there."""
        nothing = "Nothing to show: the data could not be read."
        has_failed = status.state is State.EMPTY and status.notice
        self.show_empty(f"{status.busy} …" if status.busy else nothing if has_failed else "")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 1)  # within the border, for which the style sheet makes room
        column.setSpacing(0)
        column.addWidget(self.title_line)
        parts: list[QWidget | QStackedLayout] = [self.legend, self._stack]
        for part in reversed(parts) if self.legend_below else parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part, 1)

    def _fill_menu(self) -> None:
        line = self.title_line
        line.add_action("Copy picture").triggered.connect(self.copy_picture)
        line.add_action("Save picture…").triggered.connect(
            lambda: self._ask_path("Save picture", ".png", self.save_picture)
        )
        line.add_action("Save data as CSV…").triggered.connect(
            lambda: self._ask_path("Save data", ".csv", lambda path: self.table().write_csv(path))
        )

    def _ask_path(self, title: str, suffix: str, write: Callable[[Path], None], name: str = "") -> None:
        """Ask where to save in a window that does not block the run."""
        dialog = QFileDialog(self, title, f"{name or self.key}{suffix}", f"*{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.setModal(False)
        dialog.fileSelected.connect(lambda name: self._write(write, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def _write(self, write: Callable[[Path], None], path: Path) -> None:
        try:
            write(path)
        except OSError as error:
            self.said.emit(f"{path.name} could not be saved: {error.strerror or error}", False)
        else:
            self.said.emit(f"Saved {path.name}.", True)

    def _show(self, part: QWidget) -> None:
        legend = part is self._content and self.legend.is_used
        if part is not self._stack.currentWidget() or legend == self.legend.isHidden():
            self.legend.set_wanted(part is self._content)  # first: the content then comes at its own size
            self._stack.setCurrentWidget(part)
