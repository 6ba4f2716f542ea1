"""Matrices in an equation: each under its symbol, with the numbers in use lit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

import msgspec
import numpy as np
from PySide6.QtCore import QRectF

from nnviz.training.walk.notation import Math, kind_of, op
from nnviz.training.walk.sheet import Factor
from nnviz.training.walk.walk import Numbers, Place, Walk
from nnviz.ui.drawing.matrix import NumberFormat
from nnviz.ui.drawing.microscope.formula import Face, Laid, lay, soft_of
from nnviz.ui.drawing.microscope.levels import CUT, LEVELS, Level
from nnviz.ui.drawing.microscope.look import Look
from nnviz.ui.drawing.microscope.pen import Pen
from nnviz.ui.drawing.microscope.spread import Spread, as_many_as_fit, spread
from nnviz.ui.drawing.texts import Style, advance

LEAST = 12
"""Pixels below which no number goes."""
ACROSS, DOWN = 1.3, 0.6
"""Where rows or columns are left out: the gap with the dots, of the size of the text."""
MOST = 14
"""Rows or columns shown at most where not all fit."""
GAP = 4
"""Pixels at least between a matrix and an operator."""
FOOT = 4
"""Pixels of the feet of a bracket."""


class Grid(msgspec.Struct, frozen=True, eq=False):
    """A factor with those of its rows and columns that are shown."""

    factor: Factor
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    shape: tuple[int, int]
    cell: tuple[float, float]
    text: int
    form: NumberFormat
    values: Numbers
    title: Laid

    @property
    def width(self) -> float:
        """Pixels across, brackets included; at least the title's."""
        return max(self.margin + self.across.length + 2 * FOOT, self.title.width + 8)

    @property
    def across(self) -> Spread:
        """Where the columns stand."""
        return spread(self.columns, self.shape[1], self.cell[0], ACROSS * self.text)

    @property
    def down(self) -> Spread:
        """Where the rows stand."""
        return spread(self.rows, self.shape[0], self.cell[1], DOWN * self.text)

    @property
    def is_cut(self) -> bool:
        """Whether rows or columns are left out, so that those shown need their numbers."""
        return (len(self.rows), len(self.columns)) != self.shape

    @property
    def margin(self) -> float:
        """Pixels for the numbers of rows."""
        return (
            2.2 * self.text if len(self.rows) < self.shape[0] and len(self.columns) == self.shape[1] else 0.0
        )

    @property
    def height(self) -> float:
        """Pixels down, of the cells alone."""
        return self.down.length

    def place(self, row: int, column: int) -> Place:
        """Return the number in a cell that is shown."""
        at = self.rows[row], self.columns[column]
        return Place(self.factor.quantity, *(at[::-1] if self.factor.turned else at))


def draw_equation(pen: Pen, rect: QRectF, look: Look) -> None:
    """Draw the matrices of a sheet as large as they fit, with all their numbers if these do."""
    if not look.sheet.equation:
        return
    head = round(pen.theme.size.body * 2.2)
    parts = _fitting(pen, rect.width(), rect.height() - head, look)
    total = _width(pen, parts)
    x = rect.left()
    room = max(rect.width() - total, 0.0) / max(len(parts), 1)
    tallest = _tallest(parts)
    middle = rect.top() + head + max((rect.height() - head) * 0.48, tallest / 2 + 3)
    for part in parts:
        if isinstance(part, Grid):
            _draw_grid(pen, look, part, x, middle, rect.top() + head * 0.5)
            x += part.width + GAP + min(room, 26)
        else:
            style = _operator_style(pen)
            x += pen.word(part, x, middle, style, pen.theme.text) + GAP + min(room, 26)


def _operator_style(pen: Pen) -> Style:
    return Style(round(pen.theme.size.body * 1.4), 600)


def _width(pen: Pen, parts: Sequence[Grid | str]) -> float:
    style = _operator_style(pen)
    widths = [part.width if isinstance(part, Grid) else advance(part, style) for part in parts]
    return sum(widths) + GAP * len(parts)


def _fitting(pen: Pen, width: float, height: float, look: Look) -> list[Grid | str]:
    """Return the parts at the largest size at which they fit in full, else with fewer rows and columns."""
    lengths = _lengths(look.walk, look.sheet.equation)
    whole = max(lengths.values()) <= MOST
    for level in LEVELS if whole else ():
        parts = _parts(pen, look, level, lengths)
        if _width(pen, parts) <= width and _tallest(parts) <= height:
            return parts
    most = {name: min(length, MOST) for name, length in lengths.items()}
    return _parts(pen, look, CUT, as_many_as_fit(most, partial(_fits, pen, look, width, height)))


def _fits(pen: Pen, look: Look, width: float, height: float, limits: Mapping[str, int]) -> bool:
    """Return whether there is room for so many rows and columns."""
    parts = _parts(pen, look, CUT, limits)
    return _width(pen, parts) <= width and _tallest(parts) <= height


def _tallest(parts: Sequence[Grid | str]) -> float:
    return max(part.height + 1.3 * part.text * part.is_cut for part in parts if isinstance(part, Grid))


def _lengths(walk: Walk, equation: Sequence[Factor | str]) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for factor in equation:
        if isinstance(factor, Factor):
            rows, columns = _shape(walk, factor)
            lengths |= {factor.rows: rows, factor.columns: columns}
    return lengths


def _shape(walk: Walk, factor: Factor) -> tuple[int, int]:
    rows, columns = walk.matrix(factor.quantity).shape
    return (columns, rows) if factor.turned else (rows, columns)


def _parts(pen: Pen, look: Look, level: Level, limits: Mapping[str, int]) -> list[Grid | str]:
    return [
        _grid(pen, look, each, level, limits) if isinstance(each, Factor) else each
        for each in look.sheet.equation
    ]


def _grid(pen: Pen, look: Look, factor: Factor, level: Level, limits: Mapping[str, int]) -> Grid:
    size = pen.theme.size.body
    scale = size / 14
    shape = _shape(look.walk, factor)
    rows = _chosen(look, factor.rows, shape[0], limits[factor.rows])
    columns = _chosen(look, factor.columns, shape[1], limits[factor.columns])
    values = look.walk.matrix(factor.quantity)
    part = (values.T if factor.turned else values)[np.ix_(rows, columns)]
    form = _form(part, level.digits)
    text = max(round(level.text * size), LEAST)
    bounds = (float(part.min()), float(part.max())) if part.size else (0.0,)
    widest = max(advance(form.write(bound), Style(text, 600)) for bound in bounds)
    least = level.width * scale * (0.75 if widest < 0.6 * level.width * scale else 1.0)
    cell = max(widest + level.beside * text, least), level.height * scale
    return Grid(
        factor, rows, columns, shape, cell, text, form, part, _title(factor.title, round(1.35 * size))
    )


@lru_cache(maxsize=128)
def _title(title: Math, size: int) -> Laid:
    return lay(title, Face(size))


def _form(part: Numbers, digits: int) -> NumberFormat:
    """Return how the numbers of a matrix are written: with so many decimals, over a common power of ten."""
    finite = part[np.isfinite(part)]
    limit = float(np.abs(finite).max()) if finite.size else 0.0
    if limit == 0.0 or np.array_equal(part, np.round(part)):
        return NumberFormat(1.0, 0, "")
    if 0.05 <= limit < 1000:
        return NumberFormat(1.0, digits, "")
    form = NumberFormat.within(limit)
    return NumberFormat(form.divisor, digits, form.note)


def _chosen(look: Look, axis: str, length: int, limit: int) -> tuple[int, ...]:
    """Return which rows or columns are shown: the most telling, in their own order."""
    if length <= limit:
        return tuple(range(length))
    order = look.sheet.order.get(axis)
    first = order[:limit] if order is not None else np.arange(limit)
    return tuple(sorted(first.tolist()))


def _draw_grid(pen: Pen, look: Look, grid: Grid, left: float, middle: float, title_y: float) -> None:
    theme, size = pen.theme, pen.theme.size
    across, down = grid.across, grid.down
    width = across.length
    x0 = round(left + (grid.width - grid.margin - width) / 2 + grid.margin)
    top = round(middle - grid.height / 2)
    _draw_title(pen, grid, left, title_y)
    _draw_brackets(pen, QRectF(x0, top, width, grid.height))
    kind = kind_of(grid.factor.quantity)
    for (i, j), value in np.ndenumerate(grid.values):
        box = QRectF(x0 + across.starts[j], top + down.starts[i], *grid.cell)
        _draw_cell(pen, look, box, grid.place(i, j), grid.form.write(float(value)), grid.text, kind)
    _draw_dots(pen, grid, x0, top)
    if len(grid.columns) < grid.shape[1]:
        names = [f"{each + 1:,}" for each in grid.columns]
        for j, name in enumerate(names):
            x = x0 + across.starts[j] + grid.cell[0] / 2
            pen.word(name, x, top - size.small * 0.75, Style(size.small), theme.muted, 0.5)
    elif len(grid.rows) < grid.shape[0]:
        for i, each in enumerate(grid.rows):
            y = top + down.starts[i] + grid.cell[1] / 2
            pen.word(f"{each + 1:,}", x0 - FOOT - 3, y, Style(size.small), theme.muted, 1.0)


def _draw_dots(pen: Pen, grid: Grid, left: float, top: float) -> None:
    """Put dots wherever rows or columns are left out."""
    across, down, size = grid.across, grid.down, round(grid.text * 1.1)
    columns = [start + grid.cell[0] / 2 for start in across.starts]
    rows = [start + grid.cell[1] / 2 for start in down.starts]
    dots = [("⋯", x, y) for x in across.gaps for y in rows]
    dots += [("⋮", x, y) for x in columns for y in down.gaps]
    for sign, x, y in dots:
        pen.math(op(sign), left + x, top + y + size * 0.28, size, anchor=0.5)


def _draw_title(pen: Pen, grid: Grid, left: float, y: float) -> None:
    size = pen.theme.size
    shape = f"{grid.shape[0]:,} × {grid.shape[1]:,}" + (f"  {grid.form.note}" if grid.form.note else "")
    small = Style(size.small)
    beside = advance(shape, small) + 8
    room = grid.title.width + beside
    start = left + max((grid.width - room) / 2, 0)
    pen.laid(grid.title, start, y + size.body * 0.4)
    if room <= grid.width + 30:
        pen.word(shape, start + grid.title.width + 8, y + 1, small, pen.theme.muted)


def _draw_brackets(pen: Pen, box: QRectF) -> None:
    for x, foot in ((box.left() - 2, FOOT), (box.right() + 2, -FOOT)):
        pen.line(x, box.top() - 2, x, box.bottom() + 2, pen.theme.text, 2)
        for y in (box.top() - 2, box.bottom() + 2):
            pen.line(x, y, x + foot, y, pen.theme.text, 2)


def _draw_cell(pen: Pen, look: Look, box: QRectF, place: Place, text: str, size: int, kind: str) -> None:
    theme, inner = pen.theme, box.adjusted(1.5, 1.5, -1.5, -1.5)
    colour, weight = theme.text2, 400
    if place == look.place:
        pen.box(inner, fill=pen.colour(kind), z=1)
        colour, weight = theme.on_accent, 600
    elif place in look.sheet.used:
        fill = "" if kind == "weight" else soft_of(kind, theme)
        pen.box(inner, fill=fill, edge=pen.colour(kind), width=2, z=1)
        colour, weight = theme.text, 600
    pen.word(text, box.center().x(), box.center().y(), Style(size, weight), colour, 0.5)
    pen.spots.append((box, place))
