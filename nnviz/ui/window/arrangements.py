"""Arrangements: which one stands, and what is kept of it for each kind of data and size of window."""

from __future__ import annotations

from PySide6.QtCore import QObject

from nnviz.training.experiment import Experiment
from nnviz.ui.opening import arrangement_for
from nnviz.ui.window.docks import DockHost
from nnviz.ui.window.settings import Settings


class Arrangements(QObject):
    """Puts the panels where they last stood for this kind of data in a window of this size.

    An arrangement made by hand in a large window would be squeezed in a small one, so that each variant of a
    layout has its own. Where nothing is kept, the layout's default stands.

    Attributes
    ----------
    name
        Of the layout that stands; empty before the first.
    """

    def __init__(self, docks: DockHost, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self.name = ""
        self._size = ""
        self._docks, self._settings = docks, settings
        docks.changed.connect(self.follow_room)

    def put(self, experiment: Experiment) -> None:
        """Take the arrangement of an experiment's kind of data, unless it stands already."""
        name = arrangement_for(experiment)
        if name != self.name:
            self.keep()
            self._put(name)

    def follow_room(self) -> None:
        """Keep what was changed by hand; take another arrangement if the window has another size class."""
        if not self.name or self._docks.maximised:
            return
        if self._size == self._docks.size_class:
            self.keep()
        elif self._docks.is_arranged and not self._settings.arrangement(self._key(self._docks.size_class)):
            self._size = self._docks.size_class  # the default follows by itself
        else:
            self._put(self.name)

    def put_default(self) -> None:
        """Put the panels where they stand by default, and forget what was kept."""
        self._settings.keep_arrangement(self._key(self._size), b"")
        self._docks.arrange(self.name)

    def keep(self) -> None:
        """Remember what was arranged by hand; not what another size of the window has made of it."""
        if self.name and not self._docks.is_arranged and self._size == self._docks.size_class:
            self._settings.keep_arrangement(self._key(self._size), self._docks.save())

    def _put(self, name: str) -> None:
        self.name, self._size = name, self._docks.size_class
        if not self._docks.load(self._settings.arrangement(self._key(self._size))):
            self._docks.arrange(name)

    def _key(self, size: str) -> str:
        return f"{self.name}-{size}"
