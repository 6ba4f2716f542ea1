"""TileMosaic: the weights of many units as tiles of one picture, each with its bias below it."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QWidget

from nnviz.ui.colour_maps import signed_index
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.drawing.resampling import resampled, tiled
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

Floats = npt.NDArray[np.floating]

_TOP = 1 + TIGHT
"""Pixels above the first row."""
_WIDEST_GAP = 3
"""The part of a tile that a gap takes at most: wider ones make no group."""


class TileGrid(msgspec.Struct, frozen=True):
    """Where tiles stand, in device pixels from the upper left one."""

    columns: int
    width: int
    height: int
    strip: int
    """Height of the bias strip with the gap above it; 0 without biases."""
    gaps: tuple[int, int]
    """Across and down; room that is left over is shared out among them."""

    @property
    def step(self) -> tuple[int, int]:
        """From one tile to the next, across and down."""
        return self.width + self.gaps[0], self.height + self.strip + self.gaps[1]

    @classmethod
    def fitting(
        cls, count: int, shape: tuple[int, int], room: tuple[int, int], scale: float, strips: bool
    ) -> TileGrid:
        """Return the grid with the largest tiles that fit `room` device pixels."""
        height, width = shape
        for gap_pixels in (GAP, TIGHT, TIGHT // 2, 1):
            gap = round(gap_pixels * scale)
            strip = round((gap_pixels / 2 + 1.5) * scale) if strips else 0
            columns = np.arange(1, count + 1)
            rows = -(-count // columns)
            across = (room[0] + gap) / columns - gap
            down = ((room[1] + gap) / rows - gap - strip) * (width / height)
            side = np.minimum(across, down)
            best = int(side.argmax())
            if side[best] >= 4 * gap or gap_pixels == 1:
                break
        tile = max(int(side[best]), 1)
        # Whole pixels for each cell, where that costs little room.
        if tile >= 4 * width or (tile >= width and tile % width < tile * 0.08):
            tile -= tile % width
        tall = max(round(tile * height / width), 1)
        counts = int(columns[best]), -(-count // int(columns[best]))
        gaps = (
            _shared_out(whole, times, length, gap)
            for whole, times, length in zip(room, counts, (tile, tall + strip), strict=True)
        )
        return cls(counts[0], tile, tall, strip, (next(gaps), next(gaps)))


def _shared_out(room: int, count: int, length: int, gap: int) -> int:
    """Return the gap between tiles that leaves no room over, unless that tears them apart."""
    if count < 2 or gap < 2:
        return gap
    return min(max((room - count * length) // (count - 1), gap), max(gap, length // _WIDEST_GAP))


class TileMosaic(Canvas):
    """Many units' weights as one picture.

    Signals
    -------
    hovered(object)
        `(unit, row, column)` of the weight under the pointer, `(unit, -1, -1)` for its bias, or
        None.
    clicked(int)
        The unit that was clicked.
    """

    hovered = Signal(object)
    clicked = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._picture, self._frames = QGraphicsPixmapItem(), QGraphicsPathItem()
        self._selection = QGraphicsPathItem()
        for item in (self._picture, self._frames, self._selection):
            self.scene.addItem(item)
        self._weights: Floats = np.empty((0, 1, 1))
        self._biases: Floats | None = None
        self._limits = (1.0, 1.0)
        self._selected: int | None = None
        self._grid: TileGrid | None = None
        self.pointed.connect(lambda place: self.hovered.emit(self._at(place)))
        self.pressed.connect(self._on_pressed)

    def set(
        self, weights: Floats, limit: float, biases: Floats | None = None, bias_limit: float = 1.0
    ) -> None:
        """Show the weights (units, rows, columns) within a limit, and the biases (units,)."""
        same = weights.shape == self._weights.shape
        same = same and (biases is None) == (self._biases is None)
        self._weights, self._biases = weights, biases
        self._limits = (limit, bias_limit)
        if same and self._grid is not None:
            self._draw()
        else:
            self.arrange()

    def select(self, unit: int | None) -> None:
        """Frame one unit's tile, or none."""
        self._selected = unit
        self._frame()

    def arrange(self) -> None:
        """Choose the tiles' size for the room there is."""
        self._grid = None
        count = len(self._weights)
        room = self.width() - 2 * INSET, self.height() - 1 - _TOP
        if count and min(room) > 0:
            scale = self.devicePixelRatioF()
            shape = self._weights.shape[1], self._weights.shape[2]
            device = int(room[0] * scale), int(room[1] * scale)
            self._grid = TileGrid.fitting(count, shape, device, scale, self._biases is not None)
        self._frames.setPen(QPen(QColor(self.theme.border), 1))
        self._selection.setPen(QPen(QColor(self.theme.accent), 2))
        self._draw()
        self._frame()

    def _draw(self) -> None:
        grid = self._grid
        self._picture.setVisible(grid is not None)
        if grid is None:
            return
        pixels = resampled(self._weights, grid.height, grid.width)
        tiles = np.zeros((len(pixels), grid.height + grid.strip, grid.width), np.uint8)
        tiles[:, : grid.height] = signed_index(pixels, self._limits[0])
        if self._biases is not None:
            shades = signed_index(self._biases, self._limits[1])
            tiles[:, grid.height + max(grid.strip // 3, 1) :] = shades[:, None, None]
        table = self.theme.signed.table_with_gap(self.theme.surface)
        picture = indexed_pixmap(tiled(tiles, grid.columns, grid.gaps), table)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.setPixmap(picture)
        self._picture.setPos(INSET, _TOP)

    def _rect(self, unit: int) -> QRectF:
        """The tile of a unit in logical pixels, half a pixel outside it."""
        assert self._grid is not None
        scale = self.devicePixelRatioF()
        across, down = self._grid.step
        row, column = divmod(unit, self._grid.columns)
        return QRectF(
            INSET + column * across / scale - 0.5,
            _TOP + row * down / scale - 0.5,
            self._grid.width / scale + 0.5,
            self._grid.height / scale + 0.5,
        )

    def _frame(self) -> None:
        frames, selection = QPainterPath(), QPainterPath()
        if self._grid is not None:
            if min(self._grid.gaps) > 1:
                for unit in range(len(self._weights)):
                    frames.addRect(self._rect(unit))
            if self._selected is not None and self._selected < len(self._weights):
                selection.addRect(self._rect(self._selected).adjusted(-1, -1, 1, 1))
        self._frames.setPath(frames)
        self._selection.setPath(selection)

    def _at(self, place: QPointF | None) -> tuple[int, int, int] | None:
        grid = self._grid
        if place is None or grid is None:
            return None
        scale = self.devicePixelRatioF()
        across, down = grid.step
        column, x = divmod((place.x() - INSET) * scale, across)
        row, y = divmod((place.y() - _TOP) * scale, down)
        unit = int(row) * grid.columns + int(column)
        inside = 0 <= column < grid.columns and row >= 0 and unit < len(self._weights)
        if not inside or x >= grid.width or y >= grid.height + grid.strip:
            return None
        if y >= grid.height:
            return unit, -1, -1
        _, rows, columns = self._weights.shape
        return unit, int(y * rows / grid.height), int(x * columns / grid.width)

    def _on_pressed(self, place: QPointF) -> None:
        found = self._at(place)
        if found is not None:
            self.clicked.emit(found[0])
