"""Points of a data set on a plot: markers by class, stamped into one picture, and rings."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem

from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.stamps import stamp, stamp_alike
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

_RING_RADIUS = 6.0
_THIN_OPACITY = 0.5
"""Of rings where they are many: they must not hide the points."""


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
        """Show points (n, 2) of classes (n,); the same again cost nothing."""
        if not (np.array_equal(places, self._places) and np.array_equal(classes, self._classes)):
            self._places, self._classes = places, classes
            self.redraw()

    def clear(self) -> None:
        """Show no points."""
        self.set(self._places[:0], self._classes[:0])

    def draw(self, view: View) -> None:
        """Stamp each class's marker at its points."""
        if self._theme is None:
            return
        stamps = {
            index: marker_pixmap(self._theme, index, self._size, view.scale, self._hollow)
            for index in sorted(set(self._classes.tolist()))  # np.unique would import numpy.ma: 30 ms
        }
        self._picture.setPixmap(stamp(view, self._places, self._classes, stamps))

    def apply_theme(self, theme: Theme) -> None:
        """Take the class colours."""
        self._theme = theme
        self.redraw()


class Rings(PlotItem):
    """Circles around points, stamped into one picture.

    Parameters
    ----------
    radius : float
        In pixels.
    token : str
        Names their colour in a theme.
    """

    def __init__(self, radius: float = _RING_RADIUS, token: str = "text") -> None:
        self._picture = QGraphicsPixmapItem()
        super().__init__(self._picture)
        self._radius, self._token = radius, token
        self._places: Floats = np.empty((0, 2))
        self._thin = False
        self._theme: Theme | None = None

    def set(self, places: Floats, thin: bool = False) -> None:
        """Ring the points (n, 2); thinly where they are many."""
        unchanged = thin == self._thin and np.array_equal(places, self._places)
        if not unchanged:
            self._places, self._thin = places, thin
            self.redraw()

    def draw(self, view: View) -> None:
        """Stamp the circles that can be seen."""
        if self._theme is None:
            return
        self._picture.setPixmap(stamp_alike(view, self._places, self._circle(self._theme, view.scale)))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colour."""
        self._theme = theme
        self.redraw()

    def _circle(self, theme: Theme, scale: float) -> QPixmap:
        side = 2 * self._radius + 4
        picture = QPixmap(round(side * scale), round(side * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(_THIN_OPACITY if self._thin else 1.0)
        painter.setPen(QPen(QColor(getattr(theme, self._token)), 1.0 if self._thin else 1.5))
        painter.drawEllipse(QPointF(side / 2, side / 2), self._radius, self._radius)
        painter.end()
        return picture
