"""UnitPlane: what one unit says over the plane, its line where the weighted sum is zero, and the points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.training.probes import BoundaryGrid
from nnviz.training.probes.unit_maps import maps_grid
from nnviz.ui.drawing.fields import Contour, Picture
from nnviz.ui.drawing.plane_colours import activations
from nnviz.ui.drawing.plot import Axis, Plot
from nnviz.ui.drawing.points import Points, Rings
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

_SIDE = 64
_MOST_POINTS = 400
_FEW = 20
"""Points up to which they are drawn large, with a wider margin."""
_MARGIN_OF_FEW = 0.25
_SLACK = 0.03
"""The part of the width by which an edge may stand elsewhere than wanted: a dragged cloud moves them all."""


class UnitPlane(QWidget):
    """A plot of one unit.

    Signals
    -------
    view_changed()
        Another part of the plane is seen, so `grid` is another one.

    Attributes
    ----------
    line : ndarray, shape (k, 2, 2)
        The line that is drawn, as ends (x, y).
    """

    view_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_data = False
        self._home: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._drawn: tuple[Floats, BoundaryGrid, float, bool] | None = None
        self.line: Floats = np.empty((0, 2, 2))
        self._theme = theme
        self._plot = Plot(
            theme, Axis("x", variable=True), Axis("y", widest="−0.5", variable=True), equal=True, grid=False
        )
        self._picture = self._plot.add(Picture(), 0)
        self._points, self._large = self._plot.add(Points(), 1), self._plot.add(Points(15), 1)
        self._line = self._plot.add(Contour(), 2)
        self._ring = self._plot.add(Rings(12.0), 3)
        for view in self._plot.scene.views():
            view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._plot.view_changed.connect(self.view_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)

    @property
    def grid(self) -> BoundaryGrid | None:
        """The part of the plane over which the unit's map is wanted; None before there are data in it."""
        view = self._plot.view
        if not self._has_data or view.width < 2 or view.height < 2:
            return None
        across, up = view.horizontal, view.vertical
        rows = max(round(_SIDE * view.height / view.width), 2)
        return BoundaryGrid(across.low, across.high, up.low, up.high, _SIDE, rows)

    def take(self, dataset: Dataset) -> None:
        """Show another data set's points."""
        self._has_data = True
        across_name, up_name = dataset.feature_names[:2]
        self._plot.set_x_name(across_name)
        self._plot.set_y_name(up_name)
        self._picture.set_visible(False)
        self._home = None
        self.follow(dataset)

    def follow(self, dataset: Dataset) -> None:
        """Show the same data set with other points; the view stays while they lie in the same range."""
        chosen = np.linspace(0, len(dataset.train) - 1, min(len(dataset.train), _MOST_POINTS)).astype(np.intp)
        places, classes = dataset.train.inputs[chosen], dataset.train.labels[chosen]
        few = len(chosen) <= _FEW
        self._large.set(places if few else places[:0], classes if few else classes[:0])
        self._points.set(places[:0] if few else places, classes[:0] if few else classes)
        home = maps_grid(dataset, _SIDE)
        margin = (home.right - home.left) * (_MARGIN_OF_FEW if few else 0.0)
        across, up = (home.left - margin, home.right + margin), (home.bottom - margin, home.top + margin)
        if not self._fits((*across, *up)):
            self._home = across, up
            self._plot.set_home(across, up)
            self._plot.reset_view()

    def _fits(self, wanted: tuple[float, ...]) -> bool:
        """Tell whether the view that there is will do for these edges."""
        if self._home is None:
            return False
        slack = _SLACK * (wanted[1] - wanted[0])
        return all(abs(a - b) <= slack for a, b in zip(wanted, (*self._home[0], *self._home[1]), strict=True))

    def draw(self, field: Floats, grid: BoundaryGrid, limit: float, signed: bool) -> None:
        """Show the unit's map (rows, columns) on one of the two maps of colours."""
        self._drawn = (field, grid, limit, signed)
        colours = activations(field, limit, signed, self._theme)
        self._picture.set(colours, (grid.left, grid.right), (grid.bottom, grid.top))
        self._picture.set_visible(True)

    def draw_line(self, weights: tuple[float, float] | None, bias: float) -> None:
        """Show where `weights` times the place, plus the bias, is zero; nothing without weights."""
        self.line = np.empty((0, 2, 2))
        grid = self.grid
        if weights is not None and grid is not None:
            self.line = zero_line(weights, bias, grid)
        self._line.set(self.line)

    def ring(self, place: Floats | None) -> None:
        """Ring one point, or none."""
        self._ring.set(np.empty((0, 2)) if place is None else place.reshape(1, 2))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self._theme = theme
        self._plot.apply_theme(theme)
        if self._drawn is not None:
            self.draw(*self._drawn)


def zero_line(weights: tuple[float, float], bias: float, grid: BoundaryGrid) -> Floats:
    """Return the line w·p + b = 0 as one piece (1, 2, 2) that crosses the grid; none where it does not."""
    normal = np.array(weights, np.float64)
    length = float(np.hypot(*normal))
    if not np.isfinite(length + bias) or length == 0:
        return np.empty((0, 2, 2))
    middle = np.array([(grid.left + grid.right) / 2, (grid.bottom + grid.top) / 2])
    foot = middle - (normal @ middle + bias) / length**2 * normal
    reach = 2 * float(np.hypot(grid.right - grid.left, grid.top - grid.bottom))
    if float(np.hypot(*(foot - middle))) > reach:
        return np.empty((0, 2, 2))
    along = np.array([-normal[1], normal[0]]) / length * reach
    return np.array([[foot - along, foot + along]])
