"""Digits of a second set of hands, a judge that has no stroke in common with `handwriting`.

Its shapes are straight lines, Bezier curves and ellipses: ones as a bar, flagged and on a foot, open and
closed fours, sevens with a bar and a serif, twos with and without a loop, fives with their hat apart, nines
with straight, bent and hooked tails. They are drawn tiny and huge, upright and slanted, with a hair and with
a marker, anywhere on the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.handwriting import Floats, inked

#: Each hand in hundredths of a square: M moves, L draws a line, Q and C curves, O an ellipse of this middle
#: and these radii from an angle on so far (in degrees, clockwise from the right), joined to what is before.
SHAPES: dict[int, tuple[str, ...]] = {
    0: (
        "O 50 50 32 50 -90 -360",
        "O 50 50 45 50 -70 -335",
        "O 50 50 22 50 -110 -385",
        "M 62 6 C 20 -8 5 40 12 70 C 20 108 70 108 86 66 C 98 30 80 0 48 4",
    ),
    1: (
        "M 50 0 L 50 100",
        "M 30 24 L 54 0 L 54 100",
        "M 24 28 Q 44 18 52 0 L 52 100 M 24 100 L 80 100",
        "M 62 0 L 40 100",
        "M 36 14 L 52 2 L 50 100",
    ),
    2: (
        "M 12 24 C 20 -8 88 -8 84 30 C 80 56 30 76 10 100 L 90 100",
        "M 14 20 C 30 -6 82 -6 78 28 C 74 60 30 86 16 92 C 2 98 6 76 24 82 C 46 88 62 104 94 92",
        "M 14 10 Q 86 -8 82 18 Q 78 40 12 98 L 88 96",
        "M 20 30 C 16 0 70 -6 74 22 C 76 50 40 60 16 98 C 40 88 60 96 90 100",
    ),
    3: (
        "M 14 14 C 30 -8 84 -4 80 24 C 78 44 56 48 40 48 C 66 48 90 56 88 76 C 84 106 26 106 10 86",
        "M 16 2 L 80 2 L 44 40 C 80 38 94 62 86 80 C 76 104 28 104 12 88",
        "M 22 10 C 44 -6 74 0 72 22 C 70 40 52 46 36 50 C 60 50 80 58 78 76 C 74 100 40 104 16 92",
    ),
    4: (
        "M 18 4 L 12 56 L 88 56 M 70 10 L 66 100",
        "M 66 100 L 66 0 L 8 66 L 92 66",
        "M 20 2 C 10 30 12 54 24 54 C 50 58 70 48 78 4 L 72 100",
        "M 30 0 L 10 50 Q 40 54 90 48 M 62 28 L 58 100",
        "M 62 2 L 14 62 L 86 62 M 62 2 L 62 100",
    ),
    5: (
        "M 80 2 L 28 2 L 22 44 C 50 30 88 44 84 72 C 80 106 30 106 12 88",
        "M 28 4 L 22 46 C 48 34 86 42 84 70 C 82 104 34 106 12 90 M 28 4 L 86 2",
        "M 84 6 C 60 0 30 -2 26 20 C 22 46 78 44 80 72 C 82 104 30 104 14 88",
        "M 26 16 L 22 50 C 46 36 80 46 78 72 C 76 100 40 104 16 94 M 30 6 L 88 4",
    ),
    6: (
        "M 66 0 C 30 20 8 56 16 80 C 26 108 80 104 80 74 C 80 46 30 44 18 72",
        "M 52 0 L 22 66 C 10 104 80 112 78 76 C 76 52 36 52 22 70",
        "M 80 10 C 60 -8 24 10 16 50 C 6 90 40 106 60 98 C 86 88 84 54 58 54 C 36 54 20 64 18 76",
        "M 40 0 C 20 40 14 70 22 86 C 32 104 66 102 66 82 C 66 64 36 62 24 80",
    ),
    7: (
        "M 10 4 L 88 4 L 44 100",
        "M 10 4 L 88 4 L 40 100 M 26 52 L 76 48",
        "M 12 22 L 12 4 L 86 4 C 64 40 50 70 46 100",
        "M 12 20 L 12 4 L 86 4 C 64 40 50 70 46 100 M 30 54 L 78 50",
        "M 8 14 C 20 -4 50 16 88 2 C 66 34 46 64 40 100",
    ),
    8: (
        "O 50 25 26 25 90 360 O 50 75 34 25 -90 360",
        "M 76 14 C 60 -8 16 0 24 26 C 32 50 84 54 82 78 C 78 106 18 106 18 78 C 18 54 70 46 76 18",
        "M 50 46 C 10 34 20 0 50 0 C 82 0 86 34 50 46 C 6 62 8 100 48 100 C 92 100 94 60 50 46",
        "M 80 8 C 50 -8 20 8 30 28 C 44 52 84 60 78 84 C 68 106 24 104 22 80 C 22 58 60 50 78 20",
    ),
    9: (
        "O 48 26 30 26 0 -360 L 76 100",
        "O 48 26 30 26 -20 -345 C 80 60 70 100 22 98",
        "M 78 10 C 60 -6 20 -2 18 26 C 18 52 62 54 76 24 L 68 100",
        "O 50 26 30 26 0 -360 L 80 70 C 78 104 34 108 20 88",
    ),
}
PIECES = 16


@dataclass(frozen=True)
class Manner:
    """How large, wide, slanted and thick a digit is, and where it lies.

    Attributes
    ----------
    height : float
        Of the digit, as a share of the paper's side.
    breadth : float
        Width of the hand's square over its height.
    slant, turn : float
        To the right, as a share of the height; and clockwise, in degrees.
    pen : float
        Width of the stroke over the height.
    place : (x, y)
        Where in the room that is left, 0 to 1 each.
    wobble : float
        How far a hand trembles, as a share of the height.
    """

    height: float
    breadth: float
    slant: float
    turn: float
    pen: float
    place: tuple[float, float]
    wobble: float

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> Manner:
        """Draw a manner: sizes and widths evenly by their logarithm, so that the extreme ones are usual."""
        return cls(
            height=float(np.exp(rng.uniform(np.log(0.1), np.log(0.95)))),
            breadth=rng.uniform(0.45, 0.95),
            slant=rng.uniform(-0.25, 0.5),
            turn=rng.uniform(-10, 10),
            pen=float(np.exp(rng.uniform(np.log(0.015), np.log(0.2)))),
            place=(rng.random(), rng.random()),
            wobble=rng.uniform(0, 0.02),
        )


def shape(path: str) -> list[Floats]:
    """Return the strokes (n, 2) of a path, in a square of 1."""
    strokes: list[list[tuple[float, float]]] = []
    words = path.split()
    while words:
        letter, numbers = words.pop(0), []
        while words and not words[0].isalpha():
            numbers.append(float(words.pop(0)))
        if letter == "M" or not strokes:
            strokes.append([])
        _draw(letter, numbers, strokes[-1])
    return [np.array(stroke) / 100 for stroke in strokes]


def _draw(letter: str, numbers: list[float], stroke: list[tuple[float, float]]) -> None:
    t = np.linspace(0, 1, PIECES + 1)[1:, np.newaxis]
    if letter == "M":
        stroke.append((numbers[0], numbers[1]))
        return
    if letter == "O":
        x, y, across, down, start, sweep = numbers
        angles = np.deg2rad(start + sweep * np.linspace(0, 1, 3 * PIECES))
        stroke.extend(zip(x + across * np.cos(angles), y + down * np.sin(angles), strict=True))
        return
    points = [np.array(stroke[-1]), *np.array(numbers).reshape(-1, 2)]
    while len(points) > 1:  # de Casteljau, for a line, a curve of three points and one of four
        points = [a + t * (b - a) for a, b in pairwise(points)]
    stroke.extend(map(tuple, points[0]))


def penned(digit: int, hand: int, manner: Manner, side: int, rng: np.random.Generator) -> list[Floats]:
    """Return the strokes (n, 2) of a digit on paper of `side` by `side`; hands come round again."""
    strokes = shape(SHAPES[digit][hand % len(SHAPES[digit])])
    turn = np.deg2rad(manner.turn)
    turned = np.array(((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))))
    slanted = np.array(((manner.breadth, 0), (-manner.slant, 1))) @ turned
    strokes = [(stroke - 0.5) @ slanted for stroke in strokes]
    phases = rng.uniform(0, 2 * np.pi, (2, 2))
    strokes = [stroke + manner.wobble * _trembling(stroke, phases) for stroke in strokes]
    low, high = np.min([s.min(0) for s in strokes], 0), np.max([s.max(0) for s in strokes], 0)
    size = side * manner.height / (1 + manner.pen) / (high - low).max()
    half = max(manner.pen * size, 1) / 2 + 1
    free = np.maximum(side - 2 * half - size * (high - low), 0)
    return [(stroke - low) * size + half + free * manner.place for stroke in strokes]


def _trembling(stroke: Floats, phases: Floats) -> Floats:
    """Return slow waves along a stroke, one for each axis."""
    steps = np.hypot(*np.diff(stroke, axis=0, prepend=stroke[:1]).T)
    along = np.cumsum(steps)[:, np.newaxis]
    waves: Floats = np.sin(7 * along + phases[0]) + 0.5 * np.sin(17 * along + phases[1])
    return waves


def drawings(count: int, side: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """Return `count` drawings (count, side, side) of all digits in turn, and their labels."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    images = np.empty((count, side, side), np.uint8)
    for index, digit in enumerate(labels.tolist()):
        manner = Manner.drawn(rng)
        strokes = penned(digit, index // 10, manner, side, rng)
        images[index] = inked(strokes, max(manner.pen * manner.height * side, 1), side)
    return images, labels
