"""UnitTiles: for each unit what it looks for, and beside it what it found: its weights and its activation.

An activation is a bar as high as it is large, blue if negative; a filter's is the map of where it found what.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QWidget

from nnviz.ui.colour_maps import ZERO, ByteArray, signed_index
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.mosaic import TileGrid
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.drawing.resampling import resampled, tiled
from nnviz.ui.theme import INSET, Theme

Floats = npt.NDArray[np.floating]

_BAR = 0.22
"""Width of an activation's bar beside a tile of width 1."""
_BAR_ENTRIES = ZERO + 85, ZERO - 85
"""Of the signed map: a bar tells its number by its height, so that one strong colour a sign will do."""
_PARTS = 100
"""In how many parts a tile's width is counted to choose the grid."""


class UnitTiles(Canvas):
    """Many units, each as a tile of weights and its activation beside it.

    Signals
    -------
    hovered(object)
        The unit under the pointer, or None.
    clicked(int)
        The unit that was clicked.
    """

    hovered = Signal(object)
    clicked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._weights: Floats = np.empty((0, 1, 1))
        self._outputs: Floats = np.empty((0, 1, 1))
        self._limits = (1.0, 1.0)
        self._muted: tuple[int, ...] = ()
        self._selected: int | None = None
        self._grid: TileGrid | None = None
        self._picture = QGraphicsPixmapItem()
        self._paths = {kind: QGraphicsPathItem() for kind in ("frames", "muted", "selection")}
        for item in (self._picture, *self._paths.values()):
            self.scene.addItem(item)
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))
        self.pressed.connect(self._on_pressed)

    def set(
        self, weights: Floats, outputs: Floats, limits: tuple[float, float], muted: Sequence[int]
    ) -> None:
        """Show weights and activations.

        Parameters
        ----------
        weights, outputs
            (units, rows, columns); an activation of one row and column is a bar.
        limits
            Of the weights and of the activations.
        muted
            Units that are crossed out.
        """
        same = weights.shape == self._weights.shape and outputs.shape == self._outputs.shape
        same = same and tuple(muted) == self._muted
        self._weights, self._outputs, self._limits, self._muted = weights, outputs, limits, tuple(muted)
        if same and self._grid is not None:
            self._draw()
        else:
            self.arrange()

    def select(self, unit: int | None) -> None:
        """Frame one unit, or none."""
        self._selected = unit
        self._frame()

    @property
    def _has_maps(self) -> bool:
        return self._outputs.shape[1:] != (1, 1)

    def arrange(self) -> None:
        """Choose the tiles' size for the room there is."""
        theme, self._grid = self.theme, None
        pens = {
            "frames": QPen(QColor(theme.border), 1),
            "muted": QPen(QColor(theme.wrong), 2),
            "selection": QPen(QColor(theme.accent), 2),
        }
        for kind, item in self._paths.items():
            item.setPen(pens[kind])
        room, scale = (self.width() - INSET - 2, self.height() - 2), self.devicePixelRatioF()
        if len(self._weights) and min(room) > 0:
            parts = round(_PARTS * (2.0 if self._has_maps else 1 + _BAR))
            device = int(room[0] * scale), int(room[1] * scale)
            self._grid = TileGrid.fitting(len(self._weights), (_PARTS, parts), device, scale, False)
        self._draw()
        self._frame()

    # -- drawing -----------------------------------------------------------------------------

    @property
    def _split(self) -> tuple[int, int]:
        """Device pixels of the tile of weights across, and where the activation begins."""
        assert self._grid is not None
        gap = 2 if self._grid.width > 16 else 1
        share = 2.0 if self._has_maps else 1 + _BAR
        tile = min(round((self._grid.width - gap) / share), self._grid.height)
        return tile, tile + gap

    def _draw(self) -> None:
        grid = self._grid
        self._picture.setVisible(grid is not None)
        if grid is None:
            return
        tile, beside = self._split
        cells = np.zeros((len(self._weights), grid.height, grid.width), np.uint8)
        cells[:, :, :tile] = signed_index(resampled(self._weights, grid.height, tile), self._limits[0])
        cells[:, :, beside:] = self._activations(grid.height, grid.width - beside)
        table = self.theme.signed.table_with_gap(self.theme.surface)
        picture = indexed_pixmap(tiled(cells, grid.columns, grid.gaps), table)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self._picture.setPos(1, 1)

    def _activations(self, height: int, width: int) -> ByteArray:
        limit = self._limits[1]
        if self._has_maps:
            return signed_index(resampled(self._outputs, height, width), limit)
        values = self._outputs[:, 0, 0]
        shares = np.clip(np.nan_to_num(np.abs(values)) / limit, 0.0, 1.0)
        filled = np.arange(height)[None] >= np.rint(height * (1 - shares))[:, None]
        ends = np.where(values >= 0, *_BAR_ENTRIES)[:, None]
        bars = np.where(filled, ends, ZERO).astype(np.uint8)
        return np.repeat(bars[:, :, None], width, axis=2)

    def _box(self, unit: int) -> QRectF:
        """The cell of a unit in logical pixels."""
        assert self._grid is not None
        scale = self.devicePixelRatioF()
        across, down = self._grid.step
        row, column = divmod(unit, self._grid.columns)
        return QRectF(
            1 + column * across / scale,
            1 + row * down / scale,
            self._grid.width / scale,
            self._grid.height / scale,
        )

    def _frame(self) -> None:
        paths = {kind: QPainterPath() for kind in self._paths}
        units = len(self._weights) if self._grid is not None else 0
        for unit in range(units):
            box = self._box(unit)
            tile, beside = (pixels / self.devicePixelRatioF() for pixels in self._split)
            parts = (0.0, tile), (beside, box.width() - beside)
            if self._grid is not None and min(self._grid.gaps) > 1:
                for left, width in parts:
                    paths["frames"].addRect(
                        QRectF(box.left() + left - 0.5, box.top() - 0.5, width + 0.5, box.height() + 0.5)
                    )
            if unit in self._muted:
                paths["muted"].moveTo(box.topLeft())
                paths["muted"].lineTo(box.bottomRight())
                paths["muted"].moveTo(box.bottomLeft())
                paths["muted"].lineTo(box.topRight())
            if unit == self._selected:
                paths["selection"].addRect(box.adjusted(-1, -1, 1, 1))
        for kind, path in paths.items():
            self._paths[kind].setPath(path)

    # -- the pointer -------------------------------------------------------------------------

    def _at(self, place: QPointF | None) -> int | None:
        if place is None or self._grid is None:
            return None
        scale = self.devicePixelRatioF()
        across, down = self._grid.step
        column, row = int((place.x() - 1) * scale // across), int((place.y() - 1) * scale // down)
        unit = row * self._grid.columns + column
        inside = 0 <= column < self._grid.columns and row >= 0 and unit < len(self._weights)
        return unit if inside and self._box(unit).adjusted(0, 0, 1, 1).contains(place) else None

    def _on_pressed(self, place: QPointF) -> None:
        unit = self._at(place)
        if unit is not None:
            self.clicked.emit(unit)
