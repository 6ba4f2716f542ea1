"""Cells: the units of a network diagram, a picture each, with their biases, frames and marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsScene

from nnviz.ui.colour_maps import magnitude_index, signed_index
from nnviz.ui.drawing.kept import KeptPixmap
from nnviz.ui.drawing.network.layout import Tiles
from nnviz.ui.drawing.resampling import resampled
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

_VEIL = 205
"""How opaque the surface lies over what is dimmed, of 255."""
_FAR_LARGER = 2
"""How many times a tile a picture may be for Qt to make it smaller without leaving out rows."""
_CELLS_SEEN = 32
"""Rows up to which a picture's cells are told apart: feature maps, but not maps of the plane."""


class Cells:
    """The pictures of all units in a scene, and what stands around them.

    Attributes
    ----------
    pictures
        One for each unit, column by column.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._theme: Theme | None = None
        self._tiles: tuple[Tiles, ...] = ()
        self._scale = 1.0
        self.pictures: list[list[QGraphicsPixmapItem]] = []
        self._pixels: list[list[KeptPixmap]] = []
        self._biases: list[list[QGraphicsRectItem]] = []
        self._shades: list[list[int]] = []  # that the biases have now
        self._brushes: dict[int, QBrush] = {}  # kept by shade: one made anew lets go of the interpreter lock
        self._stretched: list[tuple[int, int, int]] = []  # the size to which pictures of a size are made
        self._bars: list[Floats] = []
        self._levels = QGraphicsPathItem()
        self._levels.setZValue(11)
        scene.addItem(self._levels)
        self._muted: list[frozenset[int]] = []
        self._dimmed: Callable[[int, int], bool] | None = None
        self._pointed: tuple[int, int] | None = None
        self._selected: tuple[int, int] | None = None
        self._frames, self._veil = QGraphicsPathItem(), QGraphicsPathItem()
        self._strokes, self._marks = QGraphicsPathItem(), QGraphicsPathItem()
        for z, item in enumerate((self._frames, self._strokes, self._veil, self._marks)):
            item.setZValue(11 + 2 * z)
            scene.addItem(item)

    def is_dimmed(self, column: int, unit: int) -> bool:
        """Tell whether a unit is dimmed."""
        return self._dimmed is not None and self._dimmed(column, unit)

    def muted(self, column: int) -> frozenset[int]:
        """Return which of the units shown are struck out."""
        return self._muted[column]

    def place(self, tiles: Sequence[Tiles], scale: float) -> None:
        """Take the places of the tiles; their pictures are to come."""
        if [len(each) for each in tiles] != [len(each) for each in self._tiles]:
            self._make(tiles)
        self._tiles, self._scale = tuple(tiles), scale
        self._stretched = [(0, 0, 0) for _ in tiles]
        for column, each in enumerate(tiles):
            for unit, picture in enumerate(self.pictures[column]):
                rect = each.rect(unit)
                picture.setPos(rect.topLeft())
                shown = picture.pixmap()
                if not shown.isNull():
                    wide, high = rect.width() / shown.width(), rect.height() / shown.height()
                    picture.setTransform(QTransform.fromScale(wide, high))
                if column:
                    self._biases[column][unit].setRect(each.bias(unit))
        self._raise_bars()
        self._frame()

    def _make(self, tiles: Sequence[Tiles]) -> None:
        for picture in (item for items in self.pictures for item in items):
            self._scene.removeItem(picture)
        for square in (item for items in self._biases for item in items):
            self._scene.removeItem(square)
        self.pictures = [[self._picture() for _ in range(len(each))] for each in tiles]
        self._pixels = [[KeptPixmap() for _ in range(len(each))] for each in tiles]
        self._biases = [
            [self._bias() for _ in range(len(each))] if column else [] for column, each in enumerate(tiles)
        ]
        self._forget_shades()
        self._muted = [frozenset() for _ in tiles]
        self._bars = [np.empty(0) for _ in tiles]

    def _forget_shades(self) -> None:
        self._brushes.clear()
        self._shades = [[-1] * len(items) for items in self._biases]

    def _picture(self) -> QGraphicsPixmapItem:
        item = QGraphicsPixmapItem()
        item.setZValue(10)
        self._scene.addItem(item)
        return item

    def _bias(self) -> QGraphicsRectItem:
        item = QGraphicsRectItem()
        item.setZValue(12)
        if self._theme is not None:
            item.setPen(QPen(QColor(self._theme.text2), 1))
        self._scene.addItem(item)
        return item

    def set_pictures(self, column: int, values: Floats, limit: float, signed: bool) -> None:
        """Show the units' values (units, rows, columns), row 0 at the top, on one of the two maps.

        Qt makes them as large as their tiles when it paints, with the interpreter lock free.
        """
        if self._theme is None or column >= len(self.pictures):
            return
        side = max(round(self._tiles[column].side * self._scale), 1)
        if max(values.shape[1:]) > _FAR_LARGER * side:
            values = resampled(values, side, side)
        rows, columns = values.shape[1:]
        entries = signed_index(values, limit) if signed else magnitude_index(values, limit)
        colours = (self._theme.signed if signed else self._theme.magnitude).words.take(entries)
        modes = Qt.TransformationMode
        mode = modes.SmoothTransformation if rows > _CELLS_SEEN else modes.FastTransformation
        for item, kept, seen in zip(self.pictures[column], self._pixels[column], colours, strict=False):
            item.setPixmap(kept.of(seen))
        if self._stretched[column] != (side, rows, columns):
            self._stretched[column] = side, rows, columns
            stretch = QTransform.fromScale(side / columns / self._scale, side / rows / self._scale)
            for item in self.pictures[column]:
                item.setTransform(stretch)
                item.setTransformationMode(mode)

    def set_biases(self, column: int, biases: Floats, limit: float) -> None:
        """Show the biases of a column."""
        if self._theme is None or column >= len(self._biases):
            return
        shades = self._shades[column]
        for unit, shade in enumerate(signed_index(biases, limit).tolist()[: len(shades)]):
            if shade != shades[unit]:
                shades[unit] = shade
                if shade not in self._brushes:
                    self._brushes[shade] = QBrush(QColor(self._theme.signed.colour(shade)))
                self._biases[column][unit].setBrush(self._brushes[shade])

    def set_bars(self, column: int, shares: Floats) -> None:
        """Show a bar from 0 to 1 at the right of each unit's picture."""
        if column < len(self._bars):
            self._bars[column] = shares
            self._raise_bars()

    def _raise_bars(self) -> None:
        path = QPainterPath()
        for tiles, shares in zip(self._tiles, self._bars, strict=True):
            width = max(round(tiles.side * 0.12), 3)
            for unit, share in enumerate(np.nan_to_num(shares).tolist()[: len(tiles)]):
                rect = tiles.rect(unit)
                path.addRect(
                    rect.right() - width, rect.bottom() - share * rect.height(), width, share * rect.height()
                )
        self._levels.setPath(path)

    def set_muted(self, column: int, muted: frozenset[int]) -> None:
        """Strike out the muted ones of the units shown."""
        if column < len(self._muted) and self._muted[column] != muted:
            self._muted[column] = muted
            self._frame()

    def dim(self, dimmed: Callable[[int, int], bool] | None) -> None:
        """Dim the units (column, unit) that `dimmed` tells; None dims none."""
        self._dimmed = dimmed
        self._frame()

    def point(self, unit: tuple[int, int] | None) -> None:
        """Frame the unit (column, unit) under the pointer."""
        self._pointed = unit
        self._frame()

    def select(self, unit: tuple[int, int] | None) -> None:
        """Frame the selected unit (column, unit)."""
        self._selected = unit
        self._frame()

    def _frame(self) -> None:
        frames, veil, strokes, marks = (QPainterPath() for _ in range(4))
        for column, tiles in enumerate(self._tiles):
            for unit in range(len(tiles)):
                rect = tiles.rect(unit).adjusted(-0.5, -0.5, 0.5, 0.5)
                frames.addRect(rect)
                if self.is_dimmed(column, unit):
                    veil.addRect(rect.adjusted(-1, -1, 1, 1))
                    if column:
                        veil.addRect(tiles.bias(unit).adjusted(-1, -1, 1, 1))
                if unit in self._muted[column]:
                    _cross_out(strokes, rect)
                if (column, unit) in (self._pointed, self._selected):
                    marks.addRect(rect.adjusted(-1, -1, 1, 1))
        veil.setFillRule(veil.fillRule().WindingFill)
        for item, path in zip(
            (self._frames, self._veil, self._strokes, self._marks),
            (frames, veil, strokes, marks),
            strict=True,
        ):
            item.setPath(path)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self._theme = theme
        self._frames.setPen(QPen(QColor(theme.edge), 1))
        self._strokes.setPen(QPen(QColor(theme.text), 1.5))
        self._marks.setPen(QPen(QColor(theme.accent), 2))
        self._levels.setPen(QPen(QColor(theme.surface), 1))
        self._levels.setBrush(QColor(theme.accent))
        colour = QColor(theme.surface)
        colour.setAlpha(_VEIL)
        self._veil.setBrush(colour)
        self._veil.setPen(QPen(QColor(0, 0, 0, 0)))
        for item in (item for items in self._biases for item in items):
            item.setPen(QPen(QColor(theme.text2), 1))
        self._forget_shades()


def _cross_out(path: QPainterPath, rect: QRectF) -> None:
    for start, end in ((rect.topLeft(), rect.bottomRight()), (rect.topRight(), rect.bottomLeft())):
        path.moveTo(start)
        path.lineTo(end)
