"""Colour maps: numbers to colours, joined in Oklab so that equal steps look equal.

A map has 256 entries.  A signed value `v` within a limit `L` has the entry `128 + 127 v / L`, so
that zero has exactly the middle stop; entry 0 is left to the caller as the colour of gaps.  A
magnitude has the entry `255 v / L`.

Oklab: Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]
ByteArray = npt.NDArray[np.uint8]

ENTRIES = 256
INK, WHITE = "#14171F", "#FFFFFF"
"""What numbers on coloured cells are written in, whichever reads better."""
ZERO = 128
"""The entry of zero in a signed map."""
_REACH = 127
OPACITY = (0.08, 0.27)
"""Opacity of the probability blend at no confidence, and what full confidence adds."""

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_LAB = np.linalg.inv(_TO_LAB)


def rgb(colour: str) -> npt.NDArray[np.float64]:
    """Return `#RRGGBB` as three floats from 0 to 1."""
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def _linear(srgb: FloatArray) -> FloatArray:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def _gamma(linear: FloatArray) -> FloatArray:
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def to_oklab(srgb: FloatArray) -> FloatArray:
    """Convert sRGB from 0 to 1, shape (..., 3), to Oklab."""
    lab: FloatArray = np.cbrt(_linear(srgb) @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def from_oklab(lab: FloatArray) -> FloatArray:
    """Convert Oklab, shape (..., 3), to sRGB from 0 to 1; colours out of gamut are clipped."""
    return _gamma((lab @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T)


def luminance(srgb: FloatArray) -> FloatArray:
    """Relative luminance (WCAG 2) of sRGB from 0 to 1, shape (..., 3)."""
    result: FloatArray = _linear(srgb) @ np.array([0.2126, 0.7152, 0.0722])
    return result


def contrast(first: str, second: str) -> float:
    """Contrast ratio (WCAG 2) of two `#RRGGBB` colours, from 1 to 21."""
    low, high = sorted(float(luminance(rgb(c))) for c in (first, second))
    return (high + 0.05) / (low + 0.05)


class ColourMap(msgspec.Struct, frozen=True, dict=True):
    """256 colours and what reads on them.

    Attributes
    ----------
    rgba : ndarray of uint8, shape (256, 4)
        The entries as red, green, blue, alpha.
    table : tuple of int
        The entries as `0xAARRGGBB`.
    prefers_ink : ndarray of bool, shape (256,)
        Whether dark text reads better than white on the entry.
    """

    rgba: ByteArray
    table: tuple[int, ...]
    prefers_ink: npt.NDArray[np.bool_]

    @classmethod
    def of_magnitudes(cls, stops: Sequence[str]) -> ColourMap:
        """Join equally spaced stops: the first is zero, the last the limit."""
        return cls._joined(stops, np.linspace(0.0, 1.0, ENTRIES))

    @classmethod
    def of_signed(cls, stops: Sequence[str]) -> ColourMap:
        """Join an odd number of equally spaced stops: the middle one is zero."""
        return cls._joined(stops, np.clip(0.5 + (np.arange(ENTRIES) - ZERO) / (2 * _REACH), 0, 1))

    @classmethod
    def _joined(cls, stops: Sequence[str], places: FloatArray) -> ColourMap:
        lab = to_oklab(np.stack([rgb(stop) for stop in stops]))
        knots = np.linspace(0.0, 1.0, len(stops))
        mixed = from_oklab(np.stack([np.interp(places, knots, axis) for axis in lab.T], axis=1))
        rgba = np.full((ENTRIES, 4), 255, np.uint8)
        rgba[:, :3] = np.rint(mixed * 255)
        rgba.setflags(write=False)
        return cls(rgba, _table(rgba), luminance(mixed) > _EVEN_LUMINANCE)

    @cached_property
    def words(self) -> npt.NDArray[np.uint32]:
        """The table as an array."""
        return np.array(self.table, np.uint32)

    def table_with_gap(self, gap: str) -> npt.NDArray[np.uint32]:
        """Return the table with entry 0 as the colour of gaps between tiles."""
        table = self.words.copy()
        table[0] = 0xFF000000 | int(gap[1:], 16)
        return table

    def colour(self, index: int) -> str:
        """Entry `index` as `#RRGGBB`."""
        return f"#{self.table[index] & 0xFFFFFF:06X}"


_EVEN_LUMINANCE = (1.05 * (float(luminance(rgb(INK))) + 0.05)) ** 0.5 - 0.05
"""Where white and the ink have the same contrast."""


def _table(rgba: ByteArray) -> tuple[int, ...]:
    words = rgba.astype(np.uint32)
    packed = words[:, 3] << 24 | words[:, 0] << 16 | words[:, 1] << 8 | words[:, 2]
    return tuple(int(word) for word in packed)


def signed_index(values: FloatArray, limit: float) -> ByteArray:
    """Entries of signed values: 128 at zero, 1 and 255 at and beyond the limit.

    Values that are not a number have entry 0.
    """
    scaled = np.asarray(np.multiply(values, _REACH / limit, dtype=np.float32))
    np.clip(scaled, -_REACH, _REACH, out=scaled)
    np.rint(scaled, out=scaled)
    scaled += ZERO
    entries: ByteArray = np.fmax(scaled, 0, out=scaled).astype(np.uint8)  # of two, the one that is a number
    return entries


def magnitude_index(values: FloatArray, limit: float) -> ByteArray:
    """Entries of magnitudes: 0 at zero, 255 at and beyond the limit."""
    scaled = np.asarray(np.multiply(values, (ENTRIES - 1) / limit, dtype=np.float32))
    np.clip(scaled, 0, ENTRIES - 1, out=scaled)
    np.rint(scaled, out=scaled)
    entries: ByteArray = np.fmax(scaled, 0, out=scaled).astype(np.uint8)
    return entries


def probability_blend(probabilities: FloatArray, class_colours: Sequence[str], surface: str) -> ByteArray:
    """Mix the class colours by probability and lay them on the surface.

    Parameters
    ----------
    probabilities : ndarray, shape (..., classes)
        Finite, from 0 to 1, summing to one over the last axis.
    class_colours : sequence of str
        At least as many `#RRGGBB` as there are classes.
    surface : str
        What lies below.

    Returns
    -------
    ndarray of uint8, shape (..., 4)
        Blue, green, red, 255: the byte order of `QImage.Format_RGB32`.

    Notes
    -----
    The opacity is 0.08 + 0.27 c, where the confidence c is the largest probability scaled to 0 at
    a tie of all classes and 1 at certainty.
    """
    classes = probabilities.shape[-1]
    tints, ends, lift = _blending(tuple(class_colours[:classes]), surface)
    # Few operations on the whole grid: each may have to wait for the interpreter lock.
    mixed = probabilities.astype(np.float32, copy=False) @ tints
    # Class by class: over an axis as short as that of the classes, NumPy takes 25 times as long.
    opacity = np.asfortranarray(probabilities.reshape(-1, classes)).max(axis=1)
    opacity += lift
    mixed *= opacity.reshape(*probabilities.shape[:-1], 1)
    pixels: ByteArray = np.add(mixed, ends, out=np.empty(mixed.shape, np.uint8), casting="unsafe")
    return pixels


@lru_cache(maxsize=16)
def _blending(
    class_colours: tuple[str, ...], surface: str
) -> tuple[FloatArray, FloatArray, np.floating[Any]]:
    """Return what `probability_blend` mixes with, for the same colours are mixed twenty times a second.

    Returns
    -------
    tints
        (classes, 4) by how much a class that is certain changes the surface at full gain.
    ends
        (4,) the surface itself, and half a step for rounding.
    lift
        What is added to the largest probability before it scales the tints.
    """
    chance = 1.0 / len(class_colours)
    gain = OPACITY[1] / max(1.0 - chance, 1e-9)
    below = 255 * rgb(surface)[::-1]
    tints = np.zeros((len(class_colours), 4), np.float32)
    tints[:, :3] = gain * (255 * np.stack([rgb(colour)[::-1] for colour in class_colours]) - below)
    ends = np.array([*below, 255.0], np.float32) + np.float32(0.5)
    return tints, ends, np.float32(OPACITY[0] / gain - chance)
