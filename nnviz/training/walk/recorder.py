"""The recorder: runs the engine's own step on a copy of a run, and keeps all that it computed."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import DataError, Split
from nnviz.nn import (
    LOSSES,
    ActivatedLayer,
    Dropout,
    FiniteDifferences,
    Flatten,
    Layer,
    Loss,
    MaxPool2D,
    Network,
)
from nnviz.nn.arrays import Buffers, Scratch
from nnviz.training.run import TrainingRun
from nnviz.training.updater import Updater
from nnviz.training.walk.walk import Numbers, Part, Quantity, Walk

#: How the outputs of layers without weights are called.
GIVES: dict[type[Layer], str] = {Dropout: "D", MaxPool2D: "P", Flatten: "F"}


class RecordingUpdater(Updater):
    """An updater that keeps the gradient as it is before it is clipped."""

    unclipped: Numbers

    def prepare(self, epoch: float) -> None:
        """Keep a copy, then go on."""
        self.unclipped = self.network.gradient.copy()
        super().prepare(epoch)


def record(run: TrainingRun, sample: tuple[str, int] | None = None) -> Walk:
    """Record the step that one sample would make of a run as it stands, or the run's next batch.

    Parameters
    ----------
    run
        Left as it is, to the last bit.
    sample
        A split's name and a row there; None for the next batch.
    """
    return _Recording(run, sample).walk()


class _Recording:
    """One step of a copy of a run, made by the engine and followed from outside."""

    def __init__(self, run: TrainingRun, sample: tuple[str, int] | None) -> None:
        self.run, self.sample = run, sample
        self.network = run.network.copy()
        self.inputs, self.targets, self.labels, self.rows = _samples(run, sample)
        self.updater = RecordingUpdater(run.experiment.learning, self.network)
        self.updater.restore(run.updater.state())
        self.loss = LOSSES[run.experiment.learning.loss]
        self.generators = copy.deepcopy([each.bit_generator.state for each in self.network.generators])
        self.before = self.network.parameters.copy()

    def walk(self) -> Walk:
        """Make the step, look at what it left, and have the engine stand before it again."""
        run, network = self.run, self.network
        differences = FiniteDifferences(network, self.inputs, self.targets, self.loss)
        penalty, old = network.penalty_value(), self.updater.optimizer.state()
        with np.errstate(all="ignore"):
            loss = self.updater.update(self.inputs, self.targets, run.epochs)
            vectors = self._vectors(old)
            penalty_after = network.penalty_value()
            loss_after, outputs_after = self._evaluate(vectors["new"])
            self._evaluate(self.before)  # again, so that the buffers hold it for further questions
            values = self._values(vectors) | {Quantity("again"): outputs_after}
        return Walk(
            step=run.steps,
            experiment=run.experiment,
            dataset=run.dataset,
            sample=self.sample,
            rows=self.rows,
            labels=self.labels,
            parts=parts_of(network),
            values={quantity: _frozen(array) for quantity, array in values.items()},
            loss=loss,
            loss_after=loss_after,
            penalty=penalty,
            penalty_after=penalty_after,
            norm=float(np.sqrt(float(vectors["g"].dot(vectors["g"])))),
            optimizer=self.updater.optimizer,
            engine=network,
            after=_frozen(vectors["new"]),
            differences=differences,
        )

    def _vectors(self, old: dict[str, Any]) -> dict[str, Numbers]:
        """Return the flat vectors of the step that was made, by the kinds of their numbers."""
        network, optimizer = self.network, self.updater.optimizer
        vectors = {"": self.before, "clip": network.gradient.copy(), "new": network.parameters.copy()}
        vectors["g"] = getattr(self.updater, "unclipped", vectors["clip"])
        new, zeros = optimizer.state(), np.zeros_like(self.before)
        for name in optimizer.moments:
            vectors |= {f"old{name}": old.get(name, zeros), name: new.get(name, zeros)}
        return vectors

    def _evaluate(self, parameters: Numbers) -> tuple[float, Numbers]:
        """Return loss and outputs with these parameters, under the masks of dropout of the step."""
        self.network.parameters[:] = parameters
        for generator, state in zip(self.network.generators, self.generators, strict=True):
            generator.bit_generator.state = state
        loss = self.network.loss_and_gradient(self.inputs, self.targets, self.loss)
        return loss, self.network.outputs.copy(order="C")

    def _values(self, vectors: dict[str, Numbers]) -> dict[Quantity, Numbers]:
        """Return all quantities: what the layers hold, and the vectors layer by layer."""
        values = {Quantity("x"): self.inputs, Quantity("T"): self.targets}
        parts = parts_of(self.network)
        for part in parts:
            values |= _of_layer(part)
        values[Quantity("L")] = _losses(self.network, self.targets, self.loss)
        if not self.loss.fused:
            values[Quantity("dA", parts[-1].number)] = _output_gradient(self.network, self.targets, self.loss)
        for kind, vector in vectors.items():
            values |= _by_layer(parts, kind, vector)
        return values


def samples_of(split: Split, row: int, network: Network) -> tuple[Numbers, Numbers]:
    """Return one sample of a split, and its target, as a batch that the network takes."""
    if row >= len(split):
        raise DataError("There is no sample yet; paint some points, or choose other data.")
    inputs = split.model_inputs(row, row + 1, dtype=network.dtype)
    targets = split.targets[row : row + 1].astype(network.dtype)
    return inputs.reshape(1, *network.input_shape), targets


def _samples(
    run: TrainingRun, sample: tuple[str, int] | None
) -> tuple[Numbers, Numbers, NDArray[np.int64], NDArray[np.intp]]:
    """Return inputs, targets, labels and rows."""
    if sample is not None:
        name, row = sample
        split: Split = getattr(run.dataset, name)
        return *samples_of(split, row, run.network), split.labels[row : row + 1], np.array([row], np.intp)
    inputs, targets, rows = run.batches.peek()
    return inputs, targets, run.dataset.train.labels[rows], rows


def parts_of(network: Network) -> tuple[Part, ...]:
    """Return the network's layers with the names of what they take and give."""
    parts: list[Part] = []
    takes, number = Quantity("x"), 0
    for index, layer in enumerate(network.layers):
        number += isinstance(layer, ActivatedLayer)
        gives = Quantity(GIVES.get(type(layer), "A"), number)
        parts.append(Part(index, number, layer, takes, gives))
        takes = gives
    return tuple(parts)


def _of_layer(part: Part) -> dict[Quantity, Numbers]:
    """Return what one layer computed."""
    layer, number = part.layer, part.number
    found: dict[Quantity, Numbers] = {part.gives: layer.outputs}
    if layer.input_gradient is not None:
        found[Quantity(f"d{part.takes.kind}", part.takes.number)] = layer.input_gradient
    if isinstance(layer, Dropout):
        found[Quantity("mask", number)] = layer.mask
    if isinstance(layer, ActivatedLayer):
        found[Quantity("Z", number)] = layer.pre_activations
        found[Quantity("delta", number)] = layer.deltas
        found[Quantity("slope", number)] = _slope(layer)
        layer.differentiate()  # again, without the penalty
        found[Quantity("dataW", number)] = layer.weight_gradient
        found[Quantity("datab", number)] = layer.bias_gradient
    return {quantity: array.copy(order="C") for quantity, array in found.items()}


def _slope(layer: ActivatedLayer) -> Numbers:
    """Return the activation's derivative at the pre-activations."""
    z, outputs = layer.pre_activations.copy(order="C"), layer.outputs.copy(order="C")
    slope = np.empty_like(z)
    layer.activation.derivative(z, outputs, slope, Scratch(Buffers(z.dtype), z.shape, False))
    return slope


def _losses(network: Network, targets: Numbers, loss: Loss) -> Numbers:
    """Return each sample's own loss (n,)."""
    last = network.layers[-1]
    assert isinstance(last, ActivatedLayer)
    z, outputs = last.pre_activations.copy(order="C"), last.outputs.copy(order="C")
    scratch = Scratch(Buffers(z.dtype), (1, *z.shape[1:]), False)
    rows = [slice(i, i + 1) for i in range(len(z))]
    return np.array([loss.value(z[i], outputs[i], targets[i], scratch) for i in rows])


def _output_gradient(network: Network, targets: Numbers, loss: Loss) -> Numbers:
    """Return the gradient of the loss with respect to the outputs."""
    outputs = network.outputs.copy(order="C")
    gradient = np.empty_like(outputs)
    loss.gradient(outputs, targets, gradient, Scratch(Buffers(outputs.dtype), outputs.shape, False))
    return gradient


def _by_layer(parts: Sequence[Part], kind: str, vector: Numbers) -> dict[Quantity, Numbers]:
    """Cut a flat vector into the weights and biases of the layers."""
    found: dict[Quantity, Numbers] = {}
    for part in parts:
        layer = part.layer
        if isinstance(layer, ActivatedLayer):
            own = vector[layer.parameter_slice]
            split = own.size - layer.bias_count
            found[Quantity(f"{kind}W", part.number)] = own[:split].reshape(layer.weight_shape()).copy()
            found[Quantity(f"{kind}b", part.number)] = own[split:].copy()
    return found


def _frozen(array: Numbers) -> Numbers:
    array.flags.writeable = False
    return array
