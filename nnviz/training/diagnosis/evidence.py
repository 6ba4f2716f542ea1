"""Evidence: everything measured of a run that diagnoses are made from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Split
from nnviz.nn import ActivatedLayer, Network
from nnviz.training.evaluate import outputs_on, right
from nnviz.training.experiment import Experiment
from nnviz.training.history import HistoryView
from nnviz.training.layer_record import Slopes, eases, parameter_layers, slopes_of
from nnviz.training.moment import Moment
from nnviz.training.probes.layer_health import sample_count, sampled

Floats = NDArray[np.float64]

#: Steps below which a run, or what came after a change, is too young to be judged.
YOUNG = 20
#: Steps and passes after which a loss that stands is not just on a plateau; so many steps do in any case.
SETTLED_STEPS, SETTLED_EPOCHS, MANY_STEPS = 200, 60, 20_000
#: Notes of the layers from whose last ones the median is taken.
NOTES = 5


class LayerFacts(msgspec.Struct, frozen=True, eq=False):
    """What is known of one layer with parameters.

    Attributes
    ----------
    number
        Counted from 0 in the network; the hidden layer of that number in the experiment.
    gradient, update
        Medians of the last notes: the gradient's root mean square a parameter, and the update's length over
        the weights'.
    dead, saturated
        Shares on the sample; NaN where there is no such thing.
    first_gradient, first_saturated
        The gradient's root mean square in the first steps, and the share saturated in the very first.
    twins
        Whether all of its units, two or more, have the very same weights.
    """

    number: int
    name: str
    layer: ActivatedLayer
    slopes: Slopes
    gradient: float
    update: float
    dead: float
    saturated: float
    first_gradient: float
    first_saturated: float
    twins: bool


class Evidence(msgspec.Struct, frozen=True, eq=False, dict=True):
    """A moment, and what was measured of its network on a sample of the training split.

    Attributes
    ----------
    losses
        (n,) loss of each step's batch since the last changed setting.
    layers
        All with parameters, the output last.
    outputs
        (k, outputs) for the sample.
    """

    experiment: Experiment
    history: HistoryView
    step: int
    losses: Floats
    layers: tuple[LayerFacts, ...]
    sample: Split
    inputs: NDArray[Any]
    outputs: NDArray[Any]
    moment: Moment

    # -- the loss ----------------------------------------------------------------------------

    @property
    def is_young(self) -> bool:
        """Whether too few steps were made since the start or the last change."""
        return len(self.losses) < YOUNG

    def level(self, share: float) -> float:
        """Return the median loss around a share of the steps, 0 for the first and 1 for the last."""
        count = len(self.losses)
        if not count:
            return float("nan")
        width = max(min(count // 10, 500), min(5, count))
        start = round(share * (count - width))
        return float(np.median(self.losses[start : start + width]))

    @cached_property
    def lowest(self) -> float:
        """The lowest median of a tenth of the steps."""
        return min(self.level(share) for share in np.linspace(0, 1, 11))

    @cached_property
    def baseline(self) -> float:
        """The loss of the best answer that is the same for all samples; where none is known, the first."""
        find = _BASELINES.get(self.experiment.learning.loss)
        if find is None or not self.moment.dataset.features:
            return float(self.history.losses[0]) if len(self.history.losses) else float("nan")
        return find(self.moment.dataset.train.targets.astype(np.float64), self.moment.dataset.levels)

    @property
    def has_learnt_little(self) -> bool:
        """Whether the loss is not much below that of always giving the same answer."""
        return self.level(1.0) > 0.7 * self.baseline

    @property
    def is_settled(self) -> bool:
        """Whether the loss changed by less than 2 % over the last half of the steps, and these were many."""
        count = len(self.losses)
        if count < SETTLED_STEPS or (self.epochs < SETTLED_EPOCHS and count < MANY_STEPS):
            return False
        before, now = self.level(0.5), self.level(1.0)
        return abs(before - now) <= 0.02 * max(before, 1e-12)

    @property
    def epochs(self) -> float:
        """Passes over the training split since the last changed setting."""
        return len(self.losses) * self.history.paces[-1].epochs_per_step

    # -- the layers --------------------------------------------------------------------------

    @property
    def hidden(self) -> tuple[LayerFacts, ...]:
        """All layers with parameters but the output."""
        return self.layers[:-1]

    @property
    def update(self) -> float:
        """The largest of the layers' updates over their weights."""
        sizes = [layer.update for layer in self.layers if np.isfinite(layer.update)]
        return max(sizes, default=float("nan"))

    # -- classes -----------------------------------------------------------------------------

    @cached_property
    def accuracy(self) -> float:
        """The share of the sample that is classified rightly; NaN without classes."""
        return float(self._right.mean()) if self.moment.dataset.task.has_classes else float("nan")

    @cached_property
    def _right(self) -> NDArray[np.bool_]:
        return right(self.outputs, self.sample, self.moment.dataset)

    def recall(self, label: int) -> float:
        """Return the share of a class's samples that is found; NaN if the sample has none."""
        mine = self.sample.labels == label
        return float(self._right[mine].mean()) if mine.any() else float("nan")

    @cached_property
    def class_shares(self) -> Floats:
        """The share of each class in the whole training split."""
        labels = self.moment.dataset.train.labels
        counts = np.bincount(labels, minlength=len(self.moment.dataset.class_names))
        return counts / max(len(labels), 1)


def gather(moment: Moment, network: Network) -> Evidence:
    """Measure a moment's network, which has its weights, on a sample of the training split."""
    sample = sampled(moment.dataset.train, sample_count(network))
    outputs = outputs_on(network, sample)
    marks = [mark.step for mark in moment.history.marks]
    return Evidence(
        experiment=moment.experiment,
        history=moment.history,
        step=moment.step,
        losses=moment.history.losses[marks[-1] if marks else 0 :],
        layers=_layer_facts(moment, network),
        sample=sample,
        inputs=sample.model_inputs(dtype=np.float64),
        outputs=outputs,
        moment=moment,
    )


def _layer_facts(moment: Moment, network: Network) -> tuple[LayerFacts, ...]:
    layers, notes = parameter_layers(network), moment.history.layers
    shares = eases(network, moment.experiment.learning.loss)
    unknown = np.full(len(layers), np.nan)
    gradients, updates, pulls, flat = unknown, unknown, unknown, unknown
    if len(notes.steps) and notes.values.shape[1] == len(layers):
        gradients = np.median(notes.noted("gradient norm")[-NOTES:], axis=0)
        updates = np.median(notes.noted("update ratio")[-NOTES:], axis=0)
        pulls = np.median(notes.noted("gradient norm")[:NOTES], axis=0)
        flat = notes.noted("saturated")[0]
    return tuple(
        LayerFacts(
            number=network.layers.index(layer),
            name="the output layer" if layer is layers[-1] else f"layer {place + 1}",
            layer=layer,
            slopes=slopes_of(layer.activation),
            gradient=float(gradients[place]) / max(layer.parameter_count(), 1) ** 0.5,
            update=float(updates[place]),
            dead=dead,
            saturated=saturated,
            first_gradient=float(pulls[place]) / max(layer.parameter_count(), 1) ** 0.5,
            first_saturated=float(flat[place]),
            twins=_are_twins(layer),
        )
        for place, (layer, (dead, saturated)) in enumerate(zip(layers, shares, strict=True))
    )


def _are_twins(layer: ActivatedLayer) -> bool:
    weights = layer.weights if layer.weights.ndim == 2 else layer.weights.reshape(len(layer.weights), -1).T
    units = weights.shape[1]
    if units < 2 or not weights.size:
        return False
    size = float(np.abs(weights).max())
    return float(np.ptp(weights, axis=1).max()) <= 1e-6 * size and float(np.ptp(layer.biases)) <= 1e-6 * max(
        size, float(np.abs(layer.biases).max())
    )


def _entropy(targets: Floats, _levels: tuple[float, float]) -> float:
    shares = targets.mean(axis=0)
    return float(-np.sum(shares * np.log(np.maximum(shares, 1e-12))))


def _binary_entropy(targets: Floats, levels: tuple[float, float]) -> float:
    low, high = levels
    share = (targets.mean(axis=0) - low) / (high - low)
    both = np.stack((share, 1 - share))
    return float(-np.sum(both * np.log(np.maximum(both, 1e-12))))


def _half_variance(targets: Floats, _levels: tuple[float, float]) -> float:
    return float(0.5 * targets.var(axis=0).sum())


#: The loss of the best constant answer, by the loss, from targets (n, outputs) and levels.
_BASELINES: dict[str, Callable[[Floats, tuple[float, float]], float]] = {
    "cross_entropy": _entropy,
    "binary_cross_entropy": _binary_entropy,
    "mse": _half_variance,
}
