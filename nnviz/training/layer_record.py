"""What each layer feels in an update: its gradient, its step, and how much its units still can learn."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnviz.nn import LOSSES, ActivatedLayer, Activation, Network
from nnviz.training.layer_log import NOTED

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

#: Below this share of the steepest slope of its activation an output counts as saturated.
FLAT = 0.05
#: Below this share for every sample a unit counts as dead: nothing that it does can change.
DEAD = 1e-3
_FAR = 20.0

Update = Callable[[NDArray[Any], NDArray[Any], float], float]


class Slopes(NamedTuple):
    """How steep an activation is: at most, and whether it is flat far out to the left and the right."""

    steepest: float
    flat_left: bool
    flat_right: bool

    @property
    def can_die(self) -> bool:
        """Whether a unit can end where it cannot learn any more."""
        return self.flat_left or self.flat_right

    @property
    def can_saturate(self) -> bool:
        """Whether it has an upper and a lower end, as a sigmoid has."""
        return self.flat_left and self.flat_right


def parameter_layers(network: Network) -> list[ActivatedLayer]:
    """Return the layers that have weights or biases."""
    return [layer for layer in network.layers if isinstance(layer, ActivatedLayer)]


@cache
def slopes_of(activation: Activation) -> Slopes:
    """Measure the slope of an activation, by small differences, which holds for any kind of it."""
    z = np.linspace(-_FAR, _FAR, 4001)
    slope = np.abs(np.diff(activation(z[:, np.newaxis])[:, 0])) / (z[1] - z[0])
    steepest = float(slope.max())
    if steepest == 0.0 or not np.isfinite(steepest):
        return Slopes(0.0, False, False)
    return Slopes(steepest, bool(slope[0] < DEAD * steepest), bool(slope[-1] < DEAD * steepest))


def ease(layer: ActivatedLayer) -> tuple[float, float]:
    """Return the shares of dead units and of saturated outputs in the last batch; NaN where there are none.

    Muted units are not counted: they are silent because somebody wants them to be.
    """
    slopes = slopes_of(layer.activation)
    if not slopes.can_die:
        return float("nan"), float("nan")
    slope = np.empty_like(layer.outputs)
    layer.activation.derivative(layer.pre_activations, layer.outputs, slope, layer.scratch)
    np.absolute(slope, slope)
    if layer.muted:
        slope = np.delete(slope, layer.muted, axis=1)
    dead = (slope < DEAD * slopes.steepest).all(axis=(0, *range(2, slope.ndim)))
    saturated = int(np.count_nonzero(slope < FLAT * slopes.steepest)) / max(slope.size, 1)
    return float(dead.mean()) if dead.size else 0.0, saturated if slopes.can_saturate else float("nan")


def eases(network: Network, loss: str) -> list[tuple[float, float]]:
    """Return the ease of each layer; of an output that its loss takes care of, there is none to speak of."""
    layers = parameter_layers(network)
    found = [ease(layer) for layer in layers[:-1]]
    return [*found, (float("nan"), float("nan")) if LOSSES[loss].fused else ease(layers[-1])]


def noting(run: TrainingRun) -> Update:
    """Return the run's own update, which besides notes in the history what the layers felt in it."""

    def update(inputs: NDArray[Any], targets: NDArray[Any], epoch: float) -> float:
        network = run.network
        before = network.parameters.copy()
        loss = run.updater.update(inputs, targets, epoch)
        if np.isfinite(loss):
            felt = _felt(network, before, run.experiment.learning.loss)
            run.history.layers.note(run.steps, felt, network.parameters)
        return loss

    return update


def _felt(network: Network, before: NDArray[Any], loss: str) -> NDArray[np.float64]:
    """Return what NOTED names of each layer, (layers, 4), right after an update."""
    layers = parameter_layers(network)
    felt = np.empty((len(layers), len(NOTED)))
    for row, layer, (dead, saturated) in zip(felt, layers, eases(network, loss), strict=True):
        gradient = network.gradient[layer.parameter_slice]
        row[:] = _length(gradient), _update_ratio(network.parameters, before, layer), dead, saturated
    return felt


def _update_ratio(parameters: NDArray[Any], before: NDArray[Any], layer: ActivatedLayer) -> float:
    """Return the length of the update of a layer's weights over theirs; of its biases, if it has no other."""
    part = layer.parameter_slice
    if layer.weights.size:
        part = slice(part.start, part.start + layer.weights.size)
    old = before[part]
    size = _length(old)
    return _length(parameters[part] - old) / size if size else float("nan")


def _length(vector: NDArray[Any]) -> float:
    return float(np.sqrt(vector.dot(vector)))
