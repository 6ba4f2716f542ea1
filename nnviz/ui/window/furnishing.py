"""Furnishing: panels made when they come into sight, and the titles in one place on each other's lines."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from nnviz.ui.session import FRAME
from nnviz.ui.window.arranging import keys_beside
from nnviz.ui.window.place import Place


class Furnishing(QObject):
    """Brings what has come into sight up to date, one step in each turn, so that nothing waits for all.

    Signals
    -------
    begun()
        There is something to look at: a panel was moved, shown or hidden, or a step has been taken.
    done()
        Every panel in sight is there, and named.
    """

    begun = Signal()
    done = Signal()

    def __init__(self, host: QMainWindow, docks: Mapping[str, Place]) -> None:
        super().__init__(host)
        self._host, self._docks = host, docks
        self._pace = 0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.go_on)

    def begin(self) -> None:
        """See soon to whatever has changed."""
        self._timer.start(0)

    def go_on(self) -> None:
        """Take a step: write a title line, or take one of two towards a panel; or say that all is done."""
        self.begun.emit()
        if self._pace and self._name_next():
            self._timer.start(0)
            return
        if not self._host.updatesEnabled():
            self._timer.start(FRAME)  # what stands there already is painted first
            return
        if unmade := [dock for dock in self._docks.values() if not dock.has_panel and dock.is_seen]:
            unmade[0].prepare()
            is_last = all(dock.has_panel for dock in unmade)
            self._timer.start(0 if is_last else self._pace)
            return
        while self._name_next():  # all at once while the window opens
            pass
        self._pace = FRAME  # from now on there are others that draw
        self.done.emit()

    def _name_next(self) -> bool:
        """Write one title line that is not up to date; tell whether there was one."""
        return any(self._name_tabs(key) for key, dock in self._docks.items() if not dock.isHidden())

    def _name_tabs(self, key: str) -> bool:
        """Write the titles of all panels in a place on the line of one; tell whether that was news."""
        if not self._docks[key].has_panel:
            return False
        together = keys_beside(self._host, self._docks, key)
        tabs = [self._docks[each].tab for each in together]
        return self._docks[key].panel.title_line.set_tabs(tabs, together.index(key))
