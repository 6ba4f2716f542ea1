"""The listing beside the matrices, with the lines of the present stage lit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from nnviz.ui.drawing.microscope.look import Look
from nnviz.ui.drawing.microscope.pen import Pen
from nnviz.ui.drawing.texts import Style
from nnviz.ui.fonts import CODE, font
from nnviz.ui.icons import pixmap
from nnviz.ui.numerals import count
from nnviz.ui.theme import GAP, INSET

ICON = 16
LEAST = 12
"""Pixels below which no line goes to fit."""
TIGHTEST, LOOSEST = 1.2, 1.42
"""From line to line, of the size of the letters."""


def draw_code(pen: Pen, rect: QRectF, look: Look, copy: Callable[[], None]) -> None:
    """Draw the lines around those of the present stage; the icon copies the whole program."""
    theme, size = pen.theme, pen.theme.size.body
    lit = [index for index, line in enumerate(look.lines) if look.stage.key in line.keys]
    gutter = 2.0 * size
    code_size = _size(rect.width() - gutter - 2 * GAP, rect.height(), look, size)
    pitch = min(max(rect.height() / max(len(look.lines), 1), code_size * TIGHTEST), code_size * LOOSEST)
    shown = shown_lines(lit, int(rect.height() / pitch + 0.01), len(look.lines))
    left = rect.left() + gutter + 4
    if shown.start > 0:
        _say_more(pen, left, rect.top() + pitch / 2, shown.start, code_size)
    for row, index in enumerate(shown, start=int(shown.start > 0)):
        y = rect.top() + (row + 0.5) * pitch
        is_lit = index in lit
        if is_lit:
            _light(pen, QRectF(rect.left(), y - pitch / 2, rect.width(), pitch), look)
        colour = (theme.back if look.stage.is_backward else theme.accent) if is_lit else theme.muted
        number = Style(max(code_size - 2, LEAST), 600 if is_lit else 400)
        pen.word(count(index + 1), rect.left() + gutter - GAP, y, number, colour, 1.0)
        ink = theme.text if is_lit else theme.text2
        pen.code(look.lines[index].code, left, y, code_size, ink)
    if shown.stop < len(look.lines):
        y = rect.top() + (int(shown.start > 0) + len(shown) + 0.5) * pitch
        _say_more(pen, left, y, len(look.lines) - shown.stop, code_size)
    icon_box = QRectF(rect.right() - ICON - INSET, rect.top() + 2, ICON, ICON)
    pen.box(icon_box.adjusted(-4, -4, 4, 4), fill=theme.raised, z=3)
    pen.picture(pixmap("copy", theme.text2, ICON, 2.0), icon_box.left(), icon_box.top(), z=4)
    pen.buttons.append((icon_box.adjusted(-6, -6, 6, 6), copy))


def shown_lines(lit: Sequence[int], room: int, total: int) -> range:
    """Return which lines are shown: all, else those around the lit ones, with a row left to say what is cut.

    Parameters
    ----------
    lit
        The lines of the present stage.
    room
        Rows that there are.
    total
        Lines of the listing.
    """
    if total <= room:
        return range(total)
    inner = max(room - 2, 1)
    middle = (lit[0] + lit[-1] + 1) // 2 if lit else 0
    first = min(max(middle - inner // 2, 0), total - inner)
    if first <= 1:
        return range(max(room - 1, 1))
    if first + inner >= total - 1:
        return range(total - max(room - 1, 1), total)
    return range(first, first + inner)


def _say_more(pen: Pen, x: float, y: float, count_: int, size: int) -> None:
    """Say in place of a line how many are cut there."""
    words = f"… {count(count_)} more line{'s' * (count_ != 1)}"
    pen.word(words, x, y, Style(max(size - 1, LEAST)), pen.theme.muted)


def _size(width: float, height: float, look: Look, body: int) -> int:
    """Return the largest size at which the longest line fits and, if one does, at which all lines do."""
    longest = max((len(line.code) for line in look.lines), default=1)
    sizes = range(body + 1, min(body - 3, LEAST) - 1, -1)
    wide = [
        size
        for size in sizes
        if longest * QFontMetricsF(font(size, family=CODE)).horizontalAdvance("0") <= width
    ]
    if not wide:
        return sizes[-1]
    high = [size for size in wide if size >= LEAST and size * TIGHTEST * len(look.lines) <= height]
    return high[0] if high else max(wide[0] - 1, min(LEAST, wide[0]))


def _light(pen: Pen, box: QRectF, look: Look) -> None:
    theme = pen.theme
    backward = look.stage.is_backward
    pen.box(box, fill=theme.back_soft if backward else theme.accent_soft, z=0.2)
    bar = QRectF(box.left(), box.top(), 4, box.height())
    pen.box(bar, fill=theme.back if backward else theme.accent, z=0.3)
