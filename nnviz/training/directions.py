"""Directions: two ways to go from a network's weights, which span a plane through all of them."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.nn import ActivatedLayer, Network
from nnviz.training.abstract_struct import AbstractStruct
from nnviz.training.layer_record import parameter_layers
from nnviz.training.places import place_of, words_for

Vector = NDArray[Any]


class Frame(msgspec.Struct, frozen=True, eq=False):
    """A plane in the space of all parameters, with coordinates.

    Attributes
    ----------
    origin
        (n,) parameters of the place (0, 0).
    across, up
        (n,) what a unit of each coordinate adds.
    names
        Of the two axes.
    """

    origin: Vector
    across: Vector
    up: Vector
    names: tuple[str, str]

    def place(self, parameters: Vector) -> NDArray[np.float64]:
        """Return the coordinates (..., 2) of the point of the plane nearest to parameters (..., n)."""
        axes = np.stack((self.across, self.up), axis=1).astype(np.float64)
        offsets = (np.asarray(parameters) - self.origin) @ axes
        found = np.linalg.solve(axes.T @ axes, offsets[..., None])[..., 0]
        return np.asarray(found, np.float64)

    def moved(self, parameters: Vector, place: tuple[float, float]) -> Vector:
        """Return parameters (n,) moved along the plane so that they are nearest to a place of it."""
        across, up = (np.asarray(place) - self.place(parameters)).astype(parameters.dtype)
        return np.asarray(parameters + across * self.across + up * self.up)


class Directions(AbstractStruct, frozen=True):
    """Two directions, as a value; what they are in numbers follows from a network's shape and its start."""

    @abstractmethod
    def frame(self, network: Network, start: Vector | None) -> Frame:
        """Return the plane that they span for a network that began with the parameters `start`."""


class WeightPair(Directions, frozen=True):
    """The axes are two weights or biases themselves, by their indices in the flat parameter vector."""

    first: int
    second: int

    def frame(self, network: Network, start: Vector | None) -> Frame:  # noqa: ARG002
        """Span the plane of both."""
        axes = np.zeros((2, network.parameters.size), network.dtype)
        axes[0, self.first] = axes[1, self.second] = 1
        names = (parameter_name(network, self.first), parameter_name(network, self.second))
        return Frame(np.zeros_like(axes[0]), axes[0], axes[1], names)


class RandomPair(Directions, frozen=True):
    """Two random directions, filter-normalised, through the weights that the run began with.

    Each unit's part of a direction is as long as the unit's first weights, so that a step of 1 means the same
    in every layer; biases stay (Li, Xu, Taylor, Studer and Goldstein, "Visualizing the loss landscape of
    neural nets", 2018).
    """

    seed: int

    def frame(self, network: Network, start: Vector | None) -> Frame:
        """Draw the directions; a network that has grown since its start is measured from 0."""
        fits = start is not None and start.size == network.parameters.size
        origin = np.asarray(start) if fits else np.zeros_like(network.parameters)
        rng = np.random.default_rng([self.seed, network.parameters.size])
        axes = rng.standard_normal((2, network.parameters.size), np.float32).astype(network.dtype)
        for axis in axes:
            _normalise(axis, origin, network)
        return Frame(origin, axes[0], axes[1], ("first direction", "second direction"))


def parameter_name(network: Network, index: int) -> str:
    """Name a parameter on an axis; the two of a network with no more of them are x and y, or w and b."""
    if network.parameters.size == 2:
        return ("x", "y")[index] if not network.input_shape[0] else ("weight", "bias")[index]
    place = place_of(network, index)
    return words_for(network, place) if place is not None else f"parameter {index}"


def _normalise(axis: Vector, weights: Vector, network: Network) -> None:
    """Make each unit's part of a direction as long as the unit's weights, in place."""
    for layer in parameter_layers(network):
        part = layer.parameter_slice
        split = part.start + layer.weights.size
        if layer.weights.size:
            axis[split : part.stop] = 0
            _fit(_by_unit(axis[part.start : split], layer), _by_unit(weights[part.start : split], layer))
        else:
            _fit(axis[part][None], weights[part][None])


def _by_unit(vector: Vector, layer: ActivatedLayer) -> Vector:
    """Return a view of a layer's weights with a row for each unit."""
    shaped = vector.reshape(layer.weights.shape)
    return shaped.T if shaped.ndim == 2 else shaped.reshape(len(shaped), -1)


def _fit(rows: Vector, like: Vector) -> None:
    lengths = np.linalg.norm(like, axis=1, keepdims=True)
    lengths[lengths == 0] = 1  # of units that began with zeros
    rows *= lengths / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
