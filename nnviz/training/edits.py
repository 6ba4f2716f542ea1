"""Edits: everything a person can do to a run, as values.

A run applies them between two steps, in the order they came, and logs each with its step. The experiment, its
seeds and that log are the whole run.
"""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.training.experiment import Experiment


@dataclass(frozen=True)
class Edit:
    """Something done to a run. Of several waiting edits of the same class, the newest counts."""


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
class RestoreBest(Edit):
    """Take back the weights with the lowest measured validation loss."""
