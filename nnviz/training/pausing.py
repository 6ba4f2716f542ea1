"""PauseWhen: conditions at which a run pauses by itself; Watch: keeps an eye on them between steps.

A condition fires when it comes to hold. One that holds already when the run goes on waits until it has not
held in between, so that a run paused by it can simply go on.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, Any, ClassVar

import msgspec
import numpy as np

from nnviz.data.fields import field
from nnviz.nn import Network
from nnviz.training.evaluate import answers
from nnviz.training.history import MEASURED
from nnviz.training.run import TrainingRun

Sample = tuple[str, int]
"""A split's name and a row of it."""


class PauseWhen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The conditions' limits; one that is 0 is off. They change no number, so no run depends on them."""

    loss: Annotated[
        float,
        field("Training loss under", "As it is measured for the curves.", ge=0.0, le=1e6, zero_means="off"),
    ] = 0.0
    accuracy: Annotated[
        float,
        field(
            "Accuracy over",
            "On the validation samples, or on the training samples if there are no others.",
            ge=0.0,
            le=100.0,
            unit="%",
            zero_means="off",
        ),
    ] = 0.0
    epoch: Annotated[
        int, field("Epoch reached", "Passes over the training split.", ge=0, le=10_000_000, zero_means="off")
    ] = 0
    gradient: Annotated[
        float,
        field(
            "Gradient norm over", "Length of the whole gradient of a step.", ge=0.0, le=1e6, zero_means="off"
        ),
    ] = 0.0
    stalled: Annotated[
        int,
        field(
            "Validation no better for",
            "Measurements in a row without a lower validation loss.",
            ge=0,
            le=1_000_000,
            zero_means="off",
        ),
    ] = 0
    turned: Annotated[
        bool,
        field("Sample turns right or wrong", "The sample that is selected, whenever its answer changes."),
    ] = False


class Condition(ABC):
    """One thing to look at, with its limit."""

    every_step: ClassVar[bool] = False
    """Whether to look at each step, not only after measurements."""

    def __init__(self, limit: Any) -> None:
        self.limit = limit

    @abstractmethod
    def holds(self, run: TrainingRun) -> bool:
        """Tell whether it holds now."""

    @abstractmethod
    def words(self, run: TrainingRun) -> str:
        """Say what came to be, for "Paused at step 5: ..."."""

    def fires(self, before: bool, now: bool) -> bool:
        """Tell whether the run is to pause."""
        return now and not before


class _Loss(Condition):
    def holds(self, run: TrainingRun) -> bool:
        return bool(_measured(run, "train")[0] < self.limit)

    def words(self, run: TrainingRun) -> str:
        return f"the training loss is {_measured(run, 'train')[0]:.4g}, under {self.limit:g}"


class _Accuracy(Condition):
    def holds(self, run: TrainingRun) -> bool:
        return bool(100 * self._accuracy(run)[1] > self.limit)

    def words(self, run: TrainingRun) -> str:
        split, accuracy = self._accuracy(run)
        return f"the {split} accuracy is {accuracy:.1%}, over {self.limit:g} %".replace("%,", " %,")

    def _accuracy(self, run: TrainingRun) -> tuple[str, float]:
        accuracy = _measured(run, "validation")[1]
        return ("validation", accuracy) if accuracy == accuracy else ("training", _measured(run, "train")[1])


class _Epoch(Condition):
    every_step = True

    def holds(self, run: TrainingRun) -> bool:
        return bool(run.epochs >= self.limit)

    def words(self, run: TrainingRun) -> str:
        return f"{run.epochs:,g} epochs are over"


class _Gradient(Condition):
    every_step = True

    def holds(self, run: TrainingRun) -> bool:
        return bool(self._norm(run) > self.limit)

    def words(self, run: TrainingRun) -> str:
        return f"the gradient's norm is {self._norm(run):.4g}, over {self.limit:g}"

    def _norm(self, run: TrainingRun) -> float:
        gradient = run.network.gradient
        return float(np.sqrt(gradient.dot(gradient)))


class _Stalled(Condition):
    def holds(self, run: TrainingRun) -> bool:
        losses = run.history.measurements.view()[: run.rows, 2 + 2 * MEASURED.index("validation")]
        if not np.isfinite(losses).any():
            return False
        return bool(len(losses) - 1 - int(np.nanargmin(losses)) >= self.limit)

    def words(self, run: TrainingRun) -> str:
        best = _measured(run, "validation")[0]
        return f"the validation loss, {best:.4g}, has been no better for {self.limit:,} measurements"


class _Turned(Condition):
    every_step = True

    def __init__(self, limit: Any) -> None:
        super().__init__(limit)
        self._network: Network | None = None
        self._source: Network | None = None

    def fires(self, before: bool, now: bool) -> bool:
        return now != before

    def holds(self, run: TrainingRun) -> bool:
        split_name, row = self.limit
        split = getattr(run.dataset, split_name)
        if not run.dataset.task.has_classes or row >= len(split):
            return False
        network = self._copy_of(run.network)
        sample = split.model_inputs(row, row + 1).reshape(1, *network.input_shape)
        return bool(answers(network.forward(sample), run.dataset)[0] == split.labels[row])

    def words(self, run: TrainingRun) -> str:
        split, row = self.limit
        verdict = "right" if self.holds(run) else "wrong"
        return f"sample {row:,} of the {split} split has turned {verdict}"

    def _copy_of(self, network: Network) -> Network:
        """Return a copy for one sample, so that the run's own buffers stay as they are."""
        if self._network is None or self._source is not network:
            self._network, self._source = network.copy(), network
        np.copyto(self._network.parameters, network.parameters)
        self._network.muted = network.muted
        return self._network


#: By the names of the fields of `PauseWhen`.
CONDITIONS: dict[str, type[Condition]] = {
    "loss": _Loss,
    "accuracy": _Accuracy,
    "epoch": _Epoch,
    "gradient": _Gradient,
    "stalled": _Stalled,
    "turned": _Turned,
}


class Watch:
    """Looks at those conditions that are set.

    Parameters
    ----------
    sample
        The one that `PauseWhen.turned` is about; None if none is selected.
    """

    def __init__(self, when: PauseWhen, sample: Sample | None = None) -> None:
        limits = {name: getattr(when, name) for name in CONDITIONS}
        limits["turned"] = sample if when.turned else None
        self._conditions = [CONDITIONS[name](limit) for name, limit in limits.items() if limit]
        self._held: list[bool] = []
        self._rows = 0

    def __bool__(self) -> bool:
        return bool(self._conditions)

    def arm(self, run: TrainingRun) -> None:
        """Take note of what holds already."""
        self._held = [condition.holds(run) for condition in self._conditions]
        self._rows = run.rows

    def look(self, run: TrainingRun) -> str:
        """Return a sentence if a condition has come to hold, else nothing."""
        is_measured, self._rows = run.rows != self._rows, run.rows
        for place, condition in enumerate(self._conditions):
            if not (condition.every_step or is_measured):
                continue
            before, self._held[place] = self._held[place], condition.holds(run)
            if condition.fires(before, self._held[place]):
                return f"paused at step {run.steps:,}: {condition.words(run)}"
        return ""


def _measured(run: TrainingRun, split: str) -> tuple[float, float]:
    """Return the loss and the accuracy of a split when it was last measured."""
    row = run.history.measurements.view()[run.rows - 1]
    place = 2 + 2 * MEASURED.index(split)
    return float(row[place]), float(row[place + 1])
