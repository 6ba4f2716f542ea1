"""Colours of the plane: what a network says at each point of a grid, as the pixels of a picture."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import numpy.typing as npt

from nnviz.ui.colour_maps import OPACITY, ByteArray, magnitude_index, probability_blend, rgb, signed_index
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]


def blended(shares: Floats, theme: Theme) -> ByteArray:
    """Mix the class colours by probability; (rows, columns, 4) as `probability_blend` gives it."""
    colours = [theme.class_colour(index) for index in range(shares.shape[-1])]
    return probability_blend(shares, colours, theme.surface)


def winners(scores: Floats, theme: Theme) -> ByteArray:
    """Give each point the tint of its best class, of one strength; scores may be of any size."""
    below = rgb(theme.surface)
    colours = np.stack([rgb(theme.class_colour(index)) for index in range(scores.shape[-1])])
    table = np.full((len(colours), 4), 255, np.uint8)
    table[:, :3] = np.rint(255 * (below + sum(OPACITY) * (colours - below)))[:, ::-1]
    tinted: ByteArray = table[scores.argmax(axis=-1)]
    return tinted


def sureness(shares: Floats, theme: Theme) -> ByteArray:
    """Shade each point by how sure the answer is there, whatever it is: white at even odds."""
    even = 1 / shares.shape[-1]
    index = np.rint(255 * np.clip((shares.max(axis=-1) - even) / (1 - even), 0, 1)).astype(np.intp)
    shaded: ByteArray = theme.magnitude.rgba[index][..., [2, 1, 0, 3]]
    return shaded


class Look(msgspec.Struct, frozen=True):
    """One way to colour the plane by class probabilities (rows, columns, classes)."""

    title: str
    colours: Callable[[Floats, Theme], ByteArray]


LOOKS: dict[str, Look] = {
    "blend": Look("class probabilities", blended),
    "winner": Look("winning class", winners),
    "sureness": Look("how sure", sureness),
}


def values(outputs: Floats, limit: float, theme: Theme) -> ByteArray:
    """Colour real numbers (rows, columns) by the signed map within a limit."""
    return theme.signed.rgba[signed_index(outputs, limit)][..., [2, 1, 0, 3]]


def activations(outputs: Floats, limit: float, signed: bool, theme: Theme) -> ByteArray:
    """Colour what a unit gives (rows, columns) by the signed map, or if nothing is negative by magnitude."""
    if signed:
        return values(outputs, limit, theme)
    return theme.magnitude.rgba[magnitude_index(outputs, limit)][..., [2, 1, 0, 3]]
