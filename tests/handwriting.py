"""Strokes of digits in several hands, for tests that nobody has trained for.

A hand is a way to write a digit: lines through points, x to the right and y down, in a square of 1.
`written` slants, stretches, turns, moves and shakes it and draws smooth curves through the points; `inked`
gives them a width.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]

#: Each hand's strokes, and each stroke's points, in hundredths of the square.
WAYS: dict[int, tuple[str, ...]] = {
    0: (
        "50,0 15,20 8,55 25,92 55,100 85,75 90,40 72,8 48,1",
        "60,3 35,2 20,30 20,70 40,98 65,90 78,60 75,25 55,2 40,5",
    ),
    1: (
        "50,0 50,50 50,100",
        "25,25 40,14 55,0; 55,0 55,50 55,100",
        "35,20 55,0; 55,0 54,50 55,100; 30,100 55,100 80,100",
    ),
    2: (
        "12,25 30,4 60,0 82,20 72,48 40,78 10,100; 10,100 50,98 92,98",
        "15,20 40,2 75,8 80,35 55,68 25,92 12,88 25,78 50,88 75,100 95,90",
        "10,12 45,0 80,18 70,45 15,98; 15,98 90,100",
    ),
    3: (
        "15,12 45,0 78,12 75,35 42,47 78,58 85,82 50,100 10,88",
        "15,2 50,2 82,2; 82,2 45,40; 45,40 78,48 86,75 55,99 12,90",
        "20,10 55,0 75,22 50,46 35,48; 35,48 70,52 82,78 50,100 15,92",
    ),
    4: (
        "30,0 20,30 8,60; 8,60 50,60 92,58; 70,5 68,50 66,100",
        "68,100 68,50 70,0; 70,0 40,32 5,68; 5,68 50,68 95,68",
        "20,5 15,30 22,50 50,52 78,42; 80,0 75,50 70,100",
    ),
    5: (
        "82,2 50,2 22,3; 22,3 18,42; 18,42 50,36 82,52 82,82 50,100 12,90",
        "85,0 30,5 20,40 55,42 80,65 65,93 30,100 10,90",
        "25,5 22,25 20,45; 20,45 55,38 80,60 70,90 40,100 12,92; 25,5 55,3 88,2",
    ),
    6: (
        "70,0 40,20 18,55 20,85 45,100 75,88 80,65 55,50 25,62 20,75",
        "55,0 30,30 20,65 30,95 60,98 75,78 60,60 35,65 24,80",
        "80,8 55,0 28,25 15,65 35,97 70,93 82,70 60,52 30,60 18,72",
    ),
    7: (
        "10,5 50,4 88,2; 88,2 60,45 42,100",
        "12,5 50,5 90,3; 90,3 62,50 45,100; 35,52 60,50 82,50",
        "10,20 12,5 50,6 85,2 75,30 55,62 48,100",
    ),
    8: (
        "75,12 45,0 20,20 40,42 70,58 82,82 50,100 18,82 35,55 68,38 80,20 72,10",
        "50,48 25,32 32,6 62,2 76,22 60,44 45,48; 50,47 22,65 28,94 60,100 80,78 68,54 45,47",
    ),
    9: (
        "75,20 50,2 22,18 25,42 52,50 75,30 77,15; 77,15 74,60 68,100",
        "72,12 42,2 20,25 40,48 70,35 76,10; 76,10 78,55 65,92 35,100 18,90",
        "78,22 55,0 25,15 25,40 50,48 75,25 72,45 60,75 42,100",
    ),
}


def strokes_of(way: str) -> list[Points]:
    """Return the points of each stroke of a hand."""
    strokes = ([point.split(",") for point in stroke.split()] for stroke in way.split(";"))
    return [tuple((int(x) / 100, int(y) / 100) for x, y in points) for points in strokes]


HANDS = {digit: [strokes_of(way) for way in ways] for digit, ways in WAYS.items()}


def smooth(points: Points, pieces: int = 10) -> Floats:
    """Return a Catmull-Rom curve (n, 2) through points."""
    through = np.array((points[0], *points, points[-1]), float)
    t = np.linspace(0, 1, pieces, endpoint=False)[:, np.newaxis]
    curves = []
    for a, b, c, d in zip(through, through[1:], through[2:], through[3:], strict=False):
        curves.append(b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))))
    return np.concatenate((*curves, through[-1:]))


def written(digit: int, side: int, rng: np.random.Generator) -> list[Floats]:
    """Return the strokes (n, 2) of a digit somewhere on paper of `side` by `side`, in some hand."""
    hands = HANDS[digit]
    hand = hands[rng.integers(len(hands))]
    height = side * rng.uniform(0.25, 0.85)
    width = height * rng.uniform(0.5, 0.85)
    slant, turn = rng.uniform(-0.2, 0.4), np.deg2rad(rng.uniform(-8, 8))
    turned = np.array(((np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))))
    shape = np.diag((width, height)) @ np.array(((1, 0), (-slant, 1))) @ turned
    strokes = []
    for stroke in hand:
        shaken = np.array(stroke) + rng.normal(0, 0.018, (len(stroke), 2))
        strokes.append((smooth(tuple(map(tuple, shaken))) - 0.5) @ shape)
    low, high = np.min([s.min(0) for s in strokes], 0), np.max([s.max(0) for s in strokes], 0)
    free = np.maximum(side * 0.94 - (high - low), 0)
    corner = side * 0.03 + free * rng.random(2) - low
    return [stroke + corner for stroke in strokes]


def pen_width(strokes: list[Floats], rng: np.random.Generator) -> float:
    """Return a width that suits the size: from a fine pen to a thick marker."""
    height = max(s[:, 1].max() for s in strokes) - min(s[:, 1].min() for s in strokes)
    return float(max(height * rng.uniform(0.05, 0.17), 2.5))


def inked(strokes: list[Floats], width: float, side: int) -> NDArray[np.uint8]:
    """Return the drawing (side, side) of strokes with round ends and smooth edges."""
    distance = np.full((side, side), np.inf)
    for stroke in strokes:
        for start, end in pairwise(stroke):
            _lay(distance, start, end, width)
    return np.rint(255 * np.clip(width / 2 - distance + 0.5, 0, 1)).astype(np.uint8)


def _lay(distance: Floats, start: Floats, end: Floats, width: float) -> None:
    low = np.maximum(np.floor(np.minimum(start, end) - width), 0).astype(int)
    high = np.ceil(np.maximum(start, end) + width).astype(int) + 1
    part = distance[low[1] : high[1], low[0] : high[0]]
    y, x = np.mgrid[low[1] : low[1] + part.shape[0], low[0] : low[0] + part.shape[1]] + 0.5
    along = end - start
    length = max(float(along @ along), 1e-9)
    share = np.clip(((x - start[0]) * along[0] + (y - start[1]) * along[1]) / length, 0, 1)
    np.minimum(part, np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1]), out=part)


def drawings(count: int, side: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[Any]]:
    """Return `count` drawings (count, side, side) of all digits in turn, and their labels."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 10
    images = np.empty((count, side, side), np.uint8)
    for image, label in zip(images, labels.tolist(), strict=True):
        strokes = written(label, side, rng)
        image[:] = inked(strokes, pen_width(strokes, rng), side)
    return images, labels
