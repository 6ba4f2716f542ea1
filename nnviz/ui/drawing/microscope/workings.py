"""Sentence, formula, and the formula with this network's numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QRectF

from nnviz.training.walk.notation import Math, bare, op, plain_text, row
from nnviz.training.walk.sheet import Sheet
from nnviz.ui.drawing.microscope.formula import SMALLEST, Face, Laid, fitted, lay, smaller
from nnviz.ui.drawing.microscope.look import Look
from nnviz.ui.drawing.microscope.pen import Pen
from nnviz.ui.drawing.texts import Style, advance

FORMULA, NUMBERS, WHY = 2.86, 1.5, 1.3
"""Sizes of the body's: 40 and 21 pixels at the normal text size."""
SHRINKING = (1.0, 0.9, 0.8, 0.7, 0.6)
"""What becomes of these sizes where there is too little height."""
LEAST_GAP = 5.0


class _Block(msgspec.Struct, frozen=True):
    """The formula, the lines with numbers with the names before them, and the notes below."""

    formula: Laid
    lines: tuple[tuple[Laid, Laid], ...]
    notes: tuple[Laid, ...]
    size: int

    @property
    def pieces(self) -> tuple[Laid, ...]:
        return (self.formula, *(line for _, line in self.lines), *self.notes)

    @property
    def height(self) -> float:
        return sum(piece.ascent + piece.descent for piece in self.pieces)

    def fits(self, room: float) -> bool:
        return self.height + LEAST_GAP * len(self.pieces) <= room


def draw_sentence(pen: Pen, rect: QRectF, sentence: str) -> float:
    """Write the sentence in one line, or two; return where its last line ends."""
    style = Style(round(pen.theme.size.body * 1.2))
    y = rect.top() + pen.theme.size.body * 1.05
    for line in _wrapped(sentence, style, rect.width()):
        pen.word(line, rect.left(), y, style, pen.theme.text)
        y += style.size * 1.35
    return y - style.size * 0.75


def draw_readout(pen: Pen, rect: QRectF, write: Callable[[int], Math]) -> str:
    """Write what is said of a number in place of the sentence, with as many names as fit; return it."""
    size = round(pen.theme.size.body * 1.15)
    for most in (6, 4, 3, 2, 1):
        math = write(most)
        laid = lay(math, Face(size))
        if laid.width <= rect.width() or most == 1:
            laid.spots.clear()  # nothing under the pointer may change by pointing
            pen.laid(laid, rect.left(), rect.top() + pen.theme.size.body * 1.5)
            break
    return plain_text(math)


def draw_workings(pen: Pen, rect: QRectF, look: Look, y: float) -> None:
    """Draw the lines from `y` on below each other, as large as they fit."""
    body = pen.theme.size.body
    block = _fitting_block(look.sheet, body, rect.width(), rect.bottom() - y)
    room = rect.bottom() - y - block.height
    gap = min(max(room / (len(block.pieces) + 0.3), LEAST_GAP), body * 1.5)
    y += gap + block.formula.ascent
    pen.laid(block.formula, rect.left(), y)
    y += block.formula.descent
    column = max((name.width for name, _ in block.lines), default=0.0)
    sign = lay(op("="), Face(block.size))
    for name, line in block.lines:
        y += gap + line.ascent
        pen.laid(name, rect.left(), y)
        x = rect.left() + column + body * 0.7
        pen.laid(sign, x, y)
        pen.laid(line, x + sign.width + body * 0.8, y)
        y += line.descent
    for note in block.notes:
        y += gap + note.ascent
        pen.laid(note, rect.left(), y)
        y += note.descent


def _fitting_block(sheet: Sheet, body: int, width: float, height: float) -> _Block:
    """Set everything: in full if there is room, else with the result in the line before it, else smaller."""
    for scale in SHRINKING:
        for workings in (sheet.workings, _joined(sheet.workings)):
            block = _block(sheet, workings, scale * body, width)
            if block.fits(height):
                return block
    return block


def _block(sheet: Sheet, workings: Sequence[tuple[Math, Math]], body: float, width: float) -> _Block:
    lines, size = _lines(workings, round(body * NUMBERS), width)
    return _Block(
        fitted(sheet.formula, round(body * FORMULA), width),
        lines,
        tuple(fitted(note, round(body * WHY), width) for note in sheet.why),
        size,
    )


def _joined(workings: Sequence[tuple[Math, Math]]) -> list[tuple[Math, Math]]:
    """Put lines without a name behind the line before them."""
    joined: list[tuple[Math, Math]] = []
    for name, line in workings:
        if joined and not plain_text(name):
            before = joined.pop()
            joined.append((before[0], row(before[1], "=", line)))
        else:
            joined.append((name, line))
    return joined


def _wrapped(sentence: str, style: Style, width: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in sentence.split():
        longer = f"{line} {word}".strip()
        if line and advance(longer, style) > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def _lines(
    workings: Sequence[tuple[Math, Math]], size: int, width: float
) -> tuple[tuple[tuple[Laid, Laid], ...], int]:
    """Set the names and the lines of the workings, all in one size, which is returned too."""
    while True:
        face = Face(size)
        laid = tuple((lay(name, face), lay(bare(line), face)) for name, line in workings)
        column = max((name.width for name, _ in laid), default=0.0)
        widest = max((line.width for _, line in laid), default=0.0)
        needed = column + widest + 2.2 * size
        if size <= SMALLEST or needed <= width:
            return laid, size
        size = smaller(size, width / needed)
