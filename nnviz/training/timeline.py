"""Timeline: states of a run, few enough to keep and close enough to reach every step in between exactly."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.training.experiment import Experiment
from nnviz.training.history import Pace
from nnviz.training.stopping import EarlyStopping

#: Steps between two kept states of a young run.
SPACING = 100


@dataclass(frozen=True)
class RunState:
    """Everything that decides how a run goes on from one step.

    Attributes
    ----------
    experiment
        As it stood at that step.
    edits
        How many logged edits had been applied.
    """

    step: int
    experiment: Experiment
    parameters: NDArray[Any]
    updater: dict[str, Any]
    batches: Any
    passes: int
    stopping: EarlyStopping
    pace: Pace
    edits: int

    @property
    def nbytes(self) -> int:
        """Memory that keeping this state takes, in bytes; the small parts at a flat rate."""
        remembered = self.updater["optimizer"].values()
        arrays = [self.parameters, *(value for value in remembered if isinstance(value, np.ndarray))]
        return sum(array.nbytes for array in arrays) + 1000 * len(fields(self))


class Timeline:
    """Kept states in the order of their steps, evenly spaced, under a memory limit.

    When the limit is reached every second state goes and the spacing doubles, so a long run keeps the same
    memory and takes longer between two states.

    Parameters
    ----------
    limit
        Bytes that the states may take.
    """

    def __init__(self, limit: int = 256 * 2**20) -> None:
        self.limit = limit
        self.spacing = SPACING
        self._states: list[RunState] = []
        self._nbytes = 0

    def __len__(self) -> int:
        return len(self._states)

    def wants(self, step: int) -> bool:
        """Tell whether a state of this step is to be kept."""
        return step % self.spacing == 0

    def keep(self, state: RunState) -> None:
        """Add a state, in the place of one of the same step."""
        self.forget_from(state.step)
        self._states.append(state)
        self._nbytes += state.nbytes
        while self._nbytes > self.limit and len(self._states) > 2:
            self._thin()

    def before(self, step: int) -> RunState:
        """Return the latest kept state that is not after `step`."""
        place = bisect_right(self._states, step, key=lambda state: state.step)
        return self._states[max(place - 1, 0)]

    def forget_from(self, step: int) -> None:
        """Drop the states of `step` and of all after it."""
        while self._states and self._states[-1].step >= step:
            self._nbytes -= self._states.pop().nbytes

    def _thin(self) -> None:
        self.spacing *= 2
        self._states = [state for state in self._states if state.step % self.spacing == 0]
        self._nbytes = sum(state.nbytes for state in self._states)
