"""Edits of single weights and units, while training goes on: set a weight or a bias, mute a unit."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING

from nnviz.nn import ActivatedLayer
from nnviz.training.edits import Intervention
from nnviz.training.places import layer_name, place_of, units_in, words_for
from nnviz.training.reading import ExperimentError

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

#: The largest magnitude that a weight may be given by hand.
LARGEST = 1e6


class SetParameter(Intervention, frozen=True):
    """Give one weight or bias a value; training goes on from it.

    Attributes
    ----------
    index
        In the network's flat parameter vector.
    value
        Finite, at most LARGEST in magnitude.
    marked
        Whether the curves get a mark: not at every pixel of a drag, but at its end.
    """

    index: int
    value: float
    marked: bool = True

    @property
    def target(self) -> Hashable:
        """Of several waiting values of one weight the newest counts."""
        return type(self).__name__, self.index

    def act_on(self, run: TrainingRun) -> str:
        """Set it."""
        place = place_of(run.network, self.index)
        if place is None:
            raise ExperimentError(
                f"parameter {self.index:,} does not exist: the network has "
                f"{len(run.network.parameters):,}, counted from 0"
            )
        if not math.isfinite(self.value) or abs(self.value) > LARGEST:
            raise ExperimentError(
                f"a weight cannot be set to {self.value}: give a number from -1,000,000 to 1,000,000"
            )
        run.network.parameters[self.index] = self.value
        return f"{words_for(run.network, place)} = {self.value:.3g}" if self.marked else ""


class MuteUnit(Intervention, frozen=True):
    """Hold a unit's (or a filter's) output at 0, with nothing learnt through it, or let it speak again."""

    layer: int
    unit: int
    muted: bool

    @property
    def target(self) -> Hashable:
        """Of several waiting for one unit the newest counts."""
        return type(self).__name__, self.layer, self.unit

    def act_on(self, run: TrainingRun) -> str:
        """Mute it or take that back."""
        layer = _layer_with(run, self.layer, self.unit)
        chosen = set(layer.muted) - {self.unit}
        layer.muted = tuple(sorted(chosen | {self.unit})) if self.muted else tuple(sorted(chosen))
        name = layer_name(run.network, self.layer)
        return f"{name} unit {self.unit + 1} {'muted' if self.muted else 'unmuted'}"


def _layer_with(run: TrainingRun, number: int, unit: int) -> ActivatedLayer:
    units = units_in(run.network, number)
    if not 0 <= unit < units:
        raise ExperimentError(
            f"layer {number + 1} of the network has no unit {unit + 1}: it has {units:,} that can be muted"
        )
    layer = run.network.layers[number]
    assert isinstance(layer, ActivatedLayer)
    return layer
