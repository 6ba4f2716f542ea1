"""Mosaics: a layer's weights as one picture, ready to be shown, made where no frame waits for it.

Each unit has a tile with the weights that lead to it and below it a strip for its bias. For a layer that
reads images a tile is shaped like the image; else it is one column, and the tiles side by side are the matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.nn import Network
from nnviz.training.moment import Moment
from nnviz.training.probes import LayerParameters, Probe, Weights
from nnviz.training.round_numbers import round_up

#: The narrowest limit of the colours.
LEAST_LIMIT = 1e-6
#: The entry of zero, and how many lie on either side of it; entry 0 is no value: a gap, or not a number.
ZERO, REACH = 128, 127


class Spot(NamedTuple):
    """What lies at one pixel of a mosaic: a unit, and which part of its tile, as shares from 0 to 1.

    `down` is None on the strip of the bias.
    """

    unit: int
    across: float
    down: float | None


@dataclass(frozen=True)
class Tiling:
    """Where the tiles of a mosaic lie, in pixels.

    Attributes
    ----------
    columns
        Tiles side by side.
    width, height
        Of a tile.
    strip
        Height of the strip below it; 0 for none.
    seam
        Between tile and strip.
    gap
        Between tiles.
    """

    columns: int
    width: int
    height: int
    strip: int
    seam: int
    gap: int

    @property
    def pitch(self) -> tuple[int, int]:
        """Pixels from tile to tile, across and down."""
        return self.width + self.gap, self.height + self.seam + self.strip + self.gap

    def size(self, count: int) -> tuple[int, int]:
        """Width and height of a mosaic of so many tiles."""
        across, down = self.pitch
        return min(self.columns, count) * across - self.gap, ceil(count / self.columns) * down - self.gap

    def corner(self, unit: int) -> tuple[int, int]:
        """Left and top of a unit's tile."""
        row, column = divmod(unit, self.columns)
        return column * self.pitch[0], row * self.pitch[1]

    def spot(self, x: float, y: float, count: int) -> Spot | None:
        """Return what lies at a pixel; None for a gap."""
        column, row = int(x // self.pitch[0]), int(y // self.pitch[1])
        unit = row * self.columns + column
        left, top = x - column * self.pitch[0], y - row * self.pitch[1]
        if not (x >= 0 and y >= 0 and column < self.columns and unit < count and left < self.width):
            return None
        if top < self.height:
            return Spot(unit, left / self.width, top / self.height)
        inside = self.height + self.seam <= top < self.height + self.seam + self.strip
        return Spot(unit, left / self.width, None) if inside else None


@dataclass(frozen=True)
class Mosaic:
    """A layer's weights as a picture.

    Attributes
    ----------
    parameters
        The numbers themselves.
    entries
        (height, width) entries of a signed colour map: 128 for zero, 1 and 255 at and beyond the limit.
    limit
        The magnitude of the end colours: 1, 2, 3 or 5 times a power of ten.
    exceeded
        Whether a weight or bias is larger than that.
    tile
        Rows and columns of weights in one tile.
    """

    parameters: LayerParameters
    entries: NDArray[np.uint8]
    limit: float
    exceeded: bool
    tile: tuple[int, int]
    tiling: Tiling


@dataclass(frozen=True)
class WeightMosaic(Probe):
    """The mosaic of one layer.

    Attributes
    ----------
    layer
        Counted from 0; the last one if there are fewer.
    tile
        Rows and columns of weights in a tile; a layer of other size has columns instead.
    least_limit
        A limit that was needed before: colours keep their meaning until that is set back to 0.
    coverage
        The share of weights within the limit; 1 for all of them and the biases too.
    """

    layer: int
    tile: tuple[int, int]
    tiling: Tiling
    least_limit: float = 0.0
    coverage: float = 1.0

    def measure(self, moment: Moment, network: Network) -> Mosaic:
        """Average the weights under each pixel and turn them to entries."""
        parameters = Weights(self.layer).measure(moment, network)
        inputs = len(parameters.weights)
        tile = self.tile if prod(self.tile) == inputs else (inputs, 1)
        needed, largest = self._extent(parameters)
        limit = max(self.least_limit, round_up(max(needed, LEAST_LIMIT)))
        entries = _picture(parameters, tile, self.tiling, limit)
        return Mosaic(parameters, entries, limit, not largest <= limit, tile, self.tiling)

    def _extent(self, parameters: LayerParameters) -> tuple[float, float]:
        """Return the magnitude that the limit has to hold, and the largest, which may be no number."""
        weights, biases = np.abs(parameters.weights).ravel(), np.abs(parameters.biases)
        largest = float(np.maximum(weights.max(), biases.max()))
        counted = weights if self.coverage < 1 else np.concatenate([weights, biases])
        if not np.isfinite(largest):
            counted = counted[np.isfinite(counted)]
        if not len(counted):
            return 0.0, largest
        place = min(int(self.coverage * len(counted)), len(counted) - 1)
        return float(np.partition(counted, place)[place]), largest


@lru_cache(maxsize=32)
def averaging(source: int, target: int) -> NDArray[np.float32]:
    """Return the matrix (target, source) that averages, for each of `target` equal parts, what it covers."""
    edges = np.arange(target + 1) * (source / target)
    cells = np.arange(source)
    overlap = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    matrix = (np.maximum(overlap, 0) * (target / source)).astype(np.float32)
    matrix.flags.writeable = False
    return matrix


def signed_entries(values: NDArray[Any], limit: float) -> NDArray[np.uint8]:
    """Return entries of a signed colour map for values within the limit; 0 for what is not a number."""
    scaled = values * np.float32(REACH / limit)
    scaled += ZERO + 0.5  # the cast cuts off
    if np.isnan(scaled.sum()):
        np.nan_to_num(scaled, copy=False, nan=0.0)
    return scaled.astype(np.uint8)


def _picture(
    parameters: LayerParameters, tile: tuple[int, int], tiling: Tiling, limit: float
) -> NDArray[np.uint8]:
    count = len(parameters.biases)
    rows, (across, down) = ceil(count / tiling.columns), tiling.pitch
    columns = min(tiling.columns, count)
    picture = np.zeros((rows, down, columns, across), np.uint8)
    tiles = np.zeros((rows * columns, tiling.height, tiling.width), np.uint8)
    tiles[:count] = signed_entries(_resized(parameters.weights, tile, tiling, limit), limit)
    shape = (rows, columns, tiling.height, tiling.width)
    picture[:, : tiling.height, :, : tiling.width] = tiles.reshape(shape).transpose(0, 2, 1, 3)
    strips = np.zeros(rows * columns, np.uint8)
    strips[:count] = signed_entries(np.clip(parameters.biases, -limit, limit), limit)
    first = tiling.height + tiling.seam
    picture[:, first : first + tiling.strip, :, : tiling.width] = strips.reshape(rows, 1, columns, 1)
    whole = picture.reshape(rows * down, columns * across)
    entries = np.ascontiguousarray(whole[: whole.shape[0] - tiling.gap, : whole.shape[1] - tiling.gap])
    entries.flags.writeable = False
    return entries


def _resized(
    weights: NDArray[Any], tile: tuple[int, int], tiling: Tiling, limit: float
) -> NDArray[np.float32]:
    """Return tiles (units, height, width) of weights averaged over the pixels, none beyond the limit."""
    rows, columns = tile
    inner = np.clip(weights.T, -limit, limit).astype(np.float32, order="C", copy=False)
    wide = inner.reshape(-1, columns) @ averaging(columns, tiling.width).T
    resized: NDArray[np.float32] = averaging(rows, tiling.height) @ wide.reshape(-1, rows, tiling.width)
    return resized
