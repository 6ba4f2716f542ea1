"""LayerLog: what each layer felt at some steps of a run, and where its weights came from.

Steps are fixed by their number alone, so that a step gone back to and made again is noted again: every one of
the first 32, then 16 in each doubling, every 512th from step 8,192 on, and from 65,536 on 128 in each
doubling, so that the log of the longest run stays small.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.training.columns import Column, FloatArray

#: Steps from one note to the next that are far enough apart: noting costs a tiny network five steps' time.
APART = 512
#: Up to so many parameters, all of them are noted: the path of the run over its loss surface.
MOST_PARAMETERS = 1000
#: What is noted of each layer.
NOTED = ("gradient norm", "update ratio", "dead", "saturated")


def first_due(step: int) -> int:
    """Return the first step from `step` on whose update is noted; steps count from 0."""
    doublings = step.bit_length()
    stride = min(1 << max(0, doublings - 5), max(APART, 1 << max(0, doublings - 8)))
    return -(-step // stride) * stride


class LayerView(msgspec.Struct, frozen=True):
    """A read-only prefix of a LayerLog, as a Moment carries it.

    Attributes
    ----------
    steps
        (rows,) updates made when a row was noted.
    values
        (rows, layers, 4) what NOTED names, of each layer with parameters: the length of its gradient, that
        of the update of its weights over theirs, and the shares of dead units and of saturated outputs; NaN
        where there is no such thing.
    start
        (n,) parameters at step 0; None if they are not known.
    path
        (rows, n) parameters at those steps; without columns if there are too many parameters.
    """

    steps: FloatArray
    values: FloatArray
    start: NDArray[Any] | None
    path: FloatArray

    def noted(self, what: str) -> FloatArray:
        """Return one of NOTED, (rows, layers)."""
        return self.values[:, :, NOTED.index(what)]


class LayerLog:
    """Rows of notes; append-only, but for `until`.

    Parameters
    ----------
    start
        The parameters at step 0, kept without a copy; None if they are of no interest.

    Attributes
    ----------
    start
        The parameters at step 0.
    due
        The number of the next step whose update is to be noted, counted from 0.
    """

    def __init__(self, start: NDArray[Any] | None = None) -> None:
        self.due = 0
        self.start = start
        self._parts: list[_Part] = []

    def note(self, step: int, layers: FloatArray, parameters: NDArray[Any]) -> None:
        """Add what the layers (layers, 4) felt in the update after `step` steps, and where it led.

        A network of another shape begins another part of the log: its layers are others.
        """
        followed = parameters if len(parameters) <= MOST_PARAMETERS else parameters[:0]
        shape = layers.size, len(parameters)
        if not self._parts or self._parts[-1].shape != shape:
            column = Column(1 + layers.size + len(followed), capacity=256)
            self._parts.append(_Part(step, shape, column))
        self._parts[-1].rows.append([float(step + 1), *layers.ravel().tolist(), *followed.tolist()])
        self.due = first_due(step + 1)

    def view(self, steps: int | None = None) -> LayerView:
        """Return what is known of the present network, or of that after so many steps.

        It stays as it is while the log grows.
        """
        parts = [part for part in self._parts if steps is None or part.start < steps]
        if not parts:
            return LayerView(np.empty(0), np.empty((0, 0, len(NOTED))), self.start, np.empty((0, 0)))
        rows, numbers = parts[-1].rows.view(), 1 + parts[-1].shape[0]
        rows = rows if steps is None else rows[: _up_to(rows, steps)]
        values = rows[:, 1:numbers].reshape(len(rows), -1, len(NOTED))
        return LayerView(rows[:, 0], values, self.start, rows[:, numbers:])

    def until(self, step: int) -> LayerLog:
        """Return a log of the first `step` steps that can grow on its own."""
        other = LayerLog(self.start)
        other.due = first_due(step)
        for part in self._parts:
            if part.start < step:
                rows = part.rows.shortened(_up_to(part.rows.view(), step))
                other._parts.append(_Part(part.start, part.shape, rows))
        return other


class _Part(NamedTuple):
    """The rows of one network: the step before its first, the size of its notes and parameters."""

    start: int
    shape: tuple[int, int]
    rows: Column


def _up_to(rows: FloatArray, step: int) -> int:
    """Return how many rows tell of the first `step` steps."""
    return int(np.searchsorted(rows[:, 0], step, side="right"))
