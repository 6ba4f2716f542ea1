"""Course: what the timeline shows of a run: how far it is known, and what stands out on the way."""

from __future__ import annotations

import msgspec
import numpy as np

from nnviz.training.history import MEASURED, HistoryView, Mark
from nnviz.training.moment import Snapshot
from nnviz.training.status import Status
from nnviz.ui.controls.progress import epoch_words, steps_at_end
from nnviz.ui.numerals import count, leap, significant

#: An axis is at least so long, and the planned end may be so many times as far as the run is known.
SHORTEST = 100
FARTHEST = 5


class Course(msgspec.Struct, frozen=True):
    """A run from its first step to the end of the axis.

    Attributes
    ----------
    known
        The last step that is known, here or ahead.
    end
        The step at the end of the axis.
    marks
        Changed settings.
    best
        The step with the lowest validation loss, if it has not been the last one measured.
    diverged
        The step at which the run diverged.
    """

    known: int = 0
    end: int = SHORTEST
    marks: tuple[Mark, ...] = ()
    best: int | None = None
    diverged: int | None = None


def course_of(status: Status, snapshot: Snapshot) -> Course:
    """Return the course of a run as it is known now."""
    whole = snapshot.moment.history.whole
    known = max(len(whole.losses), status.step)
    planned = steps_at_end(status, snapshot)
    return Course(known, end_of_axis(known, planned), whole.marks, best_step(whole), whole.diverged)


def end_of_axis(known: int, planned: int | None) -> int:
    """Return the planned end if it is not too far, else a round number that does not creep."""
    shown = max(known, SHORTEST)
    if planned is not None and known <= planned <= FARTHEST * shown:
        return planned
    return int(leap(shown))


def best_step(history: HistoryView) -> int | None:
    """Return the step with the lowest validation loss; None if there is none, or if it is the last one."""
    losses = history.measurements[:, 2 + 2 * MEASURED.index("validation")]
    if not np.isfinite(losses[-1:]).all():
        return None
    row = int(np.nanargmin(losses))
    return int(history.measurements[row, 0]) if row < len(losses) - 1 else None


def epoch_labels(history: HistoryView, end: int, room: float) -> list[tuple[int, str]]:
    """Return the steps at which epochs end, as many as have room, with their names.

    Parameters
    ----------
    room
        How many there may be.
    """
    if all(pace.epochs_per_step >= 1 for pace in history.paces):
        return []  # each step is an epoch, and steps are named anyway
    last = float(history.epochs(np.array([float(end)]))[0])
    every = max(1, int(leap(max(last, 1e-9) / max(room, 1.0))))
    return [(history.step_at(epoch), f"epoch {epoch:,}") for epoch in range(every, int(last) + 1, every)]


def words_at(history: HistoryView, step: int, reach: float) -> str:
    """Say what a step was: its epoch, its batch's loss, and what was changed within `reach` steps of it."""
    words = f"Step {count(step)}, epoch {epoch_words(history.epochs_at(step))}"
    if 0 < step <= len(history.losses):
        words += f", batch loss {significant(float(history.losses[step - 1]))}"
    near = [
        f"step {count(mark.step)}: {mark.words}" for mark in history.marks if abs(mark.step - step) <= reach
    ]
    return "\n".join([words, *near])
