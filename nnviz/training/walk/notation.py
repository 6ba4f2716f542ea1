"""Formulas as values: what is typeset on the screen, with the numbers of one network in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import msgspec
from msgspec.structs import replace

from nnviz.training.walk.walk import Place, Quantity

FORWARD, DELTA, WEIGHT, PLAIN, QUIET = "forward", "delta", "weight", "plain", "quiet"
"""What kind of number something is; each has its own colour everywhere."""


class Text(msgspec.Struct, frozen=True):
    """A letter or a word. Letters are slanted, as in books; `upright` ones are operators and functions."""

    text: str
    kind: str = PLAIN
    upright: bool = False
    words: bool = False


class Number(msgspec.Struct, frozen=True):
    """A number of the walk, and where it stands in it."""

    value: float
    kind: str = PLAIN
    place: Place | None = None
    guarded: bool = False
    """Whether it is put in brackets if it is negative, because an operator stands before it."""
    given: bool = False
    """Whether it is a setting, written as it was given, rather than computed."""
    digits: int = 0
    """Decimals that it needs at least, to be told from another number."""


class Script(msgspec.Struct, frozen=True):
    """Something with an index, an exponent, or both."""

    base: Math
    sub: Math | None = None
    sup: Math | None = None


class Fraction(msgspec.Struct, frozen=True):
    """One thing over another."""

    top: Math
    bottom: Math


class Boxed(msgspec.Struct, frozen=True):
    """A result, on a filled ground."""

    inside: Math


class Row(msgspec.Struct, frozen=True):
    """Things side by side."""

    parts: tuple[Math, ...]


Math = Text | Number | Script | Fraction | Boxed | Row


def row(*parts: Math | str) -> Row:
    """Put things side by side; a string is an upright operator."""
    made: list[Math] = []
    is_open = False
    for part in parts:
        if isinstance(part, str):
            made.append(op(part))
            is_open = part.rstrip().endswith(("(", ","))
        else:
            made.append(bare(part) if is_open else part)
            is_open = False
    return Row(tuple(made))


def bare(math: Math) -> Math:
    """Return something as it stands at the beginning, where a negative number needs no brackets."""
    if isinstance(math, Number):
        return replace(math, guarded=False)
    if isinstance(math, Row) and math.parts:
        return Row((bare(math.parts[0]), *math.parts[1:]))
    return math


def op(text: str) -> Text:
    """An operator, a bracket or the name of a function."""
    return Text(text, upright=True)


def said(text: str) -> Text:
    """Words between formulas."""
    return Text(text, QUIET, upright=True, words=True)


def setting(value: float) -> Number:
    """A number that somebody has chosen, such as a learning rate."""
    return Number(value, given=True)


def joined(parts: Sequence[Math], operator: str) -> Row:
    """Put an operator between things."""
    if not parts:
        return row()
    return reduce(lambda before, part: row(*before.parts, operator, part), parts[1:], row(parts[0]))


LETTERS: dict[str, tuple[str, str]] = {
    "x": ("X", FORWARD),
    "T": ("T", PLAIN),
    "L": ("L", FORWARD),
    "Z": ("Z", FORWARD),
    "A": ("A", FORWARD),
    "D": ("D", FORWARD),
    "P": ("P", FORWARD),
    "F": ("F", FORWARD),
    "mask": ("M", FORWARD),
    "again": ("Y", FORWARD),
    "W": ("W", WEIGHT),
    "b": ("b", WEIGHT),
    "newW": ("W", WEIGHT),
    "newb": ("b", WEIGHT),
    "delta": ("δ", DELTA),
    "velocity": ("v", DELTA),
    "mean": ("m", DELTA),
    "square": ("s", DELTA),
}
"""The letter of each kind of quantity, and its colour."""
GRADIENTS = ("g", "data", "clip")
MOMENTS = ("velocity", "mean", "square")


def kind_of(quantity: Quantity) -> str:
    """Return which kind of number a quantity holds."""
    if quantity.kind == "slope":
        return FORWARD
    return LETTERS[quantity.kind][1] if quantity.kind in LETTERS else DELTA


def symbol(quantity: Quantity, index: str = "") -> Math:
    """Return a quantity's symbol with its layer, and an index of one of its numbers."""
    kind, number = quantity
    below = ",".join(part for part in (str(number) if number else "", index) if part)
    sub = op(below) if below else None
    if kind == "slope":
        return row(Script(Text("f", FORWARD), sup=op("′")), "(", symbol(Quantity("Z", number), index), ")")
    if kind in LETTERS:
        letter, colour = LETTERS[kind]
        return Script(Text(letter, colour), colored(sub, colour)) if sub else Text(letter, colour)
    bare = kind.removeprefix("old")
    for name in MOMENTS:
        if bare.startswith(name):
            letter = LETTERS[name][0]
            return Script(Text(letter, DELTA), colored(op(below), DELTA))
    for name in GRADIENTS:
        if kind in (f"{name}W", f"{name}b"):
            letters = Row((Text("∇", DELTA, upright=True), Text(kind[-1], DELTA)))
            return Script(letters, colored(op(below), DELTA))
    inner = Quantity(kind.removeprefix("d"), number)
    return row(
        Text("∂L", DELTA), Text("/", DELTA, upright=True), Text("∂", DELTA), tinted(symbol(inner, index))
    )


def colored(text: Text | None, kind: str) -> Text | None:
    """Return a text in the colour of a kind."""
    return None if text is None else replace(text, kind=kind)


def tinted(math: Math) -> Math:
    """Return a symbol in the colour of deltas."""
    if isinstance(math, Script):
        sub = replace(math.sub, kind=DELTA) if isinstance(math.sub, Text) else math.sub
        return Script(tinted(math.base), sub, math.sup)
    return replace(math, kind=DELTA) if isinstance(math, Text) else math


def transposed(math: Math) -> Math:
    """Return a symbol with the mark of the transpose."""
    if isinstance(math, Script):
        return Script(math.base, math.sub, op("T"))
    return Script(math, None, op("T"))


def squared(math: Math) -> Math:
    """Return something to the power of 2."""
    return Script(math.base, math.sub, op("2")) if isinstance(math, Script) else Script(math, None, op("2"))


def plain_text(math: Math | None) -> str:
    """Return a formula as one line of text, for a screen reader and for tests."""
    if math is None:
        return ""
    if isinstance(math, Text):
        return math.text
    if isinstance(math, Number):
        return f"{math.value:.{max(math.digits, 4)}f}".replace("-", "−")
    if isinstance(math, Script):
        below, above = plain_text(math.sub), plain_text(math.sup)
        return plain_text(math.base) + (f"_{below}" if below else "") + (f"^{above}" if above else "")
    if isinstance(math, Fraction):
        return f"({plain_text(math.top)}) / ({plain_text(math.bottom)})"
    if isinstance(math, Boxed):
        return f"[{plain_text(math.inside)}]"
    return " ".join(plain_text(part) for part in math.parts)
