"""Ink: the colours of grey images, from paper to ink."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from nnviz.ui.colour_maps import rgb
from nnviz.ui.theme import Theme


def ink_table(theme: Theme) -> list[int]:
    """Return 256 colours from paper to ink as `0xAARRGGBB`; the first, between images, is clear."""
    return [0, *sheet_table(theme)[1:]]


def sheet_table(theme: Theme) -> list[int]:
    """Return the same for one sheet: its paper is not clear."""
    return list(_table(theme.window if theme.is_dark else theme.field, theme.text))


@lru_cache(maxsize=8)
def _table(paper: str, ink: str) -> tuple[int, ...]:
    low, high = rgb(paper), rgb(ink)
    mixed = np.rint(255 * (low + np.linspace(0, 1, 256)[:, None] * (high - low))).astype(int)
    return tuple(0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in mixed.tolist())
