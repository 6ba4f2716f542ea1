"""A stack: one small network with many sets of parameters at once, for the loss that each of them gives."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Array, Buffers, Scratch
from nnviz.nn.layers import Dense, Dropout, Flatten
from nnviz.nn.losses import LOSSES, Loss
from nnviz.nn.network import Network
from nnviz.nn.registry import resolve

MOST_PARAMETERS = 2_000
"""Up to which a stack is quicker than one set after the other: beyond that, products take the time."""


class Stack:
    """The mean loss of a batch for many sets of a network's parameters.

    Each layer is one call for all sets. What a layer computes alike for all of them, because neither its
    inputs nor a unit's weights differ, it computes once: along the axis of one weight that is most of it.

    Parameters
    ----------
    network
        Gives the layers; its parameters are neither used nor changed.
    inputs, targets, loss
        As for `Network.loss`.
    count
        How many sets there are each time.
    """

    def __init__(
        self, network: Network, inputs: Array, targets: npt.NDArray[np.generic], loss: str | Loss, count: int
    ) -> None:
        samples = len(inputs)
        self._loss, self._shape = resolve("loss", LOSSES, loss), (count, samples)
        dense = [layer for layer in network.layers if isinstance(layer, Dense)]
        self._layers = [_Layer(layer, *self._shape, is_last=layer is dense[-1]) for layer in dense]
        self._given: Array = np.ones((int(np.prod(inputs.shape[1:])) + 1, samples), network.dtype)
        self._given[:-1] = inputs.reshape(samples, -1).T
        outputs = targets.shape[1]
        self._targets: Array = np.empty((outputs, *self._shape), network.dtype)
        self._targets[:] = targets.T[:, None]

    @staticmethod
    def suits(network: Network) -> bool:
        """Tell whether a network can be stacked, and is so small that it is quicker."""
        kinds = all(isinstance(layer, Dense | Dropout | Flatten) for layer in network.layers)
        return kinds and network.parameters.size <= MOST_PARAMETERS

    def losses(self, parameters: Array) -> npt.NDArray[np.float64]:
        """Return the mean loss, outside of training, for each of the sets (count, n)."""
        given = self._given
        for layer in self._layers:
            given = layer.forward(given, parameters)
        last = self._layers[-1].whole
        each = self._loss.each(last.z, last.outputs, _rows(self._targets), last.scratch)
        means: npt.NDArray[np.float64] = each.reshape(self._shape).mean(axis=1, dtype=np.float64)
        return means


class _Layer:
    """A dense layer with many sets of weights."""

    def __init__(self, layer: Dense, count: int, samples: int, is_last: bool) -> None:
        self._layer, self._shape = layer, (count, samples)
        # The units of a softmax are not by themselves.
        self._divides = not is_last and layer.activation.name != "softmax"
        self.whole = _Part(layer, np.arange(layer.units), count, samples)
        self._parts: tuple[_Part, ...] = (self.whole,)
        self._same = b""
        self._handed_on: Array = np.ones((layer.units + 1, count, samples), layer.weights.dtype)

    def forward(self, given: Array, parameters: Array) -> Array:
        """Return what the next layer is given for inputs (n + 1, samples), or (n + 1, count, samples)."""
        sets = parameters[:, self._layer.parameter_slice].reshape(len(parameters), -1, self._layer.units)
        if self._divides and given.ndim == 2:
            self._divide((sets == sets[:1]).all(axis=(0, 1)))
        for part in self._parts:
            self._handed_on[part.units] = part.forward(given, sets)
        return self._handed_on

    def _divide(self, same: npt.NDArray[np.bool_]) -> None:
        """Compute these units once, the others for each set."""
        if same.tobytes() != self._same:
            self._same, (count, samples) = same.tobytes(), self._shape
            halves = ((np.flatnonzero(same), 1), (np.flatnonzero(~same), count))
            self._parts = tuple(_Part(self._layer, units, n, samples) for units, n in halves if len(units))


class _Part:
    """Some units of a layer, for one or many sets of weights; arrays are (units, sets, samples)."""

    def __init__(self, layer: Dense, units: npt.NDArray[np.intp], count: int, samples: int) -> None:
        self.units, self._count, self._activation = units, count, layer.activation
        self._z: Array = np.empty((len(units), count, samples), layer.weights.dtype)
        self._outputs = np.empty_like(self._z)
        self.z, self.outputs = _rows(self._z), _rows(self._outputs)
        self.scratch = Scratch(Buffers(self._z.dtype), self.z.shape, True)
        self._muted = np.flatnonzero(np.isin(units, layer.muted))

    def forward(self, given: Array, sets: Array) -> Array:
        """Return the outputs for sets of weights and biases (count, n + 1, units of the layer)."""
        weights = sets[: self._count, :, self.units].transpose(0, 2, 1)
        inputs = given if given.ndim == 2 else given.transpose(1, 0, 2)
        np.matmul(weights, inputs, out=self._z.transpose(1, 0, 2))
        self._activation.forward(self.z, self.outputs, self.scratch)
        self._outputs[self._muted] = 0
        return self._outputs


def _rows(array: Array) -> Array:
    """Return (units, sets, samples) as rows, one for each sample of each set."""
    return array.reshape(len(array), -1).T
