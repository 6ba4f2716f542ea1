"""Weights: what every unit of a layer looks for, as pictures where it looks at one, else as a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from nnviz.data import Dataset
from nnviz.training.places import Place, index_of, layers_with_places, place_of
from nnviz.training.probes.weights import UnitWeights, WeightsByUnit
from nnviz.ui.drawing.colour_bar import ColourBar
from nnviz.ui.drawing.matrix import MatrixView, NumberFormat
from nnviz.ui.drawing.mosaic import TileMosaic
from nnviz.ui.fonts import font, width_of
from nnviz.ui.layer_choice import LayerChoice
from nnviz.ui.numerals import ColourLimit, count, significant
from nnviz.ui.panels.panel import Table
from nnviz.ui.panels.probe_panel import ProbePanel
from nnviz.ui.selection import Unit
from nnviz.ui.theme import GAP, INSET, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_TILE_SHARE = 0.98
"""Of the weights in tiles so many lie within the limit; a few large ones would make the others pale."""


class WeightsPanel(ProbePanel):
    """The weights and biases of one layer.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured.
    """

    key = "weights"
    title = "Weights"
    help_text = (
        "Every unit adds up its inputs, each times a weight, and a bias. Orange weights are positive, blue "
        "ones negative, the paler the closer to zero. If the network reads images, its first layer is shown "
        "as one picture a unit: where it is orange the unit wants ink, where it is blue it wants none. "
        "The strip below is the unit's bias. Other layers are matrices: a row for each input, a column for "
        "each unit, the biases in a row of their own. Click a number: it stays told, its unit is selected, "
        "and the loss surface has it across."
    )
    rate = 6.0
    least_size = (320, 128)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._found: UnitWeights | None
        self._layer = self._shown_step = 0
        self._limits: dict[int, ColourLimit] = {}
        self._pointer: tuple[int, int] | None = None
        self._layers = LayerChoice(self.title_line)
        self._layers.chosen.connect(self._choose)
        self._tiles, self._matrix = TileMosaic(theme), MatrixView(theme)
        self._tiles.hovered.connect(self._point_at_tile)
        self._matrix.hovered.connect(self._point_at)
        self._matrix.clicked.connect(self._select)
        self._matrix.arranged.connect(self._end_bar)
        session.selection.changed.connect(lambda _: self._tell())
        self._bar = ColourBar(theme)
        self._views = QStackedWidget()
        self._views.addWidget(self._tiles)
        self._views.addWidget(self._matrix)
        self.set_content(self._side_by_side())
        # Words that do not fit are left out; they must not widen the panel.
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.legend.set_readout("")
        self.apply_theme(theme)

    def _side_by_side(self) -> QWidget:
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, INSET - GAP, 0)
        row.setSpacing(0)
        row.addWidget(self._views, 1)
        row.addWidget(self._bar)
        return content

    # -- what a panel is ---------------------------------------------------------------------

    def table(self) -> Table:
        """Return each weight and bias with the names of what it leads from and to."""
        return Table(("from", "to", "value"), self._rows())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self.legend.setFixedHeight(theme.size.small + 5)
        for view in (self._tiles, self._matrix, self._bar):
            view.apply_theme(theme)
        self._tell()

    # -- inside ------------------------------------------------------------------------------

    @property
    def _probe(self) -> WeightsByUnit:
        reads_image = self._layer == 0 and self._dataset is not None and self._dataset.is_image
        return WeightsByUnit(self._layer, _TILE_SHARE if reads_image else 1.0)

    @property
    def _window(self) -> tuple[int, ...]:
        """(channels, rows, columns) of the image that a unit's weights look at, or nothing."""
        return self._found.window if self._found is not None else ()

    def _take(self, dataset: Dataset) -> None:
        del dataset
        self._limits.clear()
        self._shown_step = 0

    def _choose(self, layer: int) -> None:
        self._layer = layer
        self._found, self._pointer = None, None
        self.probes_changed.emit()

    def _show_found(self, found: UnitWeights) -> None:
        before, self._found = self._found, found
        if self._measured_at < self._shown_step:  # the run has gone back; until then limits only widen
            self._limits.clear()
        self._shown_step = self._measured_at
        if self._layer >= found.count:
            self._choose(found.count - 1)
            return
        self.show_content()
        self._layers.offer(found.count, self._layer)
        limit = self._limits.setdefault(self._layer, ColourLimit())
        limit.widen(found.typical, found.largest)
        if self._window:
            channels, rows, columns = self._window
            tiles = found.weights.T.reshape(-1, channels * rows, columns)
            self._tiles.set(tiles, limit.value, found.biases, limit.value)
        elif len(found.weights):
            self._matrix.set(found.weights, limit.value, self._inputs, self._outputs, found.biases)
        else:  # a layer without inputs is its biases
            self._matrix.set(found.biases[np.newaxis], limit.value, ("bias",), self._outputs)
        self._views.setCurrentWidget(self._tiles if self._window else self._matrix)
        self._end_bar(self._matrix.foot)
        self._print_limits(limit)
        self.title_line.set_note(self._note)
        if before is None or before.weights.shape != found.weights.shape or self._told is not None:
            self._tell()

    def _end_bar(self, foot: int) -> None:
        """Have the bar of colours end with the matrix, however few rows that has."""
        self._bar.end_at(0 if self._window else foot)

    def _print_limits(self, limit: ColourLimit) -> None:
        written = NumberFormat.within(limit.value)
        upper, lower = (limit.label(sign, written.divisor) for sign in (1, -1))
        self._bar.set(upper, lower, written.note)

    # -- names and words ---------------------------------------------------------------------

    @property
    def _is_last(self) -> bool:
        return self._found is not None and self._layer == self._found.count - 1

    @property
    def _note(self) -> str:
        before = "input" if self._layer == 0 else f"layer {self._layer}"
        return f"{before} → {'output' if self._is_last else f'layer {self._layer + 1}'}"

    @property
    def _inputs(self) -> tuple[str, ...]:
        """Names of what the weights lead from."""
        if self._found is None or self._dataset is None:
            return ()
        many = len(self._found.weights)
        if self._layer == 0 and len(self._dataset.input_names) == many:
            return self._dataset.input_names
        return tuple(f"{'unit' if self._layer else 'input'} {number}" for number in range(1, many + 1))

    @property
    def _outputs(self) -> tuple[str, ...]:
        """Names of what they lead to."""
        if self._found is None or self._dataset is None:
            return ()
        many = len(self._found.biases)
        if not self._is_last:
            return tuple(f"unit {number}" for number in range(1, many + 1))
        if len(self._dataset.class_names) == many:
            return tuple(f"class {name}" for name in self._dataset.class_names)
        return ("output",) if many == 1 else tuple(f"output {number}" for number in range(1, many + 1))

    def _input_name(self, index: int) -> str:
        if not self._window:
            return self._inputs[index]
        _, rows, columns = self._window
        return f"pixel ({index % columns}, {index // columns % rows})"

    def _rows(self) -> Iterator[tuple[str, str, float]]:
        if self._found is None:
            return
        outputs = self._outputs
        for index, weights in enumerate(self._found.weights.tolist()):
            name = self._input_name(index)
            yield from ((name, output, weight) for output, weight in zip(outputs, weights, strict=True))
        yield from (
            ("bias", name, bias) for name, bias in zip(outputs, self._found.biases.tolist(), strict=True)
        )

    # -- what is under the pointer -----------------------------------------------------------

    def _point_at_tile(self, place: tuple[int, int, int] | None) -> None:
        if place is None or not self._window:
            self._point_at(None)
            return
        unit, row, column = place
        self._point_at((-1 if row < 0 else row * self._window[-1] + column, unit))

    def _point_at(self, place: tuple[int, int] | None) -> None:
        """Read off the weight (input, unit), or with input -1 the bias."""
        self._pointer = place
        self._tell()

    def _select(self, source: int, unit: int) -> None:
        """Select a weight or bias and its unit, for the other panels to show."""
        network, found = self._session.network, self._found
        layers = layers_with_places(network) if network is not None else []
        if network is None or found is None or self._layer >= len(layers):
            return
        has_source = source >= 0 and len(found.weights) > 0
        place = Place(layers[self._layer], unit, source if has_source else None)
        self._session.selection.select(unit=Unit(place.layer, unit), parameter=index_of(network, place))

    @property
    def _told(self) -> tuple[int, int] | None:
        """Input and unit of the weight that is told: the one pointed at, else the one selected."""
        network, chosen = self._session.network, self._session.selection.now.parameter
        if self._pointer is not None or network is None or chosen is None:
            return self._pointer
        place, layers = place_of(network, chosen), layers_with_places(network)
        if place is None or place.layer not in layers[self._layer : self._layer + 1]:
            return None
        return -1 if place.source is None else place.source, place.unit

    def _tell(self) -> None:
        sentences = self._sentences()
        small = font(self.theme.size.small, 600)
        fitting = (text for text in sentences if width_of(text, small) <= self.legend.room)
        text = next(fitting, "")
        muted = self._told is None and text
        self.legend.set_readout(
            f'<span style="color:{self.theme.muted}; font-weight:400">{text}</span>' if muted else text
        )

    def _sentences(self) -> tuple[str, ...]:
        """Return what to say, the longest first."""
        found = self._found
        if found is None:
            return ()
        told = self._told
        if told is None:
            return self._captions(found)
        index, unit = told
        if unit >= len(found.biases) or index >= len(found.weights):
            return ()
        to = self._outputs[unit]
        if index < 0:
            return (f"bias of {to}: {significant(float(found.biases[unit]))}",)
        start, value = self._input_name(index), significant(float(found.weights[index, unit]))
        return f"weight from {start} to {to}: {value}", f"{start} → {to}: {value}"

    def _captions(self, found: UnitWeights) -> tuple[str, ...]:
        inputs, units = found.weights.shape
        if self._window:
            return (
                f"each tile: one unit's {count(inputs)} weights; strip below: its bias",
                "a tile a unit; strip below: its bias",
            )
        weights, biases = ("s" * (inputs * units != 1), f"{count(units)} bias{'es' * (units != 1)}")
        return (f"{count(inputs)} × {count(units)} weight{weights}, {biases}" if inputs else biases,)
