"""LayerHealth: how each layer's weights, gradients and activations are spread, now and at the start."""

from __future__ import annotations

from math import prod
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from nnviz.data import Split
from nnviz.nn import ActivatedLayer, Network
from nnviz.training.evaluate import outputs_on
from nnviz.training.layer_record import eases, parameter_layers
from nnviz.training.moment import Moment
from nnviz.training.places import layer_name
from nnviz.training.probes import Probe

#: Bars of a histogram.
BINS = 41
#: Samples of the training split that gradients and activations are measured on, at most and at least.
MOST_SAMPLES, LEAST_SAMPLES = 500, 50
#: Products of a weight and a value that may be computed in a pass: some milliseconds.
WORK = 3e7
#: Numbers that are sorted into a histogram at most, evenly chosen.
COUNTED = 10_000
_TAIL = 0.001

Floats = NDArray[np.float64]


class Spread(msgspec.Struct, frozen=True, eq=False):
    """A histogram, now and at the start, over the same range.

    Attributes
    ----------
    low, high
        The range; a few values may lie outside and are counted at its ends.
    now, start
        (BINS,) shares of 1; `start` is empty if it is not known.
    """

    low: float
    high: float
    now: Floats
    start: Floats


class LayerState(msgspec.Struct, frozen=True, eq=False):
    """What one layer looks like inside.

    Attributes
    ----------
    dead, saturated
        Shares of units that give nothing to learn for any of the samples, and of outputs where the activation
        is flat; NaN where there is no such thing.
    """

    name: str
    weights: Spread
    gradients: Spread
    activations: Spread
    dead: float
    saturated: float


class Health(msgspec.Struct, frozen=True, eq=False):
    """All layers that have weights, from input to output, as `samples` training samples find them."""

    layers: tuple[LayerState, ...]
    samples: int


class LayerHealth(Probe, frozen=True):
    """How each layer is, on the same training samples every time."""

    def measure(self, moment: Moment, network: Network) -> Health:
        """Run the samples forward and back, with the present and with the first weights."""
        samples = sampled(moment.dataset.train, sample_count(network))
        loss, start = moment.experiment.learning.loss, moment.history.layers.start
        now = _kinds_after(network, samples, loss)
        if start is None or start.size != network.parameters.size:
            before: list[list[NDArray[Any]]] = [[np.empty(0)] * 3 for _ in now]
        else:
            present = network.parameters.copy()
            network.parameters[:] = start
            before = _kinds_after(network, samples, loss)
            network.parameters[:] = present
        layers = []
        for number, kinds, first, ease in zip(
            _numbers(network), now, before, eases(network, loss), strict=True
        ):
            weights, gradients, activations = (spread(*pair) for pair in zip(kinds, first, strict=True))
            layers.append(LayerState(layer_name(network, number), weights, gradients, activations, *ease))
        return Health(tuple(layers), len(samples))


def _numbers(network: Network) -> list[int]:
    return [number for number, layer in enumerate(network.layers) if isinstance(layer, ActivatedLayer)]


def sample_count(network: Network) -> int:
    """Return how many samples may be measured at a time."""
    products = sum(layer.weights.size * prod(layer.output_shape[1:]) for layer in parameter_layers(network))
    return min(max(int(WORK / max(products, 1)), LEAST_SAMPLES), MOST_SAMPLES)


def sampled(split: Split, most: int) -> Split:
    """Return at most so many samples of a split, evenly chosen, for they may be sorted by class."""
    if len(split) <= most:
        return split
    rows = np.linspace(0, len(split) - 1, most).astype(np.intp)
    return replace(split, inputs=split.inputs[rows], targets=split.targets[rows], labels=split.labels[rows])


def gradient_on(network: Network, samples: Split, loss: str) -> float:
    """Run all of the samples forward and back; return their loss. Nothing is dropped out."""
    inputs = samples.model_inputs(dtype=network.dtype)
    inputs = inputs.reshape(len(inputs), *network.input_shape)
    return network.loss_and_gradient(inputs, samples.targets, loss)


def _kinds_after(network: Network, samples: Split, loss: str) -> list[list[NDArray[Any]]]:
    """Return weights, gradients and activations of each layer, a few of them, as new arrays."""
    gradient_on(network, samples, loss)
    layers = parameter_layers(network)
    gradients = [_few(np.concatenate((la.weight_gradient.ravel(), la.bias_gradient))) for la in layers]
    outputs_on(network, samples)  # once more as it is outside of training: without dropout
    return [
        [_few(np.concatenate((layer.weights.ravel(), layer.biases))), gradient, _few(layer.outputs.ravel())]
        for layer, gradient in zip(layers, gradients, strict=True)
    ]


def _few(values: NDArray[Any]) -> NDArray[Any]:
    if len(values) <= COUNTED:
        return values.copy()
    return values[:: len(values) // COUNTED].copy()


def spread(now: NDArray[Any], start: NDArray[Any]) -> Spread:
    """Sort values into bars over a range that holds all but a few of both."""
    both = np.concatenate((now, start)).astype(np.float64)
    both = both[np.isfinite(both)]
    if not both.size:
        return Spread(0.0, 0.0, np.zeros(BINS), np.empty(0))
    ends = int(_TAIL * both.size)
    ordered = np.partition(both, (ends, both.size - 1 - ends))
    low, high = float(ordered[ends]), float(ordered[-1 - ends])
    if high <= low:
        low, high = low - 0.5, high + 0.5
    return Spread(low, high, _shares(now, low, high), _shares(start, low, high))


def _shares(values: NDArray[Any], low: float, high: float) -> Floats:
    if not values.size:
        return np.empty(0)
    finite = values[np.isfinite(values)].astype(np.float64)
    bars = np.clip((finite - low) * (BINS / (high - low)), 0, BINS - 1).astype(np.intp)
    shares: Floats = np.bincount(bars, minlength=BINS) / max(finite.size, 1)
    return shares
