"""What is said of what is inside a network: of an activation, of a pixel, of units that are muted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.training.probes.inside import Argument
from nnviz.ui.numerals import percent, significant


def unit_name(unit: int, is_filter: bool) -> str:
    """Name a unit, counted from 0, as it is counted on the screen."""
    return f"{'filter' if is_filter else 'unit'} {unit + 1}"


def activation_rows(outputs: NDArray[Any]) -> Iterator[tuple[int, int, int, float]]:
    """Yield unit, row, column and activation for activations (units, rows, columns)."""
    for (unit, row, column), value in np.ndenumerate(outputs):
        yield unit + 1, row, column, float(value)


def activation_words(outputs: NDArray[Any]) -> str:
    """Say how active a unit is, from its activations (rows, columns)."""
    if outputs.size == 1:
        return f"activation {significant(float(outputs[0, 0]))}"
    return f"activations {significant(float(outputs.min()), 2)} to {significant(float(outputs.max()), 2)}"


def pixel_words(argument: Argument, pixel: tuple[int, int]) -> tuple[str, ...]:
    """Say how much a pixel (row, column) argues for the class, the longest sentence first."""
    row, column = pixel
    value = float(argument.gradient[row, column])
    words = f"pixel ({column}, {row}): {significant(value, 2)}"
    side = "for" if value > 0 else "against"
    return (f"{words}, more ink argues {side} it", words) if value else (words,)


def reading_words(argument: Argument, names: tuple[str, ...], truth: int | None) -> str:
    """Say what an image is read as, and how surely; a drawing has no truth."""
    answer = int(argument.scores.argmax())
    what = "your drawing" if truth is None else f"a {names[truth]}"
    return f"{what} read as {names[answer]}, {percent(float(argument.scores[answer]), 0)}"


def muting_words(before: float, after: float) -> tuple[str, ...]:
    """Say what muting does to the accuracy on the test split, the longest sentence first."""
    whole, left = percent(before, 2), percent(after, 2)
    return f"test {whole} right with all units, {left} without", f"test {whole} → {left}"
