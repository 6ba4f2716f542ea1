"""Edits of the layers that keep what has been learnt: add or remove a unit or a layer, change an activation.

The run goes on with a new network at the same step. A weight survives if both units that it joins do and
nothing comes between them, a bias if its unit does; new ones are drawn from the weights' seed and the step.
The optimiser's memory starts afresh, for it belongs to other weights.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from nnviz.nn import Network
from nnviz.training.building import build_network
from nnviz.training.edits import Intervention
from nnviz.training.experiment import Experiment
from nnviz.training.layers import AnyLayer, ConvolutionLayer, DenseLayer
from nnviz.training.places import layer_name
from nnviz.training.reading import ExperimentError
from nnviz.training.survival import Origins, carry_over

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

Hidden = tuple[AnyLayer, ...]


class ChangeLayers(Intervention, frozen=True):
    """A change of the network's layers that keeps the weights that survive."""

    @property
    def target(self) -> Hashable:
        """Each one counts: two clicks add two units."""
        return type(self).__name__, id(self)

    def act_on(self, run: TrainingRun) -> str:
        """Build the new network, carry over what survives, go on with it."""
        changes, origins = self.changes(run.experiment)
        experiment = run.experiment.with_changes(changes)
        rng = np.random.RandomState([experiment.seeds.weights, run.steps])
        network = build_network(experiment, run.dataset, rng, run.network.dtype)
        carry_over(run.network, network, origins)
        words = self.words(run.network)
        run.take_network(network, experiment)
        return words

    @abstractmethod
    def changes(self, experiment: Experiment) -> tuple[dict[str, Any], Origins]:
        """Return the changed fields by their paths, and which old layers and units the new ones are.

        Raises
        ------
        ExperimentError
            One sentence.
        """

    @abstractmethod
    def words(self, network: Network) -> str:
        """Say what was done to this network."""


class AddUnit(ChangeLayers, frozen=True):
    """Add a unit (or filter) at the end of a hidden layer, counted from 0 in the network."""

    layer: int

    def changes(self, experiment: Experiment) -> tuple[dict[str, Any], Origins]:
        """One unit more."""
        hidden = experiment.model.hidden
        more = _resized(hidden, self.layer, +1)
        return _hidden(more), Origins.same(len(hidden) + 1)

    def words(self, network: Network) -> str:
        """Name the layer."""
        return f"unit added to {layer_name(network, self.layer)}"


class RemoveUnit(ChangeLayers, frozen=True):
    """Remove one unit (or filter) of a hidden layer; the others keep their weights."""

    layer: int
    unit: int

    def changes(self, experiment: Experiment) -> tuple[dict[str, Any], Origins]:
        """One unit less."""
        hidden = experiment.model.hidden
        fewer = _resized(hidden, self.layer, -1)
        if not 0 <= self.unit <= _units(fewer[self.layer]):
            raise ExperimentError(f"there is no unit {self.unit + 1} in that layer")
        return _hidden(fewer), Origins.same(len(hidden) + 1, removed=(self.layer, self.unit))

    def words(self, network: Network) -> str:
        """Name the unit."""
        return f"{layer_name(network, self.layer)} unit {self.unit + 1} removed"


class AddLayer(ChangeLayers, frozen=True):
    """Put a dense layer in, before what is now layer `place`, counted from 0 in the network."""

    place: int
    units: int
    activation: str

    def changes(self, experiment: Experiment) -> tuple[dict[str, Any], Origins]:
        """One layer more; the one behind it gets new inputs."""
        hidden = experiment.model.hidden
        if not 0 <= self.place <= len(hidden):
            raise ExperimentError(f"a layer goes in at place 0 to {len(hidden)}, not {self.place}")
        new = DenseLayer(units=self.units, activation=self.activation)
        old = range(len(hidden) + 1)
        origins = (*old[: self.place], None, *old[self.place :])
        return _hidden((*hidden[: self.place], new, *hidden[self.place :])), Origins(origins)

    def words(self, network: Network) -> str:
        """Say how large it is."""
        return f"layer of {self.units} added before {layer_name(network, self.place)}"


class RemoveLayer(ChangeLayers, frozen=True):
    """Take a hidden layer of units out; the one behind it gets new inputs."""

    layer: int

    def changes(self, experiment: Experiment) -> tuple[dict[str, Any], Origins]:
        """One layer less."""
        hidden = experiment.model.hidden
        _units(_found(hidden, self.layer))
        old = range(len(hidden) + 1)
        origins = (*old[: self.layer], *old[self.layer + 1 :])
        return _hidden((*hidden[: self.layer], *hidden[self.layer + 1 :])), Origins(origins)

    def words(self, network: Network) -> str:
        """Name it."""
        return f"{layer_name(network, self.layer)} removed"


class SetActivation(ChangeLayers, frozen=True):
    """Give a layer, hidden or output, another activation; all its weights stay."""

    layer: int
    activation: str

    def changes(self, experiment: Experiment) -> tuple[dict[str, Any], Origins]:
        """The same layers."""
        hidden = experiment.model.hidden
        origins = Origins.same(len(hidden) + 1)
        if self.layer == len(hidden):
            return {"model.output": self.activation}, origins
        layer = _found(hidden, self.layer)
        _units(layer)
        changed = msgspec.structs.replace(layer, activation=self.activation)
        return _hidden(_with(hidden, self.layer, changed)), origins

    def words(self, network: Network) -> str:
        """Name both."""
        return f"{layer_name(network, self.layer)} {self.activation}"


def _found(hidden: Hidden, layer: int) -> AnyLayer:
    if not 0 <= layer < len(hidden):
        raise ExperimentError(f"there is no hidden layer {layer + 1}: there are {len(hidden)}")
    return hidden[layer]


def _units(layer: AnyLayer) -> int:
    if isinstance(layer, DenseLayer):
        return layer.units
    if isinstance(layer, ConvolutionLayer):
        return layer.filters
    raise ExperimentError("only layers with units can be changed here, not those that pass values on")


def _resized(hidden: Hidden, number: int, by: int) -> Hidden:
    layer = _found(hidden, number)
    units = _units(layer) + by
    if not units:
        raise ExperimentError("a layer keeps at least one unit; remove the layer instead")
    name = "units" if isinstance(layer, DenseLayer) else "filters"
    return _with(hidden, number, msgspec.structs.replace(layer, **{name: units}))


def _with(hidden: Hidden, number: int, layer: AnyLayer) -> Hidden:
    return (*hidden[:number], layer, *hidden[number + 1 :])


def _hidden(hidden: Hidden) -> dict[str, Any]:
    return {"model.hidden": msgspec.to_builtins(hidden)}
