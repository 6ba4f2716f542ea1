"""Layer health: what each layer feels while a network learns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from nnviz.training.layer_log import NOTED, LayerView
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes import Wanted
from nnviz.training.probes.layer_health import Health, LayerHealth, LayerState
from nnviz.ui.drawing.histogram_grid import Bars, HistogramGrid, Row
from nnviz.ui.drawing.layer_curves import LayerCurves
from nnviz.ui.drawing.layer_table import LayerTable
from nnviz.ui.numerals import count, percent, significant
from nnviz.ui.panels.legend import Entry, SquareKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

HEALTHY = (3e-4, 3e-3)
"""The ratio of an update to the weights that it changes, around a thousandth, with which nets learn well."""
_VIEWS = ("over steps", "spread")
_PROBE = LayerHealth()
_PROBE_RATE = 1.0
_HIGH = 420
"""Pixels of height from which there is room for all four plots."""


class LayerHealthPanel(Panel):
    """The gradient, the update, and the dead and saturated units of each layer; or histograms of each.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured.
    """

    key = "layer_health"
    title = "Layer health"
    short_title = "Health"
    help_text = (
        "What each layer feels. Gradient: how strongly the loss pulls at its weights; far smaller in the "
        "first layers than in the last means that it vanishes on the way back. Update: how far a step moves "
        "the weights, as a share of their size; about 0.001, the band, is healthy. Dead units give nothing "
        "to learn from for any sample of the batch; saturated outputs lie where their activation is flat. "
        "Spread shows how weights, gradients and activations are distributed, now and at the start; the "
        "height of a bar is the root of its share."
    )
    rate = 6.0
    least_size = (320, 200)

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._notes: LayerView | None = None
        self._health: Health | None = None
        self._step = 0
        self._pointer: float | None = None
        self.table_of_layers = LayerTable(theme)
        self.plots = {
            "gradient norm": LayerCurves(theme, "gradient"),
            "update ratio": LayerCurves(theme, "update ÷ weights", HEALTHY),
            "dead": LayerCurves(theme, "dead units, %", shares=True),
            "saturated": LayerCurves(theme, "saturated, %", shares=True),
        }
        columns = (("weights", "text"), ("gradients", "back"), ("activations", "accent"))
        self.histograms = HistogramGrid(theme, columns)
        self._views = QStackedWidget()
        self._views.addWidget(self._curves_view())
        self._views.addWidget(self.histograms)
        self.set_content(self._views)
        self.title_line.choice.set_titles(_VIEWS)
        self.title_line.choice.chosen.connect(self._choose)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.apply_theme(theme)

    def _curves_view(self) -> QWidget:
        view, grid = QWidget(), QGridLayout()
        column = QVBoxLayout(view)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table_of_layers)
        grid.setSpacing(0)
        for index, curves in enumerate(self.plots.values()):
            grid.addWidget(curves, *divmod(index, 2))
            curves.plot.hovered.connect(self._point_at)
        column.addLayout(grid, 1)
        return view

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the histograms while they are shown: the curves are in every moment."""
        return (Wanted(_PROBE, _PROBE_RATE),) if self._shows_spread else ()

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the history, or what was measured last."""
        moment = snapshot.moment
        self._notes, self._step = moment.history.layers, moment.step
        if not self._shows_spread:
            self.show_content()
            self._draw_curves()
            return
        found = snapshot.results.get(_PROBE)
        if isinstance(found, Failure):
            self.show_failure(found)
        elif found is not None and found is not self._health:
            self._health = found
            self.show_content()
            self._draw_histograms(found)

    def table(self) -> Table:
        """Return what was noted of each layer, a row for each noted step and layer."""
        columns = ("step", "layer", *NOTED)
        return Table(columns, _rows(self._notes) if self._notes is not None else ())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().apply_theme(theme)
        for canvas in (self.table_of_layers, self.histograms):
            canvas.apply_theme(theme)
        for curves in self.plots.values():
            curves.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the shares as curves too where there is room; they stand in the table always."""
        super().resizeEvent(event)
        for name in ("dead", "saturated"):
            self.plots[name].setVisible(self.height() >= _HIGH)

    # -- curves ------------------------------------------------------------------------------

    @property
    def _shows_spread(self) -> bool:
        return self._views.currentWidget() is self.histograms

    def _choose(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        keys = (Entry(SquareKey("muted"), "now"), Entry(SquareKey("text", filled=False), "at the start"))
        self.legend.set_entries(keys if self._shows_spread else ())
        self._health = None
        self.probes_changed.emit()
        if self._session.snapshot is not None:
            self.present(self._session.snapshot)

    def _draw_curves(self) -> None:
        assert self._notes is not None
        for name, curves in self.plots.items():
            if not curves.isHidden():
                curves.draw(self._notes.steps, self._notes.noted(name), self._step)
        self._tell()

    def _point_at(self, place: tuple[float, float] | None) -> None:
        self._pointer = place[0] if place is not None else None
        self._tell()

    def _tell(self) -> None:
        """Write the numbers of the noted step under the pointer, else of the last one."""
        notes = self._notes
        if notes is None or not len(notes.steps):
            self.table_of_layers.set("no step yet", (), ())
            return
        row = len(notes.steps) - 1
        if self._pointer is not None:
            row = int(np.abs(notes.steps - self._pointer).argmin())
        gradient, update, dead, saturated = (notes.noted(what)[row] for what in NOTED)
        self.table_of_layers.set(
            f"step {count(int(notes.steps[row]))}",
            _names(notes.values.shape[1]),
            (
                ("gradient", [significant(value, 2) for value in gradient]),
                ("update", [significant(value, 2) for value in update]),
                ("dead", [_share(value) for value in dead]),
                ("saturated", [_share(value) for value in saturated]),
            ),
        )

    # -- histograms --------------------------------------------------------------------------

    def _draw_histograms(self, health: Health) -> None:
        self.histograms.set([_histogram_row(layer) for layer in health.layers])
        self.legend.set_readout(f"{count(health.samples)} training samples")


def _names(layers: int) -> list[str]:
    return [*(f"layer {number}" for number in range(1, layers)), "output"]


def _share(value: float) -> str:
    return "–" if np.isnan(value) else percent(float(value), 0)


def _histogram_row(layer: LayerState) -> Row:
    cells = tuple(
        Bars(kind.low, kind.high, kind.now, kind.start)
        for kind in (layer.weights, layer.gradients, layer.activations)
    )
    return Row(layer.name, _ease(layer), cells)


def _ease(layer: LayerState) -> str:
    """Say the share of its outputs that are saturated, or where none can be of its units that are dead."""
    if not np.isnan(layer.saturated):
        return f"{percent(layer.saturated, 0)} saturated"
    return "" if np.isnan(layer.dead) else f"{percent(layer.dead, 0)} dead"


def _rows(notes: LayerView) -> Iterator[tuple[object, ...]]:
    names = _names(notes.values.shape[1])
    for step, layers in zip(notes.steps.tolist(), notes.values.tolist(), strict=True):
        for name, numbers in zip(names, layers, strict=True):
            yield int(step), name, *numbers
