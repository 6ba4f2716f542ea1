"""Backpropagation held against finite differences: the proof that a gradient is right."""

from __future__ import annotations

import copy

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Array
from nnviz.nn.losses import Loss
from nnviz.nn.network import Network

STEP = 1e-5
"""How far a parameter is moved to both sides."""


class FiniteDifferences:
    """The loss of a batch, with the penalty, as a function of single parameters.

    A copy of the network in float64 is asked, so the network itself is left as it is; masks of dropout are
    the same in all evaluations.

    Parameters
    ----------
    network, inputs, targets, loss
        As for `Network.loss_and_gradient`.
    """

    def __init__(
        self, network: Network, inputs: npt.ArrayLike, targets: npt.ArrayLike, loss: str | Loss
    ) -> None:
        self.network = network.copy(np.float64)
        self._batch = inputs, targets, loss
        self._states = [copy.deepcopy(generator.bit_generator.state) for generator in network.generators]
        self._gradient: Array | None = None

    def loss(self) -> float:
        """The loss and penalty at the present parameters."""
        for generator, state in zip(self.network.generators, self._states, strict=True):
            generator.bit_generator.state = state
        return self.network.loss_and_gradient(*self._batch) + self.network.penalty_value()

    @property
    def gradient(self) -> Array:
        """What backpropagation gives, in float64."""
        if self._gradient is None:
            self.loss()
            self._gradient = self.network.gradient.copy()
        return self._gradient

    def difference(self, index: int, step: float = STEP) -> float:
        """The central difference of the loss for one parameter."""
        parameters = self.network.parameters
        value = parameters[index]
        parameters[index] = value + step
        above = self.loss()
        parameters[index] = value - step
        below = self.loss()
        parameters[index] = value
        return (above - below) / (2.0 * step)


def gradient_check(
    network: Network,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    loss: str | Loss,
    step: float = STEP,
    most: int = 200,
) -> list[float]:
    """How far each layer's gradient is from finite differences, relative to its size.

    Parameters
    ----------
    network, inputs, targets, loss
        As for `FiniteDifferences`.
    step
        How far each parameter is moved to both sides.
    most
        At most so many parameters of a layer are checked, evenly spread over it.

    Returns
    -------
    list of float
        For each layer |g − d| / (|g| + |d|) of the checked components of the gradient g and the differences d
        (0 for a layer without parameters, or where both are 0). Below 1e-6 is right; a kink that the step
        crosses, such as relu's, makes it larger.
    """
    checked = FiniteDifferences(network, inputs, targets, loss)
    gradient = checked.gradient
    errors = []
    for layer in checked.network.layers:
        start, stop = layer.parameter_slice.start, layer.parameter_slice.stop
        chosen = np.unique(np.linspace(start, stop - 1, min(most, stop - start)).astype(int))
        differences = np.array([checked.difference(index, step) for index in chosen])
        errors.append(relative_error(gradient[chosen], differences))
    return errors


def relative_error(gradient: npt.ArrayLike, differences: npt.ArrayLike) -> float:
    """|g − d| / (|g| + |d|), or 0 where both are 0."""
    size = float(np.linalg.norm(gradient) + np.linalg.norm(differences))
    return float(np.linalg.norm(np.subtract(gradient, differences))) / size if size else 0.0
