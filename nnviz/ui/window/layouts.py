"""Layouts: where panels stand when nobody has moved them, as values; and how room is shared out.

More width goes to the hero first until it is square, then to the other columns; a wide window has
a third column.  Panels that do not exist are left out and the others close the gap.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
from msgspec.structs import replace

from nnviz.ui.theme import GAP

WIDE = 1600
"""Width of the window, in pixels, from which on there is a third column."""
LOW = 540
"""Height for the panels, in pixels, below which a column has two places, not three."""


class Group(msgspec.Struct, frozen=True):
    """Panels in one place; the first is in front, the others are tabs.

    Attributes
    ----------
    keys : tuple of str
    least : int
        Pixels that it gets at least, across or down, whichever way its split runs.
    share : int
        Its part of the room that is left over.
    square : bool
        Takes what is left over first, until it is as wide as the window is high.
    """

    keys: tuple[str, ...]
    least: int
    share: int = 1
    square: bool = False


class Split(msgspec.Struct, frozen=True):
    """Parts side by side (`across`) or below each other."""

    across: bool
    parts: tuple[Group | Split, ...]
    least: int = 0
    share: int = 1
    square: bool = False


Node = Group | Split


class Layout(msgspec.Struct, frozen=True):
    """A named arrangement.

    Attributes
    ----------
    title : str
    narrow : Node
        For a usual window.
    wide : Node
        From `WIDE` on.
    low : Node
        Below `LOW`: small panels of a column become tabs of one place.
    """

    title: str
    narrow: Node
    wide: Node
    low: Node

    def fitting(self, size: str) -> Node:
        """Return the variant for a `size_class`."""
        variants = {"narrow": self.narrow, "wide": self.wide, "low": self.low}
        return variants[size]


def size_class(width: int, height: float) -> str:
    """Return which variant fits a window of that width whose panels have that height: narrow, wide or low.

    The height is that at the normal text size: larger text needs more room.
    """
    if height < LOW:
        return "low"
    return "wide" if width >= WIDE else "narrow"


def row(*parts: Node, least: int = 0, share: int = 1) -> Split:
    """Return parts side by side."""
    return Split(True, parts, least, share)


def column(*parts: Node, least: int = 0, share: int = 1) -> Split:
    """Return parts below each other."""
    return Split(False, parts, least, share)


def group(*keys: str, least: int, share: int = 1, square: bool = False) -> Group:
    """Return panels in one place."""
    return Group(keys, least, share, square)


def pruned(node: Node, keys: Collection[str]) -> Node | None:
    """Return the node with only the panels in `keys`; None if none is left."""
    if isinstance(node, Group):
        kept = tuple(key for key in node.keys if key in keys)
        return replace(node, keys=kept) if kept else None
    parts = tuple(p for p in (pruned(part, keys) for part in node.parts) if p is not None)
    return replace(node, parts=parts) if parts else None


def first_key(node: Node) -> str:
    """Return the panel at the upper left."""
    return node.keys[0] if isinstance(node, Group) else first_key(node.parts[0])


def sizes(parts: Sequence[Node], room: int, square: int) -> list[int]:
    """Share out `room` pixels, gaps included, among parts.

    Parameters
    ----------
    square : int
        Up to how many pixels a part that wants to be square grows before the others get more.

    Returns
    -------
    list of int
        One size a part; together with the gaps they fill the room, as far as its least sizes
        allow.
    """
    result = [part.least for part in parts]
    left = room - GAP * (len(parts) - 1) - sum(result)
    for index, part in enumerate(parts):
        if part.square and left > 0:
            extra = min(left, max(0, square - result[index]))
            result[index] += extra
            left -= extra
    shares = [part.share for part in parts]
    for index, share in enumerate(shares):
        extra = max(left, 0) * share // max(sum(shares[index:]), 1)
        result[index] += extra
        left -= extra
    return result


LAYOUTS: dict[str, Layout] = {
    "plane": Layout(
        "Two inputs",
        narrow=row(
            group("boundary", "surface", "space", least=568, share=0, square=True),
            column(
                group("curves", "layer_health", "diagnosis", least=272, share=2),
                group("weights", "neuron", least=128),
                group("network", "predictions", least=168),
                least=424,
            ),
        ),
        wide=row(
            group("boundary", "surface", least=568, share=0, square=True),
            column(
                group("curves", "layer_health", "diagnosis", least=320, share=3),
                group("network", least=240, share=2),
                least=424,
            ),
            column(
                group("weights", "neuron", "space", least=200),
                group("predictions", "confusion", least=240, share=2),
                least=424,
            ),
        ),
        low=row(
            group("boundary", "surface", least=320, share=2, square=True),
            column(
                group("curves", "layer_health", "diagnosis", least=200, share=3),
                group("network", "weights", "neuron", "predictions", least=168),
                least=320,
                share=1,
            ),
        ),
    ),
    "descent": Layout(
        "Two parameters",
        narrow=row(
            group("surface", "boundary", least=568, share=0, square=True),
            column(
                group("curves", "layer_health", "diagnosis", least=272, share=2),
                group("weights", "neuron", least=128),
                group("network", "predictions", least=168),
                least=424,
            ),
        ),
        wide=row(
            group("surface", "boundary", least=568, share=0, square=True),
            column(
                group("curves", "layer_health", "diagnosis", least=320, share=3),
                group("weights", "neuron", least=200),
                group("network", "predictions", least=240, share=2),
                least=424,
            ),
        ),
        low=row(
            group("surface", "boundary", least=320, share=2, square=True),
            column(
                group("curves", "layer_health", "diagnosis", least=200, share=3),
                group("weights", "network", "neuron", "predictions", least=168),
                least=320,
                share=1,
            ),
        ),
    ),
    "neuron": Layout(
        "One neuron",
        narrow=row(
            group("neuron", least=568, share=0, square=True),
            column(
                group("curves", "diagnosis", least=272, share=2),
                group("network", "weights", "predictions", least=232),
                least=424,
            ),
        ),
        wide=row(
            group("neuron", least=568, share=0, square=True),
            column(
                group("boundary", least=320, share=2),
                group("curves", "diagnosis", least=272, share=2),
                least=424,
            ),
            column(
                group("network", "weights", least=320, share=2),
                group("predictions", least=240, share=1),
                least=424,
            ),
        ),
        low=row(
            group("neuron", least=320, share=2, square=True),
            group("network", "curves", "boundary", "weights", "predictions", least=320),
        ),
    ),
    "images": Layout(
        "Images",
        narrow=row(
            column(
                group("predictions", "confusion", "map", least=344, share=2),
                group("curves", "layer_health", "diagnosis", least=232),
                least=568,
            ),
            group("pad", "weights", "inside", least=424),
        ),
        wide=row(
            column(
                group("predictions", "as_trained", least=560, share=1),
                group("curves", "layer_health", "diagnosis", least=320, share=1),
                least=568,
                share=2,
            ),
            column(
                group("weights", "inside", "map", least=400),
                group("confusion", "network", least=440),
                least=424,
            ),
            group("pad", least=400),
        ),
        low=row(
            group("predictions", "curves", "map", least=320),
            group("pad", "weights", "confusion", "inside", least=320),
        ),
    ),
}

OF_DATA = {"football": "neuron"}
"""Data sets with a layout of their own."""
