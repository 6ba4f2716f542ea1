"""WholeRoom: opens a panel over all others, with the controls out of the way and the run paused."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnviz.ui.session import Session
from nnviz.ui.window.docks import DockHost
from nnviz.ui.window.side import Side


class WholeRoom(QObject):
    """Watches whether a panel that needs the whole room has it, and makes room for it.

    Such a panel, the microscope, is looked at while the run stands still; when it is left everything
    comes back as it was, with the run still paused.
    """

    def __init__(self, docks: DockHost, side: Side, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._docks, self._side, self._session = docks, side, session
        self._taken_by = ""
        docks.changed.connect(self._follow)

    def open(self, key: str) -> None:
        """Give a panel the whole room."""
        if self._docks.maximised != key:
            self._taken_by = ""  # it may have been put back so lately that nobody has said so
            self._docks.show_panel(key)

    def toggle(self, key: str) -> None:
        """Give a panel the whole room, or put the others back."""
        (self._docks.restore if self._docks.maximised == key else lambda: self.open(key))()

    def _follow(self) -> None:
        key = self._docks.maximised
        key = key if key and self._docks.panel(key).fills else ""
        if key == self._taken_by:
            return
        self._taken_by = key
        if key:
            self._session.pause()
            if self._side.is_open:
                self._side.toggle()
            self._docks.panel(key).setFocus()
        self._side.setVisible(not key)
