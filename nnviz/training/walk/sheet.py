"""Sheet: what one stage of a walk says: a sentence, a formula, the same with numbers, and the matrices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import numpy as np

from nnviz.training.walk.notation import (
    Boxed,
    Math,
    Number,
    Row,
    joined,
    kind_of,
    op,
    row,
    said,
    symbol,
    transposed,
)
from nnviz.training.walk.walk import Numbers, Place, Quantity, Walk

Workings = tuple[tuple[Math, Math], ...]
"""Lines of a computation: what is computed, and of what."""

MOST_RANKED = 12
"""Terms of a long sum that are listed by their strength."""
MOST_NAMED = 3
"""Terms that are left out and still named."""
MOST_TERMS = 3
"""Terms of a long sum that are written out: the strongest."""


class Factor(msgspec.Struct, frozen=True):
    """A matrix in an equation.

    Attributes
    ----------
    title
        Its symbol.
    rows, columns
        Names of what its rows and columns stand for: the same name in another factor means the same things.
    turned
        Whether it is shown transposed; rows and columns are then those after turning.
    """

    title: Math
    quantity: Quantity
    rows: str
    columns: str
    turned: bool = False


@dataclass(frozen=True)
class Picture:
    """Numbers (rows, columns) of an image, on a colour map with the sign or without."""

    title: Math
    values: Numbers = field(hash=False, compare=False)
    places: tuple[tuple[Place | None, ...], ...] = ()
    operator: str = ""
    """What stands before it."""


class Contribution(msgspec.Struct, frozen=True):
    """One term of a long sum: what it is called, how it is computed, and what it comes to."""

    name: str
    term: Math
    value: float


@dataclass(frozen=True)
class Sheet:
    """What is said of one number of a stage.

    Attributes
    ----------
    sentence
        What happens, in plain words.
    formula
        With symbols.
    workings
        Lines with this network's numbers in place of the symbols; each begins with what it computes.
    why
        Lines that derive the formula, where it is not plain.
    equation
        Matrices, and the operators between them.
    result, used
        The number that is computed, and those that it is computed from.
    order
        For what has more rows or columns than fit: which are the most telling, best first.
    checked
        The weight or bias whose gradient is held against a finite difference.
    pictures
        In place of the matrices, where the numbers are images.
    contributions
        The strongest terms of a long sum, the strongest first.
    """

    sentence: str
    formula: Math
    workings: Workings
    equation: tuple[Factor | str, ...]
    result: Place
    used: frozenset[Place] = frozenset()
    why: tuple[Math, ...] = ()
    order: dict[str, Numbers] = field(default_factory=dict, hash=False, compare=False)
    checked: Place | None = None
    pictures: tuple[Picture, ...] = ()
    contributions: tuple[Contribution, ...] = ()


def factor(quantity: Quantity, rows: str, columns: str, title: Math | None = None) -> Factor:
    """Return a matrix under its own symbol."""
    return Factor(title or symbol(quantity), quantity, rows, columns)


def turned(quantity: Quantity, rows: str, columns: str) -> Factor:
    """Return a matrix transposed."""
    return Factor(transposed(symbol(quantity)), quantity, rows, columns, turned=True)


def number(walk: Walk, place: Place, guarded: bool = True) -> Number:
    """Return a number of the walk as it stands in a formula."""
    return Number(walk.number(place), kind_of(place.quantity), place, guarded)


def product(walk: Walk, one: Place, other: Place) -> Math:
    """Return one number times another."""
    return row(number(walk, one), "·", number(walk, other))


def result(walk: Walk, place: Place) -> Boxed:
    """Return a number as the end of a computation."""
    return Boxed(number(walk, place, guarded=False))


def name_of(place: Place) -> Math:
    """Return the symbol of one number: layer and unit, or layer and the way from input to unit."""
    kind = place.quantity.kind
    if kind.endswith("W"):
        return symbol(place.quantity, f"{place.row + 1}→{place.column + 1}")
    return symbol(place.quantity, str(place.column + 1))


def worked_out(walk: Walk, place: Place, filled: Math, name: Math | None = None) -> Workings:
    """Return the two lines of a computation: the number's name with what it is computed from, and its end."""
    return (name or name_of(place), filled), (op(""), result(walk, place))


def strongest(contributions: Numbers) -> Numbers:
    """Return the order of contributions by their size, the largest first."""
    return np.argsort(-np.abs(contributions), kind="stable")


def ranking(
    values: Numbers, name: Callable[[int], str], term: Callable[[int], Math]
) -> tuple[Contribution, ...]:
    """Return the strongest of what is summed up."""
    chosen = strongest(values)[:MOST_RANKED].tolist()
    return tuple(Contribution(name(each), term(each), float(values[each])) for each in chosen)


def nearest(place: int, count: int) -> Numbers:
    """Return the numbers from 0 to below `count`, those near a place first."""
    return np.argsort(np.abs(np.arange(count) - place), kind="stable")


def orders(walk: Walk, place: Place, **telling: Numbers) -> dict[str, Numbers]:
    """Return the most telling samples and units, those near a number unless others are, and of what else."""
    return {
        "out": nearest(place.column, walk.matrix(place.quantity).shape[1]),
        "sample": nearest(place.row, walk.count),
        **telling,
    }


def long_sum(values: Numbers, term: Callable[[int], Math], each: str = "", most: int = MOST_TERMS) -> Math:
    """Write a sum in full if it is short, else its strongest terms and what is left.

    Parameters
    ----------
    values
        What is summed up, (n,).
    term
        Returns a term as it is written, by its index.
    each
        What a term is of, such as "unit": the few that are not written out are named by their numbers from 1.
    """
    count = len(values)
    if count <= most + 1:
        return joined([term(index) for index in range(count)], "+")
    order = strongest(values)
    shown = joined([term(index) for index in sorted(order[:most].tolist())], "+")
    left = float(values[order[most:]].sum(dtype=np.float64))
    hidden = [f"{index + 1:,}" for index in sorted(order[most:].tolist())]
    rest = f"{len(hidden):,} more" + f" {each}s" * bool(each)
    if each and len(hidden) <= MOST_NAMED:
        rest = f"{each}s {', '.join(hidden[:-1])} and {hidden[-1]}"
    return row(shown, "+", Row((said(f"({rest}:"), Number(left), said(")"))))
