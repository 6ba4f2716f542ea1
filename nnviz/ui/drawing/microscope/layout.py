"""Where the parts of the microscope stand: stages above, then where and what, then how and with what."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF

from nnviz.ui.drawing.microscope.strip import strip_height
from nnviz.ui.theme import GAP, NORMAL, Theme

ROOM = (1264, 540)
"""Pixels in which all is laid out at the normal text size."""
SQUEEZED = 1.18
"""How much larger than that text may be with nothing left out."""
SIDE = 16
"""Pixels between the panel's border and what it shows."""
LEFT_SHARE = 0.335
"""Of the width, for the sketch and the listing."""
UPPER_SHARE = 0.5
"""Of the height below the strip, for the sketch and the formula."""


class Areas(msgspec.Struct, frozen=True):
    """One rectangle a part."""

    strip: QRectF
    sketch: QRectF
    workings: QRectF
    code_ground: QRectF
    code: QRectF
    matrices: QRectF


def grown(theme: Theme, width: float, height: float) -> Theme:
    """Return the theme with its text as large as asked for, or larger where the room is, within what fits."""
    size, fitting = theme.size, NORMAL.body * min(width / ROOM[0], height / ROOM[1])
    body = max(int(fitting), min(size.body, int(fitting * SQUEEZED)), NORMAL.body)
    small = max(round(NORMAL.small * body / NORMAL.body * 0.96), NORMAL.small)
    return theme.at(size._replace(body=body, small=small))


def areas_of(width: float, height: float, theme: Theme) -> Areas:
    """Return the rectangles in a room of that size."""
    strip = QRectF(SIDE, 0, width - 2 * SIDE, strip_height(theme.size.body))
    top = strip.bottom() + GAP
    rule = round(top + (height - top) * UPPER_SHARE)
    left = round(min(max(width * LEFT_SHARE, 320), 900))
    right = left + 24
    return Areas(
        strip=strip,
        sketch=QRectF(SIDE, top, left - SIDE - GAP, rule - top - GAP),
        workings=QRectF(right, top, width - right - SIDE, rule - top - GAP),
        code_ground=QRectF(0, rule, left, height - rule),
        code=QRectF(0, rule + GAP, left, height - rule - 2 * GAP),
        matrices=QRectF(right, rule + GAP, width - right - SIDE, height - rule - GAP - 10),
    )
