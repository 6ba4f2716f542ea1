"""Formulas that a person types: read by a parser of their own, so that nothing but arithmetic can be said.

``y > sin x``, ``x^2 + y^2 < 9``, ``2x - 1``: numbers, x, y, pi, e, operations, powers and a few functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nnviz.data.split import Array, DataError

#: Of x and y, both of one shape.
Function = Callable[[Array, Array], Array]

LONGEST = 200  # characters
DEEPEST = 50  # brackets, powers and signs within each other
FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "tanh": np.tanh,
}
CONSTANTS = {"pi": np.pi, "e": np.e}
COMPARISONS: dict[str, Callable[[Array, Array], Array]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
}
SUMS: dict[str, Callable[[Array, Array], Array]] = {"+": np.add, "-": np.subtract}
PRODUCTS: dict[str, Callable[[Array, Array], Array]] = {"*": np.multiply, "/": np.divide}
_TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([a-z]+)|(\*\*|>=|<=|[-+*/^()<>])|(\S))")
_WRITTEN_OTHERWISE = {"−": "-", "·": "*", "×": "*", "≥": ">=", "≤": "<=", "²": "^2", "³": "^3", "π": "pi"}


class Token(NamedTuple):
    """A number, a name or a sign, and where it stands, counted from 1; all empty at the end."""

    number: str
    name: str
    sign: str
    place: int


def inequality(text: str) -> Function:
    """Return what tells for which points an inequality holds; a formula alone is what y has to exceed.

    Raises
    ------
    DataError
        One sentence that says what is wrong, and at which character.
    """
    parser = _Parser(text)
    left = parser.sum()
    comparison = COMPARISONS.get(parser.next.sign)
    if comparison is None:
        parser.expect_end()
        return lambda x, y: np.greater(y, left(x, y))
    parser.advance()
    right = parser.sum()
    parser.expect_end()
    return lambda x, y: comparison(left(x, y), right(x, y))


class _Parser:
    """Reads a text from left to right, a token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        if len(text) > LONGEST:
            raise self.wrong(f"is longer than {LONGEST} characters")
        self._tokens = self._split()
        self._at = self._depth = 0

    @property
    def next(self) -> Token:
        """What comes next."""
        return self._tokens[self._at]

    def advance(self) -> Token:
        """Go on behind it, and return it."""
        self._at += 1
        return self._tokens[self._at - 1]

    def expect_end(self) -> None:
        """Make sure that there is no more."""
        if self._at < len(self._tokens) - 1:
            raise self.wrong(f"has {self._found()} where it should end")

    def wrong(self, what: str) -> DataError:
        """Return the error that says what is wrong."""
        shown = self._text if len(self._text) <= LONGEST else f"{self._text[:20]}…"
        return DataError(f"data.formula is {shown!r}; it must be such as y > sin x, but {what}.")

    def sum(self) -> Function:
        """Read terms, added and subtracted."""
        return self._chain(SUMS, self._product)

    def _product(self) -> Function:
        """Read factors; what merely stands beside each other is multiplied too."""
        left = self._chain(PRODUCTS, self._signed)
        while self._begins_factor():
            left = _both(np.multiply, left, self._chain(PRODUCTS, self._power))
        return left

    def _chain(
        self, operations: dict[str, Callable[[Array, Array], Array]], part: Callable[[], Function]
    ) -> Function:
        left = part()
        while self.next.sign in operations:
            left = _both(operations[self.advance().sign], left, part())
        return left

    def _signed(self) -> Function:
        if self.next.sign not in SUMS:
            return self._power()
        sign = self.advance().sign
        inner = self._deeper(self._signed)
        return (lambda x, y: -inner(x, y)) if sign == "-" else inner

    def _power(self) -> Function:
        base = self._atom()
        if self.next.sign not in ("^", "**"):
            return base
        self.advance()
        return _both(np.power, base, self._deeper(self._signed))

    def _atom(self) -> Function:
        token = self.next
        if token.number:
            value = float(self.advance().number)
            return lambda x, _y: np.full_like(x, value)
        if token.name:
            return self._named()
        if token.sign != "(":
            raise self.wrong(f"has {self._found()} where a number, x or y belongs")
        self.advance()
        inner = self._deeper(self.sum)
        if self.next.sign != ")":
            raise self.wrong(f"has {self._found()} where the bracket of character {token.place} should close")
        self.advance()
        return inner

    def _named(self) -> Function:
        token = self.advance()
        if token.name == "x":
            return lambda x, _y: x
        if token.name == "y":
            return lambda _x, y: y
        if token.name in CONSTANTS:
            value = CONSTANTS[token.name]
            return lambda x, _y: np.full_like(x, value)
        if token.name not in FUNCTIONS:
            known = ", ".join((*FUNCTIONS, *CONSTANTS))
            raise self.wrong(f'has "{token.name}" at character {token.place}; known are x, y, {known}')
        function = FUNCTIONS[token.name]
        inner = self._deeper(self._argument)
        return lambda x, y: function(inner(x, y))

    def _argument(self) -> Function:
        """Read what a function is applied to: in brackets, or as far as nothing parts it, as in sin 2x."""
        if self.next.sign == "(":
            return self._atom()
        inner = self._signed()
        while self._begins_factor():
            inner = _both(np.multiply, inner, self._power())
        return inner

    def _begins_factor(self) -> bool:
        return bool(self.next.number or self.next.name or self.next.sign == "(")

    def _deeper(self, part: Callable[[], Function]) -> Function:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.wrong(f"has more than {DEEPEST} parts within each other")
        function = part()
        self._depth -= 1
        return function

    def _split(self) -> list[Token]:
        text = self._text.rstrip()
        for sign, plain in _WRITTEN_OTHERWISE.items():
            text = text.replace(sign, plain)
        tokens, at = [], 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            assert found is not None
            number, name, sign, strange = (part or "" for part in found.groups())
            at = found.end()
            place = at - len(number + name + sign + strange) + 1
            if strange:
                raise self.wrong(f'has "{strange}" at character {place}, which means nothing here')
            tokens.append(Token(number, name, sign, place))
        return [*tokens, Token("", "", "", len(text) + 1)]

    def _found(self) -> str:
        token = self.next
        word = token.number + token.name + token.sign
        return f'"{word}" at character {token.place}' if word else f"nothing at character {token.place}"


def _both(operation: Callable[[Array, Array], Array], left: Function, right: Function) -> Function:
    return lambda x, y: operation(left(x, y), right(x, y))
