"""Places: where in a network a number of its flat parameter vector stands, and what that place is called."""

from __future__ import annotations

from typing import NamedTuple

from nnviz.nn import ActivatedLayer, Network


class Place(NamedTuple):
    """Where a weight or a bias stands.

    Attributes
    ----------
    layer
        Counted from 0 in the network.
    unit
        The unit (or filter) that it belongs to.
    source
        For a weight the number of the input of that unit, counted from 0 (of a filter: within its kernels, in
        C order); None for a bias.
    """

    layer: int
    unit: int
    source: int | None


def layers_with_places(network: Network) -> list[int]:
    """Return which layers, counted from 0 in the network, have weights or biases."""
    return [number for number, layer in enumerate(network.layers) if isinstance(layer, ActivatedLayer)]


def place_of(network: Network, index: int) -> Place | None:
    """Return the place of a parameter by its index in the flat vector; None if there is no such one."""
    for number, layer in enumerate(network.layers):
        part = layer.parameter_slice
        if part.start <= index < part.stop:
            return _place_within(number, layer, index - part.start)
    return None


def _place_within(number: int, layer: object, offset: int) -> Place:
    assert isinstance(layer, ActivatedLayer)
    weights, units = layer.weights, layer.bias_count
    if offset >= weights.size:
        return Place(number, offset - weights.size, None)
    if weights.ndim == 2:
        source, unit = divmod(offset, units)
        return Place(number, unit, source)
    unit, source = divmod(offset, weights.size // units)
    return Place(number, unit, source)


def index_of(network: Network, place: Place) -> int:
    """Return the index in the flat vector of a weight or bias that the network has."""
    layer = network.layers[place.layer]
    assert isinstance(layer, ActivatedLayer)
    start, size, units = layer.parameter_slice.start, layer.weights.size, layer.bias_count
    if place.source is None:
        return int(start + size + place.unit)
    if layer.weights.ndim == 2:
        return int(start + place.source * units + place.unit)
    return int(start + place.unit * (size // units) + place.source)


def units_in(network: Network, layer: int) -> int:
    """Return how many units (or filters) a layer has that may be muted; 0 if it is none with weights."""
    if not 0 <= layer < len(network.layers):
        return 0
    found = network.layers[layer]
    return found.bias_count if isinstance(found, ActivatedLayer) else 0


def layer_name(network: Network, layer: int) -> str:
    """Name a layer as the screen does: those with weights are counted from 1, the last is the output."""
    if layer < 0:
        return "input"
    if layer == len(network.layers) - 1:
        return "output"
    before = network.layers[: layer + 1]
    return f"layer {sum(isinstance(each, ActivatedLayer) for each in before)}"


def words_for(network: Network, place: Place) -> str:
    """Name a place: `layer 1 unit 3 weight 2`, `output 1 bias`."""
    name = layer_name(network, place.layer)
    unit = f"{name} {place.unit + 1}" if name == "output" else f"{name} unit {place.unit + 1}"
    return f"{unit} {'bias' if place.source is None else f'weight {place.source + 1}'}"
