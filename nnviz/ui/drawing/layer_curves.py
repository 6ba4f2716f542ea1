"""LayerCurves: a number of each layer over the steps, one curve a layer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QVBoxLayout, QWidget

from nnviz.ui.drawing.curves import Curve, VerticalLine
from nnviz.ui.drawing.layer_colours import layer_colour
from nnviz.ui.drawing.plot import Axis, Plot, Range
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.view import View
from nnviz.ui.numerals import leap
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating[Any]]

_WIDEST = "10⁻¹⁰"
_LOWEST = -30
"""The least power of ten that an axis goes down to; what is smaller is as good as nothing."""


class LayerCurve(Curve):
    """The curve of one layer."""

    def __init__(self, index: int, count: int) -> None:
        super().__init__("text")
        self._layer = (index, count)

    def apply_theme(self, theme: Theme) -> None:
        """Take the layer's colour."""
        pen = QPen(QColor(layer_colour(theme, *self._layer)), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._line.setPen(pen)


class Band(PlotItem):
    """A faint band over the whole width, between two heights: where values are as they should be."""

    def __init__(self, low: float, high: float) -> None:
        self._box = QGraphicsRectItem()
        super().__init__(self._box)
        self._ends = (low, high)

    def draw(self, view: View) -> None:
        """Fill the band."""
        low, high = (float(row) for row in view.y(self._ends))
        self._box.setRect(0, high, view.width, low - high)

    def apply_theme(self, theme: Theme) -> None:
        """Take the soft accent."""
        self._box.setPen(QPen(Qt.PenStyle.NoPen))
        self._box.setBrush(QColor(theme.accent_soft))


class LayerCurves(QWidget):
    """A plot of one number of each layer.

    Parameters
    ----------
    name : str
        Of the number, with its unit.
    band : (float, float), optional
        Where it is as it should be.
    shares : bool
        Whether the numbers are shares, drawn in per cent from 0 to 100; else they are lengths of any
        magnitude, on a logarithmic axis.

    Signals
    -------
    The plot's own: `plot.hovered`.
    """

    def __init__(self, theme: Theme, name: str, band: Range | None = None, *, shares: bool = False) -> None:
        super().__init__()
        self._shares = shares
        self._band = band
        caption = Axis(name, log=not shares, widest=_WIDEST, caption="top")
        self.plot = Plot(theme, Axis("step"), caption)
        if band is not None:
            self.plot.add(Band(*band), -200)
        self.curves: list[LayerCurve] = []
        self._head = self.plot.add(VerticalLine(), 50)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.plot.set_home((0.0, 1.0), (0.0, 100.0) if shares else (1e-4, 1e-2))

    def draw(self, steps: Floats, values: Floats, step: int) -> None:
        """Draw values (rows, layers) noted at steps (rows,); the run is at `step` now."""
        self._keep(values.shape[1])
        shown = 100 * values if self._shares else values
        for curve, column in zip(self.curves, shown.T, strict=True):
            curve.set(steps, column)
        self._head.set(float(step))
        if not self.plot.is_zoomed:
            up = (0.0, 100.0) if self._shares else self._decades(values)
            self.plot.set_home((0.0, leap(max(step, 1))), up)

    def _keep(self, count: int) -> None:
        if len(self.curves) == count:
            return
        for curve in self.curves:
            self.plot.remove(curve)
        self.curves = [self.plot.add(LayerCurve(index, count), index) for index in range(count)]

    def _decades(self, values: Floats) -> Range:
        """Return whole powers of ten around all values and the band."""
        finite = values[np.isfinite(values) & (values > 10.0**_LOWEST)]
        ends = [*self._band] if self._band is not None else []
        if finite.size:
            ends += [float(finite.min()), float(finite.max())]
        if not ends:
            return 1e-4, 1e-2
        low, high = math.floor(math.log10(min(ends))), math.ceil(math.log10(max(ends)))
        return 10.0**low, 10.0 ** max(high, low + 1)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.plot.apply_theme(theme)
