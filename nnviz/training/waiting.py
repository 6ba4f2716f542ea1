"""WaitingEdits: what was submitted to a trainer and not yet begun."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import TYPE_CHECKING

from nnviz.training.edits import ChangeExperiment, Edit, OpenExperiment, Replay, Reset, Seek
from nnviz.training.fields import Effect

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

PREPARING = "Preparing the data"


class WaitingEdits:
    """Edits in order; of several of one target the newest counts.

    Only of steps to go to with nothing between them: what was to be done at one of them is done there.
    """

    def __init__(self) -> None:
        self._edits: dict[Hashable, Edit] = {}
        self._lock = threading.Lock()
        self._others = 0  # edits that were no steps to go to

    def __len__(self) -> int:
        return len(self._edits)

    def put(self, edit: Edit) -> None:
        """Add an edit, in place of one with its target."""
        with self._lock:
            self._others += not isinstance(edit, Seek)
            place = (edit.target, self._others) if isinstance(edit, Seek) else edit.target
            self._edits[place] = edit

    def take(self, edit: Edit) -> bool:
        """Take an edit out, unless a newer one came in its place; tell whether it counts."""
        with self._lock:
            for place, waiting in self._edits.items():
                if waiting is edit:
                    del self._edits[place]
                    return True
        return False

    def make_moot(self, edit: Seek | Replay) -> bool:
        """Tell whether what waits makes it needless to go on with an edit that has begun.

        A newer step to go to does, unless something else was to be done at the older one first; so does
        whatever begins a run.
        """
        with self._lock:
            waiting = list(self._edits.values())
        if any(isinstance(each, OpenExperiment | Replay | Reset) for each in waiting):
            return True
        return bool(waiting) and isinstance(edit, Seek) and all(isinstance(each, Seek) for each in waiting)


def long_work(run: TrainingRun, edit: Edit) -> str:
    """Return words for an edit that may take long; most take less than a step."""
    if isinstance(edit, ChangeExperiment | OpenExperiment):
        return PREPARING if run.experiment.effect_of(edit.experiment) is Effect.NEW_DATA else ""
    return ""
