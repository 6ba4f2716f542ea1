"""The gradient check: backpropagation beside the finite difference; of a batch, each sample's share."""

from __future__ import annotations

from math import log10

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from nnviz.nn.gradient_check import STEP
from nnviz.training.walk.asking import Check
from nnviz.training.walk.notation import Row, Script, Text, op
from nnviz.training.walk.walk import Place
from nnviz.ui.drawing.microscope.formula import decimal
from nnviz.ui.drawing.microscope.look import Look
from nnviz.ui.drawing.microscope.pen import Pen
from nnviz.ui.drawing.texts import Style, advance
from nnviz.ui.icons import pixmap
from nnviz.ui.numerals import power_of_ten, significant
from nnviz.ui.theme import INSET, RADIUS

GOOD = 1e-5
"""Relative error below which the two agree."""
MOST_BARS = 2_000
"""Samples up to which each one's share has a bar."""
NOISE = 1e-9
"""Below this a finite difference of numbers of 64 bits is rounding."""
ROUNDING = 1e-10
"""By so much rounding alone may set the two apart: the last bit of the loss over the step."""


def check_height(body: int) -> int:
    """Return the height of the card at a text size."""
    return round(body * 4.3)


def parameter_name(place: Place) -> Row:
    """Return ∂L/∂w of a weight or bias."""
    letter = place.quantity.kind[-1]
    below = f"{place.quantity.number},"
    below += f"{place.row + 1}→{place.column + 1}" if letter == "W" else f"{place.column + 1}"
    return Row((Text("∂L"), op("/"), Row((Text("∂"), Script(Text(letter), op(below))))))


def draw_check(pen: Pen, rect: QRectF, look: Look) -> None:
    """Draw the card; while the difference is being computed its numbers are left out."""
    place = look.check.place if look.check is not None else look.sheet.checked
    if place is None:
        return
    theme, size = pen.theme, pen.theme.size
    pen.box(rect.adjusted(0.5, 0.5, -0.5, -0.5), fill=theme.raised, edge=theme.border, radius=RADIUS)
    x = rect.left() + INSET
    middle = rect.center().y()
    name = pen.math(parameter_name(place), x, middle + size.body * 0.4, round(size.body * 1.4))
    x += name.width + 2 * INSET
    check = look.check
    figure, note = Style(round(size.body * 1.35), 600), Style(size.small)
    columns = (
        (
            "backpropagation" + ", with penalty" * bool(look.walk.penalty),
            decimal(check.gradient, 8, 5) if check else "…",
        ),
        (
            f"finite difference, h = {power_of_ten(round(log10(STEP)))}",
            decimal(check.difference, 8, 5) if check else "…",
        ),
        _closeness(check),
    )
    for words, value in columns:
        pen.word(value, x, middle - size.body * 0.72, figure, theme.text)
        pen.word(words, x, middle + size.body * 1.0, note, theme.muted)
        x += max(advance(value, figure), advance(words, note)) + 2 * INSET
    if check is not None:
        _draw_verdict(pen, rect, x, agree(check))


def agree(check: Check) -> bool:
    """Return whether the two are as close as numbers of 64 bits let them be."""
    return check.error < GOOD or abs(check.gradient - check.difference) < ROUNDING or _is_noise(check)


def _is_noise(check: Check) -> bool:
    return abs(check.gradient) < NOISE and abs(check.difference) < NOISE


def _closeness(check: Check | None) -> tuple[str, str]:
    """Return how close the two are, in words and as a number."""
    if check is None:
        return "relative error", "…"
    if _is_noise(check):
        return "both, within rounding", "0"
    words = "relative error" if check.error < GOOD or not agree(check) else "relative error, of rounding"
    return words, significant(check.error, 1)


def _draw_verdict(pen: Pen, rect: QRectF, left: float, good: bool) -> None:
    theme, size = pen.theme, pen.theme.size
    words, colour = ("agree", theme.test) if good else ("differ", theme.wrong)
    style = Style(round(size.body * 1.1), 600)
    width = advance(words, style) + 24
    x = max(rect.right() - INSET - width, left)
    if x + width > rect.right():
        return
    name = "check" if good else "warning"
    pen.picture(pixmap(name, colour, 18, 2.0), x, rect.center().y() - 9)
    pen.word(words, x + 24, rect.center().y(), style, colour)


def draw_shares(pen: Pen, rect: QRectF, look: Look) -> None:
    """Draw each sample's share of a gradient as a bar, up or down from a common line."""
    place = look.sheet.checked
    index = look.walk.parameter(place) if place is not None else None
    if index is None or not look.walk.is_batch or look.walk.count > MOST_BARS:
        return
    theme, size = pen.theme, pen.theme.size
    shares = look.walk.shares(index)
    limit = float(abs(shares).max()) or 1.0
    label = f"each of {len(shares):,} samples' share, within ±{significant(limit, 2)}"
    pen.word(label, rect.left(), rect.top() + size.small * 0.5, Style(size.small), theme.muted)
    area = rect.adjusted(0, size.small * 1.4, 0, 0)
    width = min(area.width() / len(shares), 18.0)
    base = area.center().y()
    pen.line(area.left(), base, area.left() + width * len(shares), base, theme.edge)
    bars, chosen = QPainterPath(), QPainterPath()
    for row, share in enumerate(shares.tolist()):
        height = share / limit * area.height() / 2
        bar = QRectF(area.left() + row * width, base - max(height, 0.0), max(width - 1, 0.5), abs(height))
        (chosen if row == look.sample else bars).addRect(bar)
    pen.path(bars, "", fill=theme.strong, z=1)
    pen.path(chosen, "", fill=theme.back, z=1.1)
