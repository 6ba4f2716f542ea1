"""Points of a data set on a plot: markers by class, stamped into one picture, and rings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem

from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

_RING_RADIUS = 6.0


class Points(PlotItem):
    """Markers by class; one picture, made again only when points, range or theme change.

    Parameters
    ----------
    size : int
        Diameter of a marker in pixels.
    hollow : bool
        Test points are hollow, training points are filled.
    """

    def __init__(self, size: int = 7, hollow: bool = False) -> None:
        self._picture = QGraphicsPixmapItem()
        super().__init__(self._picture)
        self._size, self._hollow = size, hollow
        self._places: Floats = np.empty((0, 2))
        self._classes: npt.NDArray[np.integer] = np.empty(0, np.int64)
        self._theme: Theme | None = None

    def set(self, places: Floats, classes: npt.NDArray[np.integer]) -> None:
        """Show points (n, 2) of classes (n,)."""
        self._places, self._classes = places, classes
        self.redraw()

    def draw(self, view: View) -> None:
        """Stamp each class's marker at its points."""
        if self._theme is None:
            return
        picture = QPixmap(round(view.width * view.scale), round(view.height * view.scale))
        picture.setDevicePixelRatio(view.scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        columns, rows = view.x(self._places[:, 0]), view.y(self._places[:, 1])
        margin = self._size
        seen = (columns > -margin) & (columns < view.width + margin)
        seen &= (rows > -margin) & (rows < view.height + margin)
        for index in np.unique(self._classes):
            stamp = marker_pixmap(self._theme, int(index), self._size, view.scale, self._hollow)
            chosen = seen & (self._classes == index)
            self._stamp(painter, stamp, columns[chosen], rows[chosen], view.scale)
        painter.end()
        self._picture.setPixmap(picture)

    def apply_theme(self, theme: Theme) -> None:
        """Take the class colours."""
        self._theme = theme
        self.redraw()

    @staticmethod
    def _stamp(painter: QPainter, stamp: QPixmap, columns: Floats, rows: Floats, scale: float) -> None:
        # Whole device pixels keep every stamp as crisp as the first.
        half = stamp.width() / 2
        lefts = np.rint(columns * scale - half) / scale
        tops = np.rint(rows * scale - half) / scale
        for left, top in zip(lefts.tolist(), tops.tolist(), strict=True):
            painter.drawPixmap(QPointF(left, top), stamp)


class Rings(PlotItem):
    """Circles around points: those that the network gets wrong."""

    def __init__(self, radius: float = _RING_RADIUS) -> None:
        self._rings = QGraphicsPathItem()
        super().__init__(self._rings)
        self._radius = radius
        self._places: Floats = np.empty((0, 2))
        self._thin = False
        self._theme: Theme | None = None

    def set(self, places: Floats, thin: bool = False) -> None:
        """Ring the points (n, 2); thinly where they are many."""
        unchanged = thin == self._thin and np.array_equal(places, self._places)
        if unchanged:
            return
        self._places, self._thin = places, thin
        self._dress()
        self.redraw()

    def draw(self, view: View) -> None:
        """Draw the circles that can be seen."""
        path = QPainterPath()
        columns, rows, radius = view.x(self._places[:, 0]), view.y(self._places[:, 1]), self._radius
        seen = (columns > -radius) & (columns < view.width + radius)
        seen &= (rows > -radius) & (rows < view.height + radius)
        for column, row in zip(columns[seen].tolist(), rows[seen].tolist(), strict=True):
            path.addEllipse(column - radius, row - radius, 2 * radius, 2 * radius)
        self._rings.setPath(path)

    def apply_theme(self, theme: Theme) -> None:
        """Take the text colour."""
        self._theme = theme
        self._dress()

    def _dress(self) -> None:
        if self._theme is not None:
            self._rings.setPen(QPen(QColor(self._theme.text), 0.8 if self._thin else 1.5))
