"""Evaluation: what the network says of every sample of a split, measured once for all who ask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset, Split
from nnviz.nn import Network
from nnviz.nn.metrics import confusion_matrix
from nnviz.training.evaluate import answers, chunks
from nnviz.training.moment import Moment
from nnviz.training.probes import SlicedProbe
from nnviz.training.probes.contours import class_scores

#: Samples a slice at most, and times the processor's cache that a layer's outputs take: five milliseconds for
#: 800 units and for convolutions, so that whoever shares the core is not kept from it.
SLICE, CACHES = 250, 4
#: The part of that cache that a slice may fill where it is more: small networks are then done in few calls.
PART = 8

Indices = NDArray[np.intp]


class Evaluated(msgspec.Struct, frozen=True, eq=False, dict=True):
    """What the network says of a split; in a regression nothing is right or wrong.

    Attributes
    ----------
    labels, answers
        (n,) the true classes and those that the network gives; all 0 in a regression.
    sureness
        (n,) the largest score among the classes; in a regression the squared error, negative.
    least_sure
        (n,) all samples by index, the least sure first.
    confusion
        (classes, classes) how often each class (row) got each answer (column); empty in a regression.
    """

    labels: NDArray[np.int64]
    answers: NDArray[np.int64]
    sureness: NDArray[Any]
    least_sure: Indices
    confusion: NDArray[np.int64]

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Which samples (n,) are classified rightly."""
        return np.asarray(self.labels == self.answers)

    @cached_property
    def wrong(self) -> Indices:
        """Those that are not, by index, ascending."""
        return np.flatnonzero(self.labels != self.answers)

    @cached_property
    def accuracy(self) -> float:
        """The share of 1 that is classified rightly; NaN in a regression and for an empty split."""
        if not len(self.confusion) or not len(self.labels):
            return float("nan")
        return 1 - len(self.wrong) / len(self.labels)

    def answered(self, threshold: float) -> tuple[float, float]:
        """Tell how a network fares that says "don't know" where it is less sure than a threshold.

        Returns
        -------
        coverage, accuracy
            The share of 1 of the samples that it answers, and the share of these that it gets right (NaN
            if it answers none).
        """
        sure = self.sureness >= threshold
        count = int(np.count_nonzero(sure))
        if not count:
            return 0.0, float("nan")
        return count / len(sure), float(np.count_nonzero(self.right & sure)) / count


class Evaluation(SlicedProbe, frozen=True):
    """What the network says of every sample of a split: train, validation or test."""

    split: str

    def slices(self, moment: Moment, network: Network) -> Iterator[Evaluated | None]:
        """Run the network over the split, a few samples at a time."""
        split: Split = getattr(moment.dataset, self.split)
        outputs = np.empty((len(split), *network.output_shape), network.dtype)
        size = min(max(SLICE, network.chunk // PART), CACHES * network.chunk)
        for rows, inputs in chunks(network, split, len(split), size):
            outputs[rows] = network.forward(inputs)
            yield None
        yield evaluated(outputs, split, moment.dataset)


def evaluated(outputs: NDArray[Any], split: Split, dataset: Dataset) -> Evaluated:
    """Compare outputs (n, outputs) with what the samples of a split are."""
    if not dataset.task.has_classes:
        sureness = -np.square(outputs - split.targets).sum(axis=1)
        nothing = np.zeros((0, 0), np.int64)
        return Evaluated(split.labels, split.labels, sureness, _ascending(sureness), nothing)
    given = answers(outputs, dataset)
    sureness = class_scores(outputs, dataset.levels).max(axis=1)
    classes = len(dataset.class_names)
    confusion = np.zeros((classes, classes), np.int64)
    if len(split):
        confusion = confusion_matrix(split.labels, given, classes)
    return Evaluated(split.labels, given, sureness, _ascending(sureness), confusion)


def _ascending(values: NDArray[Any]) -> Indices:
    return np.argsort(values, kind="stable")
