"""The sketch: the network as capsules with numbers, of the stage that is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from math import hypot

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnviz.training.walk.images import channel_picture
from nnviz.training.walk.notation import kind_of, symbol
from nnviz.training.walk.walk import Place, Walk
from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.microscope.formula import decimal, soft_of
from nnviz.ui.drawing.microscope.look import Look
from nnviz.ui.drawing.microscope.pen import Pen
from nnviz.ui.drawing.microscope.pictures import draw_image
from nnviz.ui.drawing.microscope.sketch_layout import Capsule, Column, Sketch, lit_places
from nnviz.ui.drawing.texts import Style, advance, widest
from nnviz.ui.numerals import fixed, significant

SMALLEST = 12
MOST_LABELS = 6
LABEL_SHARES = (0.6, 0.75)
"""Which part of the way between columns the values of weights take at most, and in the smallest letters."""
MOST_EDGES = 240
"""Edges that are drawn; of wider layers only those in use."""


def draw_sketch(pen: Pen, rect: QRectF, look: Look) -> Sketch:
    """Draw the layers around the present one, with their numbers and the weights in use."""
    head = round(pen.theme.size.body * 2.3)
    body = rect.adjusted(0, head, 0, -2)
    sketch = Sketch.fitting(look, body, pen.theme.size.body)
    columns, capsule = sketch.columns, sketch.capsule
    for before, after in pairwise(columns):
        if after.number == before.number + 1 and not (before.shape or after.shape):
            _draw_edges(pen, look, before, after, capsule)
    for column in columns:
        pen.math(
            symbol(look.walk.output if column.quantity.kind == "again" else column.quantity),
            column.x,
            rect.top() + head * 0.55,
            round(pen.theme.size.body * 1.3),
            0.5,
        )
        (_draw_image if column.shape else _draw_column)(pen, look, column, capsule)
    _draw_ends(pen, look, columns, capsule)
    return sketch


def _edges_lit(look: Look, number: int) -> dict[tuple[int, int], Place]:
    """Return the weights of a layer that are in use, or computed, by the units they join."""
    found = {}
    for place in (*look.sheet.used, look.place):
        if place.quantity.number == number and place.quantity.kind.endswith("W"):
            if place.quantity.kind.startswith("old"):
                continue
            key = (place.row, place.column)
            if key not in found or place == look.place:
                found[key] = place
    return found


def _draw_edges(pen: Pen, look: Look, before: Column, after: Column, capsule: Capsule) -> None:
    theme, lit = pen.theme, _edges_lit(look, after.number)
    quiet = QPainterPath()
    if len(before.units) * len(after.units) <= MOST_EDGES:
        for start in before.y:
            for end in after.y:
                quiet.moveTo(before.x + capsule.width / 2, start)
                quiet.lineTo(after.x - capsule.width / 2, end)
    pen.path(quiet, theme.border, 1.5, z=0.1)
    drawn = [(i, j, place) for (i, j), place in lit.items() if i in before.units and j in after.units]
    half = QPointF(capsule.width / 2, 0)
    edges = [(before.place_of(i) + half, after.place_of(j) - half, place) for i, j, place in drawn]
    for left, right, _ in edges:
        _draw_edge(pen, look, left, right)
    _label_edges(pen, look, edges, _label_share(drawn))


def _label_share(drawn: Sequence[tuple[int, int, Place]]) -> float:
    """Return where on their edges values stand: where these lie farthest apart."""
    starts, ends = {i for i, _, _ in drawn}, {j for _, j, _ in drawn}
    return 0.5 + 0.07 * (len(starts) == 1) - 0.07 * (len(ends) == 1)


def _draw_edge(pen: Pen, look: Look, left: QPointF, right: QPointF) -> None:
    """Draw a weight in use as an arrow the way that the numbers go."""
    backward = look.stage.key[0] in ("delta",) or look.stage.key[0].startswith("back")
    colour = pen.theme.back if look.stage.is_backward else pen.theme.accent
    start, end = (right, left) if backward else (left, right)
    pen.line(start.x(), start.y(), end.x(), end.y(), colour, 3.0, z=0.3)
    _draw_head(pen, start, end, colour)


def _label_edges(pen: Pen, look: Look, edges: Sequence[tuple[QPointF, QPointF, Place]], share: float) -> None:
    """Write the values of weights on their edges, all in one size, unless they would cover one another."""
    if not 0 < len(edges) <= MOST_LABELS:
        return
    texts = [decimal(look.walk.number(place), 3, 0) for _, _, place in edges]
    style = _label_style(texts, edges[0][1].x() - edges[0][0].x(), pen.theme.size.body)
    if style is None:
        return
    boxes = []
    for (left, right, _), text in zip(edges, texts, strict=True):
        middle, width = left + (right - left) * share, advance(text, style)
        boxes.append(
            QRectF(middle.x() - width / 2 - 3, middle.y() - style.size * 0.62, width + 6, style.size * 1.24)
        )
    if any(one.intersects(other) for one, other in combinations(boxes, 2)):
        return
    for (_, _, place), text, box in zip(edges, texts, boxes, strict=True):
        pen.box(box, fill=pen.theme.surface, radius=3, z=2.5)
        ink = pen.colour(kind_of(place.quantity))
        pen.word(text, box.center().x(), box.center().y(), style, ink, 0.5, z=2.6)
        pen.spots.append((box, place))


def _label_style(texts: Sequence[str], room: float, body: int) -> Style | None:
    """Return the largest style in which values leave the ends of their edges free; None if none does."""
    for size in range(round(body * 1.15), SMALLEST - 1, -1):
        share = LABEL_SHARES[size == SMALLEST]
        if widest(texts, Style(size, 600)) <= room * share:
            return Style(size, 600)
    return None


def _draw_head(pen: Pen, start: QPointF, end: QPointF, colour: str) -> None:
    dx, dy = end.x() - start.x(), end.y() - start.y()
    length = hypot(dx, dy) or 1.0
    dx, dy = dx / length, dy / length
    path = QPainterPath(end)
    for side in (1, -1):
        path.lineTo(end.x() - 12 * dx - side * 5.5 * dy, end.y() - 12 * dy + side * 5.5 * dx)
    path.closeSubpath()
    pen.path(path, "", fill=colour, z=0.4)


def _draw_column(pen: Pen, look: Look, column: Column, capsule: Capsule) -> None:
    theme, walk = pen.theme, look.walk
    known = look.is_known(column.number)
    row = min(look.sample, len(walk.matrix(column.quantity)) - 1)
    kind = kind_of(column.quantity)
    size = _size_in(capsule, (float(walk.matrix(column.quantity)[row, unit]) for unit in column.units))
    for unit, y in zip(column.units, column.y, strict=True):
        place = Place(column.quantity, row, unit)
        box = QRectF(column.x - capsule.width / 2, y - capsule.height / 2, capsule.width, capsule.height)
        radius = min(capsule.height / 2, 20)
        ink = theme.text
        if place == look.place:
            pen.box(box, fill=pen.colour(kind), radius=radius, z=1)
            ink = theme.on_accent
        elif place in look.sheet.used:
            pen.box(box, fill=soft_of(kind, theme), edge=pen.colour(kind), width=2.5, radius=radius, z=1)
        else:
            pen.box(box, fill=theme.surface, edge=theme.strong, width=1.5, radius=radius, z=1)
        if not known:
            continue
        is_bold = ink != theme.text or place in look.sheet.used
        style = Style(size, 600 if is_bold else 400)
        pen.word(_written(walk.number(place), style, capsule), column.x, y, style, ink, 0.5)
        pen.spots.append((box, place))
    if column.hidden:
        words = f"+ {column.hidden:,}"
        y = column.y[-1] + capsule.height / 2 + theme.size.small
        pen.word(words, column.x, y, Style(theme.size.small), theme.muted, 0.5)


def _draw_image(pen: Pen, look: Look, column: Column, capsule: Capsule) -> None:
    """Draw the channel that is looked at, or the one with the largest value, as an image."""
    walk, (channels, height, width) = look.walk, column.shape
    row = min(look.sample, len(walk.matrix(column.quantity)) - 1)
    used = [place.column for place in lit_places(look) if place.quantity == column.quantity]
    at = used[0] if used else int(np.abs(walk.matrix(column.quantity)[row]).argmax())
    channel = at // (height * width)
    picture = channel_picture(walk, column.quantity, row, channel, column.shape)
    cell = max(int(capsule.width * 1.25) // max(height, width), 1)
    side_x, side_y = cell * width, cell * height
    middle = (column.y[0] + column.y[-1]) / 2
    area = QRectF(round(column.x - side_x / 2), round(middle - side_y / 2), side_x, side_y)
    if look.is_known(column.number):
        draw_image(pen, area, look, picture, cell)
    pen.box(area.adjusted(-1, -1, 1, 1), edge=pen.theme.strong, width=1.5, radius=2, z=1.2)
    words = f"{channel + 1} of {channels:,}" if channels > 1 else f"{height} × {width}"
    pen.word(
        words,
        column.x,
        area.bottom() + pen.theme.size.small,
        Style(pen.theme.size.small),
        pen.theme.muted,
        0.5,
    )


def _size_in(capsule: Capsule, values: Iterable[float]) -> int:
    """Return the largest size of text, within reason, in which all numbers fit their capsules."""
    texts = [decimal(value, 3, 0) for value in values]
    for size in range(capsule.text, SMALLEST, -1):
        if max((advance(text, Style(size, 600)) for text in texts), default=0.0) <= capsule.width - 6:
            return size
    return SMALLEST


def _written(value: float, style: Style, capsule: Capsule) -> str:
    """Return a number with as many digits as its capsule has room for."""
    for text in (decimal(value, 3, 0), *(fixed(value, digits) for digits in (3, 2, 1))):
        if advance(text, style) <= capsule.width - 6 and (value == 0 or text.strip("−0.")):
            return text
    shortest = significant(value, 1)
    return shortest if advance(shortest, style) <= capsule.width - 6 else fixed(value, 0)


def _draw_ends(pen: Pen, look: Look, columns: Sequence[Column], capsule: Capsule) -> None:
    """Name the inputs at the left, and mark the classes at the right."""
    walk, first, last = look.walk, columns[0], columns[-1]
    if first.number == 0 and not first.shape:
        _name_inputs(pen, walk, first, capsule)
    if last.number == len(walk.layers) and walk.dataset.task.has_classes and walk.dataset.outputs > 1:
        for unit, y in zip(last.units, last.y, strict=True):
            marker = marker_pixmap(pen.theme, unit, 11, 2.0)
            pen.picture(marker, last.x + capsule.width / 2 + 5, y - 7.5)


def _name_inputs(pen: Pen, walk: Walk, column: Column, capsule: Capsule) -> None:
    names = walk.dataset.feature_names
    style = Style(pen.theme.size.body, 600, italic=True)
    for unit, y in zip(column.units, column.y, strict=True):
        if unit < len(names) and len(names[unit]) <= 2:
            x = column.x - capsule.width / 2 - 6
            pen.word(names[unit], x, y, style, pen.theme.text2, 1.0)
