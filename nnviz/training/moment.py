"""Moment: a frozen copy of a run at one step. Snapshot: a moment and what was measured of it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.training.edits import Logged
from nnviz.training.experiment import Experiment
from nnviz.training.history import HistoryView


class Moment(msgspec.Struct, frozen=True):
    """A run at one step, safe to read from any thread while the run goes on.

    Attributes
    ----------
    step
        Updates made so far.
    epoch
        Passes over the training split so far, with the fraction of the present one.
    start
        The experiment as it stood at step 0.
    log
        The edits applied since then, each with its step.
    parameters, gradient
        (n,) flat vectors, read-only; the gradient is the last step's.
    batch
        (k,) indices into the training split of the last step's samples.
    history
        The run's history up to this step.
    muted
        The muted units of each layer of the network.
    """

    step: int
    epoch: float
    experiment: Experiment
    dataset: Dataset
    start: Experiment
    log: tuple[Logged, ...]
    parameters: NDArray[Any]
    gradient: NDArray[Any]
    batch: NDArray[np.intp]
    history: HistoryView
    muted: tuple[tuple[int, ...], ...]


class Snapshot(msgspec.Struct, frozen=True):
    """A moment with the results of the probes that were due; a result may stem from a slightly earlier
    moment.

    Attributes
    ----------
    results
        What each probe measured; for a probe that failed, a `Failure`.
    measured_at
        The step of the moment each result stems from.
    """

    moment: Moment
    results: Mapping[Any, Any]
    measured_at: Mapping[Any, int]


class Failure(msgspec.Struct, frozen=True):
    """What went wrong, for the panel that shows it."""

    sentence: str
    details: str

    @classmethod
    def of(cls, error: Exception, before: str = "") -> Failure:
        """Return what an exception says, after words of one's own, with its traceback."""
        sentence = before + (str(error) or type(error).__name__)
        return cls(sentence, "".join(traceback.format_exception(error)))


def frozen_copy(array: NDArray[Any]) -> NDArray[Any]:
    """Return an unwritable copy."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy
