"""Neuron: one unit's inputs, weights and sum as an equation, its activation, and its line in the plane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.nn import ACTIVATIONS
from nnviz.training.edits.layers import SetActivation
from nnviz.training.edits.units import SetParameter
from nnviz.training.moment import Failure, Moment, Snapshot
from nnviz.training.probes import Wanted
from nnviz.training.probes.neuron import Neuron, NeuronOf
from nnviz.training.probes.unit_maps import UnitMap, is_planar
from nnviz.ui.fonts import text_width
from nnviz.ui.numerals import ColourLimit
from nnviz.ui.panels.legend import Entry, SquareKey
from nnviz.ui.panels.neuron.map import UnitMapOnPlane
from nnviz.ui.panels.neuron.parts import Parts
from nnviz.ui.panels.neuron.words import answer, equation, learning, row_names, strongest
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.selection import Sample, Unit
from nnviz.ui.theme import GAP, INSET, Theme
from nnviz.ui.unit_names import unit_name

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_TALL = 330
"""Pixels of height from which on the terms stand in rows."""
_LOW = 190
"""Pixels of height below which words and curve stand side by side."""
_PLANE_FROM = (330, 150)
"""Width and height from which on there is room for the plane."""
_QUICK = ("step", "sigmoid")
"""Activations that stand in the title line, one click apart."""
_LEAST_LIMIT, _ROOM = 1.0, 1.5
"""Of the bars of the weights: there is always some way left to drag."""
_KEYS = (
    Entry(SquareKey("accent"), "activation"),
    Entry(SquareKey("back"), "its slope"),
    Entry(SquareKey("edge"), "the data"),
)


class NeuronPanel(Panel):
    """The unit pointed at, else the one selected, else the first.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured, holds the selection, and takes what is done to the neuron.
    """

    key = "neuron"
    title = "Neuron"
    help_text = (
        "One unit opened up. It adds up its inputs, each times its weight, and its bias: that is z. The "
        "activation makes its output a of z. The bars count the data's z; the dot is the sample at hand. The "
        "dashed line is the derivative: where it is near zero, almost nothing of an error comes back through "
        "this unit and it cannot learn. In the plane the bold line is where z is zero. Drag or type a weight "
        "to set it while training goes on; choose a unit in the network diagram, a sample in any panel."
    )
    rate = 12.0
    least_size = (320, 128)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._moment: Moment | None = None
        self.neuron: Neuron | None = None
        self._shown: tuple[int, ...] = ()
        self._of: tuple[Unit, int] | None = None
        self._limit = ColourLimit(least=_LEAST_LIMIT)
        self._parts = Parts(theme)
        self.terms, self.curve, self.plane = self._parts.terms, self._parts.curve, self._parts.plane
        self._map = UnitMapOnPlane(self.plane)
        self.equation, self.answer = self._parts.equation, self._parts.answer
        self.terms.input_chosen.connect(self._switch)
        self.terms.value_set.connect(self._set_value)
        self.title_line.choice.chosen.connect(self._choose_activation)
        session.selection.changed.connect(self._ask_anew)
        self.plane.view_changed.connect(self._ask_anew)
        self.set_content(self._parts)
        # Words that do not fit are left out; they must not widen the panel.
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.legend.set_readout("")
        self.apply_theme(theme)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the unit, and for its map where the plane is in sight."""
        probe = self._probe
        if probe is None:
            return ()
        asked = [Wanted(probe, self.rate)]
        return asked if self._map_probe is None else [*asked, Wanted(self._map_probe, self.rate)]

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the unit as it was measured last."""
        self._moment = snapshot.moment
        if snapshot.moment.dataset is not self._dataset or self._probe not in snapshot.results:
            self._take(snapshot.moment.dataset)
            snapshot = self._session.snapshot or snapshot  # one that measures at once has by now
        if not snapshot.moment.dataset.features:
            self.show_empty("A function of two parameters has no neuron to open.")
            return
        if self._probe not in snapshot.results:
            return
        found = snapshot.results[self._probe]
        if isinstance(found, Failure):
            self.show_failure(found)
            return
        if found is None:
            self.show_empty("A filter has a weighted sum at every place. Choose a unit of another layer.")
            return
        self.show_content()
        self._open(found, snapshot)

    def table(self) -> Table:
        """Return each input with its weight and their product."""
        return Table(("input", "value", "weight", "product"), self._rows())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self.legend.setFixedHeight(theme.size.small + 8)
        self._parts.apply_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what has room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        tall = self.height() >= _TALL * self.theme.size.row / 28
        self.terms.setVisible(tall)
        self._parts.stand_beside(self._is_low)
        width, height = _PLANE_FROM
        planar = self._dataset is not None and is_planar(self._dataset)
        self.plane.setVisible(planar and self.width() >= width and self.height() - 110 >= height)
        if self.neuron is not None:
            self._put_words(self.neuron)

    @property
    def _is_low(self) -> bool:
        """Whether words and curve stand side by side."""
        return self.height() < _LOW * self.theme.size.row / 28

    # -- which unit, which sample ------------------------------------------------------------

    @property
    def unit(self) -> Unit | None:
        """The unit that is shown."""
        if self._moment is None:
            return None
        last = len(self._moment.experiment.model.hidden)
        chosen = self._session.selection.now.shown_unit
        if chosen is not None and 0 <= chosen.layer <= last:
            return chosen
        model = self._moment.experiment.model
        return Unit(next((k for k, each in enumerate(model.hidden) if hasattr(each, "units")), last), 0)

    @property
    def sample(self) -> Sample:
        """The sample at hand: the selected one, else the first that is trained on."""
        sample = self._session.selection.now.sample
        if sample is not None and self._dataset is not None:
            return sample if sample.row < len(getattr(self._dataset, sample.split)) else Sample("train", 0)
        return Sample("train", 0)

    @property
    def _probe(self) -> NeuronOf | None:
        return None if self.unit is None else NeuronOf(*self.unit, *self.sample)

    @property
    def _map_probe(self) -> UnitMap | None:
        planar = self._dataset is not None and is_planar(self._dataset)
        if self.unit is None or self.plane.grid is None or not planar or not self.plane.isVisibleTo(self):
            return None
        return UnitMap(self.plane.grid, *self.unit)

    def _take(self, dataset: Dataset) -> None:
        if dataset is not self._dataset:
            before, self._dataset = self._dataset, dataset
            if is_planar(dataset):
                (self.plane.follow if dataset.continues(before) else self.plane.take)(dataset)
            self._fit()
        self.probes_changed.emit()

    def _ask_anew(self, _reason: object = None) -> None:
        if self._moment is not None:
            self.probes_changed.emit()

    # -- drawing -----------------------------------------------------------------------------

    def _open(self, neuron: Neuron, snapshot: Snapshot) -> None:
        unit, dataset = self.unit, snapshot.moment.dataset
        assert unit is not None
        self.neuron = neuron
        if self._of != (unit, len(neuron.weights)):
            self._of, self._shown = (unit, len(neuron.weights)), strongest(neuron)
            self._limit.reset()
            self._map.forget()
            self._parts.relax()
        self.terms.set_rows(*row_names(neuron, self._shown, snapshot.moment))
        self._put_words(neuron)
        at = (neuron.total, neuron.output, neuron.slope)
        self.curve.set(neuron.reach, neuron.curve, neuron.slopes, neuron.counts, at)
        self._map.draw(neuron, snapshot, self._map_probe, self.sample)
        self._offer_activations(neuron, snapshot.moment)
        name = unit_name(snapshot.moment.experiment, dataset, unit)
        self.title_line.set_note(f"{name}, {self.sample.split} sample {self.sample.row + 1:,}")

    def _put_words(self, neuron: Neuron) -> None:
        tall = self.terms.isVisibleTo(self)
        values = [*(float(neuron.weights[k]) for k in self._shown), neuron.bias]
        limit = self._limit.cover(np.array(values) * _ROOM)
        if tall:
            self.terms.show_values([float(neuron.inputs[k]) for k in self._shown], values, limit)
        if self._moment is not None and self.unit is not None and self._dataset is not None:
            is_output = self.unit.layer == len(self._moment.experiment.model.hidden)
            words = answer(neuron, self._dataset, is_output, self.unit.number)
            size = self.theme.size.figures + 8 if tall else self.theme.size.body
            self.answer.say(f'<span style="font-size:{size}px; font-weight:600">{words}</span>')
        size = self.theme.size.figures if tall else self.theme.size.body
        width = self.width() // 2 if self._is_low else self.width()
        room = width - 2 * INSET - GAP - self.answer.minimumWidth()
        parting = "<br>" if tall or self._is_low else 3 * "&nbsp;"
        self.equation.say(equation(neuron, self._shown, self.theme, size, room, parting))
        self.legend.set_entries(_KEYS if tall else ())
        given, small, room = learning(neuron), self.theme.size.small, self.legend.room
        fitting = next((text for text in given if text_width(text, small, 600) <= room), given[-1])
        self.legend.set_readout(f'<span style="color:{self.theme.back}">{fitting}</span>')

    def _offer_activations(self, neuron: Neuron, moment: Moment) -> None:
        is_output = self.unit is not None and self.unit.layer == len(moment.experiment.model.hidden)
        possible = moment.experiment.output_choices() if is_output else tuple(ACTIVATIONS)
        offered = neuron.activation in _QUICK and all(name in possible for name in _QUICK)
        self.title_line.choice.set_titles([ACTIVATIONS[name].title for name in _QUICK] if offered else ())
        if offered:
            self.title_line.choice.choose(_QUICK.index(neuron.activation))

    # -- what is done ------------------------------------------------------------------------

    def _choose_activation(self, choice: int) -> None:
        if self.unit is not None:
            self._session.submit(SetActivation(self.unit.layer, _QUICK[choice]))

    def _set_value(self, row: int, value: float, ended: bool) -> None:
        if self.neuron is None or row > len(self._shown):
            return
        is_bias = row == len(self._shown)
        index = self.neuron.bias_index if is_bias else int(self.neuron.indices[self._shown[row]])
        self._session.submit(SetParameter(index, value, marked=ended))

    def _switch(self, number: int, value: int) -> None:
        """Choose the sample whose inputs are as they are, but for one."""
        if self._dataset is None:
            return
        wanted = np.array(getattr(self._dataset, self.sample.split).inputs[self.sample.row])
        wanted[number] = value
        rows = np.flatnonzero((self._dataset.train.inputs == wanted).all(axis=1))
        if len(rows):
            self._session.selection.select(sample=Sample("train", int(rows[0])))

    def _rows(self) -> Iterator[tuple[str, float, float, float]]:
        if self.neuron is not None:
            pairs = zip(self.neuron.inputs.tolist(), self.neuron.weights.tolist(), strict=True)
            yield from ((f"input {k}", given, by, given * by) for k, (given, by) in enumerate(pairs, 1))
            yield "bias", 1.0, self.neuron.bias, self.neuron.bias
