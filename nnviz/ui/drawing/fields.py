"""Fields over the plane: a picture of values on a grid, and the bold lines between classes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem

from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.kept import KeptPixmap
from nnviz.ui.drawing.paths import pieces
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.view import View
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]


class Picture(PlotItem):
    """An image whose pixels stand for values on a grid of points."""

    def __init__(self) -> None:
        self._item = QGraphicsPixmapItem()
        super().__init__(self._item)
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._pixels = KeptPixmap()
        self._x = self._y = (0.0, 1.0)

    def set(self, bgra: ByteArray, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show colours (rows, columns, 4) in the order blue, green, red, 255.

        Parameters
        ----------
        x, y : (float, float)
            Coordinates of the first and last column, and of the first (lowest) and last row.
        """
        placed = (x, y, bgra.shape) == (self._x, self._y, getattr(self, "_shape", None))
        self._x, self._y, self._shape = x, y, bgra.shape
        self._item.setPixmap(self._pixels.of(bgra))
        if not placed:
            self.redraw()

    def draw(self, view: View) -> None:
        """Stretch the picture so that its outer pixels are centred on the grid's edge."""
        pixmap = self._item.pixmap()
        if pixmap.isNull():
            return
        left, right = (float(v) for v in view.x(self._x))
        bottom, top = (float(v) for v in view.y(self._y))
        across = (right - left) / max(pixmap.width() - 1, 1)
        up = (bottom - top) / max(pixmap.height() - 1, 1)
        # Row 0 of the array is the lowest: the picture is mirrored by the transform.
        place = QTransform(across, 0, 0, -up, left - across / 2, bottom + up / 2)
        self._item.setTransform(place)


class Contour(PlotItem):
    """A bold line on a pale halo, from separate pieces."""

    def __init__(self, width: float = 2.5, halo: float = 5.0) -> None:
        self._halo, self._line = QGraphicsPathItem(), QGraphicsPathItem()
        super().__init__(self._halo, self._line)
        self._halo.setOpacity(0.75)
        self._widths = (halo, width)
        self._path = QPainterPath()  # kept, as `KeptPixmap` keeps its objects, and for the same reason
        self._lines: Floats = np.empty((0, 2, 2))

    def set(self, lines: Floats) -> None:
        """Show the pieces (k, 2, 2): for each its two ends (x, y)."""
        self._lines = lines
        self.redraw()

    def draw(self, view: View) -> None:
        """Hand one path to both the halo and the line."""
        ends = self._lines.reshape(-1, 2)
        pieces(view.x(ends[:, 0]), view.y(ends[:, 1]), self._path)
        self._halo.setPath(self._path)
        self._line.setPath(self._path)

    def apply_theme(self, theme: Theme) -> None:
        """Take the text colour on the halo's."""
        for item, colour, width in zip(
            (self._halo, self._line), (theme.halo, theme.text), self._widths, strict=True
        ):
            item.setPen(
                QPen(
                    QColor(colour),
                    width,
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.SquareCap,  # round ones take four times as long: the pieces are many
                    Qt.PenJoinStyle.RoundJoin,
                )
            )
