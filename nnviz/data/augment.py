"""Augmentation: images in training are shifted, turned, zoomed and bent, every few passes otherwise.

The training set is expanded as in P. Simard, D. Steinkraus and J. Platt, "Best practices for convolutional
neural networks applied to visual document analysis", ICDAR 2003: each pixel is fetched from another place,
between four pixels their values are blended. Elastic bending displaces the places by a random field smoothed
with a Gaussian. The paper's digits: smoothness 4, strength 34.
"""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
import numpy as np

from nnviz.data.dataset import Array
from nnviz.data.fields import field

#: Images changed alike, at once: a pixel of all of them is one row, which moves as fast as memory allows.
#: They are drawn from the whole split, so they hardly ever meet in a batch.
GROUP = 64
#: The weights of the four pixels blended are whole numbers of this sum, so that 16 bits hold the result.
WHOLE = 256


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
    passes: Annotated[
        int,
        field(
            "Renewed in",
            "Over how many epochs all images are changed afresh, a part of them in each. One gives the most "
            "variety, and takes the most time.",
            ge=1,
            le=100,
            unit="epochs",
        ),
    ] = 4

    @property
    def changes_anything(self) -> bool:
        """Whether images leave otherwise than they came."""
        return any((self.shift, self.rotation, self.zoom, self.elastic))


class AugmentedImages:
    """The images of a split as they enter training, pass after pass.

    In every pass one of `Augmentation.passes` parts of the images is changed afresh, always from the
    originals, group by group; until its first turn an image enters as it is. What they are at any place of a
    pass depends on the seed and that place alone.

    Parameters
    ----------
    augmentation : Augmentation
    originals : uint8 array (n, channels, height, width)
    seed : int
        Not negative; decides all changes.

    Attributes
    ----------
    images : uint8 array (n, channels, height, width)
        As they are where one last went to; before that the originals.
    """

    def __init__(self, augmentation: Augmentation, originals: Array, seed: int) -> None:
        self.images = originals.copy()
        self._originals = originals
        self._augmenter = Augmenter(augmentation, originals.shape[1:])
        self._parts = augmentation.passes
        self._seed = seed
        self._pass = -1
        self._groups: list[Array] = []
        self._changed = 0

    def go_to(self, number: int, share: float = 1.0) -> None:
        """Make the images what they are in a pass, counted from 0, when a share of it is ready to be given.

        Going on costs what is changed on the way; going back or leaping may cost that of all images besides.
        """
        if number == self._pass + 1 and self._changed == len(self._groups):
            self._begin(number)
        elif number != self._pass or self._wanted(share) < self._changed:
            self._catch_up(number)
        self._change(self._wanted(share))

    def _catch_up(self, number: int) -> None:
        """Begin a pass with all the images that earlier ones have changed."""
        np.copyto(self.images, self._originals)
        for earlier in range(max(number - self._parts, 0), number):
            self._begin(earlier)
            self._change(len(self._groups))
        self._begin(number)

    def _begin(self, number: int) -> None:
        """Draw which images are changed together in a pass."""
        self._rng = np.random.default_rng((self._seed, number))
        part = np.arange(number % self._parts, len(self.images), self._parts)
        self._rng.shuffle(part)
        self._groups = [part[start : start + GROUP] for start in range(0, len(part), GROUP)]
        self._pass, self._changed = number, 0

    def _wanted(self, share: float) -> int:
        """Return how many groups are to be changed where that share of a pass is ready.

        The longer they serve the more are changed in one go, as a single one finds the caches cold.
        """
        goes = math.ceil(share * len(self._groups) / self._parts)
        return min(goes * self._parts, len(self._groups))

    def _change(self, count: int) -> None:
        """Change further groups, until there are so many."""
        for rows in self._groups[self._changed : count]:
            self.images[rows] = self._augmenter.changed(self._originals[rows], self._rng)
        self._changed = count


class Augmenter:
    """Changes images of one size.

    Parameters
    ----------
    augmentation : Augmentation
    image_shape : (channels, height, width)
    """

    def __init__(self, augmentation: Augmentation, image_shape: tuple[int, ...]) -> None:
        _, height, width = image_shape
        self._amounts = augmentation
        self._fields = SmoothFields(height, width, augmentation.smoothness)
        self._middle = np.array([[(width - 1) / 2], [(height - 1) / 2]], np.float32)
        self._grid = np.mgrid[:height, :width][::-1].reshape(2, -1) - self._middle

    def changed(self, images: Array, rng: np.random.Generator) -> Array:
        """Return images (n, channels, height, width) of bytes, all changed alike by an amount drawn."""
        return resampled(images, self._draw_places(rng))

    def _draw_places(self, rng: np.random.Generator) -> Array:
        """Draw the places (2, height * width), x and y in pixels, where the pixels are fetched."""
        right, down, turn, growth = rng.uniform(-1.0, 1.0, 4)
        angle = math.radians(self._amounts.rotation * turn)
        shrinking = (1.0 + self._amounts.zoom) ** -growth
        cosine, sine = shrinking * math.cos(angle), shrinking * math.sin(angle)
        turned = np.array(((cosine, sine), (-sine, cosine)), np.float32)
        moved = np.array(((right,), (down,)), np.float32) * self._amounts.shift
        places: Array = turned @ self._grid
        places += self._middle + moved
        if self._amounts.elastic:
            places += self._amounts.elastic * self._fields.draw(2, rng).reshape(2, -1)
        return places


class SmoothFields:
    """Draws fields (height, width): uniform random numbers in -1 to 1, smoothed with a Gaussian.

    They are smoothed out of larger ones, so that they are as strong at the border as in the middle.

    Parameters
    ----------
    height, width : int
        In pixels.
    smoothness : float
        The Gaussian's standard deviation, in pixels.
    """

    def __init__(self, height: int, width: int, smoothness: float) -> None:
        self._along = _gaussian_band(height, smoothness)
        self._across = _gaussian_band(width, smoothness).T

    def draw(self, count: int, rng: np.random.Generator) -> Array:
        """Draw fields (count, height, width), float32."""
        raw = rng.random((count, self._along.shape[1], self._across.shape[0]), np.float32)
        raw *= 2.0
        raw -= 1.0
        smooth: Array = self._along @ raw @ self._across
        return smooth


def resampled(images: Array, places: Array) -> Array:
    """Return images whose pixels are fetched from other places, the same ones in all.

    Parameters
    ----------
    images : uint8 array (n, channels, height, width)
    places : float32 array (2, height * width)
        x and y in pixels; (0, 0) is the middle of the first one. Around the image lies paper, 0.

    Returns
    -------
    uint8 array of the shape of ``images``
        Between four pixels blended as a textbook does, but for 1.5 at most.
    """
    count, channels, height, width = images.shape
    corners, weights = _corners(places, height, width)
    result = np.empty_like(images)
    for channel in range(channels):
        # A pixel of all images is one row: memory moves rows faster than bytes.
        bordered = np.zeros((height + 2, width + 2, count), np.uint8)
        bordered[1:-1, 1:-1] = images[:, channel].transpose(1, 2, 0)
        around = bordered.reshape(-1, count).take(corners, axis=0, mode="clip")
        blended = np.einsum("cpn,cp->pn", around, weights, dtype=np.uint16)
        blended += WHOLE // 2
        blended //= WHOLE
        result[:, channel] = blended.astype(np.uint8).T.reshape(count, height, width)
    return result


def _corners(places: Array, height: int, width: int) -> tuple[Array, Array]:
    """Return which four pixels of a bordered image each place lies between, and their weights, both (4, n).

    Weights are whole numbers whose sum is `WHOLE`; a pixel behind the border may be named with the weight 0.
    """
    limits = np.array([[width + 1], [height + 1]], np.float32)
    fixed = (np.clip(places + 1, 0, limits) * WHOLE).astype(np.int32)
    column, row = fixed // WHOLE
    x, y = fixed % WHOLE
    both = (x * y + WHOLE // 2) // WHOLE
    first = row * (width + 2) + column
    corners = np.add.outer((0, 1, width + 2, width + 3), first)
    return corners, np.array((WHOLE - x - y + both, x - both, y - both, both), np.uint16)


def _gaussian_band(length: int, deviation: float) -> Array:
    """Return the matrix (length, longer) that smooths by a Gaussian cut off at three deviations."""
    reach = int(np.ceil(3 * deviation))
    distance = np.arange(length + 2 * reach) - np.arange(length)[:, np.newaxis] - reach
    weights = np.where(np.abs(distance) <= reach, np.exp(-0.5 * (distance / deviation) ** 2), 0.0)
    band: Array = weights / weights.sum(axis=1, keepdims=True)
    return band.astype(np.float32)
