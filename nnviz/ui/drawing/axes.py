"""Axes: the pyqtgraph part of a plot: ticks, numbers, zoom by the wheel, pan by dragging.

Import this module only where a plot is made: pyqtgraph takes longer to load than the window to
appear.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QGraphicsGridLayout, QWidget

from nnviz.ui.drawing.pyqtgraph_parts import AxisItem, GraphicsView, GraphicsWidget, ViewBox
from nnviz.ui.drawing.ticks import common_power, tick_label, tick_places
from nnviz.ui.drawing.view import Span
from nnviz.ui.fonts import font
from nnviz.ui.theme import Theme

_TICK = 4
_BETWEEN = 12
"""Pixels at least between two numbers of a horizontal axis."""


class NumberAxis(AxisItem):
    """An axis that writes numbers as the rest of the window does and leaves room for its name.

    Parameters
    ----------
    apart
        Pixels from one tick to the next, at least.
    long_from
        Numbers of an axis that reaches so far are written without the power of ten that they share.
    """

    def __init__(self, side: str, apart: float, long_from: float, log: bool) -> None:
        super().__init__(side, maxTickLength=_TICK)
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickLength=_TICK,
            tickTextOffset=3,
            maxTickLevel=0,
            autoExpandTextSpace=False,
            autoReduceTextSpace=False,
            hideOverlappingLabels=False,
        )
        self.setLogMode(x=log, y=log)
        self._apart, self._long_from = apart, long_from
        self._log = log
        self.name_width = 0
        """Pixels at the far end that belong to the axis' name."""

    def places(self, low: float, high: float, size: float) -> list[float]:
        """Return the ticks between two places, for `size` pixels; no number of theirs touches another."""
        span = Span(low, high, self._log)
        places = tick_places(span, size, self._apart)
        if self.orientation != "bottom" or len(places) < 2 or self.style["tickFont"] is None:
            return places
        metrics, spacing = QFontMetricsF(self.style["tickFont"]), places[1] - places[0]
        needed = _BETWEEN + max(metrics.horizontalAdvance(self._label(p, span, spacing)) for p in places)
        return places if spacing * size >= needed * (high - low) else tick_places(span, size, needed)

    def power(self, span: Span) -> int:
        """Return the power of ten that its numbers share while it shows so much."""
        return common_power(span, self._long_from)

    def _label(self, place: float, span: Span, spacing: float) -> str:
        return tick_label(place, span, spacing, self.power(span))

    def tickValues(  # noqa: N802
        self, low: float, high: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Return one level of ticks (pyqtgraph's hook)."""
        low, high = min(low, high), max(low, high)
        places = self.places(low, high, size)
        spacing = places[1] - places[0] if len(places) > 1 else high - low
        return [(spacing, places)]

    def tickStrings(  # noqa: N802
        self, values: list[float], _scale: float, spacing: float
    ) -> list[str]:
        """Write the ticks (pyqtgraph's hook), save those that stand where the name does."""
        low, high = sorted(self.range)
        span = Span(low, high, self._log)
        labels = [self._label(value, span, spacing) for value in values]
        across = self.orientation == "bottom"
        size = self.size().width() if across else self.size().height()
        metrics = QFontMetricsF(self.style["tickFont"])
        per_pixel = (high - low) / max(size, 1)

        def reaches_name(value: float, label: str) -> bool:
            half = (metrics.horizontalAdvance(label) if across else metrics.height()) / 2
            return bool(value + half * per_pixel > high - self.name_width * per_pixel)

        if not self.name_width:
            return labels
        return ["" if reaches_name(v, s) else s for v, s in zip(values, labels, strict=True)]


class AxesView(GraphicsView):
    """A view for axes alone."""

    def useOpenGL(self, _wanted: bool = True) -> None:  # noqa: N802
        """Take a viewport made here (pyqtgraph's hook), for the reason that `plain_view` has."""
        self.setViewport(QWidget())


class Axes:
    """Two axes and the box between them, which is zoomed and dragged; a plot of pyqtgraph's without the rest.

    Attributes
    ----------
    widget : pyqtgraph.GraphicsView
    box : pyqtgraph.ViewBox
    """

    def __init__(self, x_log: bool, y_log: bool, apart: tuple[float, float], equal: bool) -> None:
        self.bottom = NumberAxis("bottom", apart[0], 1e4 if equal else 1e6, x_log)
        self.left = NumberAxis("left", apart[1], 1e4, y_log)
        self.box = ViewBox(enableMenu=False)
        self.box.setDefaultPadding(0)
        self.box.disableAutoRange()
        self.box.setAspectLocked(equal)
        self.widget = AxesView()
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it knows no keys
        self._grid = QGraphicsGridLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid.setSpacing(0)
        for item, row, column in ((self.left, 0, 0), (self.box, 0, 1), (self.bottom, 1, 1)):
            self._grid.addItem(item, row, column)
        for axis in (self.left, self.bottom):
            axis.linkToView(self.box)
            axis.setZValue(0.5)
        whole = GraphicsWidget()
        whole.setLayout(self._grid)
        self.widget.setCentralItem(whole)

    def set_margins(self, left: int, top: int, right: int, bottom: int) -> None:
        """Set the whole pixels between the plot's edge and its axes."""
        self._grid.setContentsMargins(0, top, right, 0)
        self.left.setWidth(left)
        self.bottom.setHeight(bottom)

    def lay_out(self) -> None:
        """Place everything at once, where it waited for the event loop."""
        self._grid.activate()

    def set_log(self, y_log: bool) -> None:
        """Make the vertical axis logarithmic or linear."""
        self.left._log = y_log
        self.left.setLogMode(x=y_log, y=y_log)

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and the size of tick numbers."""
        self.widget.setBackground(theme.surface)
        for axis in (self.bottom, self.left):
            axis.setTickFont(font(theme.size.small))
            axis.setPen(theme.strong)
            axis.setTextPen(theme.text2)

    def range(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return what is shown as places on the axes."""
        across, up = self.box.viewRange()
        return (across[0], across[1]), (up[0], up[1])

    def area(self) -> Any:
        """Return the rectangle inside the axes, in the widget's pixels."""
        rect = self.box.sceneBoundingRect()
        return self.widget.mapFromScene(rect).boundingRect()
