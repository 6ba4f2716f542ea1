"""Trace: one share over the steps, small enough to stand in a row; its scale goes from 0 to 100 %."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsSimpleTextItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.paths import lines_path, polyline
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import TIGHT, Theme

_MARK = 3
"""Half the side of the mark at the newest value, in pixels."""
_LIMITS = ("100", "0")


class Trace(Canvas):
    """A line between two limits, with a mark at its end."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._points: tuple[tuple[int, float], ...] = ()
        self._axes, self._line, self._end = (QGraphicsPathItem() for _ in range(3))
        self._limits = [QGraphicsSimpleTextItem(text) for text in _LIMITS]
        for item in (self._axes, self._line, self._end, *self._limits):
            self.scene.addItem(item)

    def set(self, points: Sequence[tuple[int, float]]) -> None:
        """Show shares from 0 to 1 by their steps."""
        self._points = tuple(points)
        self._draw()

    def arrange(self) -> None:
        """Place the axes."""
        for item, colour in ((self._axes, self.theme.strong), (self._line, self.theme.test)):
            item.setPen(QPen(QColor(colour), 1))
        self._end.setPen(QPen(QColor(0, 0, 0, 0)))
        self._end.setBrush(QColor(self.theme.test))
        left, top, right, bottom = self._area
        self._axes.setPath(lines_path(((left, top, left, bottom), (left, bottom, right, bottom))))
        small = font(10)
        for limit, height in zip(self._limits, (top - 6, bottom - 8), strict=True):
            limit.setFont(small)
            limit.setBrush(QColor(self.theme.muted))
            limit.setPos(left - TIGHT - width_of(limit.text(), small), height)
        self._draw()

    @property
    def _area(self) -> tuple[float, float, float, float]:
        left = width_of(_LIMITS[0], font(10)) + TIGHT + 0.5
        return left, 6.5, max(self.width() - _MARK - 1.5, left + 1), max(self.height() - 6.5, 7.5)

    def _draw(self) -> None:
        left, top, right, bottom = self._area
        steps, shares = np.array(self._points, float).reshape(-1, 2).T
        span = max(float(steps[-1] - steps[0]), 1.0) if len(steps) else 1.0
        x = left + (steps - (steps[0] if len(steps) else 0)) / span * (right - left)
        y = bottom - shares * (bottom - top)
        self._line.setPath(polyline(x, y))
        end = QPainterPath()
        if len(x):
            end.addEllipse(x[-1] - _MARK, y[-1] - _MARK, 2 * _MARK, 2 * _MARK)
        self._end.setPath(end)
