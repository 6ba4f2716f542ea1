"""Edges: the weights of a network diagram as curves, in a few colours and widths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from nnviz.ui.colour_maps import ZERO
from nnviz.ui.drawing.network.layout import Tiles
from nnviz.ui.drawing.paths import beziers
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]

WIDTHS = (1.0, 1.5, 2.5, 4.0)
SHARES = (0.1, 0.3, 0.6)
"""The parts of the limit from which on an edge is wider."""
_ENTRIES = (44, 76, 100, 127)
"""How far from zero in the signed map the colour of each width lies."""
MOST = 150
"""Edges drawn between two columns: the strongest; more would be hair."""
_REACH = 5.0
"""Pixels from an edge within which the pointer is on it."""
_DIMMED = 0.13
_BUCKETS = 2 * len(WIDTHS)

_T = np.linspace(0.0, 1.0, 24)
_ALONG = 1.5 * _T - 1.5 * _T**2 + _T**3
"""Across, a Bezier curve with both handles in the middle; upwards it goes as 3t² − 2t³."""


class Curves(msgspec.Struct, frozen=True):
    """All edges between two columns, (from * to,) in rows."""

    left: Floats
    right: Floats
    start: Floats
    end: Floats

    @classmethod
    def between(cls, before: Tiles, after: Tiles) -> Curves:
        """Return the curves from every tile of a column to every one of the next."""
        many, to = len(before), len(after)
        return cls(
            np.repeat(before.lefts + before.side, to),
            np.tile(after.lefts, many),
            np.repeat(before.middles, to),
            np.tile(after.middles, many),
        )

    def path(self, edge: int) -> QPainterPath:
        """Return one of the curves."""
        left, right = self.left[edge], self.right[edge]
        start, end = self.start[edge], self.end[edge]
        middle = (left + right) / 2
        return beziers(np.array([[left, middle, middle, right]]), np.array([[start, start, end, end]]))

    def distances(self, place: QPointF) -> Floats:
        """Return how far each curve is from a place, infinite beside its ends."""
        length = np.maximum(self.right - self.left, 1.0)
        share = (place.x() - self.left) / length
        t = np.interp(share, _ALONG, _T)
        rise = self.end - self.start
        y = self.start + rise * (3 * t**2 - 2 * t**3)
        slope = rise * 6 * (t - t**2) / (length * (1.5 - 3 * t + 3 * t**2))
        away = np.abs(y - place.y()) / np.sqrt(1 + slope**2)
        return np.where((share < 0) | (share > 1), np.inf, away)

    def middle(self, edge: int) -> QPointF:
        """Return the middle of one curve."""
        return QPointF(
            float(self.left[edge] + self.right[edge]) / 2, float(self.start[edge] + self.end[edge]) / 2
        )


def levels(weights: Floats, limit: float) -> npt.NDArray[np.intp]:
    """Return which width each weight has, and by its sign which colour: 2 * width + (1 if negative)."""
    sizes = np.nan_to_num(np.abs(weights), nan=np.inf)
    level = np.searchsorted(np.array(SHARES) * limit, sizes, side="right")
    return np.asarray(2 * level + (weights < 0), np.intp)


class _Strands:
    """The edges of one pair of columns: an item each, which is touched only when its look changes.

    (A path for each colour instead, of all its edges, takes Qt four times as long to paint.)
    """

    def __init__(self, scene: QGraphicsScene, curves: Curves) -> None:
        self.curves = curves
        self.drawn = (0, 0)
        self._scene = scene
        self._items = [QGraphicsPathItem() for _ in range(min(len(curves.left), MOST))]
        self._edges = np.full(len(self._items), -1)
        self._looks = np.full(len(self._items), -1)
        for item in self._items:
            scene.addItem(item)

    def move(self, curves: Curves) -> None:
        """Take other places of as many edges."""
        self.curves = curves
        for item, edge in zip(self._items, self._edges.tolist(), strict=True):
            if edge >= 0:
                item.setPath(curves.path(edge))

    def draw(self, weights: Floats, limit: float, lit: Flags | None, pens: Sequence[QPen]) -> None:
        """Show the strongest weights, dimmed where they are not lit."""
        self._assign(weights)
        looks = levels(weights, limit)[self._edges]
        if lit is not None:
            looks = np.where(lit[self._edges], looks, looks + _BUCKETS)
        for place in np.flatnonzero(looks != self._looks).tolist():
            dimmed, bucket = divmod(int(looks[place]), _BUCKETS)
            item = self._items[place]
            item.setPen(pens[bucket])
            item.setOpacity(_DIMMED if dimmed else 1.0)
            item.setZValue(bucket / 100 - dimmed)
        self._looks = looks
        dim = int((looks >= _BUCKETS).sum())
        self.drawn = (len(looks) - dim, dim)

    def _assign(self, weights: Floats) -> None:
        """Let each item stand for one of the strongest edges; those that stay among them keep theirs."""
        wanted = np.arange(len(weights))
        if len(weights) > MOST:
            wanted = np.argpartition(-np.abs(weights), MOST)[:MOST]
        free = np.flatnonzero(~np.isin(self._edges, wanted))
        if not len(free):
            return
        new = wanted[~np.isin(wanted, self._edges)]  # np.setdiff1d would import numpy.ma: 10 ms
        for place, edge in zip(free.tolist(), new.tolist(), strict=True):
            self._items[place].setPath(self.curves.path(edge))
        self._edges[free] = new

    def forget_looks(self) -> None:
        """Draw everything anew the next time: the colours are others."""
        self._looks = np.full(len(self._items), -1)

    def remove(self) -> None:
        """Take all items from the scene."""
        for item in self._items:
            self._scene.removeItem(item)


class Edges:
    """The edges of all columns in a scene."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._strands: list[_Strands] = []
        self._weights: list[Floats] = []
        self._limit = 1.0
        self._lit: list[Flags] | None = None
        self._pens = [QPen() for _ in range(_BUCKETS)]
        self._marked = QGraphicsPathItem()
        self._marked.setZValue(1)
        scene.addItem(self._marked)

    @property
    def curves(self) -> tuple[Curves, ...]:
        """One for each pair of neighbouring columns."""
        return tuple(strands.curves for strands in self._strands)

    @property
    def drawn(self) -> tuple[int, int]:
        """How many edges are drawn bright, and how many dimmed."""
        return sum(each.drawn[0] for each in self._strands), sum(each.drawn[1] for each in self._strands)

    def place(self, columns: Sequence[Tiles]) -> None:
        """Take the places of the tiles; weights between other ones are forgotten."""
        curves = [Curves.between(before, after) for before, after in pairwise(columns)]
        if [len(each.left) for each in curves] == [len(each.curves.left) for each in self._strands]:
            for strands, moved in zip(self._strands, curves, strict=True):
                strands.move(moved)
            return
        for strands in self._strands:
            strands.remove()
        self._strands = [_Strands(self._scene, each) for each in curves]
        self._weights, self._lit = [], None

    def set(self, weights: Sequence[Floats], limit: float) -> None:
        """Take the weights (from, to) between each column and the next, with the limit of the colours."""
        self._weights, self._limit = [each.ravel() for each in weights], limit
        self.draw()

    def light(self, lit: Callable[[int], Flags] | None) -> None:
        """Dim all edges but those (from, to) that `lit` tells for each pair of columns; None dims none."""
        pairs = range(len(self._strands))
        self._lit = None if lit is None else [lit(number).ravel() for number in pairs]
        self.draw()

    def mark(self, link: int | None, edge: int = 0) -> None:
        """Mark one edge as the one pointed at, or none."""
        self._marked.setPath(QPainterPath() if link is None else self.curves[link].path(edge))

    def draw(self) -> None:
        """Draw the weights that there are."""
        if [len(each) for each in self._weights] != [len(each.left) for each in self.curves]:
            return
        for number, (strands, weights) in enumerate(zip(self._strands, self._weights, strict=True)):
            strands.draw(weights, self._limit, None if self._lit is None else self._lit[number], self._pens)

    def at(self, place: QPointF) -> tuple[int, int] | None:
        """Return the pair of columns and the edge under a place; of several that are close the strongest."""
        best: tuple[float, int, int] | None = None
        for number, (curves, weights) in enumerate(zip(self.curves, self._weights, strict=False)):
            away = curves.distances(place) - np.array(WIDTHS)[levels(weights, self._limit) // 2] / 2
            edge = int(away.argmin())
            if away[edge] <= _REACH and (best is None or away[edge] < best[0]):
                best = (float(away[edge]), number, edge)
        return None if best is None else best[1:]

    def apply_theme(self, theme: Theme) -> None:
        """Take the signed colours."""
        for bucket in range(_BUCKETS):
            level, negative = divmod(bucket, 2)
            reach = _ENTRIES[level]
            colour = theme.signed.colour(ZERO - reach if negative else ZERO + reach)
            self._pens[bucket] = QPen(QColor(colour), WIDTHS[level])
            self._pens[bucket].setCapStyle(Qt.PenCapStyle.FlatCap)
        self._marked.setPen(QPen(QColor(theme.accent), 2))
        for strands in self._strands:
            strands.forget_looks()
        self.draw()
