"""Edits: everything a person can do to a run, as values.

A run applies them between two steps, in the order they came, and logs each with its step. The experiment, its
seeds and that log are the whole run.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from nnviz.training.abstract_struct import AbstractStruct
from nnviz.training.changes import describe_changes
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Effect, differing
from nnviz.training.reading import ExperimentError, check_finite, set_value

if TYPE_CHECKING:
    from typing import Self

    from nnviz.training.run import TrainingRun


class Edit(AbstractStruct, frozen=True):
    """Something done to a run."""

    @property
    def target(self) -> Hashable:
        """What is changed: of several waiting edits with one target the newest counts."""
        return type(self).__name__


class Intervention(Edit, frozen=True):
    """An edit of a run as it stands, which then goes on from there; logged with its step.

    A new kind is a frozen struct with `act_on` and a line in `nnviz.training.edits.log.EDITS`; the run,
    the trainer and the replay need not know it. Its fields are plain (numbers, words, and tuples of them),
    with limits as ``Annotated[int, msgspec.Meta(ge=0)]`` where there are any, since it is written to a file
    with its run and read again.

    What is changed has to be a part of the run's state, or going back would lose it: the weights
    (``run.network.parameters``, in place), the fields (`TrainingRun.adopt`), the network
    (`TrainingRun.take_network`) or the data (`TrainingRun.take_dataset`). Whatever shapes the network besides
    belongs to ``experiment.model``, from which every copy of it is made.
    """

    @abstractmethod
    def act_on(self, run: TrainingRun) -> str:
        """Change the run; return the words that mark the step in the curves, or none.

        Raises
        ------
        ExperimentError, nnviz.data.DataError
            One sentence; the run must then be as it was.
        """

    def to_plain(self) -> dict[str, Any]:
        """Return the fields as TOML can hold them."""
        return {each: msgspec.to_builtins(getattr(self, each)) for each in self.__struct_fields__}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Check fields as TOML gives them, and build the edit.

        Raises
        ------
        ExperimentError
            One sentence that names the field and says what would be right.
        """
        known = cls.__struct_fields__
        for name, value in plain.items():
            if name not in known:
                raise ExperimentError(f"{name} is not a field; there is {', '.join(known) or 'none'}")
            check_finite(name, value)
        try:
            return msgspec.convert(dict(plain), cls)
        except msgspec.ValidationError as error:
            raise ExperimentError(_sentence(str(error), plain)) from None


class DataEdit(Intervention, frozen=True):
    """An edit of the samples; when a run of the same data begins anew, it is made again at step 0."""


def _sentence(message: str, plain: Mapping[str, Any]) -> str:
    """Turn msgspec's message about an edit into one that names the field and its value."""
    reason, _, place = message.replace("Object", "the edit").partition(" - at `$.")
    name = place.rstrip("`").partition("[")[0]
    where = f"{name} is {plain[name]!r}; " if name in plain else ""
    return where + reason[0].lower() + reason[1:].replace("`", "")


class Logged(NamedTuple):
    """An edit, and the step after which it was applied."""

    step: int
    edit: Intervention


class ChangeFields(Intervention, frozen=True):
    """Give fields other values that cost neither weights nor data.

    Attributes
    ----------
    values
        Dotted paths with their values; a list as a tuple.
    """

    values: tuple[tuple[str, Any], ...]

    @classmethod
    def between(cls, old: Experiment, new: Experiment) -> ChangeFields:
        """Return what makes one experiment another one."""
        plain = new.to_plain()
        return cls(tuple((path, _at(plain, path)) for path in differing(old.to_plain(), plain)))

    def act_on(self, run: TrainingRun) -> str:
        """Take over the values."""
        before, plain = run.experiment, run.experiment.to_plain()
        for path, value in self.values:
            set_value(plain, path, value)
        after = Experiment.from_plain(plain)
        if (before.effect_of(after) or Effect.LIVE) >= Effect.NEW_NETWORK:
            raise ExperimentError(f"{', '.join(dict(self.values))} cannot be changed within a run")
        run.adopt(after)
        return describe_changes(before, after)

    def to_plain(self) -> dict[str, Any]:
        """Return the values by their paths."""
        return {"fields": dict(self.values)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ChangeFields:
        """Read values by their paths; whether they are right shows when they are applied."""
        values = plain.get("fields")
        if not isinstance(values, Mapping) or len(plain) > 1:
            raise ExperimentError('a change is written as fields = { "learning.learning_rate" = 0.1 }')
        return cls(tuple(values.items()))


def _at(plain: Any, path: str) -> Any:
    for name in path.split("."):
        plain = plain[name]
    return plain


class ChangeExperiment(Edit, frozen=True):
    """Change fields; what that throws away is the changed fields' Effect."""

    experiment: Experiment


class OpenExperiment(Edit, frozen=True):
    """Begin another experiment at its step 0, however little it differs."""

    experiment: Experiment


class Replay(Edit, frozen=True):
    """Begin an experiment and make a run of it again: so many steps, with each edit where it was applied.

    Attributes
    ----------
    log
        In the order in which the edits were applied.
    """

    experiment: Experiment
    log: tuple[Logged, ...]
    steps: int

    @property
    def target(self) -> Hashable:
        """Of waiting openings the newest counts, whatever was to be opened."""
        return OpenExperiment.__name__


class Reset(Edit, frozen=True):
    """Begin again at step 0 with the very same initial weights."""


class Seek(Edit, frozen=True):
    """Go to a step of the known run, exactly; what comes after it stays known until something is changed."""

    step: int


class RestoreBest(Intervention, frozen=True):
    """Take back the weights with the lowest measured validation loss, and be patient anew."""

    def act_on(self, run: TrainingRun) -> str:
        """Put the kept weights back, if there are any."""
        best, words = run.stopping.best_parameters, ""
        if best is not None:
            run.network.parameters[...] = best
            words = f"best weights, of step {run.stopping.best_step:,}"
        run.stopping = run.stopping.rested()
        return words
