"""The widths by which the rows of the column line up; all follow from the text size."""

from __future__ import annotations

from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

MARK = 16
#: The gutter at the right of all fields: a gap and a mark.
GUTTER = GAP + MARK
#: Between editors beside each other.
SIDE_GAP = 6


def inner_width(theme: Theme) -> int:
    """Return the pixels between the column's left inset and the line on which all fields end."""
    return theme.size.controls - 2 - 2 * INSET - GUTTER


def side_width(theme: Theme) -> int:
    """Return the width of each of three editors beside each other."""
    return (theme.size.controls - 2 - 2 * INSET - 2 * SIDE_GAP) // 3


def activation_width(theme: Theme) -> int:
    """Return the usual width of a layer's activation in its row."""
    return round(2.95 * theme.size.row)


def units_width(theme: Theme, activation: int = 0, label: str = "Layer 8") -> int:
    """Return the width that a layer's label and activation leave to its units."""
    taken = width_of(label, font(theme.size.body)) + 3 + 2 * TIGHT
    return inner_width(theme) - taken - (activation or activation_width(theme))
