"""Edits: everything a person can do to a run, as values.

A run applies them between two steps, in the order they came, and logs each with its step. The experiment, its
seeds and that log are the whole run.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnviz.training.experiment import Experiment

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun


@dataclass(frozen=True)
class Edit:
    """Something done to a run."""

    @property
    def target(self) -> Hashable:
        """What is changed: of several waiting edits with one target the newest counts."""
        return type(self).__name__


@dataclass(frozen=True)
class Intervention(Edit, ABC):
    """An edit of a run as it stands, which then goes on from there; logged with its step.

    A new kind is a subclass with `act_on`; the run, the trainer and the replay need not know it.
    """

    @abstractmethod
    def act_on(self, run: TrainingRun) -> str:
        """Change the run; return the words that mark the step in the curves, or none.

        Raises
        ------
        ExperimentError, nnviz.data.DataError
            One sentence; the run must then be as it was.
        """


@dataclass(frozen=True)
class ChangeExperiment(Edit):
    """Change fields; what that throws away is the changed fields' Effect."""

    experiment: Experiment


@dataclass(frozen=True)
class OpenExperiment(Edit):
    """Begin another experiment at its step 0, however little it differs."""

    experiment: Experiment


@dataclass(frozen=True)
class Reset(Edit):
    """Begin again at step 0 with the very same initial weights."""


@dataclass(frozen=True)
class Seek(Edit):
    """Go back to a step of this run, exactly; what came after it is dropped."""

    step: int


@dataclass(frozen=True)
class RestoreBest(Intervention):
    """Take back the weights with the lowest measured validation loss, and be patient anew."""

    def act_on(self, run: TrainingRun) -> str:
        """Put the kept weights back, if there are any."""
        best, words = run.stopping.best_parameters, ""
        if best is not None:
            run.network.parameters[...] = best
            words = f"best weights, of step {run.stopping.best_step:,}"
        run.stopping = run.stopping.rested()
        return words
