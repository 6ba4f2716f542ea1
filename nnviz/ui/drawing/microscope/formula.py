"""Formulas set in type: fractions, indices and exponents, as words and lines with their places in pixels."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from nnviz.training.walk.notation import Boxed, Fraction, Math, Number, Row, Script, Text
from nnviz.training.walk.walk import Place
from nnviz.ui.fonts import FORMULA, SANS, font
from nnviz.ui.numerals import MINUS, fixed, power_of_ten, short
from nnviz.ui.theme import Theme

SCRIPT = 0.62
"""Size of an index or exponent, of its base."""
LARGE = 28
"""Pixels from which on a formula is one of symbols, not of numbers."""
SMALLEST = 11
"""Pixels below which no formula goes to fit."""
LEAST = 11
"""Pixels below which no index goes."""
LOWER, RAISE = 0.22, 0.42
"""How far an index goes down and an exponent up, of the size of its base."""
CAPS = 0.66
"""Height of capitals, of the size of the font."""
OPENING, CLOSING = ("(", "√", "|", "‖"), (")", ",", "|")
BOX = 10
"""Pixels on both sides of a boxed result."""


class Face(msgspec.Struct, frozen=True):
    """How a formula is set.

    Attributes
    ----------
    size
        Of letters, in pixels.
    digits
        Decimals of computed numbers.
    """

    size: int
    digits: int = 4


class Run(msgspec.Struct, frozen=True):
    """A word: its left end and its baseline, the font and the kind of number, which gives its colour."""

    text: str
    x: float
    y: float
    font: QFont
    kind: str


class Laid(msgspec.Struct):
    """Something set: from 0 to `width`, from `-ascent` above the baseline to `descent` below it."""

    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0
    runs: list[Run] = msgspec.field(default_factory=list)
    rules: list[tuple[float, float, float]] = msgspec.field(default_factory=list)
    """Horizontal lines (left, right, y)."""
    boxes: list[tuple[QRectF, str]] = msgspec.field(default_factory=list)
    spots: list[tuple[QRectF, Place]] = msgspec.field(default_factory=list)

    def add(self, other: Laid, x: float, y: float = 0.0) -> None:
        """Put another piece in, its left end at `x` and its baseline `y` below this one's."""
        self.runs += [Run(run.text, run.x + x, run.y + y, run.font, run.kind) for run in other.runs]
        self.rules += [(left + x, right + x, at + y) for left, right, at in other.rules]
        self.boxes += [(box.translated(x, y), kind) for box, kind in other.boxes]
        self.spots += [(box.translated(x, y), place) for box, place in other.spots]
        self.width = max(self.width, x + other.width)
        self.ascent = max(self.ascent, other.ascent - y)
        self.descent = max(self.descent, other.descent + y)


def written(number: Number, digits: int) -> str:
    """Return a number as it stands in a formula."""
    if number.given:
        return short(number.value)
    text = decimal(number.value, max(digits, number.digits))
    return f"({text})" if number.guarded and text.startswith(MINUS) else text


def decimal(value: float, digits: int, least: int = 1) -> str:
    """Write a number with so many decimals, or as a power of ten if these left less than `least` digits."""
    if value == 0 or 0.5 * 10.0 ** (least - digits) <= abs(value) < 1e5 or abs(value) == float("inf"):
        return fixed(value, digits)
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    if exponent == "":
        return fixed(value, digits)
    return f"{fixed(float(mantissa), digits - 1)}×{power_of_ten(int(exponent))}"


@lru_cache(maxsize=64)
def _measures(family: str, size: int, weight: int, italic: bool) -> tuple[QFont, QFontMetricsF]:
    chosen = font(size, weight, family, italic)
    return chosen, QFontMetricsF(chosen)


def fitted(math: Math, size: int, width: float) -> Laid:
    """Set a formula in the largest size, up to `size`, at which it is not too wide."""
    laid = lay(math, Face(size))
    while laid.width > width and size > SMALLEST:
        size = smaller(size, width / laid.width)
        laid = lay(math, Face(size))
    return laid


def smaller(size: int, share: float) -> int:
    """Return the next size to try where only a share of the width is there; widths nearly go with sizes."""
    return max(min(size - 1, int(size * share) + 1), SMALLEST)


def lay(math: Math, face: Face) -> Laid:
    """Set a formula."""
    match math:
        case Text():
            return _lay_text(math, face)
        case Number():
            return _lay_number(math, face)
        case Script():
            return _lay_script(math, face)
        case Fraction():
            return _lay_fraction(math, face)
        case Boxed():
            return _lay_boxed(math, face)
        case Row():
            return _lay_row(math, face)


def _word(text: str, kind: str, family: str, size: int, weight: int = 400, italic: bool = False) -> Laid:
    chosen, metrics = _measures(family, size, weight, italic)
    laid = Laid(metrics.horizontalAdvance(text), CAPS * size + 2, 0.22 * size)
    laid.runs.append(Run(text, 0.0, 0.0, chosen, kind))
    return laid


def _lay_text(text: Text, face: Face) -> Laid:
    if text.words:
        return _word(text.text, text.kind, SANS, max(round(face.size * 0.7), 12))
    letters = text.text.replace("( ", "(").replace(" )", ")")
    return _word(letters, text.kind, FORMULA, round(face.size * 1.1), italic=not text.upright)


def _lay_number(number: Number, face: Face) -> Laid:
    if number.given and face.size >= LARGE:  # among the letters of a formula
        return _word(written(number, face.digits), number.kind, FORMULA, round(face.size * 1.1))
    laid = _word(written(number, face.digits), number.kind, SANS, face.size, 600)
    if number.place is not None:
        box = QRectF(-2, -laid.ascent, laid.width + 4, laid.ascent + laid.descent)
        laid.spots.append((box, number.place))
    return laid


def _lay_script(script: Script, face: Face) -> Laid:
    laid = lay(script.base, face)
    share = SCRIPT if face.size >= LARGE or isinstance(script.sup, Text) else 0.75
    smaller = replace(face, size=max(round(face.size * share), LEAST))
    x = laid.width + 0.03 * face.size
    if script.sup is not None:
        laid.add(lay(script.sup, smaller), x, -RAISE * face.size)
    if script.sub is not None:
        # An index goes a little to the left of an exponent, under the slant of its base.
        laid.add(lay(script.sub, smaller), x - 0.04 * face.size, LOWER * face.size)
    return laid


def _lay_fraction(fraction: Fraction, face: Face) -> Laid:
    smaller = replace(face, size=max(round(face.size * 0.88), LEAST))
    top, bottom = lay(fraction.top, smaller), lay(fraction.bottom, smaller)
    width = max(top.width, bottom.width) + 0.3 * face.size
    axis = -0.3 * face.size
    laid = Laid(width)
    laid.add(top, (width - top.width) / 2, axis - top.descent - 2)
    laid.add(bottom, (width - bottom.width) / 2, axis + bottom.ascent + 3)
    laid.width = width
    laid.rules.append((0.0, width, axis))
    return laid


def _lay_boxed(boxed: Boxed, face: Face) -> Laid:
    inner = lay(boxed.inside, face)
    kind = inner.runs[0].kind if inner.runs else "plain"
    laid = Laid()
    laid.add(inner, BOX)
    laid.runs = [replace(run, kind="boxed") for run in laid.runs]
    laid.width = inner.width + 2 * BOX
    laid.boxes.append((QRectF(0, -inner.ascent - 6, laid.width, inner.ascent + 13), kind))
    laid.ascent, laid.descent = inner.ascent + 6, 7
    return laid


def _lay_row(row: Row, face: Face) -> Laid:
    laid, x = Laid(), 0.0
    before: Math | None = None
    for part in row.parts:
        piece = lay(part, face)
        if not piece.runs and not piece.boxes:
            continue
        if before is not None:
            x += _gap(before, part) * face.size
        laid.add(piece, x)
        x += piece.width
        before = part
    return laid


def _gap(before: Math, after: Math) -> float:
    """Return the room between neighbours, of the size of the letters."""
    last, first = _edge(before, -1), _edge(after, 0)
    if last == "∇":
        return 0.0
    if (last and last[-1:] in OPENING) or (first and first[:1] in CLOSING):
        return 0.06
    if last is None and first is None and not isinstance(before, Number) and not isinstance(after, Number):
        return 0.08
    return 0.27


def _edge(math: Math, end: int) -> str | None:
    """Return the operator with which something ends or begins; None if that is a letter or a number."""
    if isinstance(math, Row):
        return _edge(math.parts[end], end) if math.parts else None
    if isinstance(math, Text) and math.upright and not math.words:
        return math.text.strip()
    if isinstance(math, Text) and math.words:
        return " "
    return None


def colour_of(kind: str, theme: Theme) -> str:
    """Return the colour of a kind of number."""
    return {
        "forward": theme.accent,
        "delta": theme.back,
        "quiet": theme.muted,
        "boxed": theme.on_accent,
    }.get(kind, theme.text)


def soft_of(kind: str, theme: Theme) -> str:
    """Return the ground on which a kind of number is lit."""
    return {"forward": theme.accent_soft, "delta": theme.back_soft}.get(kind, theme.raised)
