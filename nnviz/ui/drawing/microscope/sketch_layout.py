"""Where the capsules of the sketch stand: which layers, which of their units, how large."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from math import hypot

import msgspec
import numpy as np
from PySide6.QtCore import QPointF, QRectF

from nnviz.training.walk.images import image_shape
from nnviz.training.walk.walk import Place, Quantity
from nnviz.ui.drawing.microscope.look import Look

MOST_LAYERS = 5
CAPSULE_SHARE = 0.53
"""Of the way from one layer to the next, at most; the edges have the rest."""
REACH = 5.0
"""Pixels from which on an edge is pointed at."""
OF_UNITS = ("Z", "A", "delta", "slope", "dA", "again")
"""Quantities that belong to the units of a layer."""


class Column(msgspec.Struct, frozen=True):
    """One layer of the sketch: which of its units are shown, and where.

    Attributes
    ----------
    number
        Of the layer, 0 for the inputs.
    shape
        (channels, height, width) of what is shown as an image; empty for units.
    """

    number: int
    quantity: Quantity
    units: tuple[int, ...]
    hidden: int
    x: float
    y: tuple[float, ...]
    shape: tuple[int, ...] = ()

    def place_of(self, unit: int) -> QPointF:
        """Return the middle of the capsule of a unit that is shown."""
        return QPointF(self.x, self.y[self.units.index(unit)])


class Capsule(msgspec.Struct, frozen=True):
    """The measures of a unit, and the size of its number."""

    width: float
    height: float
    text: int


def _distance(point: QPointF, start: QPointF, end: QPointF) -> float:
    """Return how far above or below a line from left to right a point is, at a right angle to it."""
    if not start.x() <= point.x() <= end.x():
        return REACH
    dx, dy = end.x() - start.x(), end.y() - start.y()
    return abs((point.x() - start.x()) * dy - (point.y() - start.y()) * dx) / hypot(dx, dy)


class Sketch(msgspec.Struct, frozen=True):
    """The layers that are shown."""

    columns: tuple[Column, ...]
    capsule: Capsule

    @classmethod
    def fitting(cls, look: Look, body: QRectF, size: int) -> Sketch:
        """Return the sketch in a room, for a size of text."""
        columns, capsule = _columns(size, body, look, _layers_shown(look))
        return cls(tuple(columns), capsule)

    def _column(self, number: int) -> Column | None:
        found = next((each for each in self.columns if each.number == number), None)
        return None if found is None or found.shape else found

    def edge(self, place: Place) -> tuple[QPointF, QPointF] | None:
        """Return the ends of the edge that a weight, or what is computed for it, belongs to."""
        kind, number = place.quantity
        before, after = self._column(number - 1), self._column(number)
        if not kind.endswith("W") or before is None or after is None:
            return None
        if place.row not in before.units or place.column not in after.units:
            return None
        half = QPointF(self.capsule.width / 2, 0)
        return before.place_of(place.row) + half, after.place_of(place.column) - half

    def weight_at(self, point: QPointF) -> Place | None:
        """Return the weight whose edge passes under a point, the nearest if several do."""
        nearest: tuple[float, Place] | None = None
        for before, after in pairwise(self.columns):
            if after.number != before.number + 1 or not before.x < point.x() < after.x:
                continue
            for row, column in product(before.units, after.units):
                place = Place(Quantity("W", after.number), row, column)
                ends = self.edge(place)
                distance = REACH if ends is None else _distance(point, *ends)
                if distance < (nearest[0] if nearest else REACH):
                    nearest = distance, place
        return nearest[1] if nearest else None

    def unit(self, place: Place) -> QRectF | None:
        """Return the capsule of the unit that a number belongs to."""
        kind, number = place.quantity
        column = self._column(number)
        if not (kind in OF_UNITS or kind.endswith("b")) or column is None or place.column not in column.units:
            return None
        size, middle = self.capsule, column.place_of(place.column)
        return QRectF(middle.x() - size.width / 2, middle.y() - size.height / 2, size.width, size.height)


def _layers_shown(look: Look) -> list[int]:
    """Return the layers that have room, around the present one."""
    count = len(look.walk.layers) + 1
    present = look.place.quantity.number or (0 if look.index == 0 else count - 1)
    first = min(max(present - MOST_LAYERS // 2, 0), max(count - MOST_LAYERS, 0))
    return list(range(first, min(first + MOST_LAYERS, count)))


def _columns(size: int, body: QRectF, look: Look, numbers: Sequence[int]) -> tuple[list[Column], Capsule]:
    shown = look.columns()
    width = round(size * 5.1)
    margin = round(size * 1.5)
    step = (body.width() - width - 2 * margin) / max(len(numbers) - 1, 1)
    widths = [look.walk.matrix(shown[number]).shape[1] for number in numbers]
    most = max(widths)
    height = min(round(size * 3.15), max(body.height() / min(most, 7) - 8, round(size * 1.7)))
    room = max(int(body.height() // (height + 5)), 1)
    capsule = Capsule(
        min(width, step * CAPSULE_SHARE if len(numbers) > 1 else width),
        height,
        round(size * (1.2 if height > size * 2.4 else 1.0)),
    )
    columns = []
    for index, number in enumerate(numbers):
        units = _units_shown(look, shown[number], room)
        pitch = min(body.height() / max(len(units), 1), height * 1.62)
        hidden = widths[index] - len(units)
        top = body.center().y() - pitch * (len(units) - 1) / 2 - (size * 0.6 if hidden else 0)
        x = body.left() + margin + width / 2 + index * step
        places = tuple(round(top + pitch * i) + 0.5 for i in range(len(units)))
        shape = image_shape(look.walk, shown[number])
        columns.append(Column(number, shown[number], units, hidden, round(x) + 0.5, places, shape))
    return columns, capsule


def _units_shown(look: Look, quantity: Quantity, room: int) -> tuple[int, ...]:
    """Return the units that have room: those in use first, then the ones with the largest values."""
    values = look.walk.matrix(quantity)
    count = values.shape[1]
    if count <= room:
        return tuple(range(count))
    row = values[min(look.sample, len(values) - 1)]
    used = {place.column for place in lit_places(look) if place.quantity == quantity}
    rank = np.argsort(-np.abs(row), kind="stable").tolist()
    chosen = [unit for unit in rank if unit in used] + [unit for unit in rank if unit not in used]
    if look.place.quantity == quantity:
        chosen = [look.place.column, *(unit for unit in chosen if unit != look.place.column)]
    return tuple(sorted(chosen[: max(room - 1, 1)]))


def lit_places(look: Look) -> set[Place]:
    """Return the numbers that are in use, and the one that is computed."""
    return {*look.sheet.used, look.place}
