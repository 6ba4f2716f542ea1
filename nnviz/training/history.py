"""History: what was measured of a run, step by step; append-only columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.training.columns import Column, FloatArray
from nnviz.training.layer_log import LayerLog, LayerView


@dataclass(frozen=True)
class Mark:
    """A change of a setting, at the step on which it first acted."""

    step: int
    words: str


@dataclass(frozen=True)
class Pace:
    """From `step` on, which is `epoch` passes in, each step is `epochs_per_step` of a pass."""

    step: int
    epoch: float
    epochs_per_step: float


#: The columns of a measurement after its step and epoch.
MEASURED = ("train", "validation", "test")


@dataclass(frozen=True)
class HistoryView:
    """A read-only prefix of a History, as a Moment carries it.

    Attributes
    ----------
    losses
        (steps,) loss of each step's batch, before that step's update.
    measurements
        (rows, 8) step, epoch, then loss and accuracy of train, validation and test; NaN for
        an empty split.
    layers
        What each layer felt at some of the steps.
    """

    losses: FloatArray
    measurements: FloatArray
    marks: tuple[Mark, ...]
    paces: tuple[Pace, ...]
    layers: LayerView

    def epochs(self, steps: FloatArray) -> FloatArray:
        """Tell how many passes over the data each of `steps` stands for."""
        starts = np.array([pace.step for pace in self.paces])
        which = np.searchsorted(starts, steps, side="right") - 1
        epoch = np.array([pace.epoch for pace in self.paces])[which]
        rate = np.array([pace.epochs_per_step for pace in self.paces])[which]
        return np.asarray(epoch + (steps - starts[which]) * rate)

    def measured(self, split: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return steps, losses and accuracies (shares of 1) measured on `split`."""
        column = 2 + 2 * MEASURED.index(split)
        return self.measurements[:, 0], self.measurements[:, column], self.measurements[:, column + 1]


class History:
    """Every step's training loss, and what was measured at the steps that the experiment fixes.

    Parameters
    ----------
    start
        The network's parameters at step 0.
    """

    def __init__(self, start: NDArray[Any] | None = None) -> None:
        self.losses = Column()
        self.measurements = Column(width=2 + 2 * len(MEASURED), capacity=256)
        self.marks: tuple[Mark, ...] = ()
        self.paces: tuple[Pace, ...] = ()
        self.layers = LayerLog(start)

    def mark(self, step: int, words: str) -> None:
        """Note a changed setting."""
        self.marks = (*self.marks, Mark(step, words))

    def set_pace(self, pace: Pace) -> None:
        """Note how much of a pass each step is from now on."""
        self.paces = (*(earlier for earlier in self.paces if earlier.step < pace.step), pace)

    def view(self) -> HistoryView:
        """Return what is known so far; it stays as it is while the history grows."""
        return HistoryView(
            self.losses.view(), self.measurements.view(), self.marks, self.paces, self.layers.view()
        )

    def until(self, step: int) -> History:
        """Return a History of the first `step` steps that can grow on its own."""
        other = History()
        other.losses = self.losses.shortened(min(step, len(self.losses)))
        kept = int(np.searchsorted(self.measurements.view()[:, 0], step, side="right"))
        other.measurements = self.measurements.shortened(kept)
        other.marks = tuple(mark for mark in self.marks if mark.step < step)
        other.paces = tuple(pace for pace in self.paces if pace.step < step)
        other.layers = self.layers.until(step)
        return other
