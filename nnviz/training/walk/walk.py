"""Walk: every number of one step, by the name of its quantity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.nn import ActivatedLayer, FiniteDifferences, Layer, Network, Optimizer
from nnviz.training.experiment import Experiment

Numbers = NDArray[Any]


class Quantity(NamedTuple):
    """What is computed in a step: a kind of number, and the layer it belongs to, counted from 1.

    The kinds are `x`, `T`, `L`; of a layer `Z`, `A`, `W`, `b`, `slope` (the activation's derivative),
    `dA` (the gradient of the outputs), `delta`, `gW`, `gb` (the gradient with the penalty), `dataW` (without
    it), `clipW`, `clipb`, `newW`, `newb`; of the optimiser its moments, such as `velocityW`, and before the
    step `oldvelocityW`; `D` and `mask` of dropout, `P` of pooling, `F` of flattening, each with its `d`.
    """

    kind: str
    number: int = 0


class Place(NamedTuple):
    """One number of a quantity: row and column of its matrix, as `Walk.matrix` lays it out."""

    quantity: Quantity
    row: int
    column: int


class Part(msgspec.Struct, frozen=True):
    """One layer on the way.

    Attributes
    ----------
    index
        Of the layer in the network, from 0.
    number
        Of the last layer with weights up to here, from 1; 0 before the first.
    takes, gives
        What goes in and what comes out.
    """

    index: int
    number: int
    layer: Layer
    takes: Quantity
    gives: Quantity

    @property
    def has_weights(self) -> bool:
        """Whether it is a linear map and an activation."""
        return isinstance(self.layer, ActivatedLayer)


class Walk(msgspec.Struct, frozen=True, eq=False):
    """One step of a run, recorded.

    Attributes
    ----------
    step
        Updates that the run had made before.
    sample
        The split and row of the one sample; None for the run's next batch.
    rows
        (n,) indices of the samples in their split.
    parts
        The layers, in order.
    values
        Unwritable copies of all that the engine computed; samples in rows.
    loss, loss_after
        Mean data loss of these samples before and after the step.
    penalty, penalty_after
        What the penalties add to it.
    norm
        Length of the gradient before clipping.
    optimizer
        As it was after the step, with the rate that it used.
    moments
        Names of what the optimiser remembers.
    """

    step: int
    experiment: Experiment
    dataset: Dataset
    sample: tuple[str, int] | None
    rows: NDArray[np.intp]
    labels: NDArray[np.int64]
    parts: tuple[Part, ...]
    values: Mapping[Quantity, Numbers]
    loss: float
    loss_after: float
    penalty: float
    penalty_after: float
    norm: float
    optimizer: Optimizer
    engine: Network
    after: Numbers
    differences: FiniteDifferences
    _shares: dict[int, Numbers] = msgspec.field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.rows)

    @property
    def is_batch(self) -> bool:
        """Whether it is the run's next batch rather than one chosen sample."""
        return self.sample is None

    @property
    def layers(self) -> tuple[Part, ...]:
        """The parts that have weights."""
        return tuple(part for part in self.parts if part.has_weights)

    def part(self, number: int) -> Part:
        """Return the part with weights of that number, from 1."""
        return self.layers[number - 1]

    def layer(self, number: int) -> ActivatedLayer:
        """Return the layer with weights of that number, from 1."""
        layer = self.part(number).layer
        assert isinstance(layer, ActivatedLayer)
        return layer

    @property
    def output(self) -> Quantity:
        """What the last layer gives."""
        return self.parts[-1].gives

    def matrix(self, quantity: Quantity) -> Numbers:
        """Return a quantity as a matrix: samples or inputs in rows; biases are one row.

        Of images a sample's row is channel by channel; of kernels (filters, channels, height, width) a column
        is a filter.
        """
        values = self.values[quantity]
        if values.ndim == 1:
            return values[:, None] if quantity.kind == "L" else values[None]
        if values.ndim == 4:
            flat = values.reshape(len(values), -1)
            return flat.T if quantity.kind.endswith("W") else flat
        return values

    def number(self, place: Place) -> float:
        """Return one number."""
        return float(self.matrix(place.quantity)[place.row, place.column])

    def parameter(self, place: Place) -> int | None:
        """Return the index of a weight or bias, or of its gradient, in the flat vector; else None."""
        kind = place.quantity.kind
        if kind[-1:] not in ("W", "b"):
            return None
        layer = self.layer(place.quantity.number)
        start, stop = layer.parameter_slice.start, layer.parameter_slice.stop
        if kind.endswith("b"):
            return int(stop - layer.bias_count + place.column)
        if layer.weights.ndim == 4:
            return int(start + place.column * layer.weights[0].size + place.row)
        return int(start + place.row * layer.weights.shape[1] + place.column)

    def shares(self, parameter: int) -> Numbers:
        """Return each sample's part (n,) of the data gradient of one weight or bias: they sum up to it.

        The engine differentiates the layer for each sample by itself, with the deltas of the step.
        """
        if parameter not in self._shares:
            self._shares[parameter] = self._measure_shares(parameter)
        return self._shares[parameter]

    def _measure_shares(self, parameter: int) -> Numbers:
        part = next(
            each
            for each in self.layers
            if each.layer.parameter_slice.start <= parameter < each.layer.parameter_slice.stop
        )
        one = self.engine.copy()
        one.forward(self.values[Quantity("x")][:1])  # so that its buffers are those of one sample
        layer = one.layers[part.index]
        assert isinstance(layer, ActivatedLayer)
        takes, deltas = self.values[part.takes], self.values[Quantity("delta", part.number)]
        if not takes[0].size:  # biases alone, whose gradients are the deltas
            return deltas[:, parameter - part.layer.parameter_slice.start]
        shares = np.empty(self.count, one.dtype)
        for sample in range(self.count):
            layer.forward(takes[sample : sample + 1], training=False)
            layer.deltas[...] = deltas[sample]
            layer.differentiate()
            shares[sample] = one.gradient[parameter]
        shares.flags.writeable = False
        return shares
