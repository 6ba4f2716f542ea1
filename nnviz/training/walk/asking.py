"""What a microscope asks of a run: a walk, a gradient check, the sample that is most wrong."""

from __future__ import annotations

import msgspec
import numpy as np

from nnviz.data import Split
from nnviz.nn import relative_error
from nnviz.training.evaluate import outputs_on
from nnviz.training.probes.contours import class_scores
from nnviz.training.run import TrainingRun
from nnviz.training.walk.walk import Place, Walk


class Check(msgspec.Struct, frozen=True):
    """A gradient by backpropagation beside the finite difference, both in float64.

    Attributes
    ----------
    error
        |g − d| / (|g| + |d|).
    """

    place: Place
    gradient: float
    difference: float
    error: float


def check(walk: Walk, place: Place) -> Check:
    """Hold the gradient of a weight or bias against the finite difference of the loss."""
    index = walk.parameter(place)
    if index is None:
        raise ValueError(f"{place.quantity.kind} is no weight and no bias")
    gradient = float(walk.differences.gradient[index])
    difference = walk.differences.difference(index)
    return Check(place, gradient, difference, relative_error(gradient, difference))


def most_wrong(run: TrainingRun, split_name: str) -> int:
    """Return the row of the sample whose truth is given the lowest score, or whose error is largest."""
    split: Split = getattr(run.dataset, split_name)
    outputs = outputs_on(run.network.copy(), split)
    if not run.dataset.task.has_classes:
        return int(np.square(outputs - split.targets).sum(axis=1).argmax())
    scores = class_scores(outputs, run.dataset.levels)
    return int(scores[np.arange(len(scores)), split.labels].argmin())
