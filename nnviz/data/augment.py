"""Augmentation: each time an image enters training it is shifted, turned, zoomed and bent otherwise.

Elastic bending is that of P. Simard, D. Steinkraus and J. Platt, "Best practices for convolutional neural
networks applied to visual document analysis", ICDAR 2003: each pixel is fetched from a place displaced by
a random field smoothed with a Gaussian. The paper's digits: smoothness 4, strength 34.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
import numpy as np

from nnviz.data.dataset import Array
from nnviz.data.fields import field

#: Smooth fields drawn beforehand; with fresh shifts, turns and zooms no image comes twice in practice.
FIELDS = 1024
#: Images changed at once: their buffers stay in the cache, and small however large a batch is.
PIECE = 64
#: Places are counted in 1/256 of a pixel, so that blending is exact in 16 bits, the fastest there is.
UNIT = 256
EIGHT = np.uint16(8)
HALF = np.uint16(UNIT // 2)


class Augmentation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much images are changed at most."""

    shift: Annotated[
        float, field("Shift", "How far an image moves in each direction at most.", ge=0, le=8, unit="pixels")
    ] = 0.0
    rotation: Annotated[
        float, field("Rotation", "How far an image turns either way at most.", ge=0, le=180, unit="degrees")
    ] = 0.0
    zoom: Annotated[
        float,
        field("Zoom", "By which part an image grows or shrinks at most.", ge=0, le=1),
    ] = 0.0
    elastic: Annotated[
        float,
        field("Elastic strength", "How strongly the image is bent as if on rubber.", ge=0, le=200),
    ] = 0.0
    smoothness: Annotated[
        float,
        field("Elastic smoothness", "Over how many pixels the bending changes.", ge=1, le=10, unit="pixels"),
    ] = 4.0

    @property
    def changes_anything(self) -> bool:
        """Whether images leave otherwise than they came."""
        return any((self.shift, self.rotation, self.zoom, self.elastic))


class Augmenter:
    """Changes batches of images of one size, each image by an amount of its own.

    Parameters
    ----------
    image_shape : (channels, height, width)
    rng : numpy.random.Generator
        Draws the changes, batch after batch.
    field_rng : numpy.random.Generator
        Draws the smooth fields, once.
    """

    def __init__(
        self,
        augmentation: Augmentation,
        image_shape: tuple[int, ...],
        rng: np.random.Generator,
        field_rng: np.random.Generator,
    ) -> None:
        _, height, width = image_shape
        self.rng = rng
        self._amounts = augmentation
        self._resampler = Resampler(height, width, PIECE)
        self._centre = (width + 1) / 2, (height + 1) / 2  # of the image in its border of one pixel
        rows, columns = np.mgrid[:height, :width].reshape(2, -1) + 1.0
        grid = columns - self._centre[0], rows - self._centre[1], np.ones(height * width)
        self._grid = np.array(grid, np.float32)
        self._fields = self._draw_fields(height, width, field_rng) if augmentation.elastic else None
        self._bends = np.empty((PIECE, 2, height * width), np.float32)

    def change(self, images: Array) -> None:
        """Change images (n, channels, height, width) of bytes in place."""
        for start in range(0, len(images), PIECE):
            self._change_piece(images[start : start + PIECE])

    def _change_piece(self, images: Array) -> None:
        count = len(images)
        places = self._resampler.places[:, :count]
        np.matmul(self._draw_maps(count), self._grid, out=places)
        if self._fields is not None:
            bends = self._bends[:count]
            self._fields.take(self.rng.integers(0, FIELDS, count), 0, bends, "clip")
            np.add(places, bends.transpose(1, 0, 2), out=places)
        self._resampler.fetch(images)

    def _draw_maps(self, count: int) -> Array:
        """Draw affine maps (2, n, 3) from the pixels of the grid to places in the images."""
        right, down, turn, growth = self.rng.uniform(-1.0, 1.0, (4, count))
        angle = np.deg2rad(self._amounts.rotation) * turn
        shrinking = UNIT * (1.0 + self._amounts.zoom) ** -growth
        cosine, sine = shrinking * np.cos(angle), shrinking * np.sin(angle)
        x = UNIT * (self._centre[0] + self._amounts.shift * right)
        y = UNIT * (self._centre[1] + self._amounts.shift * down)
        return np.array(((cosine, sine, x), (-sine, cosine, y)), np.float32).transpose(0, 2, 1)

    def _draw_fields(self, height: int, width: int, rng: np.random.Generator) -> Array:
        fields = smooth_fields(2 * FIELDS, height, width, self._amounts.smoothness, rng)
        fields *= UNIT * self._amounts.elastic
        return fields.reshape(FIELDS, 2, height * width)


class Resampler:
    """Fetches the pixels of up to ``count`` images from other places, all at once.

    Attributes
    ----------
    places : float32 array (2, count, height * width)
        Where each pixel is fetched, x and then y, in units of 1/256 pixel; (256, 256) is the middle of
        the first pixel of the image, as a border of one pixel of 0, the paper, surrounds it. Between
        four pixels their values are blended; places further out count as on the border.
    """

    def __init__(self, height: int, width: int, count: int) -> None:
        shape = count, height * width
        bordered = count, height + 2, width + 2
        self.places = np.empty((2, *shape), np.float32)
        self._limits = UNIT * (width + 1) - 1, UNIT * (height + 1) - 1
        self._fixed = np.empty((2, *shape), np.int32)
        self._whole = np.empty(shape, np.int32)
        self._index = np.empty(shape, np.intp)
        self._first = (bordered[1] * bordered[2] * np.arange(count, dtype=np.int32))[:, np.newaxis]
        self._row = bordered[2]
        # A pixel and its right neighbour in one number of 16 bits are fetched together.
        self._pairs = np.zeros(bordered, "<u2")
        self._fetched = np.empty((2, *shape), "<u2")
        self._right = np.empty((2, *shape), np.uint16)
        self._weight, self._other_weight = np.empty(shape, np.uint16), np.empty(shape, np.uint16)

    def fetch(self, images: Array) -> None:
        """Replace each pixel of images (n, channels, height, width) of bytes by what is at its place."""
        self._prepare_places(len(images))
        for channel in range(images.shape[1]):
            self._fetch(images[:, channel])

    def _prepare_places(self, count: int) -> None:
        """Turn the places of the first ``count`` images into whole numbers and the index of a pixel each."""
        places, fixed = self.places[:, :count], self._fixed[:, :count]
        whole, index = self._whole[:count], self._index[:count]
        for axis, limit in enumerate(self._limits):
            np.clip(places[axis], 0, limit, out=places[axis])
        np.copyto(fixed, places, casting="unsafe")
        x, y = fixed
        np.right_shift(y, 8, out=whole)
        np.multiply(whole, self._row, out=whole)
        np.add(whole, self._first[:count], out=whole)
        np.copyto(index, whole)
        np.right_shift(x, 8, out=whole)
        np.add(index, whole, out=index)

    def _fetch(self, images: Array) -> None:
        """Fetch one channel (n, height, width): above and below together, left and right in a pair."""
        count = len(images)
        x, y = self._fixed[:, :count]
        fetched, right = self._fetched[:, :count], self._right[:, :count]
        self._pack(images)
        pairs = self._pairs.reshape(-1)
        pairs.take(self._index[:count], None, fetched[0], "clip")
        pairs[self._row :].take(self._index[:count], None, fetched[1], "clip")
        np.right_shift(fetched, EIGHT, out=right)
        np.bitwise_and(fetched, np.uint16(UNIT - 1), out=fetched)
        self._blend(fetched, right, x)
        self._blend(fetched[0], fetched[1], y)
        np.copyto(images, fetched[0].reshape(images.shape), casting="unsafe")

    def _pack(self, images: Array) -> None:
        pairs = self._pairs[: len(images)].view(np.uint8).reshape(len(images), *self._pairs.shape[1:], 2)
        np.copyto(pairs[:, 1:-1, 1:-1, 0], images)
        np.copyto(pairs[:, 1:-1, :-2, 1], images)

    def _blend(self, near: Array, far: Array, fixed: Array) -> None:
        """Blend ``far`` into ``near`` by the fractions of the places: at most 255 * 256 + 128, 16 bits."""
        weight, other_weight = self._weight[: len(fixed)], self._other_weight[: len(fixed)]
        np.bitwise_and(fixed, UNIT - 1, out=weight, casting="unsafe")
        np.subtract(np.uint16(UNIT), weight, out=other_weight)
        np.multiply(near, other_weight, out=near)
        np.multiply(far, weight, out=far)
        np.add(near, far, out=near)
        np.add(near, HALF, out=near)
        np.right_shift(near, EIGHT, out=near)


def smooth_fields(count: int, height: int, width: int, smoothness: float, rng: np.random.Generator) -> Array:
    """Draw random fields (count, height, width), float32: uniform in -1 to 1, smoothed with a Gaussian.

    Parameters
    ----------
    smoothness : float
        The Gaussian's standard deviation in pixels. Fields are smoothed out of larger ones, so that they
        are as strong at the border as in the middle.
    """
    fields = np.empty((count, height, width), np.float32)
    along, across = _gaussian_band(height, smoothness), _gaussian_band(width, smoothness).T
    for smooth in fields:  # one by one: the raw fields would take ten times the memory
        raw = rng.random((along.shape[1], across.shape[0]), np.float32)
        raw *= 2.0
        raw -= 1.0
        np.matmul(along @ raw, across, out=smooth)
    return fields


def _gaussian_band(length: int, deviation: float) -> Array:
    """Return the matrix (length, longer) that smooths by a Gaussian cut off at three deviations."""
    reach = int(np.ceil(3 * deviation))
    distance = np.arange(length + 2 * reach) - np.arange(length)[:, np.newaxis] - reach
    weights = np.where(np.abs(distance) <= reach, np.exp(-0.5 * (distance / deviation) ** 2), 0.0)
    band: Array = weights / weights.sum(axis=1, keepdims=True)
    return band.astype(np.float32)
