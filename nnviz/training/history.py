"""History: what was measured of a run, step by step; append-only columns."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from nnviz.training.columns import Column, FloatArray
from nnviz.training.layer_log import LayerLog, LayerView


class Mark(msgspec.Struct, frozen=True):
    """A change of a setting, at the step on which it first acted."""

    step: int
    words: str


class Pace(msgspec.Struct, frozen=True):
    """From `step` on, which is `epoch` passes in, each step is `epochs_per_step` of a pass."""

    step: int
    epoch: float
    epochs_per_step: float


class Branch(msgspec.Struct, frozen=True):
    """What once came after a step, before an edit made another future.

    Attributes
    ----------
    start
        The step from which on it went another way.
    losses
        (k,) the losses of the steps after it.
    measurements
        (rows, 8) what was measured after it.
    """

    start: int
    losses: FloatArray
    measurements: FloatArray
    paces: tuple[Pace, ...]

    @property
    def steps(self) -> FloatArray:
        """(k,) the numbers of those steps, counted as losses are: from 0."""
        return np.arange(self.start, self.start + len(self.losses), dtype=np.float64)


#: Branches that are kept.
MOST_BRANCHES = 8
#: The columns of a measurement after its step and epoch.
MEASURED = ("train", "validation", "test")


class HistoryView(msgspec.Struct, frozen=True):
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
    known
        The whole history, if the run has gone back and knows what comes next; None at its end.
    branches
        Futures that were left behind by an edit in the past, the newest last.
    diverged
        The step at which the whole history ends in divergence, if it does.
    """

    losses: FloatArray
    measurements: FloatArray
    marks: tuple[Mark, ...]
    paces: tuple[Pace, ...]
    layers: LayerView
    known: HistoryView | None = None
    branches: tuple[Branch, ...] = ()
    diverged: int | None = None

    @property
    def whole(self) -> HistoryView:
        """All that is known, also of steps ahead."""
        return self if self.known is None else self.known

    def epochs(self, steps: FloatArray) -> FloatArray:
        """Tell how many passes over the data each of `steps` stands for."""
        starts = np.array([pace.step for pace in self.paces])
        which = np.searchsorted(starts, steps, side="right") - 1
        epoch = np.array([pace.epoch for pace in self.paces])[which]
        rate = np.array([pace.epochs_per_step for pace in self.paces])[which]
        return np.asarray(epoch + (steps - starts[which]) * rate)

    def epochs_at(self, step: int) -> float:
        """Tell how many passes over the data a step stands for."""
        return float(self.epochs(np.array([float(step)]))[0])

    def step_at(self, epoch: float) -> int:
        """Return the step nearest to so many passes over the data."""
        starts = [pace.epoch for pace in self.paces]
        place = max(bisect_right(starts, epoch) - 1, 0)
        pace = self.paces[place]
        step = round(pace.step + (epoch - pace.epoch) / pace.epochs_per_step)
        return step if place + 1 == len(starts) else min(step, self.paces[place + 1].step)

    def measured(self, split: str) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return steps, losses and accuracies (shares of 1) measured on `split`."""
        column = 2 + 2 * MEASURED.index(split)
        return self.measurements[:, 0], self.measurements[:, column], self.measurements[:, column + 1]


class History:
    """Every step's training loss, and what was measured at the steps that the experiment fixes.

    It holds all that is known of a run, also what lies ahead of a run that has gone back: a step made again
    adds nothing.

    Parameters
    ----------
    start
        The network's parameters at step 0.

    Attributes
    ----------
    diverged
        The step at which it ends in divergence, if it does.
    """

    def __init__(self, start: NDArray[Any] | None = None) -> None:
        self.losses = Column()
        self.measurements = Column(width=2 + 2 * len(MEASURED), capacity=256)
        self.marks: tuple[Mark, ...] = ()
        self.paces: tuple[Pace, ...] = ()
        self.layers = LayerLog(start)
        self.branches: tuple[Branch, ...] = ()
        self.diverged: int | None = None

    def mark(self, step: int, words: str) -> None:
        """Note a changed setting, unless it is noted already."""
        mark = Mark(step, words)
        if mark not in self.marks:
            self.marks = (*self.marks, mark)

    def set_pace(self, pace: Pace) -> None:
        """Note how much of a pass each step is from now on, unless it is noted already."""
        if pace not in self.paces:
            self.paces = (*self.paces, pace)

    def view(self, steps: int | None = None, rows: int | None = None) -> HistoryView:
        """Return what is known, or so much of it; it stays as it is while the history grows."""
        whole = HistoryView(
            self.losses.view(),
            self.measurements.view(),
            self.marks,
            self.paces,
            self.layers.view(),
            branches=self.branches,
            diverged=self.diverged,
        )
        if steps is None or steps == len(whole.losses):
            return whole
        return replace(
            whole,
            losses=whole.losses[:steps],
            measurements=whole.measurements[:rows],
            marks=tuple(mark for mark in self.marks if mark.step <= steps),
            paces=tuple(pace for pace in self.paces if pace.step <= steps),
            layers=self.layers.view(steps),
            known=whole,
        )

    def parted(self, steps: int, rows: int) -> History:
        """Return a History of so many steps and measurements that goes on in another way.

        What was known of later steps is its newest branch; without any it is this very history.
        """
        if steps == len(self.losses):
            self.diverged = None
            return self
        other, past = History(), self.view(steps, rows)
        other.losses, other.measurements = self.losses.shortened(steps), self.measurements.shortened(rows)
        other.marks, other.paces, other.layers = past.marks, past.paces, self.layers.until(steps)
        tail = Branch(
            steps, self.losses.view()[steps:].copy(), self.measurements.view()[rows:].copy(), self.paces
        )
        other.branches = (*self.branches, tail)[-MOST_BRANCHES:]
        return other
