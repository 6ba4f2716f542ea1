"""Where the units of a network diagram stand: columns of square tiles between the inputs and the outputs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF

from nnviz.ui.theme import TIGHT

Floats = npt.NDArray[np.floating]

_LARGEST, _LARGEST_IMAGE = 132.0, 260.0
_SHARE = 0.42
"""The part of the way from one column to the next that a tile takes at most."""
_CROWDED = 22.0
"""Pixels: smaller tiles than this stand in two rows, by turns, and are larger for it."""
_STAGGERED = 30.0
_SPREAD = 0.4
"""The largest gap between two tiles, as a part of a tile."""
_UNEQUAL = 1.8
"""How much larger than those of the fullest column other tiles may be."""


class Tiles(msgspec.Struct, frozen=True):
    """The squares of one column."""

    lefts: Floats
    tops: Floats
    side: float

    def __len__(self) -> int:
        return len(self.tops)

    def rect(self, index: int) -> QRectF:
        """Return one square."""
        return QRectF(float(self.lefts[index]), float(self.tops[index]), self.side, self.side)

    def bias(self, index: int) -> QRectF:
        """Return the small square that stands for its bias, at its lower left corner."""
        side = float(np.clip(round(self.side * 0.26), 6, 14))
        left = float(self.lefts[index]) - round(side / 2)
        return QRectF(left, float(self.tops[index]) + self.side - side + 1, side, side)

    @property
    def centre(self) -> float:
        """The column's middle, across."""
        return float(self.lefts.min() + self.lefts.max() + self.side) / 2

    @property
    def middles(self) -> Floats:
        """The middles of the squares, down."""
        return self.tops + self.side / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the lowest square."""
        return float(self.tops.max()) + self.side


class Wish(msgspec.Struct, frozen=True):
    """What a column holds: how many tiles, whether one image, and whether a line of words stands below."""

    count: int
    is_image: bool = False
    has_more: bool = False


class Room(msgspec.Struct, frozen=True):
    """The pixels there are: between left and right the columns, between top and bottom their tiles."""

    left: float
    right: float
    top: float
    bottom: float
    words: float
    """Height of a line of words."""


def placed(wishes: Sequence[Wish], room: Room) -> tuple[Tiles, ...]:
    """Return the columns' tiles: as large as the fullest allow, first and last at the edges."""
    pitch = (room.right - room.left) / max(len(wishes) - 0.4, 1)
    sides = [_side(wish, room, pitch) for wish in wishes]
    least = min(side for side, wish in zip(sides, wishes, strict=True) if not wish.is_image)
    sides = [
        side if wish.is_image else min(side, _UNEQUAL * least)
        for side, wish in zip(sides, wishes, strict=True)
    ]
    widths = [_width(wish, float(round(side)), room) for wish, side in zip(wishes, sides, strict=True)]
    first, last = room.left + widths[0] / 2, room.right - widths[-1] / 2
    centres = np.linspace(first, last, len(wishes)) if len(wishes) > 1 else np.array([first])
    return tuple(
        _column(wish, float(max(round(side), 2)), float(centre), room)
        for wish, side, centre in zip(wishes, sides, centres, strict=True)
    )


def _height(wish: Wish, room: Room) -> float:
    return max(room.bottom - room.top - (room.words if wish.has_more else 0), 4.0)


def _gap(side: float) -> float:
    return max(2.0, min(8.0, side * 0.15))


def _side(wish: Wish, room: Room, pitch: float) -> float:
    height = _height(wish, room)
    if wish.is_image:
        return min(height, _LARGEST_IMAGE, 0.8 * pitch)
    cap = min(_LARGEST, _SHARE * pitch)
    straight = min(cap, (height + 2) / wish.count - 2, height / wish.count / 1.12)
    return straight if not _is_staggered(wish, straight) else min(cap, _staggered_side(wish, height))


def _staggered_side(wish: Wish, height: float) -> float:
    steps = wish.count - 1
    return min(_STAGGERED, (2 * height / steps - 3) / (1 + 2 / steps))


def _is_staggered(wish: Wish, straight: float) -> bool:
    return wish.count >= 4 and straight < _CROWDED and not wish.is_image


def _needs_stagger(wish: Wish, side: float, room: Room) -> bool:
    """Tell whether so many tiles of that side do not fit below each other."""
    return wish.count * (side + 2) - 2 > _height(wish, room) + 1


def _width(wish: Wish, side: float, room: Room) -> float:
    return 2 * side + TIGHT if _needs_stagger(wish, side, room) else side


def _column(wish: Wish, side: float, centre: float, room: Room) -> Tiles:
    height = _height(wish, room)
    numbers = np.arange(wish.count)
    if _needs_stagger(wish, side, room):
        step = (height - side) / max(wish.count - 1, 1)
        lefts = centre + np.where(numbers % 2 == 0, -side - TIGHT / 2, TIGHT / 2)
        return Tiles(np.round(lefts), np.round(room.top + numbers * step), side)
    spread = (height - wish.count * side) / max(wish.count - 1, 1)
    gap = min(spread, max(_gap(side), _SPREAD * side))
    top = room.top + (height - wish.count * side - (wish.count - 1) * gap) / 2
    return Tiles(
        np.full(wish.count, round(centre - side / 2), float), np.round(top + numbers * (side + gap)), side
    )


def tile_at(columns: Sequence[Tiles], place: QPointF) -> tuple[int, int] | None:
    """Return the column and the tile under a place."""
    for number, tiles in enumerate(columns):
        x, y = place.x() - tiles.lefts, place.y() - tiles.tops
        inside = np.flatnonzero((x >= 0) & (x <= tiles.side) & (y >= 0) & (y <= tiles.side))
        if len(inside):
            return number, int(inside[0])
    return None
