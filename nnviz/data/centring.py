"""Centring: a drawn digit made as large and put where the digits of MNIST are.

MNIST's digits were cut out by their ink, fitted into a box of 20 by 20 pixels with their proportions kept
and their edges smoothed, and put into 28 by 28 pixels with the centre of mass of their ink in the middle:
Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document recognition",
1998. A network that has seen nothing else takes a digit that is small or off the middle for another one.

The 8x8 digits were made otherwise: see `counting`.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec
import numpy as np

from nnviz.data.counting import CELL, DOWN, counted
from nnviz.data.dataset import Array

INK = 255
#: Ink that is fainter than this share of the darkest is paper: the haze of a photograph, not a stroke.
FAINTEST = 0.1
#: Side of MNIST's images and of the box that its digits fill.
MNIST_SIDE, MNIST_BOX = 28, 20
#: Images smaller than this leave no border for a box.
LEAST_WITH_BORDER = 14
#: Side of the digits whose pixels are counts.
COUNTED_SIDE = DOWN // CELL

Box = tuple[int, int, int, int]


class Frame(msgspec.Struct, frozen=True):
    """How digits lie in the images that a network has learnt from.

    Attributes
    ----------
    side : int
        Pixels across and down.
    box : int
        Pixels that the longer side of the ink takes.
    by_mass : bool
        Whether the centre of mass of the ink lies in the middle, rather than the middle of its box.
    is_counted : bool
        Whether pixels are the shares of ink in the cells of a larger square, as in the 8x8 digits.
    """

    side: int
    box: int
    by_mass: bool = True
    is_counted: bool = False

    @classmethod
    def of_side(cls, side: int) -> Frame:
        """Return how digits lie in images of this many pixels across: as in MNIST, or filling small ones."""
        if side < LEAST_WITH_BORDER:
            return cls(side, side, by_mass=False, is_counted=side == COUNTED_SIDE)
        return cls(side, round(side * MNIST_BOX / MNIST_SIDE))


class Seen(msgspec.Struct, frozen=True):
    """What a network is given of a drawing.

    Attributes
    ----------
    image : uint8 array (side, side)
        255 is ink.
    ink : (left, top, right, bottom) or None
        Where on the drawing ink was found, in its pixels; None if there is none.
    box : (left, top) or None
        Where in the image the box begins into which the ink was fitted; None if it was not.
    """

    image: Array
    ink: Box | None
    box: tuple[int, int] | None


def centred(drawing: Array, frame: Frame) -> Seen:
    """Make of a drawing what the makers of MNIST, or of the 8x8 digits, would have made of it.

    Parameters
    ----------
    drawing : uint8 array (height, width)
        0 is paper, 255 ink.
    """
    return fitted_into(frame, drawing, ink_box(drawing))


def squeezed(drawing: Array, frame: Frame) -> Seen:
    """Make the whole drawing as small as the network's images, and do nothing else to it."""
    return squeezed_into(frame, drawing, ink_box(drawing))


def fitted_into(frame: Frame, drawing: Array, ink: Box | None) -> Seen:
    """As `centred`, where the box around the ink is known."""
    if ink is None:
        return Seen(np.zeros((frame.side, frame.side), np.uint8), None, None)
    left, top, right, bottom = ink
    part = drawing[top:bottom, left:right]
    if frame.is_counted:
        return Seen(np.rint(INK * counted(part, _resized)).astype(np.uint8), ink, (0, 0))
    longer = max(part.shape)
    height, width = (max(1, round(length * frame.box / longer)) for length in part.shape)
    fitted = _to_full_ink(_resized(part, height, width))
    row, column = _corner(fitted, frame)
    image = np.zeros((frame.side, frame.side), np.uint8)
    image[row : row + height, column : column + width] = fitted
    inset_x, inset_y = (frame.box - width) // 2, (frame.box - height) // 2
    return Seen(image, ink, (column - inset_x, row - inset_y))


def squeezed_into(frame: Frame, drawing: Array, ink: Box | None) -> Seen:
    """As `squeezed`, where the box around the ink is known."""
    return Seen(np.rint(_resized(drawing, frame.side, frame.side)).astype(np.uint8), ink, None)


def ink_box(drawing: Array) -> Box | None:
    """Return left, top, right and bottom of what is inked, the latter two one past it; None without ink."""
    return extent(drawing.max(axis=0, initial=0), drawing.max(axis=1, initial=0))


def extent(by_column: Array, by_row: Array) -> Box | None:
    """Return the same, given the darkest pixel of each column and each row."""
    darkest = int(by_row.max(initial=0))
    if not darkest:
        return None
    (columns,), (rows,) = ((darkness > FAINTEST * darkest).nonzero() for darkness in (by_column, by_row))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _to_full_ink(fitted: Array) -> Array:
    """Scale so that the darkest pixel is full ink, as there is in every digit of MNIST: a thin line pales."""
    inked: Array = np.rint(fitted * (INK / max(float(fitted.max()), 1.0)))
    return inked


def _corner(fitted: Array, frame: Frame) -> tuple[int, int]:
    """Return the row and column of the image at which the fitted ink begins; it lies within the image."""
    height, width = fitted.shape
    middles = height / 2, width / 2
    if frame.by_mass:  # MNIST's is in pixel 14, counted from 0
        (mass, across), (down, _) = (_moments(height).T @ fitted @ _moments(width)).tolist()
        middles = down / mass, across / mass
    row, column = (round(frame.side / 2 - middle) for middle in middles)
    return min(max(row, 0), frame.side - height), min(max(column, 0), frame.side - width)


@lru_cache(maxsize=64)
def _moments(length: int) -> Array:
    """Return what weighs an axis for its mass and for its mass times its place: ones and places (n, 2)."""
    return np.stack((np.ones(length, np.float32), np.arange(length, dtype=np.float32)), axis=1)


def _resized(image: Array, height: int, width: int) -> Array:
    """Resample with a triangle as wide as a pixel of the coarser grid, the cheap filter without aliases."""
    down, across = _weights(image.shape[0], height), _weights(image.shape[1], width)
    resized: Array = (down @ image.astype(np.float32, copy=False)) @ across.T
    return resized


@lru_cache(maxsize=1024)
def _weights(cells: int, pixels: int) -> Array:
    """Return the matrix (pixels, cells) that resamples one axis; its rows sum to 1."""
    scale = cells / pixels
    centres = (np.arange(pixels) + 0.5) * scale
    # in place: a stroke that grows needs new ones
    distance = np.subtract.outer(centres, np.arange(cells) + 0.5)
    np.divide(np.abs(distance, out=distance), max(scale, 1.0), out=distance)
    np.maximum(np.subtract(1.0, distance, out=distance), 0.0, out=distance)
    weights: Array = distance.astype(np.float32)
    weights /= weights.sum(axis=1, keepdims=True)
    weights.setflags(write=False)
    return weights
