"""Pictures: the ink of one digit in a grey picture, be it dark on light or light on dark."""

from __future__ import annotations

import numpy as np

from nnviz.data.centring import FAINTEST
from nnviz.data.dataset import Array

INK = 255
#: Contrast, of 255, below which a picture is all paper.
LEAST_CONTRAST = 16
#: Of the paper's own unevenness so many times are taken for paper too.
MARGIN = 1.5
#: Pixels of the longer side from which a line is wider than one of them, and a lone pixel is grain.
LEAST_WITH_GRAIN = 100
#: Inked pixels among nine that a stroke has everywhere, and grain hardly anywhere.
LEAST_TOGETHER = 4


def ink_of(grey: Array) -> Array:
    """Tell ink from paper.

    The border of the picture is paper. Ink is what differs from it towards the side, darker or lighter, that
    lies further off; what differs no more than the border itself does is paper, and so is grain.

    Parameters
    ----------
    grey : uint8 array (height, width)
        0 is black, 255 white.

    Returns
    -------
    uint8 array (height, width)
        0 is paper, 255 the strongest ink; all 0 if there is no contrast.
    """
    border = np.concatenate((grey[0], grey[-1], grey[:, 0], grey[:, -1])).astype(np.int16)
    paper = int(np.median(border))
    darker, lighter = paper - int(grey.min()), int(grey.max()) - paper
    ink = paper - grey.astype(np.int16) if darker >= lighter else grey.astype(np.int16) - paper
    uneven = MARGIN * float(np.percentile(np.abs(border - paper), 90))
    strongest = max(darker, lighter)
    if strongest < LEAST_CONTRAST or strongest <= uneven:
        return np.zeros(grey.shape, np.uint8)
    ink[ink <= uneven] = 0
    if max(grey.shape) >= LEAST_WITH_GRAIN:
        _take_out_grain(ink, FAINTEST * strongest)
    scaled: Array = np.rint(ink * (INK / strongest)).astype(np.uint8)
    return scaled


def _take_out_grain(ink: Array, faintest: float) -> None:
    """Make paper of pixels that nearly stand alone: one would do to move and shrink the digit.

    Unless most of the ink would go: it is a line of a pixel's width then.
    """
    there = ink > faintest
    padded = np.pad(there, 1).astype(np.int8)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    together = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    grain = there & (together < LEAST_TOGETHER)
    if 2 * ink[grain].sum() < ink[there].sum():
        ink[grain] = 0
