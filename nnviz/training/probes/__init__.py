"""Probes: what can be measured of a moment, picture-ready.

A probe is a value. Panels name the probes they need, the observer measures each once however many panels ask,
and a result is found again under its probe. A new view is one probe here and one panel.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from nnviz.data import Dataset, Split
from nnviz.nn import ActivatedLayer, Network
from nnviz.nn.activations import Softmax
from nnviz.training.abstract_struct import AbstractStruct
from nnviz.training.evaluate import outputs_on
from nnviz.training.moment import Moment
from nnviz.training.probes.contours import are_probabilities, as_probabilities, class_scores, decision_lines


class Probe(AbstractStruct, frozen=True):
    """One measurement of a moment."""

    @abstractmethod
    def measure(self, moment: Moment, network: Network) -> Any:
        """Measure; `network` has the moment's weights and may be run forward."""


class SlicedProbe(Probe, frozen=True):
    """A measurement that takes long: it is made a slice at a time, so that no other waits for it."""

    @abstractmethod
    def slices(self, moment: Moment, network: Network) -> Iterator[Any]:
        """Yield None after each slice and at last the result; meanwhile nobody else uses `network`."""

    def measure(self, moment: Moment, network: Network) -> Any:
        """Measure all slices at once."""
        *_, result = self.slices(moment, network)
        return result


class Wanted(msgspec.Struct, frozen=True):
    """A probe that a visible panel asks for, and how often while training, in hertz."""

    probe: Probe
    rate: float


class Progress(Probe, frozen=True):
    """Nothing but the moment itself with its history, for it to come as often as this is wanted."""

    def measure(self, moment: Moment, network: Network) -> None:
        """Measure nothing."""


class Boundary(msgspec.Struct, frozen=True):
    """What a network decides over a part of the plane.

    Attributes
    ----------
    probabilities
        (rows, columns, classes), row 0 at the lowest y; in a regression the outputs themselves.
    lines
        (k, 2, 2) ends (x, y) of the pieces of line on which the decision changes.
    largest
        Largest magnitude among the outputs; over 1 they are no probabilities.
    shares
        The same scaled to sum to one; None where they cannot be read as probabilities.
    """

    probabilities: NDArray[np.float32]
    lines: NDArray[np.float32]
    largest: float
    shares: NDArray[np.float32] | None = None


class BoundaryGrid(Probe, frozen=True):
    """The class probabilities over a rectangle of the plane, and the lines where the decision changes.

    Attributes
    ----------
    drawn, held
        Of data with more than two features, which two span the plane, and what all features are at besides.
    """

    left: float
    right: float
    bottom: float
    top: float
    columns: int = 100
    rows: int = 100
    drawn: tuple[int, int] = (0, 1)
    held: tuple[float, ...] = ()

    def measure(self, moment: Moment, network: Network) -> Boundary:
        """Run the network over the grid."""
        dataset = moment.dataset
        outputs = network.predict(self.samples(dataset, network))
        field = outputs.reshape(self.rows, self.columns, -1)
        is_scaled = _is_scaled(network)
        low, high = 0.0 if is_scaled else float(outputs.min()), float(outputs.max())
        if not dataset.task.has_classes:
            return Boundary(field, np.empty((0, 2, 2), np.float32), max(high, -low))
        field = class_scores(field, dataset.levels)
        extremes = np.reshape((low, high), (-1, min(outputs.shape[-1], 2)))
        can_blend = are_probabilities(class_scores(extremes, dataset.levels))
        shares = None
        if can_blend:
            shares = field if is_scaled else as_probabilities(field)
        return Boundary(field, decision_lines(field, *self.axes(network)), max(high, -low), shares)

    def axes(self, network: Network) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the x of each column and the y of each row, in the network's numbers."""
        return _axes(self, network.dtype)

    def samples(self, dataset: Dataset, network: Network) -> NDArray[Any]:
        """Return the points (rows * columns, features) as the network is given them; not to be written to."""
        return _samples(self, dataset.train, network.dtype)

    def samples_at(self, places: NDArray[Any]) -> NDArray[Any]:
        """Return the samples (n, features) at places (n, 2) of the plane."""
        if not self.held:
            return places
        samples = np.tile(np.array(self.held, places.dtype), (len(places), 1))
        samples[:, list(self.drawn)] = places
        return samples


def _is_scaled(network: Network) -> bool:
    """Tell whether outputs sum to one by themselves, so that none is below 0."""
    last = network.layers[-1]
    return isinstance(last, ActivatedLayer) and isinstance(last.activation, Softmax)


@lru_cache(maxsize=8)
def _axes(grid: BoundaryGrid, dtype: np.dtype[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    x = np.linspace(grid.left, grid.right, grid.columns, dtype=dtype)
    return x, np.linspace(grid.bottom, grid.top, grid.rows, dtype=dtype)


@lru_cache(maxsize=8)
def _samples(grid: BoundaryGrid, split: Split, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return a grid's points as a network is given them: the same twenty times a second."""
    x, y = _axes(grid, dtype)
    plane = np.empty((grid.rows, grid.columns, 2), dtype)
    plane[..., 0] = x
    plane[..., 1] = y[:, None]
    samples = np.asarray(split.given(grid.samples_at(plane.reshape(-1, 2)), dtype))
    samples.flags.writeable = False
    return samples


class Predictions(Probe, frozen=True):
    """Outputs (k, outputs) for some samples of a split, by their indices."""

    split: str
    indices: tuple[int, ...]

    def measure(self, moment: Moment, network: Network) -> NDArray[Any]:
        """Run the network over the samples."""
        split: Split = getattr(moment.dataset, self.split)
        rows = list(self.indices)
        part = replace(
            split, inputs=split.inputs[rows], targets=split.targets[rows], labels=split.labels[rows]
        )
        return outputs_on(network, part)


class LayerParameters(msgspec.Struct, frozen=True):
    """One layer's numbers.

    Attributes
    ----------
    weights
        (n_in, n_out); of a convolution a column for each filter.
    biases
        (n_out,).
    count
        How many layers there are to choose from.
    window
        (channels, height, width) of the image that a unit's weights look at; empty if they look at none.
    """

    weights: NDArray[Any]
    biases: NDArray[Any]
    count: int
    window: tuple[int, ...]


class Weights(Probe, frozen=True):
    """The weights and biases of one layer, counted from 0; the last one if there are fewer."""

    layer: int

    def measure(self, moment: Moment, network: Network) -> LayerParameters:
        """Copy them."""
        layers = [layer for layer in network.layers if isinstance(layer, ActivatedLayer)]
        number = min(self.layer, len(layers) - 1)
        weights, biases = layers[number].weights, layers[number].biases.copy()
        if weights.ndim == 4:  # (filters, channels, height, width)
            return LayerParameters(_columns(weights), biases, len(layers), weights.shape[1:])
        sees_image = number == 0 and moment.dataset.is_image
        window = moment.dataset.input_shape if sees_image else ()
        return LayerParameters(weights.copy(), biases, len(layers), window)


def _columns(kernels: NDArray[Any]) -> NDArray[Any]:
    return kernels.reshape(len(kernels), -1).T.copy()
