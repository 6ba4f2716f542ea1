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
Places = npt.NDArray[np.intp]


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


def tiled(tiles: npt.NDArray[np.uint8], columns: int, gaps: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Lay tiles (n, h, w) out in rows of `columns`, gaps of zeros across and down; return one picture."""
    count, height, width = tiles.shape
    rows, (across, down) = -(-count // columns), gaps
    padded = np.zeros((rows * columns, height + down, width + across), np.uint8)
    padded[:count, :height, :width] = tiles
    grid = padded.reshape(rows, columns, height + down, width + across).transpose(0, 2, 1, 3)
    picture = grid.reshape(rows * (height + down), columns * (width + across))
    return np.ascontiguousarray(picture[: picture.shape[0] - down, : picture.shape[1] - across])


@lru_cache(maxsize=8)
def cell_places(
    cells: tuple[int, int], rows: int, size: tuple[int, int], edges: tuple[int, int], gap: int
) -> Places:
    """Return which cell each pixel belongs to, counted from 1, and 0 between them.

    Parameters
    ----------
    cells
        Rows and columns; those from `rows` on are parted from the others.
    size
        Height and width of the picture.
    edges
        Where the rows end, and where the parted ones begin.
    """
    numbers = np.arange(1, cells[0] * cells[1] + 1).reshape(cells)
    places = np.zeros(size, np.intp)
    places[: edges[0]] = _blown_up(numbers[:rows], edges[0], size[1], gap)
    if rows < cells[0]:
        places[edges[1] :] = _blown_up(numbers[rows:], size[0] - edges[1], size[1], gap)
    return places


def _blown_up(cells: Places, height: int, width: int, gap: int) -> Places:
    """Enlarge cells to pixels, with `gap` zeros at the end of each."""
    rows, columns = cells.shape
    at_row, row_ends = _enlarged(rows, height)
    at_column, column_ends = _enlarged(columns, width)
    picture: Places = cells[:, at_column][at_row]
    for back in range(gap):
        picture[row_ends - back] = 0
        picture[:, column_ends - back] = 0
    return picture


def _enlarged(cells: int, pixels: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return the cell of each pixel, (pixels,), and the last pixel of each cell, (cells,)."""
    at = np.arange(pixels) * cells // pixels
    return at, np.flatnonzero(np.diff(at, append=cells))
