"""Edges: the weights of a network diagram as curves, one path for each colour and width."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from nnviz.ui.drawing.network_layout import Tiles
from nnviz.ui.drawing.paths import beziers
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

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

_T = np.linspace(0.0, 1.0, 24)
_ALONG, _ACROSS = 1.5 * _T - 1.5 * _T**2 + _T**3, 3 * _T**2 - 2 * _T**3
"""A Bezier curve that leaves and arrives level, with both handles in the middle."""


@dataclass(frozen=True)
class Curves:
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

    def path(self, chosen: npt.NDArray[np.intp]) -> QPainterPath:
        """Return some of the curves as one path."""
        left, right, start, end = (each[chosen] for each in (self.left, self.right, self.start, self.end))
        middle = (left + right) / 2
        return beziers(np.stack((left, middle, middle, right), 1), np.stack((start, start, end, end), 1))

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


class Edges:
    """The edges of all columns in a scene.

    Attributes
    ----------
    curves : tuple of Curves
        One for each pair of neighbouring columns.
    drawn : (int, int)
        How many edges are drawn bright, and how many dimmed.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self.curves: tuple[Curves, ...] = ()
        self.drawn = (0, 0)
        self._weights: list[Floats] = []
        self._limit = 1.0
        self._lit: list[npt.NDArray[np.bool_]] | None = None
        self._sorted_so: list[tuple[bytes, bytes]] = []
        self._items = [[QGraphicsPathItem() for _ in range(2 * len(WIDTHS))] for _ in range(2)]
        for dim, items in enumerate(self._items):
            for bucket, item in enumerate(items):
                item.setZValue(bucket / 100 - dim)
                item.setOpacity(_DIMMED if dim else 1.0)
                scene.addItem(item)
        self._marked = QGraphicsPathItem()
        self._marked.setZValue(1)
        scene.addItem(self._marked)

    def place(self, columns: Sequence[Tiles]) -> None:
        """Take the places of the tiles; weights between other ones are forgotten."""
        self.curves = tuple(map(Curves.between, columns, columns[1:]))
        if [len(each) for each in self._weights] != [len(each.left) for each in self.curves]:
            self._weights, self._lit = [], None
        self._sorted_so = []

    def set(self, weights: Sequence[Floats], limit: float) -> None:
        """Take the weights (from, to) between each column and the next, with the limit of the colours."""
        self._weights, self._limit = [each.ravel() for each in weights], limit
        self.draw()

    def light(self, lit: Callable[[int], npt.NDArray[np.bool_]] | None) -> None:
        """Dim all edges but those (from, to) that `lit` tells for each pair of columns; None dims none."""
        pairs = range(len(self.curves))
        self._lit = None if lit is None else [lit(number).ravel() for number in pairs]
        self._sorted_so = []
        self.draw()

    def mark(self, link: int | None, edge: int = 0) -> None:
        """Mark one edge as the one pointed at, or none."""
        path = QPainterPath() if link is None else self.curves[link].path(np.array([edge]))
        self._marked.setPath(path)

    def draw(self) -> None:
        """Make the paths anew, unless no edge would go to another path."""
        if len(self._weights) != len(self.curves):
            return
        shown = [(self._strongest(weights), levels(weights, self._limit)) for weights in self._weights]
        sorted_so = [(drawn.tobytes(), bucket.tobytes()) for drawn, bucket in shown]
        if sorted_so == self._sorted_so:
            return
        self._sorted_so = sorted_so
        paths = [[QPainterPath() for _ in items] for items in self._items]
        counts = [0, 0]
        for number, (curves, (drawn, bucket)) in enumerate(zip(self.curves, shown, strict=True)):
            lit = np.ones(len(bucket), bool) if self._lit is None else self._lit[number]
            for dim in (0, 1):
                among = drawn[lit[drawn] != dim]
                counts[dim] += len(among)
                for which in np.unique(bucket[among]):
                    paths[dim][which].addPath(curves.path(among[bucket[among] == which]))
        for items, made in zip(self._items, paths, strict=True):
            for item, path in zip(items, made, strict=True):
                item.setPath(path)
        self.drawn = (counts[0], counts[1])

    @staticmethod
    def _strongest(weights: Floats) -> npt.NDArray[np.intp]:
        if len(weights) <= MOST:
            return np.arange(len(weights))
        return np.argpartition(-np.abs(weights), MOST)[:MOST]

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
        for items in self._items:
            for bucket, item in enumerate(items):
                level, negative = divmod(bucket, 2)
                reach = _ENTRIES[level]
                colour = theme.signed.colour(128 - reach if negative else 128 + reach)
                pen = QPen(QColor(colour), WIDTHS[level])
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                item.setPen(pen)
        self._marked.setPen(QPen(QColor(theme.accent), 2))
