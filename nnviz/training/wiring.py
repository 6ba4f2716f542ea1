"""Wiring: the units of a network in columns and the weights between them, as a diagram shows them.

Where there are too many units, the strongest stand for all. Where many weights lead from one thing shown to
another (from an image, or from all places of a filter's map), their root mean square stands for them, with
the sign of their sum.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.nn import ActivatedLayer, Network
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe
from nnviz.training.probes.unit_maps import Chosen, layers_of_units

Floats = NDArray[np.floating[Any]]

NOTHING: Floats = np.empty((0, 0, 0), np.float32)


class Column(msgspec.Struct, frozen=True):
    """The inputs, or a layer that has units.

    Attributes
    ----------
    layer
        Counted from 0 in the network; -1 for the inputs.
    units
        Which units are shown, ascending.
    count
        How many there are.
    is_image
        Whether the inputs are one image, shown as one thing.
    activation
        Its name; empty for the inputs.
    biases, bias_gradients, bias_indices
        (shown,) of the units shown; empty for the inputs.
    muted
        Units that are muted.
    patterns
        (shown, height, width) of units that see an image: their weights, the mean over its channels; else
        empty.
    """

    layer: int
    units: tuple[int, ...]
    count: int
    is_image: bool
    activation: str
    biases: Floats
    bias_gradients: Floats
    bias_indices: NDArray[np.intp]
    muted: tuple[int, ...]
    patterns: Floats


class Link(msgspec.Struct, frozen=True):
    """The weights between two columns.

    Attributes
    ----------
    weights, gradients
        (from, to) of the units shown.
    indices
        (from, to) places in the flat parameter vector; -1 where a value stands for many.
    each
        For how many weights each value stands.
    """

    weights: Floats
    gradients: Floats
    indices: NDArray[np.intp]
    each: int


class Wiring(msgspec.Struct, frozen=True):
    """Columns from the inputs to the outputs, and the links between each and the next."""

    columns: tuple[Column, ...]
    links: tuple[Link, ...]

    @property
    def chosen(self) -> Chosen:
        """The units shown."""
        return tuple((column.layer, column.units) for column in self.columns)

    @property
    def shape(self) -> tuple[Any, ...]:
        """All that the places of a diagram depend on."""
        return tuple((each.layer, each.units, each.count, each.activation) for each in self.columns)


class WiringOf(Probe, frozen=True):
    """The diagram's units and weights.

    Attributes
    ----------
    most
        Units shown in a column at most.
    chosen
        Which ones, for columns that have more; empty for the strongest.
    """

    most: int
    chosen: Chosen = ()

    def measure(self, moment: Moment, network: Network) -> Wiring:
        """Copy what is shown."""
        layers = layers_of_units(network)
        is_image = moment.dataset.is_image
        blocks = _all_blocks(network, network.parameters, layers, is_image)
        counts = [1 if is_image else network.input_shape[0], *(each.shape[2] for each in blocks)]
        shown = self._shown(layers, counts, blocks)
        gradients = _all_blocks(network, moment.gradient, layers, is_image)
        places = np.arange(len(network.parameters))
        indices = _all_blocks(network, places, layers, is_image)
        columns = [
            _column(network, moment, layer, units, count, is_image)
            for layer, units, count in zip(layers, shown, counts, strict=True)
        ]
        links = [
            _link((blocks[k], gradients[k], indices[k]), shown[k], shown[k + 1]) for k in range(len(blocks))
        ]
        return Wiring(tuple(columns), tuple(links))

    def _shown(self, layers: list[int], counts: list[int], blocks: list[Floats]) -> list[tuple[int, ...]]:
        given = dict(self.chosen)
        shown = []
        for number, (layer, count) in enumerate(zip(layers, counts, strict=True)):
            kept = given.get(layer, ())
            if count <= self.most:
                shown.append(tuple(range(count)))
            elif len(kept) == self.most and max(kept) < count:
                shown.append(kept)
            else:
                shown.append(_strongest(number, blocks, self.most))
        return shown


def _all_blocks(
    network: Network, vector: NDArray[Any], layers: list[int], is_image: bool
) -> list[NDArray[Any]]:
    """Return the weights before each layer of units as (from, weights each, to), out of a flat vector."""
    found, before = [], 1 if is_image else network.input_shape[0]
    for number in layers[1:]:
        layer = network.layers[number]
        assert isinstance(layer, ActivatedLayer)
        start, size = layer.parameter_slice.start, layer.weights.size
        weights = vector[start : start + size].reshape(layer.weights.shape)
        matrix = weights if weights.ndim == 2 else weights.reshape(layer.bias_count, -1).T
        found.append(matrix.reshape(before, len(matrix) // before if before else 1, layer.bias_count))
        before = layer.bias_count
    return found


def _strongest(number: int, blocks: list[Floats], most: int) -> tuple[int, ...]:
    """Return the units of a column that hear and are heard most, ascending."""
    strength = np.ones(1)
    if number > 0:
        strength = np.sqrt(np.square(blocks[number - 1]).sum(axis=(0, 1)))
    if number < len(blocks):
        strength = strength * np.sqrt(np.square(blocks[number]).sum(axis=(1, 2)))
    best = np.argsort(-strength, kind="stable")[:most]
    return tuple(sorted(int(unit) for unit in best))


def _column(
    network: Network, moment: Moment, number: int, units: tuple[int, ...], count: int, is_image: bool
) -> Column:
    none = np.empty(0, np.float32)
    if number < 0:
        return Column(number, units, count, is_image, "", none, none, np.empty(0, np.intp), (), NOTHING)
    layer = network.layers[number]
    assert isinstance(layer, ActivatedLayer)
    chosen = list(units)
    places = layer.parameter_slice.start + layer.weights.size + np.array(units, np.intp)
    return Column(
        number,
        units,
        count,
        False,
        layer.activation.name,
        np.asarray(layer.biases[chosen]),
        np.asarray(moment.gradient[places]),
        places,
        layer.muted,
        _patterns(network, moment, number, chosen),
    )


def _patterns(network: Network, moment: Moment, number: int, units: list[int]) -> Floats:
    """Return the weights of units of a dense layer as pictures, if they see an image."""
    weights, shape = network.layers[number].weights, moment.dataset.input_shape
    first = layers_of_units(network)[1]
    if number != first or not moment.dataset.is_image or weights is None or weights.ndim != 2:
        return NOTHING
    if len(weights) != moment.dataset.features:
        return NOTHING
    return np.asarray(weights[:, units].T.reshape(len(units), *shape).mean(axis=1))


def _link(
    blocks: tuple[NDArray[Any], NDArray[Any], NDArray[Any]], start: tuple[int, ...], end: tuple[int, ...]
) -> Link:
    """Return the weights, their gradients and their places between the units shown."""
    before, each, units = blocks[0].shape
    if (len(start), len(end)) == (before, units):  # the usual case, and much quicker
        weights, gradients, indices = (block.copy() for block in blocks)
    else:
        chosen = np.ix_(start, range(each), end)
        weights, gradients, indices = (np.asarray(block[chosen]) for block in blocks)
    if each == 1:
        return Link(weights.squeeze(1), gradients.squeeze(1), indices.squeeze(1), each)
    return Link(_summary(weights), _summary(gradients), np.full((len(start), len(end)), -1, np.intp), each)


def _summary(parts: Floats) -> Floats:
    """Return the root mean square over axis 1, with the sign of the sum."""
    sizes = np.sqrt(np.square(parts, dtype=np.float64).mean(axis=1))
    return np.asarray(np.copysign(sizes, parts.sum(axis=1)), np.float32)
