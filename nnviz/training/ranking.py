"""Ranking: a whole split by how well the network does on each sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Split
from nnviz.nn import Network
from nnviz.training.contours import class_scores
from nnviz.training.evaluate import outputs_on
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe

Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Ranked:
    """The samples of a split, by index.

    Attributes
    ----------
    accuracy
        Share of 1 that is classified rightly; NaN in a regression and for an empty split.
    wrong
        (k,) those that are not, ascending.
    least_sure
        (n,) all of them, the smallest largest score first; in a regression the largest error first.
    """

    accuracy: float
    wrong: Indices
    least_sure: Indices


@dataclass(frozen=True)
class Ranking(Probe):
    """How well the network does on each sample of a split."""

    split: str

    def measure(self, moment: Moment, network: Network) -> Ranked:
        """Run the network over the whole split and sort it."""
        split: Split = getattr(moment.dataset, self.split)
        outputs = outputs_on(network, split)
        if not moment.dataset.task.has_classes:
            errors = np.square(outputs - split.targets).sum(axis=1)
            return Ranked(float("nan"), np.empty(0, np.intp), np.argsort(-errors, kind="stable"))
        scores = class_scores(outputs, moment.dataset.levels)
        wrong = np.flatnonzero(scores.argmax(axis=1) != split.labels)
        accuracy = 1 - len(wrong) / len(split) if len(split) else float("nan")
        return Ranked(accuracy, wrong, np.argsort(scores.max(axis=1), kind="stable"))
