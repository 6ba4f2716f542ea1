"""The listing beside the matrices, with the lines of the present stage lit."""

from __future__ import annotations

from collections.abc import Callable

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


def draw_code(pen: Pen, rect: QRectF, look: Look, copy: Callable[[], None]) -> None:
    """Draw the lines around those of the present stage; the icon copies the whole program."""
    theme, size = pen.theme, pen.theme.size.body
    lit = [index for index, line in enumerate(look.lines) if look.stage.key in line.keys]
    gutter = 2.0 * size
    code_size = _size(rect.width() - gutter - 2 * GAP, look, size)
    pitch = min(max(rect.height() / max(len(look.lines), 1), code_size * 1.22), code_size * 1.42)
    room = max(int(rect.height() / pitch + 0.01), 1)
    first = _first(lit, room, len(look.lines))
    for row, index in enumerate(range(first, min(first + room, len(look.lines)))):
        y = rect.top() + (row + 0.5) * pitch
        is_lit = index in lit
        if is_lit:
            _light(pen, QRectF(rect.left(), y - pitch / 2, rect.width(), pitch), look)
        colour = (theme.back if look.stage.is_backward else theme.accent) if is_lit else theme.muted
        number = Style(max(code_size - 2, 11), 600 if is_lit else 400)
        pen.word(count(index + 1), rect.left() + gutter - GAP, y, number, colour, 1.0)
        ink = theme.text if is_lit else theme.text2
        pen.code(look.lines[index].code, rect.left() + gutter + 4, y, code_size, ink)
    icon_box = QRectF(rect.right() - ICON - INSET, rect.top() + 2, ICON, ICON)
    pen.box(icon_box.adjusted(-4, -4, 4, 4), fill=theme.raised, z=3)
    pen.picture(pixmap("copy", theme.text2, ICON, 2.0), icon_box.left(), icon_box.top(), z=4)
    pen.buttons.append((icon_box.adjusted(-6, -6, 6, 6), copy))


def _first(lit: list[int], room: int, total: int) -> int:
    """Return the first line shown, so that the lit ones stand in the middle."""
    middle = (lit[0] + lit[-1]) // 2 if lit else 0
    return min(max(middle - room // 2, 0), max(total - room, 0))


def _size(width: float, look: Look, body: int) -> int:
    """Return the largest size at which the longest line fits, within reason."""
    longest = max((len(line.code) for line in look.lines), default=1)
    for size in range(body + 1, body - 4, -1):
        if longest * QFontMetricsF(font(size, family=CODE)).horizontalAdvance("0") <= width:
            return size
    return body - 3


def _light(pen: Pen, box: QRectF, look: Look) -> None:
    theme = pen.theme
    backward = look.stage.is_backward
    pen.box(box, fill=theme.back_soft if backward else theme.accent_soft, z=0.2)
    bar = QRectF(box.left(), box.top(), 4, box.height())
    pen.box(bar, fill=theme.back if backward else theme.accent, z=0.3)
