"""Survival: which weights of a network outlive a change of its layers."""

from __future__ import annotations

from math import prod

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.nn import ActivatedLayer, Flatten, Layer, Network

Indices = NDArray[np.intp]
"""For each new unit the old one that it is; NONE if it is new."""
NONE = -1


class Origins(msgspec.Struct, frozen=True):
    """What the layers of a new network were in the old one.

    Attributes
    ----------
    layers
        For each new layer the old one, counted from 0; None if it is new.
    removed
        An old (layer, unit) that is gone.
    inputs
        For each new input the old one, NONE if it is new; None if all are as they were.
    """

    layers: tuple[int | None, ...]
    removed: tuple[int, int] | None = None
    inputs: tuple[int, ...] | None = None

    @classmethod
    def same(cls, layers: int, removed: tuple[int, int] | None = None) -> Origins:
        """Return the origins of so many layers that are all still there."""
        return cls(tuple(range(layers)), removed)

    def units(self, layer: int, old: int, new: int) -> Indices:
        """Return which of `old` units of an old layer the `new` ones are; added ones come last."""
        units = np.arange(old)
        if self.removed is not None and self.removed[0] == layer:
            units = np.delete(units, self.removed[1])
        units = units[:new]
        return np.concatenate([units, np.full(new - len(units), NONE)])


def carry_over(old: Network, new: Network, origins: Origins) -> None:
    """Copy what survives from the old network: weights and biases, and which units are muted.

    A weight survives if both units that it joins do and no layer of units has come or gone between them, a
    bias if its unit does. What is new stays as it was drawn.
    """
    sources = np.arange(new.input_shape[0]) if origins.inputs is None else np.array(origins.inputs)
    before: int | None = -1
    for layer, origin in zip(new.layers, origins.layers, strict=True):
        if isinstance(layer, ActivatedLayer):
            units = np.full(layer.bias_count, NONE)
            if origin is not None:
                was = old.layers[origin]
                assert isinstance(was, ActivatedLayer)
                units = origins.units(origin, was.bias_count, layer.bias_count)
                joined = before == _before(old, origin)
                _copy(layer, was, sources if joined else np.full_like(sources, NONE), units)
            sources, before = units, origin
        elif isinstance(layer, Flatten) and origin is not None:
            sources = _flattened(sources, layer, old.layers[origin])


def _before(network: Network, number: int) -> int:
    """Return the nearest layer of units before a layer; -1 for the inputs."""
    earlier = [i for i in range(number) if isinstance(network.layers[i], ActivatedLayer)]
    return earlier[-1] if earlier else -1


def _copy(new: ActivatedLayer, old: ActivatedLayer, sources: Indices, units: Indices) -> None:
    inputs, kept = np.flatnonzero(sources != NONE), np.flatnonzero(units != NONE)
    axes = ((inputs, sources[inputs]), (kept, units[kept]))
    if new.weights.ndim == 4:  # (filters, channels, height, width)
        axes = (axes[1], axes[0])
    (first, first_old), (second, second_old) = axes
    new.weights[np.ix_(first, second)] = old.weights[np.ix_(first_old, second_old)]
    new.biases[kept] = old.biases[units[kept]]
    new.muted = tuple(int(unit) for unit in kept if units[unit] in old.muted)


def _flattened(channels: Indices, layer: Layer, was: Layer) -> Indices:
    """Return for each number of a flattened image the old one, given it for the channels."""
    pixels = prod(layer.input_shape[1:])
    if layer.input_shape[1:] != was.input_shape[1:]:
        return np.full(len(channels) * pixels, NONE)
    places = channels[:, None] * pixels + np.arange(pixels)
    return np.where(channels[:, None] == NONE, NONE, places).ravel()
