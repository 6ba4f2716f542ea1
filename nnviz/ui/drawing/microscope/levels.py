"""Levels: how large the numbers of an equation's matrices are, the largest first."""

from __future__ import annotations

from typing import NamedTuple


class Level(NamedTuple):
    """One size of all matrices of an equation.

    Attributes
    ----------
    text
        Size of the numbers, of the body's.
    width, height
        Least of a cell, in pixels at the normal text size.
    beside
        Room beside a number, of its size.
    digits
        Decimals.
    """

    text: float
    width: float
    height: float
    beside: float = 0.45
    digits: int = 3


CUT = Level(0.75, 46.0, 16.5)
"""Which one is taken where not all rows and columns fit in any."""
LEVELS = (
    Level(1.2, 66.0, 40.0),
    Level(1.1, 60.0, 36.0),
    Level(1.0, 54.0, 31.0),
    Level(0.86, 46.0, 24.0),
    Level(0.8, 56.0, 20.0),
    Level(0.75, 56.0, 16.5),
    CUT,
    Level(0.75, 38.0, 16.5, 0.35),
    Level(0.8, 30.0, 20.0, 0.4, 2),
    Level(0.75, 30.0, 16.5, 0.25, 2),
)
