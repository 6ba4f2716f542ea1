"""PlotFrame: the faint lines at a plot's ticks, and the edges that its axes leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from nnviz.ui.drawing.paths import lines_path
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.drawing.axes import Axes


class PlotFrame:
    """Lines below all that is drawn, and a frame above."""

    def __init__(self, scene: QGraphicsScene, grid: bool) -> None:
        self._grid, self._frame = QGraphicsPathItem(), QGraphicsPathItem()
        self._grid.setZValue(-100)
        self._grid.setVisible(grid)
        self._frame.setZValue(1000)
        scene.addItem(self._grid)
        scene.addItem(self._frame)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._grid.setPen(QPen(QColor(theme.border), 1))
        self._frame.setPen(QPen(QColor(theme.strong), 1))

    def place(self, view: View, axes: Axes) -> None:
        """Draw the lines at the axes' ticks for a view."""
        up, across = view.vertical, view.horizontal
        rows = view.place_rows(axes.left.places(up.low, up.high, view.height))
        columns = view.place_columns(axes.bottom.places(across.low, across.high, view.width))
        w, h = view.width, view.height
        self._grid.setPath(
            lines_path([(0, int(r), w, int(r)) for r in rows] + [(int(c), 0, int(c), h) for c in columns])
        )
        # The left edge is the axis' own line; the view covers that of the bottom axis.
        edges = [(0, 0.5, w, 0.5), (w - 0.5, 0, w - 0.5, h), (0, h - 0.5, w, h - 0.5)]
        self._frame.setPath(lines_path(edges))
