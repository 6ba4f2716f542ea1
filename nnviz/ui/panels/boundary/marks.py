"""PlaneMarks: the best boundary there can be, the batch in training, and the selected point."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnviz.training.moment import Moment
from nnviz.training.probes.best_boundary import Best
from nnviz.ui.drawing.paths import polyline
from nnviz.ui.drawing.plane import Plane
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.points import Rings
from nnviz.ui.drawing.view import View
from nnviz.ui.selection import Selection, Selector
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating]

_NOWHERE: Floats = np.empty((0, 2))
MOST_LIT = 200
"""Points of a batch that are lit: more would be all of them."""


class DashedLines(PlotItem):
    """Thin dashed lines through given places."""

    def __init__(self) -> None:
        self._halo, self._line = QGraphicsPathItem(), QGraphicsPathItem()
        super().__init__(self._halo, self._line)
        self._halo.setOpacity(0.75)
        self._lines: tuple[Floats, ...] = ()

    def set(self, lines: tuple[Floats, ...]) -> None:
        """Show lines, each (n, 2)."""
        if lines is not self._lines:
            self._lines = lines
            self.redraw()

    def draw(self, view: View) -> None:
        """Put all lines into one path."""
        path = QPainterPath()
        for line in self._lines:
            path.addPath(polyline(view.x(line[:, 0]), view.y(line[:, 1])))
        self._halo.setPath(path)
        self._line.setPath(path)

    def apply_theme(self, theme: Theme) -> None:
        """Take the text colour on the halo's."""
        self._halo.setPen(QPen(QColor(theme.halo), 4))
        pen = QPen(QColor(theme.text), 1.5, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([5, 4])
        self._line.setPen(pen)


class PlaneMarks:
    """Marks over the points of a plane.

    Parameters
    ----------
    plane : Plane
    selector : Selector
        Tells which sample is selected.

    Attributes
    ----------
    lights_batch : bool
        Whether there are rings around the points of a batch.
    """

    def __init__(self, plane: Plane, selector: Selector) -> None:
        self._plane = plane
        self._selection = selector.now
        self.lights_batch = False
        self._best = plane.plot.add(DashedLines(), 2.5)
        self._lit = plane.plot.add(Rings(4.5, "accent"), 3.5)
        self._chosen = plane.plot.add(Rings(9.0, "accent"), 4.5)
        selector.changed.connect(self._select)

    def layers(self) -> dict[str, tuple[PlotItem, ...]]:
        """Return what can be hidden, by the words for it."""
        return {"Best possible boundary": (self._best,), "Points of the batch": (self._lit,)}

    def show_best(self, best: Best | None) -> None:
        """Draw the best boundary there can be, if it is known."""
        self._best.set(best.lines if best is not None else ())

    def light(self, moment: Moment) -> bool:
        """Light the points that the last step learnt from, unless these were all, and the selected one.

        Return whether there are rings now where there were none, or none any more.
        """
        batch, train = moment.batch, self._plane.places("train")
        is_some = 0 < len(batch) <= MOST_LIT and len(batch) < len(train) and int(batch.max()) < len(train)
        self._lit.set(train[batch] if is_some else _NOWHERE)
        self._choose()
        before, self.lights_batch = self.lights_batch, is_some
        return before != is_some

    def clear(self) -> None:
        """Mark nothing."""
        self._best.set(())
        self._lit.set(_NOWHERE)
        self._choose()

    def _select(self, selection: Selection) -> None:
        self._selection = selection
        self._choose()

    def _choose(self) -> None:
        sample, places = self._selection.sample, _NOWHERE
        if sample is not None and self._plane.dataset is not None and self._plane.dataset.features >= 2:
            there = self._plane.places(sample.split)
            places = there[sample.row : sample.row + 1]
        self._chosen.set(places)
