"""Pictures: the ink of one digit in a grey picture, be it dark on light or light on dark."""

from __future__ import annotations

import numpy as np

from nnviz.data.dataset import Array

INK = 255
#: Contrast, of 255, below which a picture is all paper.
LEAST_CONTRAST = 16
#: Of the paper's own unevenness so many times are taken for paper too.
MARGIN = 1.5


def ink_of(grey: Array) -> Array:
    """Tell ink from paper.

    The border of the picture is paper. Ink is what differs from it towards the side, darker or lighter, that
    lies further off; what differs no more than the border itself does is paper.

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
    scaled: Array = np.rint(ink * (INK / strongest)).astype(np.uint8)
    return scaled
