"""Log: what was done to a run, edit by edit, and how much of it has been applied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from nnviz.training.edits import DataEdit, Intervention, Logged


class Log:
    """Edits in the order of their steps; those ahead of a run that has gone back wait for their turn.

    Attributes
    ----------
    edits
        All that are known.
    applied
        How many of them have been applied.
    next_step
        The step at which the next one is due; -1 if there is none.
    """

    def __init__(self, edits: Sequence[Logged] = ()) -> None:
        self.edits = tuple(edits)
        self.go_to(0)

    def __len__(self) -> int:
        return len(self.edits)

    @property
    def past(self) -> tuple[Logged, ...]:
        """Those that have been applied."""
        return self.edits if self.applied == len(self.edits) else self.edits[: self.applied]

    @property
    def of_data(self) -> tuple[DataEdit, ...]:
        """The applied ones that changed samples; of successive ones with one target the last."""
        edits = [each.edit for each in self.past if isinstance(each.edit, DataEdit)]
        return tuple(tuple(group)[-1] for _, group in groupby(edits, key=lambda edit: edit.target))

    def go_to(self, applied: int) -> None:
        """Be where so many edits had been applied."""
        self.applied = applied
        self.next_step = self.edits[applied].step if applied < len(self.edits) else -1

    def take(self) -> Logged:
        """Return the next edit, and count it as applied."""
        logged = self.edits[self.applied]
        self.go_to(self.applied + 1)
        return logged

    def add(self, step: int, edit: Intervention) -> None:
        """Add an edit that was applied at this step, in the place of all that were ahead."""
        self.edits = (*self.past, Logged(step, edit))
        self.go_to(len(self.edits))

    def cut(self) -> None:
        """Drop the last applied edit and all that are ahead."""
        self.edits = self.edits[: self.applied - 1]
        self.go_to(len(self.edits))
