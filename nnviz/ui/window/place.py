"""Place: a dock that keeps room for a panel, which is made when it comes into sight the first time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDockWidget, QWidget

from nnviz.ui.painting import paint_later
from nnviz.ui.panels.kind import Kind
from nnviz.ui.panels.panel import Panel
from nnviz.ui.panels.tabs import Tab
from nnviz.ui.theme import NORMAL, Theme


class Place(QDockWidget):
    """Where one panel stands. A window opens no slower for the panels that it only could show.

    Parameters
    ----------
    kind
        Says beforehand what the panel is called and how much room it needs.
    make
        Makes it, as a child of this place: one that came later would be dressed a second time.

    Signals
    -------
    furnished(object)
        The panel has been made.
    """

    furnished = Signal(object)

    def __init__(self, kind: Kind, make: Callable[[QWidget], Panel], parent: QWidget) -> None:
        super().__init__(kind.title, parent)
        self.kind = kind
        self._make = make
        self._panel: Panel | None = None
        self._ready: Panel | None = None
        self.setObjectName(kind.key)
        features = QDockWidget.DockWidgetFeature
        self.setFeatures(features.DockWidgetMovable | features.DockWidgetFloatable)
        self._keep_room()

    def _keep_room(self) -> None:
        """Take as much room as the panel will, so that nothing moves when it comes."""
        title, body = QWidget(), QWidget()
        title.setFixedHeight(NORMAL.panel_title)
        width, height = self.kind.least_size
        body.setMinimumSize(width, height - NORMAL.panel_title)
        self.setTitleBarWidget(title)
        self.setWidget(body)

    @property
    def is_seen(self) -> bool:
        """Whether it is neither hidden nor behind another as a tab."""
        return not self.widget().visibleRegion().isEmpty()

    @property
    def has_panel(self) -> bool:
        """Whether the panel has been made."""
        return self._panel is not None

    @property
    def tab(self) -> Tab:
        """How the panel is called on the title lines of those in its place."""
        return Tab(self.kind.key, self.kind.title, self.kind.short_title)

    def prepare(self) -> None:
        """Take the next step towards the panel, each for a frame of its own: make it, then put it in."""
        if self._ready is None:
            self._ready = self._make(self)
        else:
            paint_later(self)
            self._put_in(self._ready)

    def apply_theme(self, theme: Theme) -> None:
        """Hand a theme to the panel, if there is one by now."""
        if self._ready is not None:
            self._ready.apply_theme(theme)

    @property
    def panel(self) -> Panel:
        """The panel, made if it was not yet."""
        return self._panel or self._put_in(self._ready or self._make(self))

    def _put_in(self, panel: Panel) -> Panel:
        self._ready = self._panel = panel
        room = self.titleBarWidget(), self.widget()
        self.setTitleBarWidget(panel.title_line)
        self.setWidget(panel)
        for widget in room:
            widget.deleteLater()
        self.furnished.emit(panel)
        return panel
