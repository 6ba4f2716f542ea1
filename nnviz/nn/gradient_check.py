"""Backpropagation held against finite differences: the proof that a gradient is right."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Array
from nnviz.nn.losses import Loss
from nnviz.nn.network import Network


def gradient_check(
    network: Network,
    inputs: npt.ArrayLike,
    targets: npt.ArrayLike,
    loss: str | Loss,
    step: float = 1e-5,
    most: int = 200,
) -> list[float]:
    """How far each layer's gradient is from finite differences, relative to its size.

    A copy of the network in float64 is checked, so the network itself is left as it is; masks of dropout are
    the same in all evaluations. The penalty is checked with the loss.

    Parameters
    ----------
    inputs, targets, loss
        As for `Network.loss_and_gradient`.
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
    twin = network.copy(np.float64)
    states = [copy.deepcopy(generator.bit_generator.state) for generator in twin.generators]

    def evaluate() -> float:
        for generator, state in zip(twin.generators, states, strict=True):
            generator.bit_generator.state = state
        return twin.loss_and_gradient(inputs, targets, loss) + twin.penalty_value()

    evaluate()
    gradient = twin.gradient.copy()
    errors = []
    for layer in twin.layers:
        start, stop = layer.parameter_slice.start, layer.parameter_slice.stop
        chosen = np.unique(np.linspace(start, stop - 1, min(most, stop - start)).astype(int))
        differences = np.array([_difference(twin.parameters, index, step, evaluate) for index in chosen])
        errors.append(_relative_error(gradient[chosen], differences))
    return errors


def _difference(parameters: Array, index: int, step: float, evaluate: Callable[[], float]) -> float:
    """The central difference of the loss for one parameter."""
    value = parameters[index]
    parameters[index] = value + step
    above = evaluate()
    parameters[index] = value - step
    below = evaluate()
    parameters[index] = value
    return (above - below) / (2.0 * step)


def _relative_error(gradient: Array, differences: Array) -> float:
    size = float(np.linalg.norm(gradient) + np.linalg.norm(differences))
    return float(np.linalg.norm(gradient - differences)) / size if size else 0.0
