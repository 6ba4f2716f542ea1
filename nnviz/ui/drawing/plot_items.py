"""PlotItem: what a plot shows; it keeps its data and places itself, in pixels, on the plot's view."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene

from nnviz.ui.drawing.paths import lines_path
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme


class PlotItem:
    """Base: some graphics items of Qt that show some data.

    Subclasses fill `parts` in the constructor and override `place` and `apply_theme`.
    """

    def __init__(self, *parts: QGraphicsItem) -> None:
        self.parts = list(parts)
        self.view: View | None = None

    def attach(self, scene: QGraphicsScene, z: float) -> None:
        """Put the parts into a scene."""
        for part in self.parts:
            part.setZValue(z)
            scene.addItem(part)

    def detach(self, scene: QGraphicsScene) -> None:
        """Take the parts out of a scene."""
        for part in self.parts:
            scene.removeItem(part)

    def place(self, view: View) -> None:
        """Place the parts for a view."""
        self.view = view
        self.draw(view)

    def draw(self, view: View) -> None:
        """Make paths and pictures from the data."""

    def redraw(self) -> None:
        """Draw again: the data have changed."""
        if self.view is not None:
            self.draw(self.view)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""

    def set_visible(self, visible: bool) -> None:
        """Show or hide the item."""
        for part in self.parts:
            part.setVisible(visible)


class Cross(PlotItem):
    """The small cross under the pointer."""

    def __init__(self, reach: int = 8) -> None:
        self._halo, self._lines = QGraphicsPathItem(), QGraphicsPathItem()
        super().__init__(self._halo, self._lines)
        path = lines_path([(-reach, 0, reach, 0), (0, -reach, 0, reach)])
        self._halo.setPath(path)
        self._lines.setPath(path)
        self.set_visible(False)

    def move(self, place: QPointF | None) -> None:
        """Stand at a pixel, or nowhere."""
        self.set_visible(place is not None)
        if place is not None:
            for part in self.parts:
                part.setPos(round(place.x()), round(place.y()))

    def apply_theme(self, theme: Theme) -> None:
        """Take the accent on the surface."""
        self._halo.setPen(QPen(QColor(theme.surface), 4))
        self._lines.setPen(QPen(QColor(theme.accent), 2))
