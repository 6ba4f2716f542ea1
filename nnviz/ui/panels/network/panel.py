"""Network: every unit with the map of what it computes, every weight as an edge; both may be touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes import Probe, Wanted
from nnviz.training.probes.unit_maps import is_planar
from nnviz.training.wiring import Wiring, WiringOf
from nnviz.ui.drawing.network.diagram import NetworkDiagram, Part, Target
from nnviz.ui.drawing.rich_text import GAP_HTML, fitting_text, signed_ramp_html
from nnviz.ui.fonts import text_width
from nnviz.ui.panels.network.hand import Hand
from nnviz.ui.panels.network.heads import Heads, height_of
from nnviz.ui.panels.network.menu import NetworkMenu
from nnviz.ui.panels.network.naming import captions, heads, links_as_rows, readouts, tip, wishes
from nnviz.ui.panels.network.pictures import UnitPictures
from nnviz.ui.panels.network.scales import Scales
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.selection import Selection
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

Floats = npt.NDArray[np.floating[Any]]

_WIRING_RATE = 8.0
_HEADS_FROM = 190
"""Pixels of height from which on the columns have heads."""
_PER_UNIT = 14
"""Pixels of height for which one unit is shown: smaller pictures say nothing, and their biases cover them."""
_MOST, _MOST_OF_IMAGES, _LEAST = 24, 16, 8
_HINTS = ("drag an edge to set it, right-click a unit", "drag an edge, right-click a unit", "")
_RAMP = 96
"""Pixels that the colours of the weights take in the legend, with the gaps around them."""


class NetworkPanel(Panel):
    """The units of the network in columns, and the weights between them.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured, holds the selection, and takes what is done to the network.
    """

    key = "network"
    title = "Network"
    help_text = (
        "Data go in on the left. Each unit adds up what comes in, each times the weight of its edge, and its "
        "bias (the small square), and puts the sum through its activation. Orange edges are positive, blue "
        "ones negative, wide ones strong. A unit's picture shows what it gives at every point of the plane; "
        "if it looks at an image, its weights as one, with a bar for what it gives for a sample. "
        "Point at a unit to see it in the decision boundary, at an edge for its weight and gradient. Drag an "
        "edge or a bias up or down to set it, with Shift finely. Click a unit to select it; then X mutes it, "
        "Del removes it, + and − add and remove units. Right click for more."
    )
    rate = 6.0
    least_size = (320, 128)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._wiring: Wiring | None = None
        self._scales = Scales()
        self._pointed: Target | None = None
        self.diagram = NetworkDiagram(theme)
        self._pictures = UnitPictures(session.selection, self.diagram.cells, self._scales)
        self.heads = Heads(self.diagram)
        self.hand = Hand(session, self.diagram)
        self.menu = NetworkMenu(session, self.diagram, self.hand)
        self.diagram.resized.connect(self._follow_size)
        self.diagram.hovered.connect(self._point_at)
        self.heads.unit_added.connect(self.hand.add_unit)
        self.heads.unit_removed.connect(self.hand.remove_unit)
        self.heads.layer_added.connect(self.hand.add_layer)
        self.heads.layer_removed.connect(self.hand.remove_layer)
        self.heads.activation_chosen.connect(self.hand.set_activation)
        self.hand.moved.connect(self._on_held)
        session.selection.changed.connect(self._on_selection)
        self.set_content(self.diagram)
        # Words that do not fit are left out; they must not widen the panel.
        self.legend.end_with()
        self.apply_theme(theme)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the weights between the units that are shown, and for what these compute."""
        maps = self._maps_probe
        return [Wanted(self._wiring_probe, _WIRING_RATE), *([Wanted(maps, self.rate)] if maps else [])]

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the network as it was measured last."""
        if snapshot.moment.dataset is not self._dataset:
            self._take(snapshot.moment.dataset)
            snapshot = self._session.snapshot or snapshot
        if not snapshot.moment.dataset.features:
            self.show_empty("A function of two parameters has no units to show.")
            return
        wiring = snapshot.results.get(self._wiring_probe)
        if isinstance(wiring, Failure):
            self.show_failure(wiring)
            return
        if wiring is None:
            return
        if wiring is not self._wiring:
            self._scales.follow(snapshot.measured_at[self._wiring_probe])
            self._show_wiring(wiring)
            snapshot = self._session.snapshot or snapshot  # with the maps, where they are measured at once
        maps = snapshot.results.get(self._maps_probe)
        if maps is not None and not isinstance(maps, Failure):
            self._show_maps(maps)
        self._tell()

    def table(self) -> Table:
        """Return each weight and bias that is shown, with its gradient."""
        return Table(("from", "to", "value", "gradient"), self._rows())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self.legend.setFixedHeight(theme.size.small + 8)
        self.diagram.apply_theme(theme)
        self.heads.apply_theme(theme)
        if self._wiring is not None:
            self._lay_out_columns(self._wiring)
            self._paint(self._wiring)
        self._tell()

    def _follow_size(self) -> None:
        """Show as many units as have room, their maps as large as they are drawn."""
        if self._wiring is not None:
            self._lay_out_columns(self._wiring)
            self._paint(self._wiring)
            self.probes_changed.emit()

    # -- what is measured --------------------------------------------------------------------

    @property
    def _wiring_probe(self) -> WiringOf:
        height = self.diagram.height()
        limit = _MOST_OF_IMAGES if self._dataset is not None and self._dataset.is_image else _MOST
        most = min(max(height // _PER_UNIT, _LEAST), limit)
        kept = self._wiring.chosen if self._wiring is not None and self._is_summary else ()
        return WiringOf(most, kept)

    @property
    def _is_summary(self) -> bool:
        columns = self._wiring.columns if self._wiring is not None else ()
        return any(len(column.units) < column.count for column in columns)

    @property
    def _maps_probe(self) -> Probe | None:
        wiring = self._wiring
        if self._dataset is None or wiring is None:
            return None
        return self._pictures.probe(self._dataset, wiring.chosen if self._is_summary else ())

    def _take(self, dataset: Dataset) -> None:
        """Take up another data set; if only its samples are others, what was measured still belongs to it."""
        before, self._dataset = self._dataset, dataset
        moved = self._pictures.take(dataset)
        if before is None or _kind(before) != _kind(dataset):
            self._wiring, self.hand.wiring = None, None
            self._scales.forget()
            moved = True
        if moved:
            self.probes_changed.emit()

    # -- drawing -----------------------------------------------------------------------------

    def _show_wiring(self, wiring: Wiring) -> None:
        before, self._wiring = self._wiring, wiring
        self.hand.wiring = wiring
        self.show_content()
        if before is None or before.shape != wiring.shape:
            self._scales.forget()
            self._lay_out_columns(wiring)
            self._keep_selection(wiring)
            self.probes_changed.emit()
        self._paint(wiring)

    def _lay_out_columns(self, wiring: Wiring) -> None:
        if self._dataset is None:
            return
        height = self.diagram.height()
        head = height_of(self.theme) if height >= _HEADS_FROM else 0
        self.diagram.set_columns(wishes(wiring), captions(wiring, self._dataset, self._feet(wiring)), head)
        shown = heads(wiring, self.menu) if head else ()
        self.heads.set(shown, [tiles.centre for tiles in self.diagram.tiles], self.theme)
        sides = [tiles.side for tiles in self.diagram.tiles]
        self._pictures.fit(max(sides, default=24) * self.devicePixelRatioF())
        self._mark_selection(self._session.selection.now)

    def _feet(self, wiring: Wiring) -> list[str]:
        """Return the scale of each column's maps, where there is room for it."""
        if self.diagram.height() < _HEADS_FROM:
            return []
        return [self._scales.words(column.layer) for column in wiring.columns]

    def _paint(self, wiring: Wiring) -> None:
        """Draw weights and biases, the one that is held as it is held."""
        weights = [self._held_in(link.weights, link.indices) for link in wiring.links]
        biases = [self._held_in(column.biases, column.bias_indices) for column in wiring.columns]
        limit = self._scales.weights.cover(np.concatenate([each.ravel() for each in (*weights, *biases)]))
        self.hand.limit = limit
        self.diagram.set_weights(weights, limit)
        for number, column in enumerate(wiring.columns):
            self.diagram.cells.set_biases(number, biases[number], limit)
            muted = frozenset(i for i, unit in enumerate(column.units) if unit in column.muted)
            self.diagram.cells.set_muted(number, muted)

    def _held_in(self, values: Floats, indices: npt.NDArray[np.intp]) -> Floats:
        if self.hand.held is None:
            return values
        index, value = self.hand.held
        return np.where(indices == index, values.dtype.type(value), values)

    def _on_held(self) -> None:
        if self._wiring is not None:
            self._paint(self._wiring)
        self._tell()

    def _show_maps(self, maps: Mapping[int, Floats]) -> None:
        wiring, dataset = self._wiring, self._dataset
        if wiring is not None and dataset is not None:
            self._pictures.draw(maps, wiring, dataset)
            self.diagram.set_captions(captions(wiring, dataset, self._feet(wiring)))

    # -- what is selected and pointed at -----------------------------------------------------

    def _point_at(self, target: Target | None) -> None:
        self._pointed = target
        unit = self.hand.unit_of(target) if target is not None and target.part is Part.UNIT else None
        self._session.selection.select(pointed=unit)
        if unit is None:
            self.diagram.light(target)
        self.diagram.setToolTip(tip(target, unit))
        self._tell()

    def _on_selection(self, selection: Selection) -> None:
        self._mark_selection(selection)
        if self._dataset is not None and not is_planar(self._dataset):
            self.probes_changed.emit()  # perhaps another sample

    def _mark_selection(self, selection: Selection) -> None:
        pointed = self.hand.target_of(selection.pointed)
        if pointed is not None or self._pointed is None or self._pointed.part is Part.UNIT:
            self.diagram.light(pointed)
        chosen = self.hand.target_of(selection.unit)
        self.diagram.cells.select(None if chosen is None else (chosen.column, chosen.unit))

    def _keep_selection(self, wiring: Wiring) -> None:
        """Select nothing that is not there any more."""
        counts = {column.layer: column.count for column in wiring.columns}
        now = self._session.selection.now
        gone = [unit for unit in (now.unit, now.pointed) if unit and unit.number >= counts.get(unit.layer, 0)]
        if gone:
            self._session.selection.select(unit=None, pointed=None, parameter=None)

    # -- words -------------------------------------------------------------------------------

    def _tell(self) -> None:
        if self._wiring is None or self._dataset is None:
            return
        self.title_line.set_note(self._pictures.note(self._dataset))
        wiring, target = self._wiring, self._pointed
        given = readouts(wiring, self._dataset, self.hand, target, self._pictures.given(wiring, target))
        if given:
            small, room = self.theme.size.small, self.legend.room
            self.legend.set_readout(
                next((each for each in given if text_width(each, small, 600) <= room), given[-1])
            )
            return
        low, high = self._scales.weights.label(-1), self._scales.weights.label()
        taken = text_width(f"weights{low}{high}", self.theme.size.small, 600) + _RAMP
        words = fitting_text(_HINTS, self.legend.room - taken, self.theme)
        ramp = f"{low}&nbsp;{signed_ramp_html(self.theme)}&nbsp;{high}"
        self.legend.set_readout(f"{words}{GAP_HTML}weights&nbsp;{ramp}")

    def _rows(self) -> Iterator[tuple[str, str, float, float]]:
        if self._wiring is None or self._dataset is None:
            return iter(())
        return links_as_rows(self._wiring, self._dataset)


def _kind(dataset: Dataset) -> tuple[object, ...]:
    """Return what a diagram depends on."""
    return dataset.name, dataset.input_shape, dataset.input_names, dataset.class_names, dataset.outputs
