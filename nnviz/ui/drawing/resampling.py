"""Resampling: small grids of numbers to any count of pixels, by the area that each pixel covers.

Enlarged this way, cells keep sharp and even edges at every factor; reduced, every number counts.
Numbers are resampled, not colours, so that a colour on the screen is that of a value.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@lru_cache(maxsize=64)
def area_weights(cells: int, pixels: int) -> Floats:
    """Return the matrix (pixels, cells) of how much of each pixel each cell covers; rows sum to 1."""
    edges = np.arange(pixels + 1) * (cells / pixels)
    low, high = edges[:-1, None], edges[1:, None]
    cell = np.arange(cells)
    cover = np.clip(np.minimum(high, cell + 1) - np.maximum(low, cell), 0, None)
    weights: Floats = (cover * (pixels / cells)).astype(np.float32)
    weights.setflags(write=False)
    return weights


def resampled(grids: npt.NDArray[Any], rows: int, columns: int) -> Floats:
    """Resample grids (n, h, w) to (n, rows, columns)."""
    count, height, width = grids.shape
    grids = np.ascontiguousarray(grids, np.float32)
    if (height, width) == (rows, columns):
        return grids
    if rows % height == 0 and columns % width == 0:
        enlarged: Floats = grids.repeat(rows // height, axis=1).repeat(columns // width, axis=2)
        return enlarged
    across = grids.reshape(count * height, width) @ area_weights(width, columns).T
    result: Floats = np.matmul(area_weights(height, rows), across.reshape(count, height, columns))
    return result


def tiled(tiles: npt.NDArray[np.uint8], columns: int, gap: int) -> npt.NDArray[np.uint8]:
    """Lay tiles (n, h, w) out in rows of `columns`, `gap` zeros apart; return one picture."""
    count, height, width = tiles.shape
    rows = -(-count // columns)
    padded = np.zeros((rows * columns, height + gap, width + gap), np.uint8)
    padded[:count, :height, :width] = tiles
    grid = padded.reshape(rows, columns, height + gap, width + gap).transpose(0, 2, 1, 3)
    picture = grid.reshape(rows * (height + gap), columns * (width + gap))
    return np.ascontiguousarray(picture[: picture.shape[0] - gap, : picture.shape[1] - gap])
