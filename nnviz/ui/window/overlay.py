"""Overlay: what the window has to tell lies over the panels, so that nothing moves when it comes or goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from nnviz.ui.panels.kind import CHOICES
from nnviz.ui.theme import GAP, NORMAL, Theme
from nnviz.ui.window.docks import DockHost

#: Pixels that it is wide at most, at the normal text size: longer lines are hard to read.
WIDEST = 800


class Overlay(QWidget):
    """Strips below each other over the picture of the panel at the upper left.

    That is the largest one. Its title line and a row of choices below it stay free, and so do the curves
    beside it, which show how it came to what is told. Without a strip to be seen there is no overlay.

    Parameters
    ----------
    panels
        What it lies over.
    strips
        What it holds; each comes and goes as it likes.
    """

    def __init__(self, panels: DockHost, theme: Theme, parent: QWidget, *strips: QWidget) -> None:
        super().__init__(parent)
        self._panels, self._theme, self._strips = panels, theme, strips
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for strip in strips:
            column.addWidget(strip)
            strip.installEventFilter(self)
        self.installEventFilter(self)
        panels.installEventFilter(self)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._place)
        panels.changed.connect(self._follow)
        self._place()

    def apply_theme(self, theme: Theme) -> None:
        """Be as wide as the letters of a theme ask for."""
        self._theme = theme
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the panels' size, and what comes, goes or changes among the strips."""
        kind, kinds = event.type(), QEvent.Type
        if watched is self._panels:
            if kind in (kinds.Resize, kinds.Move):
                self._follow()
        elif kind in (kinds.LayoutRequest, kinds.ShowToParent, kinds.HideToParent):
            self._place()
        return False

    def _follow(self) -> None:
        """Stand in the right place at once, and once more when what is in the panels has its place."""
        self._place()
        self._later.start()

    def _place(self) -> None:
        layout, window = self.layout(), self.parentWidget()
        is_used = any(not strip.isHidden() for strip in self._strips)
        if is_used and layout is not None and window is not None:
            under = self._picture()
            width = min(under.width(), round(WIDEST * self._theme.size.body / NORMAL.body))
            layout.activate()
            corner = self._panels.mapTo(window, under.topLeft())
            breaks = layout.hasHeightForWidth()  # some text may be broken into lines
            height = layout.totalHeightForWidth(width) if breaks else layout.totalSizeHint().height()
            self.setGeometry(corner.x(), corner.y(), width, height)
        if is_used == self.isHidden():
            self.setVisible(is_used)
            self.raise_()

    def _picture(self) -> QRect:
        """Return the upper left panel without its head and a margin, in the pixels of the panels."""
        place = self._panels.childAt(GAP, GAP)
        while place is not None and not isinstance(place, QDockWidget):
            place = place.parentWidget()
        room = self._panels.rect() if place is None else place.geometry()
        head = self._theme.size.panel_title
        if place is not None:
            rows = [row for row in place.findChildren(QWidget, CHOICES) if not row.isHidden()]
            head = max((row.mapTo(place, row.rect().bottomLeft()).y() + 1 for row in rows), default=head)
        return room.adjusted(GAP, head + GAP, -GAP, -GAP)
