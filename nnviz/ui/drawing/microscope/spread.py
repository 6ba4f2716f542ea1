"""Spread: where the rows or columns of a matrix stand of which not all are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec


class Spread(msgspec.Struct, frozen=True):
    """Rows or columns side by side, with a gap wherever some are left out.

    Attributes
    ----------
    starts
        Where each that is shown begins, in pixels.
    gaps
        The middle of each gap.
    length
        Pixels of all together.
    """

    starts: tuple[float, ...]
    gaps: tuple[float, ...]
    length: float


def spread(chosen: Sequence[int], count: int, cell: float, gap: float) -> Spread:
    """Put rows or columns side by side, each after the last or after a gap.

    Parameters
    ----------
    chosen
        Which are shown, in order.
    count
        How many there are.
    cell, gap
        Pixels of one that is shown, and of a gap.
    """
    starts, gaps, at, last = [], [], 0.0, -1
    for index in (*chosen, count):
        if index > last + 1:
            gaps.append(at + gap / 2)
            at += gap
        if index < count:
            starts.append(at)
            at += cell
        last = index
    return Spread(tuple(starts), tuple(gaps), at)


def as_many_as_fit(most: Mapping[str, int], fits: Callable[[Mapping[str, int]], bool]) -> dict[str, int]:
    """Return how many rows or columns of each name are shown: one more of each by turns while there is room.

    Parameters
    ----------
    most
        How many there are; at least one is shown.
    fits
        Tells whether there is room for so many.
    """
    shown, growing = dict.fromkeys(most, 1), list(most)
    while growing:
        name = min(growing, key=lambda each: shown[each])
        if shown[name] < most[name] and fits({**shown, name: shown[name] + 1}):
            shown[name] += 1
        else:
            growing.remove(name)
    return shown
