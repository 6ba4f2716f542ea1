"""Timeline: states of a run, few enough to keep and close enough to reach every step in between exactly."""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Callable
from time import thread_time
from typing import Annotated

import msgspec

from nnviz.data.fields import field
from nnviz.training.learner import LearnerState


class Keeping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much may be kept to go back to. It changes no number, so no run depends on it."""

    memory: Annotated[
        int,
        field(
            "Memory",
            "For the states that one can go back to. With more they lie closer, so that any step is reached "
            "sooner in a long run of a large network.",
            ge=16,
            le=65_536,
            unit="MB",
        ),
    ] = 256

    @property
    def nbytes(self) -> int:
        """The memory in bytes."""
        return self.memory * 2**20


#: Bytes that the states may take, and the share of them for those near the step that was gone to last.
LIMIT = Keeping().nbytes
NEAR_SHARE = 8
#: States at most: a million small objects would hold up the interpreter's garbage collection.
MOST = 10_000
MOST_NEAR = 24
#: Seconds of computing between two states of a young run.
GAP = 0.03
#: The next state is at most so many times as far away as the last one was.
FASTER = 10
#: Copying a state may take this share of the time between two.
COST = 0.01


class RunState(msgspec.Struct, frozen=True):
    """A learner's state, and how much of the run's log and history led to it.

    Attributes
    ----------
    edits
        How many logged edits had been applied.
    rows
        How many measurements had been made.
    """

    learner: LearnerState
    edits: int
    rows: int

    @property
    def step(self) -> int:
        """Updates made."""
        return self.learner.step

    @property
    def nbytes(self) -> int:
        """Memory that keeping this state takes, in bytes, without its data set."""
        return self.learner.nbytes

    def nbytes_after(self, before: RunState | None) -> int:
        """Memory that keeping it after another takes: points changed by hand count once."""
        dataset = self.learner.dataset
        is_shared = before is not None and before.learner.dataset is dataset
        return self.nbytes if is_shared else self.nbytes + dataset.edited_nbytes


class Timeline:
    """Kept states in the order of their steps, under a memory limit.

    They lie as far apart as the steps between two take so many seconds of this thread's time: far where steps
    are quick or copies dear. When the limit is reached every second state goes and the time between two
    doubles, so a long run keeps the same memory and every part of it stays within reach.

    Parameters
    ----------
    limit
        Bytes that the states may take.
    gap
        Seconds of computing between two states, at least.

    Attributes
    ----------
    due
        The step from which on the next state is to be kept.
    """

    def __init__(self, limit: int = LIMIT, gap: float = GAP) -> None:
        self.limit = limit
        self.due = 0
        self._gap = self._least_gap = gap
        self._states: list[RunState] = []
        self._near: list[RunState] = []
        self._nbytes = self._near_nbytes = 0
        self._seconds_a_step = math.inf  # not known yet: the next one soon
        self._spacing = 1
        self._clock: tuple[int, float] | None = None  # step and thread time after the last state was kept

    def __len__(self) -> int:
        return len(self._states)

    @property
    def nbytes(self) -> int:
        """Bytes that the states take."""
        return self._nbytes + self._near_nbytes

    def emptied(self) -> Timeline:
        """Return a timeline under the same limit for a run that begins anew."""
        return Timeline(self.limit, self._least_gap)

    def keep_within(self, limit: int) -> None:
        """Have the states take so many bytes at most from now on; with more room they lie closer again."""
        if limit > self.limit:
            self._gap = self._least_gap
        self.limit = limit
        self._make_room()
        while self._near_nbytes > limit // NEAR_SHARE:
            self._near_nbytes -= self._near.pop(0).nbytes

    def keep(self, copy: Callable[[], RunState]) -> None:
        """Add a state, after all others; how long it takes to copy counts."""
        began = thread_time()
        state = copy()
        copied = thread_time()
        if self._clock is not None and state.step > self._clock[0]:
            self._seconds_a_step = (began - self._clock[1]) / (state.step - self._clock[0])
        self._nbytes += state.nbytes_after(self._states[-1] if self._states else None)
        self._states.append(state)
        self._make_room()
        gap = max(self._gap, (copied - began) / COST)
        # by and by: a clock may be too coarse to measure the first few steps
        self._spacing = min(round(gap / max(self._seconds_a_step, 1e-9)), FASTER * self._spacing)
        self._spacing = max(self._spacing, 1)
        self.due = state.step + self._spacing
        self._clock = state.step, thread_time()

    def keep_near(self, state: RunState, target: int) -> None:
        """Add a state close before a step that is being gone to, so that steps around it are at hand."""
        insort(self._near, state, key=lambda each: each.step)
        self._near_nbytes += state.nbytes
        while len(self._near) > MOST_NEAR or self._near_nbytes > self.limit // NEAR_SHARE:
            first_is_farther = abs(self._near[0].step - target) > abs(self._near[-1].step - target)
            self._near_nbytes -= self._near.pop(0 if first_is_farther else -1).nbytes

    def before(self, step: int) -> RunState:
        """Return the latest kept state that is not after `step`."""
        found = [_before(states, step) for states in (self._states, self._near) if states]
        return max(found, key=lambda state: (state.step <= step, state.step))

    def stop_clock(self) -> None:
        """Take note that the steps up to the next state will not follow the last one directly."""
        self._clock = None

    def forget_after(self, step: int) -> None:
        """Drop the states of all steps after `step`, where the run has taken another course.

        The next state follows at once, unless the last one is so fresh that an edit in every step, as a
        dragged point makes, would have every step kept.
        """
        known = len(self._states) + len(self._near)
        for states in (self._states, self._near):
            del states[bisect_right(states, step, key=lambda state: state.step) :]
        dropped = len(self._states) + len(self._near) < known
        if dropped:
            self._count()
        if dropped or self._clock is None or thread_time() - self._clock[1] >= self._gap:
            self.due = min(self.due, step + 1)

    @property
    def _room(self) -> int:
        return self.limit - self.limit // NEAR_SHARE

    def _make_room(self) -> None:
        while self._states[2:] and (self._nbytes > self._room or len(self._states) > MOST):
            self._thin()

    def _thin(self) -> None:
        """Drop about every second state, those that have a neighbour close before them."""
        self._gap *= 2
        far = 2 * self._states[-1].step / len(self._states)
        kept = self._states[:1]
        for state in self._states[1:]:
            if state.step - kept[-1].step >= far:
                kept.append(state)
        self._states = kept
        self._count()

    def _count(self) -> None:
        before = (None, *self._states)
        self._nbytes = sum(
            state.nbytes_after(last) for last, state in zip(before, self._states, strict=False)
        )
        self._near_nbytes = sum(state.nbytes for state in self._near)


def _before(states: list[RunState], step: int) -> RunState:
    return states[max(bisect_right(states, step, key=lambda state: state.step) - 1, 0)]
