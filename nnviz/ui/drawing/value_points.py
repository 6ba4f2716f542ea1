"""Points whose colour is a number: the targets of a regression over the plane."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem

from nnviz.ui.colour_maps import signed_index
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.stamps import stamp
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

_SHADES = 16
"""Neighbouring entries of the colour map that share one stamp."""
_SIZE = 7


class ValuePoints(PlotItem):
    """Circles in the signed map; one picture, made again only when points, range or theme change.

    Parameters
    ----------
    hollow : bool
        Test points are hollow, training points are filled.
    """

    def __init__(self, hollow: bool = False) -> None:
        self._picture = QGraphicsPixmapItem()
        super().__init__(self._picture)
        self._hollow = hollow
        self._places: Floats = np.empty((0, 2))
        self._values: Floats = np.empty(0)
        self._limit = 1.0
        self._theme: Theme | None = None

    def set(self, places: Floats, values: Floats, limit: float) -> None:
        """Show points (n, 2) with values (n,) that range from -limit to limit; the same cost nothing."""
        same = np.array_equal(places, self._places) and np.array_equal(values, self._values)
        if not (same and limit == self._limit):
            self._places, self._values, self._limit = places, values, limit
            self.redraw()

    def clear(self) -> None:
        """Show no points."""
        self.set(self._places[:0], self._values[:0], self._limit)

    def draw(self, view: View) -> None:
        """Stamp each shade's circle at its points."""
        if self._theme is None:
            return
        shades = signed_index(self._values, self._limit) // _SHADES
        # np.unique would import numpy.ma: 30 ms
        stamps = {shade: self._circle(shade, view.scale) for shade in sorted(set(shades.tolist()))}
        self._picture.setPixmap(stamp(view, self._places, shades, stamps))

    def apply_theme(self, theme: Theme) -> None:
        """Take the signed map."""
        self._theme = theme
        self.redraw()

    def _circle(self, shade: int, scale: float) -> QPixmap:
        assert self._theme is not None
        return _shade_pixmap(self._theme, shade, scale, self._hollow)


def value_pixmap(theme: Theme, value: float, limit: float, scale: float) -> QPixmap:
    """Return the circle of a value in the range from -limit to limit."""
    (index,) = signed_index(np.array([value]), limit).tolist()
    return _shade_pixmap(theme, index // _SHADES, scale, hollow=False)


def _shade_pixmap(theme: Theme, shade: int, scale: float, hollow: bool) -> QPixmap:
    colour = QColor(theme.signed.colour(min(shade * _SHADES + _SHADES // 2, 255)))
    side = _SIZE + 4
    picture = QPixmap(round(side * scale), round(side * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.text), 0.8))
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(2.5, 2.5, _SIZE - 1, _SIZE - 1))
    if hollow:
        painter.setBrush(QColor(theme.surface))
        painter.drawEllipse(QRectF(4.5, 4.5, _SIZE - 5, _SIZE - 5))
    painter.end()
    return picture
