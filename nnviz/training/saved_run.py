"""SavedRun: a run as a file: its experiment, what was done to it, and how far it went."""

from __future__ import annotations

from pathlib import Path

import msgspec
import tomli_w

from nnviz.training.edits import Logged, Replay
from nnviz.training.edits.log import log_from_plain, plain_log
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Moment
from nnviz.training.reading import ExperimentError, parse_toml, read_text
from nnviz.training.run import TrainingRun


class SavedRun(msgspec.Struct, frozen=True):
    """All that it takes to make a run again, bit for bit.

    In a file it is an experiment's TOML; edits, if there were any, follow as ``[[edits]]`` tables, and
    ``steps``, if there were any, stands in front of everything.

    Attributes
    ----------
    experiment
        As it stood at step 0.
    log
        In the order in which the edits were applied.
    steps
        Updates to make.
    """

    experiment: Experiment
    log: tuple[Logged, ...] = ()
    steps: int = 0

    @property
    def is_under_way(self) -> bool:
        """Whether there is anything to make again: steps or edits; else it is an experiment alone."""
        return bool(self.log or self.steps)

    def begin(self) -> TrainingRun:
        """Return the run at step 0; its steps make the edits again where they were made."""
        run = TrainingRun(self.experiment)
        if self.log:
            run.apply(Replay(self.experiment, self.log, 0))
        return run

    @classmethod
    def of(cls, moment: Moment) -> SavedRun:
        """Return the run up to a moment."""
        return cls(moment.start, moment.log, moment.step)

    @classmethod
    def from_toml(cls, text: str) -> SavedRun:
        """Read the text of a TOML file; that of an experiment is a run at its step 0.

        Raises
        ------
        ExperimentError
            One sentence that says what is wrong, and what would be right.
        """
        plain = parse_toml(text)
        steps = plain.pop("steps", None if "edits" in plain else 0)
        edits = plain.pop("edits", [])
        if type(steps) is not int or steps < 0:
            raise ExperimentError(f"steps is {steps!r}; it must be the whole number of steps to replay")
        return cls(Experiment.from_plain(plain), log_from_plain(edits, steps), steps)

    def to_toml(self) -> str:
        """Return the text of a TOML file that reads back as this very run."""
        if not self.is_under_way:
            return self.experiment.to_toml()
        edits = {"edits": plain_log(self.log)} if self.log else {}
        return tomli_w.dumps({"steps": self.steps, **self.experiment.to_plain(), **edits})

    @classmethod
    def read(cls, path: Path) -> SavedRun:
        """Read a file."""
        text = read_text(path)
        try:
            return cls.from_toml(text)
        except ExperimentError as error:
            raise ExperimentError(f"{path}: {error}") from None
