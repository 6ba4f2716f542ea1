"""The works of the engine's benchmark, and how nnviz does them.

A candidate is a function that makes everything ready for a work and returns one pass over its batches, or
None if its library is not installed. Values are random; speed does not depend on them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from time import process_time

import numpy as np
import numpy.typing as npt

from nnviz import nn
from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun

Array = npt.NDArray[np.float32]
Pass = Callable[[], object]
Batches = list[tuple[Array, Array]]

SETTLED = 8192
"""Steps from which on a run notes no more of each than it will of later ones."""
WARM_UP = 3.0
"""Seconds that a run of large steps may take to come near them."""


@dataclass(frozen=True)
class Training:
    """A training that every candidate does in its own way.

    `layers` reads as the model does: numbers are dense units, ("conv", filters, kernel size) and
    ("pool", size) the others. Every hidden layer with weights has the same `activation`.
    """

    input_shape: tuple[int, ...]
    layers: tuple[int | tuple[str, int] | tuple[str, int, int], ...]
    activation: str
    output: str
    loss: str
    batch: int
    batches: int
    optimizer: str = "sgd"
    learning_rate: float = 0.01

    @property
    def outputs(self) -> int:
        last = self.layers[-1]
        assert isinstance(last, int)
        return last

    @property
    def samples(self) -> int:
        return self.batch * self.batches

    def data(self) -> Batches:
        """The same batches for every candidate: values in 0..1, one-hot targets."""
        rng = np.random.default_rng(0)
        inputs = rng.random((self.samples, *self.input_shape), dtype=np.float32)
        targets = np.eye(max(self.outputs, 2), dtype=np.float32)[
            rng.integers(max(self.outputs, 2), size=self.samples)
        ]
        targets = targets[:, : self.outputs]
        cuts = range(0, self.samples, self.batch)
        return [(inputs[i : i + self.batch], targets[i : i + self.batch]) for i in cuts]


@dataclass(frozen=True)
class Work:
    """One line of the table."""

    title: str
    training: Training
    unit: str
    target: str
    grid: int = 0
    """With a grid, the work is the answer for grid x grid points, in milliseconds, and not the training."""

    @property
    def amount(self) -> float:
        """Units of work in one pass."""
        return self.training.samples if self.unit == "samples/s" else 1.0

    def points(self) -> Array:
        axis = np.linspace(-6, 6, self.grid, dtype=np.float32)
        return np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)


def nnviz_network(training: Training) -> nn.Network:
    layers: list[nn.Layer] = []
    for i, layer in enumerate(training.layers):
        if isinstance(layer, int):
            if i and not isinstance(training.layers[i - 1], int):
                layers.append(nn.Flatten())
            last = i == len(training.layers) - 1
            layers.append(nn.Dense(layer, training.output if last else training.activation))
        elif layer[0] == "conv":
            layers.append(nn.Conv2D(*layer[1:], training.activation))
        else:
            layers.append(nn.MaxPool2D(layer[1]))
    return nn.Network(layers, training.input_shape, np.random.default_rng(0))


def nnviz_pass(work: Work) -> Pass:
    training = work.training
    network = nnviz_network(training)
    if work.grid:
        points = work.points()
        return lambda: network.predict(points)
    optimizer = nn.OPTIMIZERS[training.optimizer](training.learning_rate)
    batches = training.data()
    loss = training.loss

    def epoch() -> None:
        for inputs, targets in batches:
            network.loss_and_gradient(inputs, targets, loss)
            optimizer.update(network.parameters, network.gradient)

    return epoch


def run_pass(work: Work) -> Pass | None:
    """The same steps by a real run, on MNIST: shuffled, with its history and states to go back to.

    What is measured of whole splits, as often as one wishes, is left out. A run notes more of its first steps
    than of later ones, so it has made some before its time is taken.
    """
    training = work.training
    if work.grid or np.prod(training.input_shape) != 784:
        return None
    run = TrainingRun(_experiment(training))
    end = process_time() + WARM_UP
    while run.steps < SETTLED and process_time() < end:
        run.step()

    def epoch() -> None:
        for _ in range(training.batches):
            run.step()

    return epoch


def _experiment(training: Training) -> Experiment:
    hidden = [_settings(layer, training.activation) for layer in training.layers[:-1]]
    if len(training.input_shape) > 1:
        hidden.append({"kind": "flatten"})
    learning = {
        "optimizer": training.optimizer,
        "learning_rate": training.learning_rate,
        "batch_size": training.batch,
        "loss": training.loss,
        "measure_every": 100_000,
    }
    model = {"hidden": hidden, "output": training.output}
    return Experiment.from_plain({"data": {"name": "mnist"}, "model": model, "learning": learning})


def _settings(layer: int | tuple[str, int] | tuple[str, int, int], activation: str) -> dict[str, object]:
    """A layer as an experiment writes it."""
    if isinstance(layer, int):
        return {"kind": "dense", "units": layer, "activation": activation}
    if layer[0] == "pool":
        return {"kind": "max_pool", "size": layer[1]}
    filters, kernel_size = layer[1:]
    return {
        "kind": "convolution",
        "filters": filters,
        "kernel_size": kernel_size,
        "activation": activation,
    }


def products_pass(work: Work) -> Pass:
    """Nothing but the matrix products of the pass, into arrays made beforehand."""
    if work.grid:
        return _forward_products(work)
    steps = [_dense_products, _convolution_products]
    return steps[len(work.training.input_shape) > 1](work.training)


def _forward_products(work: Work) -> Pass:
    sizes = (2, *(layer for layer in work.training.layers if isinstance(layer, int)))
    weights = [np.ones(pair, np.float32) for pair in pairwise(sizes)]
    arrays = [work.points(), *(np.empty((work.grid**2, size), np.float32) for size in sizes[1:])]

    def forward() -> None:
        for i, weight in enumerate(weights):
            arrays[i].dot(weight, arrays[i + 1])

    return forward


def _dense_products(training: Training) -> Pass:
    sizes = (*training.input_shape, *(layer for layer in training.layers if isinstance(layer, int)))
    weights = [np.ones(pair, np.float32) for pair in pairwise(sizes)]
    gradients = [np.empty(pair, np.float32) for pair in pairwise(sizes)]
    arrays = [np.ones((training.batch, size), np.float32) for size in sizes]
    deltas = [np.ones_like(array) for array in arrays]
    batches = training.data()

    def epoch() -> None:
        for arrays[0], _ in batches:
            for i, weight in enumerate(weights):
                arrays[i].dot(weight, arrays[i + 1])
            for i in reversed(range(len(weights))):
                arrays[i].T.dot(deltas[i + 1], gradients[i])
                if i:
                    deltas[i + 1].dot(weights[i].T, deltas[i])

    return epoch


def _convolution_products(training: Training) -> Pass:
    """Each layer's product, its two gradients' (one for the first layer), on patches that lie ready."""
    operands: list[tuple[Array, Array, Array]] = []
    for layer in nnviz_network(training).layers:
        if layer.weights is None:
            continue
        positions = training.batch * int(np.prod(layer.output_shape[1:]))
        units = layer.output_shape[0]
        weights = np.ones((units, layer.weights.size // units), np.float32)
        operands.append(
            (
                weights,
                np.ones((weights.shape[1], positions), np.float32),
                np.ones((units, positions), np.float32),
            )
        )
    gradients = [np.empty_like(weights) for weights, _, _ in operands]
    outputs = [np.empty_like(delta) for _, _, delta in operands]
    upstream = [np.empty_like(patches) for _, patches, _ in operands]

    def epoch() -> None:
        for _ in range(training.batches):
            for i, (weights, patches, delta) in enumerate(operands):
                weights.dot(patches, outputs[i])
                delta.dot(patches.T, gradients[i])
                if i:
                    weights.T.dot(delta, upstream[i])

    return epoch


_W1 = Training((784,), (128, 10), "relu", "softmax", "cross_entropy", batch=32, batches=20)
_W1_128 = Training((784,), (128, 10), "relu", "softmax", "cross_entropy", batch=128, batches=10)
_W2 = Training((784,), (30, 10), "sigmoid", "sigmoid", "mse", batch=10, batches=50, learning_rate=3.0)
_W3 = Training((784,), (512, 512, 10), "relu", "softmax", "cross_entropy", 128, 4, "adam", 0.001)
_W4 = Training(
    (2,), (5, 3), "sigmoid", "softmax", "cross_entropy", batch=1500, batches=1, learning_rate=0.015
)
_W5 = Training((2,), (4, 2, 1), "tanh", "tanh", "mse", batch=10, batches=25, learning_rate=0.03)
_CNN = (("conv", 8, 5), ("pool", 2), ("conv", 16, 5), ("pool", 2), 10)
_W6 = Training((1, 28, 28), _CNN, "relu", "softmax", "cross_entropy", batch=64, batches=4)
_W7 = Training((2,), (8, 8, 3), "tanh", "softmax", "cross_entropy", batch=10, batches=1)

WORKS: dict[str, Work] = {
    "W1": Work("W1 784-128-10 relu, SGD, batch 32", _W1, "samples/s", "2.5 x PyTorch, 0.65 x products"),
    "W1b": Work("W1 the same, batch 128", _W1_128, "samples/s", "2.2 x PyTorch, 0.80 x products"),
    "W2": Work("W2 784-30-10 sigmoid, batch 10", _W2, "samples/s", "6 x PyTorch"),
    "W3": Work("W3 784-512-512-10 relu, Adam, batch 128", _W3, "samples/s", "1.7 x PyTorch, 0.62 x products"),
    "W4": Work("W4 2-5-3 sigmoid, 1,500 points at once", _W4, "epochs/s", "4 x PyTorch"),
    "W5": Work("W5 2-4-2-1 tanh, 250 points, batch 10", _W5, "epochs/s", "10 x PyTorch"),
    "W6": Work("W6 conv 8, pool, conv 16, pool, 10, batch 64", _W6, "samples/s", "2.5 x PyTorch"),
    "W7": Work("W7 2-8-8-3 tanh on 100 x 100 points", _W7, "ms", "0.15 ms", grid=100),
    "W7b": Work("W7 the same on 256 x 256 points", _W7, "ms", "0.8 ms", grid=256),
}
