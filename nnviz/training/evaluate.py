"""What a network makes of a whole split: its outputs, their loss and accuracy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset, Split, Task
from nnviz.nn import Network
from nnviz.training.history import MEASURED

#: Training samples whose loss and accuracy stand for the whole split where it is larger.
TRAIN_SAMPLE = 10_000
#: Samples in one forward pass of an evaluation at most: 10,000 are five passes of one size.
CHUNK = 2000
#: Times the cache that a layer's outputs may take: a convolution's would take hundreds of megabytes.
CACHES = 16


def outputs_on(network: Network, split: Split, limit: int | None = None) -> NDArray[Any]:
    """Return the network's outputs (n, outputs) on the first `limit` samples of a split, or on all."""
    count = min(limit or len(split), len(split))
    outputs = np.empty((count, *network.output_shape), network.dtype)
    for rows, inputs in chunks(network, split, count):
        outputs[rows] = network.forward(inputs)
    return outputs


def chunks(
    network: Network, split: Split, count: int, most: int = CHUNK
) -> Iterator[tuple[slice, NDArray[Any]]]:
    """Go through the first `count` samples of a split, at most `most` at a time: rows and network inputs."""
    chunk = min(most, network.chunk * CACHES)
    for start in range(0, count, chunk):
        rows = slice(start, min(start + chunk, count))
        inputs = split.model_inputs(rows.start, rows.stop, dtype=network.dtype)
        yield rows, inputs.reshape(len(inputs), *network.input_shape)


def answers(outputs: NDArray[Any], dataset: Dataset) -> NDArray[np.int64]:
    """Return the class (n,) that each output (n, outputs) stands for."""
    if dataset.task is Task.BINARY:
        chosen = outputs[:, 0] > sum(dataset.levels) / 2
    else:
        chosen = outputs.argmax(axis=1)
    return np.asarray(chosen, np.int64)


def right(outputs: NDArray[Any], split: Split, dataset: Dataset) -> NDArray[np.bool_]:
    """Tell for each output (n, outputs) whether it is the right class, (n,)."""
    return np.asarray(answers(outputs, dataset) == split.labels[: len(outputs)])


def evaluate(
    network: Network, split: Split, dataset: Dataset, loss: str, limit: int | None = None
) -> tuple[float, float]:
    """Return mean loss and accuracy (a share of 1) on a split; NaN for what there is not."""
    if not len(split):
        return float("nan"), float("nan")
    count = min(limit or len(split), len(split))
    outputs = np.empty((count, *network.output_shape), network.dtype)
    total = 0.0
    for rows, inputs in chunks(network, split, count):
        total += len(inputs) * network.loss(inputs, split.targets[rows], loss)
        outputs[rows] = network.outputs
    if not dataset.task.has_classes:
        return total / count, float("nan")
    return total / count, float(right(outputs, split, dataset).mean())


def measure_splits(network: Network, dataset: Dataset, loss: str) -> list[float]:
    """Return mean loss and accuracy of the splits in the order of `MEASURED`."""
    row: list[float] = []
    for name in MEASURED:
        limit = TRAIN_SAMPLE if name == "train" else None
        row += evaluate(network, getattr(dataset, name), dataset, loss, limit)
    return row
