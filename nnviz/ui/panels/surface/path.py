"""SurfacePath: where on a plane of the weights a run has been, from its notes and from what was watched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.training.directions import Frame
from nnviz.training.moment import Moment

Floats = NDArray[np.float64]

#: Watched places kept; from then on every second one goes.
MOST = 1000
#: A step after a mark that is so many times the usual one was made by hand.
_FAR = 8.0


class SurfacePath:
    """The way of a run over one plane.

    Small networks note all their weights at some steps of the run. Of larger ones only the start is known,
    and what was seen while somebody watched.
    """

    def __init__(self) -> None:
        self._noted: Floats = np.empty((0, 3))
        self._watched: list[tuple[float, float, float]] = []

    def of(self, moment: Moment, frame: Frame) -> Floats:
        """Return the places (n, 2) up to a moment, whose own is the last; NaN where somebody put weights."""
        self._take_notes(moment, frame)
        self._forget_after(moment.step)
        here = (float(moment.step), *frame.place(moment.parameters).tolist())
        if self._watched and self._watched[-1][0] == here[0]:
            self._watched[-1] = here  # placed by hand
        else:
            self._watched.append(here)
        if len(self._watched) > MOST:
            self._watched = self._watched[::2]
        rows = np.concatenate((self._noted[self._noted[:, 0] <= moment.step], np.array(self._watched)))
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        last_of_step = np.append(
            np.diff(rows[:, 0]) > 0, True
        )  # what was watched counts before what was noted
        rows = rows[last_of_step]
        return np.insert(rows[:, 1:], _jumps(rows, moment), np.nan, axis=0)

    def _take_notes(self, moment: Moment, frame: Frame) -> None:
        """Place what has been noted since the last time."""
        notes = moment.history.layers
        if not len(self._noted) and notes.start is not None and notes.start.size == frame.origin.size:
            self._noted = np.array([[0.0, *frame.place(notes.start)]])
        if notes.path.shape[1] != frame.origin.size:
            return
        known = int(np.searchsorted(self._noted[:, 0], notes.steps[0])) if len(notes.steps) else 0
        placed = len(self._noted) - known
        if placed > len(notes.steps) or (placed and self._noted[-1, 0] != notes.steps[placed - 1]):
            self._noted, placed = self._noted[:known], 0  # the run has gone back
        if placed < len(notes.steps):
            new = np.column_stack((notes.steps[placed:], frame.place(notes.path[placed:])))
            self._noted = np.concatenate((self._noted, new))

    def _forget_after(self, step: int) -> None:
        while self._watched and self._watched[-1][0] > step:
            self._watched.pop()


def _jumps(rows: Floats, moment: Moment) -> list[int]:
    """Return the rows before which the weights were put elsewhere, and did not go there by themselves."""
    if len(rows) < 2:
        return []
    lengths = np.hypot(*np.diff(rows[:, 1:], axis=0).T)
    usual = float(np.median(lengths))
    at = np.searchsorted(rows[:, 0], [mark.step for mark in moment.history.marks])
    near = {row for place in at.tolist() for row in (place, place + 1) if 0 < row < len(rows)}
    return sorted(row for row in near if lengths[row - 1] > _FAR * usual)
