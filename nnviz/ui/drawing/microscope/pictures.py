"""Numbers that are images, side by side: inputs, weights and their products, windows, kernels and maps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from nnviz.training.walk.sheet import Picture
from nnviz.ui.colour_maps import magnitude_index, signed_index
from nnviz.ui.drawing.microscope.formula import fitted
from nnviz.ui.drawing.microscope.look import Look
from nnviz.ui.drawing.microscope.pen import Field, Pen
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.drawing.texts import Style, advance
from nnviz.ui.numerals import ColourLimit, fixed
from nnviz.ui.theme import GAP

NUMBERED = 38.0
"""Pixels of a cell from which on its number stands in it, at the normal text size."""


def draw_pictures(pen: Pen, rect: QRectF, look: Look) -> None:
    """Draw the pictures of a sheet as large as they fit in a row."""
    pictures = look.sheet.pictures
    size = pen.theme.size
    head, foot = round(size.body * 2.0), round(size.small * 1.6)
    between = 2.0 * GAP + round(size.body * 1.2)
    room = (rect.width() - between * (len(pictures) - 1)) / len(pictures)
    side = min(rect.height() - head - foot, room)
    x = rect.left()
    spare = rect.width() - len(pictures) * (side + between) + between
    if not look.sheet.contributions:  # which have the room beside the pictures
        between += min(max(spare, 0.0) / len(pictures), 4 * size.body)
    for picture in pictures:
        if picture.operator and picture is not pictures[0]:
            style = Style(round(size.body * 1.4), 600)
            pen.word(
                picture.operator, x - between / 2, rect.top() + head + side / 2, style, pen.theme.text, 0.5
            )
        _draw_picture(pen, QRectF(x, rect.top() + head, side, side), look, picture, side + between - GAP)
        x += side + between
    if look.sheet.contributions:
        _draw_ranking(pen, QRectF(x, rect.top(), rect.right() - x, rect.height()), look)


def _draw_ranking(pen: Pen, area: QRectF, look: Look) -> None:
    """List the strongest terms of a sum, as many as fit, with a bar for each."""
    theme, size = pen.theme, pen.theme.size
    pitch = round(size.body * 1.45)
    columns = [area.left() + size.body * each for each in (0.0, 5.9, 15.8)]
    bar = area.right() - columns[2] - size.body * 4.5
    if bar < size.body * 2:
        return
    small = Style(size.small)
    for x, words in zip(columns, ("row, column", "input · weight", "strongest contributions"), strict=True):
        pen.word(words, x, area.top() + size.body * 0.7, small, theme.muted)
    limit = abs(look.sheet.contributions[0].value) or 1.0
    room = int((area.height() - size.body * 1.4) // pitch)
    for index, each in enumerate(look.sheet.contributions[:room]):
        y = area.top() + size.body * 1.6 + (index + 0.5) * pitch
        pen.word(each.name, columns[0], y, small, theme.text2)
        pen.math(each.term, columns[1], y + size.body * 0.33, size.body)
        length = max(abs(each.value) / limit * bar, 1.0)
        colour = theme.signed_stops[-2 if each.value > 0 else 1]
        pen.box(QRectF(columns[2], y - pitch * 0.28, length, pitch * 0.56), fill=colour)
        x = columns[2] + length + 6
        pen.word(fixed(each.value, 3), x, y, Style(size.small, 600), theme.text)


def _draw_picture(pen: Pen, box: QRectF, look: Look, picture: Picture, room: float) -> None:
    """Draw a picture in a box, under its title, which has so much room from the box's left edge."""
    theme, values = pen.theme, picture.values
    rows, columns = values.shape
    cell = max(int(min(box.width() / columns, box.height() / rows)), 1)
    area = QRectF(round(box.left()), round(box.top()), cell * columns, cell * rows)
    title = fitted(picture.title, round(theme.size.body * 1.25), room)
    pen.laid(title, area.left(), area.top() - theme.size.body * 0.6)
    limit, signed = draw_image(pen, area, look, picture, cell)
    pen.box(area.adjusted(-0.5, -0.5, 0.5, 0.5), edge=theme.edge, z=1.1)
    low = limit.label(-1) if signed else "0"
    text = f"{low} to {limit.label(1)}"
    pen.word(text, area.left(), area.bottom() + theme.size.small * 0.9, Style(theme.size.small), theme.muted)


def draw_image(pen: Pen, area: QRectF, look: Look, picture: Picture, cell: int) -> tuple[ColourLimit, bool]:
    """Draw the pixels of a picture, `cell` pixels a side; return the limit of its colours and whether it has
    a sign.
    """
    theme, values, limit = pen.theme, picture.values, ColourLimit()
    limit.cover(values)
    signed = bool((values < 0).any())
    colours = theme.signed if signed else theme.magnitude
    indices = (signed_index if signed else magnitude_index)(values, limit.value)
    blown = np.repeat(np.repeat(indices, cell, axis=0), cell, axis=1)
    pen.picture(indexed_pixmap(blown, list(colours.table)), area.left(), area.top())
    if picture.places:
        field = Field(area, picture.places)
        pen.fields.append(field)
        _light(pen, look, field)
    if cell >= NUMBERED * theme.size.body / 14:
        _write_numbers(pen, area, picture, cell, colours.prefers_ink[indices])
    return limit, signed


def _write_numbers(pen: Pen, area: QRectF, picture: Picture, cell: int, ink: npt.NDArray[np.bool_]) -> None:
    for (i, j), value in np.ndenumerate(picture.values):
        text = fixed(float(value), 2)
        style = Style(max(round(pen.theme.size.body * 0.85), 11))
        if advance(text, style) > cell - 2:
            return
        colour = "#14171F" if ink[i, j] else "#FFFFFF"
        pen.word(text, area.left() + (j + 0.5) * cell, area.top() + (i + 0.5) * cell, style, colour, 0.5)


def _light(pen: Pen, look: Look, field: Field) -> None:
    """Frame the number that is looked at, and the box around those that it comes from."""
    used = []
    for i, line in enumerate(field.places):
        for j, place in enumerate(line):
            if place == look.place:
                pen.box(field.cell(i, j).adjusted(-1, -1, 1, 1), edge=pen.theme.text, width=2, z=1.4)
            elif place in look.sheet.used:
                used.append((i, j))
    if not used or len(used) == len(field.places) * len(field.places[0]):
        return
    (top, left), (bottom, right) = np.min(used, axis=0), np.max(used, axis=0)
    if len(used) == (bottom - top + 1) * (right - left + 1):  # a window, not what is strewn about
        frame = field.cell(top, left).united(field.cell(bottom, right))
        pen.box(frame.adjusted(-1, -1, 1, 1), edge=pen.theme.text, width=2, z=1.3)
