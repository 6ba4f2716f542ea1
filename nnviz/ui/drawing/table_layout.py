"""TableLayout: what a table of samples shows, and where it stands."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from nnviz.ui.drawing.texts import Style, widest
from nnviz.ui.numerals import percent, significant
from nnviz.ui.theme import GAP, INSET, TIGHT, TextSize

Floats = npt.NDArray[np.floating]

MARKER = 9
"""Diameter of a class's marker."""
_MARK = 14
_MOST_FEATURES = 4
_BAR_WIDTHS = (22, 120)


class Samples(msgspec.Struct, frozen=True):
    """What the rows show that does not change while a network learns.

    Attributes
    ----------
    features : ndarray, shape (n, k)
        Coordinates.
    feature_names : tuple of str
    labels : ndarray of int, shape (n,)
        True classes.
    class_names : tuple of str
        Empty in a regression.
    targets : ndarray, shape (n, outputs)
        What a regression has to give.
    """

    features: Floats
    feature_names: tuple[str, ...]
    labels: npt.NDArray[np.integer]
    class_names: tuple[str, ...]
    targets: Floats

    def __len__(self) -> int:
        return len(self.features)


class TableLayout(msgspec.Struct, frozen=True):
    """Where things stand, in pixels; rows are counted from 0 below the head.

    Attributes
    ----------
    row : int
        Height of a row.
    mark : float
        Middle of the tick or cross.
    features : tuple of float
        Right edges of those coordinates that have room.
    truth, guess : float
        Left edges.
    bars, bar : float
        Left edge of the first bar, and from one to the next; 0 where they have no room.
    share : float
        Right edge of the share in per cent.
    """

    row: int
    mark: float
    features: tuple[float, ...]
    truth: float
    guess: float
    bars: float
    bar: float
    share: float

    @classmethod
    def of(cls, samples: Samples, size: TextSize, width: int, score: str = "100 %") -> TableLayout:
        """Return the layout with as many coordinates as fit beside the classes.

        Parameters
        ----------
        score : str
            The widest text at the end of a row.
        """
        counts = range(_MOST_FEATURES, -1, -1)
        layouts = [cls._with(count, samples, size, width, score) for count in counts]
        return next((layout for layout in layouts if layout.bars <= layout.share), layouts[-1])

    @classmethod
    def _with(cls, features: int, samples: Samples, size: TextSize, width: int, score: str) -> TableLayout:
        bold, marker = Style(size.small, 600), MARKER + 2 * TIGHT
        first = INSET + _MARK + GAP
        names = samples.feature_names[: min(features, samples.features.shape[1])]
        number = widest(("−0.00", *names), Style(size.small))
        edges = tuple(first + number + place * (number + GAP) for place in range(len(names)))
        truth = (edges[-1] + 2 * GAP) if edges else float(first)
        words = samples.class_names or ("−0.00",)
        guess = truth + widest(("class", *(f"{name}" for name in words)), bold) + marker + GAP
        bars = guess + max(widest(words, bold) + marker, widest(("predicted",), bold)) + GAP
        share = float(width - INSET)
        room = share - widest((score,), bold) - GAP - bars
        bar = min(room / max(len(samples.class_names), 1), _BAR_WIDTHS[1])
        shown = bar if bar >= _BAR_WIDTHS[0] and samples.class_names else 0.0
        return cls(row_height(size), INSET + _MARK / 2, edges, truth, guess, bars, shown, share)

    def middle(self, row: int) -> float:
        """Return the height of the middle of a row; of the head for row -1."""
        return self.row * (row + 1.5)

    def top(self, row: int) -> int:
        """Return the height of the line above a row."""
        return self.row * (row + 1)

    def bar_box(self, row: int, index: int) -> QRectF:
        """Return the box that the bar of class `index` fills when its share is 1."""
        left, right = (round(self.bars + edge * self.bar) for edge in (index, index + 1))
        height = max(self.row // 2, 6)
        return QRectF(left, round(self.middle(row) - height / 2), right - left - TIGHT, height)


def row_height(size: TextSize) -> int:
    """Return the height of a row."""
    return size.small + GAP


def share_words(score: float, decimals: int = 0) -> str:
    """Write a score in per cent, or as the number that it is if it is no share."""
    return percent(score, decimals) if is_share(score) else significant(score, 2)


def is_share(score: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Tell of each score whether it is a share of one, but for rounding."""
    scores = np.asarray(score)
    return (scores >= -5e-4) & (scores <= 1 + 5e-4)
