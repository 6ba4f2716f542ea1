"""UnitOverlay: the map of the unit that is pointed at, in place of the class colours of the boundary."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.training.moment import Snapshot
from nnviz.training.probes import BoundaryGrid, Wanted
from nnviz.training.probes.unit_maps import UnitMap
from nnviz.ui.drawing.fields import Picture
from nnviz.ui.drawing.plane_colours import activations
from nnviz.ui.drawing.plot import Plot
from nnviz.ui.numerals import ColourLimit, short
from nnviz.ui.selection import Selection, Selector, Unit
from nnviz.ui.theme import Theme
from nnviz.ui.unit_names import unit_name

_RATE = 22.0


class UnitOverlay:
    """One unit's map on a plot, between the class colours and the points.

    Parameters
    ----------
    plot : Plot
    selector : Selector
        Tells which unit is pointed at.
    changed : callable
        Called when another map has to be measured.

    Attributes
    ----------
    note : str
        What is shown, for the title line; empty while nothing is.
    """

    def __init__(self, plot: Plot, selector: Selector, changed: Callable[[], None]) -> None:
        self.note = ""
        self._changed = changed
        self._unit: Unit | None = None
        self._limit = ColourLimit(least=1e-3)
        self._picture = plot.add(Picture(), 0.5)
        self._picture.set_visible(False)
        selector.changed.connect(self._show)

    def _show(self, selection: Selection) -> None:
        if selection.pointed == self._unit:
            return
        self._unit, self.note = selection.pointed, ""
        self._limit.reset()
        self._picture.set_visible(False)
        self._changed()

    def probes(self, grid: BoundaryGrid) -> tuple[Wanted, ...]:
        """Ask for the map over what is seen."""
        return () if self._unit is None else (Wanted(UnitMap(grid, *self._unit), _RATE),)

    def draw(self, grid: BoundaryGrid, snapshot: Snapshot, theme: Theme) -> None:
        """Draw the map, if it was measured."""
        moment, results = snapshot.moment, snapshot.results
        found = results.get(UnitMap(grid, *self._unit)) if self._unit is not None else None
        if not isinstance(found, np.ndarray) or self._unit is None:
            return
        sizes = np.abs(found)
        largest = float(sizes[np.isfinite(sizes)].max(initial=0.0))
        signed = bool((found < 0).any())
        limit = self._limit.widen(largest, largest)
        colours = activations(found, limit, signed, theme)
        self._picture.set(colours, (grid.left, grid.right), (grid.bottom, grid.top))
        self._picture.set_visible(True)
        name = unit_name(moment.experiment, moment.dataset, self._unit)
        self.note = f"{name}, {'±' if signed else '0 to '}{short(limit)}"
