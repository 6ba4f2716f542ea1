"""Status: what a trainer says of itself."""

from __future__ import annotations

from enum import Enum

import msgspec

from nnviz.training.divergence import Divergence
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure


class State(Enum):
    """What a trainer is doing."""

    EMPTY = "Empty"
    RUNNING = "Running"
    PAUSED = "Paused"
    FINISHED = "Finished"
    DIVERGED = "Diverged"
    FAILED = "Failed"


class Status(msgspec.Struct, frozen=True):
    """What a trainer says of itself; frozen, so any thread may keep it.

    Attributes
    ----------
    experiment
        As the run has it; None before the first.
    steps_per_second, samples_per_second
        Over the last report; 0 unless running.
    version
        Grows with each edit that was applied or refused.
    is_waiting
        Whether there is no sample to learn from, as on a plane without points.
    busy
        What takes long at the moment, such as reading files; empty otherwise.
    target, progress
        The step that is being gone to, and the share of the way that lies behind; None while not under way.
    notice
        One sentence about the last edit, if it was refused; it stays until the next, or until the run ends by
        itself.
    reason
        One sentence about why the run paused by itself; empty otherwise.
    """

    state: State = State.EMPTY
    experiment: Experiment | None = None
    step: int = 0
    epoch: float = 0.0
    steps_per_second: float = 0.0
    samples_per_second: float = 0.0
    version: int = 0
    is_waiting: bool = False
    busy: str = ""
    target: int | None = None
    progress: float | None = None
    notice: str = ""
    reason: str = ""
    divergence: Divergence | None = None
    failure: Failure | None = None
