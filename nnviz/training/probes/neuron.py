"""NeuronOf: one unit opened up: what comes in, what it adds up, what it gives, and how much it can learn."""

from __future__ import annotations

from math import floor, log10
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import DataError
from nnviz.nn import ActivatedLayer, Dense, Network
from nnviz.training.moment import Moment
from nnviz.training.places import Place, index_of, units_in
from nnviz.training.probes import Probe
from nnviz.training.probes.unit_maps import layers_of_units

Floats = NDArray[np.floating[Any]]

#: Samples of a split whose pre-activations are counted: fewer where each takes long.
FEWEST_SAMPLES, MOST_SAMPLES = 64, 512
BINS = 48
_CURVE = 193
_LEAST_REACH = 2.0
_ROOM = 1.1


class Neuron(msgspec.Struct, frozen=True):
    """One unit, for one sample and over the data.

    Attributes
    ----------
    inputs, weights, indices
        (n,) what comes in, the weights, and these one's places in the flat parameter vector.
    from_layer
        The layer that it comes from, counted from 0 in the network; -1 for the inputs.
    total, output, slope
        The weighted sum with the bias, the activation there, and its derivative.
    reach
        The curve and the counts go from −reach to reach: 1, 2, 3 or 5 times a power of ten.
    curve, slopes
        (points,) the activation and its derivative along that way, what other units have being left as it is.
    counts
        (bins,) how many samples' pre-activations fall where.
    learns
        The mean derivative over the samples: how much of what comes back gets through.
    """

    inputs: Floats
    weights: Floats
    indices: NDArray[np.intp]
    from_layer: int
    bias: float
    bias_index: int
    activation: str
    is_muted: bool
    total: float
    output: float
    slope: float
    reach: float
    curve: Floats
    slopes: Floats
    counts: NDArray[np.intp]
    learns: float


class NeuronOf(Probe, frozen=True):
    """A unit of a dense layer, counted from 0 in the network, with a sample of a split.

    Nothing (None) is measured of a unit that does not exist or is a filter.
    """

    layer: int
    unit: int
    split: str
    row: int

    def measure(self, moment: Moment, network: Network) -> Neuron | None:
        """Run the network over the sample and over the first samples of the split."""
        if not 0 <= self.unit < units_in(network, self.layer):
            return None
        layer = network.layers[self.layer]
        if not isinstance(layer, Dense):
            return None
        if not len(getattr(moment.dataset, self.split)):
            raise DataError("there is no point yet to be given to the unit; paint some")
        sums, slopes = self._over_data(moment, network, layer)
        self._forward(moment, network, self.row, self.row + 1)
        inputs, together = layer.inputs[0].copy(), layer.pre_activations[0].copy()
        output = float(layer.outputs[0, self.unit])
        total = float(together[self.unit])
        slope = float(layer.activation.with_slopes(together)[1][self.unit])
        reach = reach_of(max(float(np.abs(sums).max(initial=0.0)), abs(total)))
        curve, along = _curve(layer, together, self.unit, reach)
        places = [index_of(network, Place(self.layer, self.unit, source)) for source in range(len(inputs))]
        return Neuron(
            inputs,
            layer.weights[:, self.unit].copy(),
            np.array(places, np.intp),
            max(each for each in layers_of_units(network) if each < self.layer),
            float(layer.biases[self.unit]),
            index_of(network, Place(self.layer, self.unit, None)),
            layer.activation.name,
            self.unit in layer.muted,
            total,
            output,
            slope,
            reach,
            curve,
            along,
            np.histogram(np.clip(sums, -reach, reach), BINS, (-reach, reach))[0],
            float(slopes.mean()),
        )

    def _over_data(self, moment: Moment, network: Network, layer: ActivatedLayer) -> tuple[Floats, Floats]:
        self._forward(moment, network, 0, min(max(network.chunk // 2, FEWEST_SAMPLES), MOST_SAMPLES))
        sums = layer.pre_activations
        slopes = layer.activation.with_slopes(sums)[1]
        return sums[:, self.unit].copy(), slopes[:, self.unit]

    def _forward(self, moment: Moment, network: Network, start: int, stop: int) -> None:
        inputs = getattr(moment.dataset, self.split).model_inputs(start, stop, dtype=network.dtype)
        network.forward(inputs.reshape(len(inputs), *network.input_shape))


def reach_of(largest: float) -> float:
    """Return 1, 2, 3 or 5 times a power of ten that holds a magnitude with some room, at least 2."""
    if not np.isfinite(largest):
        return 1e6
    largest = max(largest * _ROOM, _LEAST_REACH)
    power = 10.0 ** floor(log10(largest))
    return next(leap * power for leap in (1.0, 2.0, 3.0, 5.0, 10.0) if largest <= leap * power * (1 + 1e-9))


def _curve(layer: ActivatedLayer, together: Floats, unit: int, reach: float) -> tuple[Floats, Floats]:
    """Return activation and derivative while one pre-activation goes from −reach to reach."""
    sums = np.repeat(together[np.newaxis], _CURVE, axis=0)
    sums[:, unit] = np.linspace(-reach, reach, _CURVE)
    outputs, slopes = layer.activation.with_slopes(sums)
    return outputs[:, unit], slopes[:, unit]
