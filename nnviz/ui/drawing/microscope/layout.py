"""Where the parts of the microscope stand: stages above, then where and what, then how and with what."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from nnviz.ui.drawing.microscope.strip import strip_height
from nnviz.ui.theme import GAP, Theme

SIDE = 16
"""Pixels between the panel's border and what it shows."""
LEFT_SHARE = 0.335
"""Of the width, for the sketch and the listing."""
UPPER_SHARE = 0.5
"""Of the height below the strip, for the sketch and the formula."""


@dataclass(frozen=True)
class Areas:
    """One rectangle a part."""

    strip: QRectF
    sketch: QRectF
    workings: QRectF
    code_ground: QRectF
    code: QRectF
    matrices: QRectF


def areas_of(width: float, height: float, theme: Theme) -> Areas:
    """Return the rectangles in a room of that size."""
    strip = QRectF(SIDE, 0, width - 2 * SIDE, strip_height(theme.size.body))
    top = strip.bottom() + GAP
    rule = round(top + (height - top) * UPPER_SHARE)
    left = round(min(max(width * LEFT_SHARE, 320), 640))
    right = left + 24
    return Areas(
        strip=strip,
        sketch=QRectF(SIDE, top, left - SIDE - GAP, rule - top - GAP),
        workings=QRectF(right, top, width - right - SIDE, rule - top - GAP),
        code_ground=QRectF(0, rule, left, height - rule),
        code=QRectF(0, rule + GAP, left, height - rule - 2 * GAP),
        matrices=QRectF(right, rule + GAP, width - right - SIDE, height - rule - GAP - 10),
    )
