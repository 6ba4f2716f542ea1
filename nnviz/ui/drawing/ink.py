"""Ink: the colours of grey images, from paper to ink."""

from __future__ import annotations

import numpy as np

from nnviz.ui.colour_maps import rgb
from nnviz.ui.theme import Theme


def ink_table(theme: Theme) -> list[int]:
    """Return 256 colours from paper to ink as `0xAARRGGBB`; the first, between images, is clear."""
    paper, ink = rgb(theme.window if theme.is_dark else theme.field), rgb(theme.text)
    mixed = np.rint(255 * (paper + np.linspace(0, 1, 256)[:, None] * (ink - paper))).astype(int)
    return [0, *(0xFF000000 | red << 16 | green << 8 | blue for red, green, blue in mixed[1:].tolist())]
