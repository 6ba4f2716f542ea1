"""TrainingRun: a network on its way through a data set; the only thing that changes weights."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import Any

import msgspec
import numpy as np

from nnviz.data import DataError, Dataset
from nnviz.training.building import build_batches, build_network, draw_dataset, initial_weights_rng
from nnviz.training.edits import (
    ChangeExperiment,
    ChangeFields,
    Edit,
    Intervention,
    OpenExperiment,
    Replay,
    Reset,
    Seek,
)
from nnviz.training.evaluate import measure_splits
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Effect
from nnviz.training.history import MEASURED, History
from nnviz.training.layer_record import noting
from nnviz.training.learner import Learner
from nnviz.training.log import Log
from nnviz.training.moment import Moment, frozen_copy
from nnviz.training.reading import ExperimentError
from nnviz.training.stopping import DivergedError, EarlyStopping
from nnviz.training.timeline import RunState, Timeline
from nnviz.training.updater import Updater

__all__ = ["DivergedError", "TrainingRun"]

#: Seconds between two looks of a journey at whether it is still wanted.
LOOK_EVERY = 0.01


class TrainingRun(Learner):
    """One run of an experiment; the same experiment and edits give the same numbers, bit for bit.

    NumPy decides about floating-point warnings: who drives a run to divergence sets `numpy.errstate`.
    Gone back to an earlier step, a run still knows what came after it: steps made again are the same, with
    the same edits, until another edit makes another future.

    Parameters
    ----------
    experiment
        The recipe.
    dtype
        Of all numbers in training; float64 for exact mathematics.

    Raises
    ------
    ExperimentError, nnviz.data.DataError
        One sentence, if the recipe does not fit the data or a data file is damaged.

    Attributes
    ----------
    start
        The experiment as it stood at step 0.
    log
        What was done since then, and what lies ahead as far as it is known.
    rows
        Measurements made so far.
    """

    def __init__(self, experiment: Experiment, dtype: Any = np.float32) -> None:
        super().__init__(dtype)
        self.timeline = Timeline()
        self._begin(experiment, new_data=True)

    def _begin(self, experiment: Experiment, new_data: bool) -> None:
        """Set everything to step 0. Nothing of the run is touched before all parts could be made."""
        dataset, after_data = draw_dataset(experiment) if new_data else self._drawn
        dataset = dataset.with_features(experiment.model.features)
        network = build_network(experiment, dataset, initial_weights_rng(experiment, after_data), self._dtype)
        batches = build_batches(experiment, dataset, self._dtype)
        self._drawn: tuple[Dataset, Any] = dataset, after_data
        self.dataset, self.network, self.batches = dataset, network, batches
        self.updater, self.stopping = Updater(experiment.learning, network), EarlyStopping()
        self.start = self.experiment = experiment
        self.steps = self.passes = self.rows = 0
        self.log, self._is_torn = Log(), False
        self.history, self.timeline = History(frozen_copy(network.parameters)), self.timeline.emptied()
        self._set_pace(0.0)
        self.history.set_pace(self.pace)
        self.measure()
        self.timeline.keep(self.state)

    # training

    def step(self) -> float:
        """Make one update and return the loss of its batch, as it was before.

        Raises
        ------
        DivergedError
            If that loss is not finite. Seek a kept step before going on.
        ExperimentError, nnviz.data.DataError
            If an edit that a file gives for this step cannot be carried out.
        """
        batches, updater, history = self.batches, self.updater, self.history
        inputs, targets = batches.next()
        update = updater.update if self.steps != history.layers.due else noting(self)
        loss = update(inputs, targets, self.epochs if updater.is_scheduled else 0.0)
        if not math.isfinite(loss):
            self._is_torn, history.diverged = True, self.steps
            raise DivergedError(self.steps, loss)
        if self.steps == history.losses.length:
            history.losses.append(loss)
        self.steps += 1
        if batches.position == batches.batches_per_epoch:
            self._end_epoch()
        if self.steps >= self.timeline.due:
            self.timeline.keep(self.state)
        if self.steps == self.log.next_step:
            self._apply_known()
        return loss

    def epoch(self) -> None:
        """Make updates up to the end of the present pass over the training split."""
        self.step()
        while not self.at_epoch_end:
            self.step()

    def _end_epoch(self) -> None:
        self.passes += 1
        if self.passes % self.experiment.learning.measure_every == 0:
            self.measure()

    def measure(self) -> None:
        """Measure every split, or take what was measured here before the run went back."""
        if self.rows == len(self.history.measurements):
            splits = measure_splits(self.network, self.dataset, self.experiment.learning.loss)
            self.history.measurements.append([self.steps, self.epochs, *splits])
        row = self.history.measurements.view()[self.rows]
        self.rows += 1
        validation_loss = float(row[2 + 2 * MEASURED.index("validation")])
        self.updater.observe(validation_loss)
        if self.experiment.stop.patience:
            self.stopping = self.stopping.after(validation_loss, self.network.parameters, self.steps)

    # edits

    def apply(self, edit: Edit) -> None:
        """Carry out an edit between two steps, and log it.

        Raises
        ------
        ExperimentError, nnviz.data.DataError
            One sentence; the run is then as it was.
        """
        match edit:
            case Reset():
                self._begin_with(self.experiment, Effect.NEW_NETWORK, self.log.of_data)
            case OpenExperiment(experiment):
                self._begin_with(experiment, self.experiment.effect_of(experiment))
            case ChangeExperiment(experiment):
                self._change(experiment)
            case Seek() | Replay():
                for _ in self.journey(edit):
                    pass
            case Intervention():
                self._intervene(edit)

    def _change(self, experiment: Experiment) -> None:
        effect = self.experiment.effect_of(experiment)
        if effect is None:
            self.start = msgspec.structs.replace(self.start, about=experiment.about)
            self.experiment = experiment
        elif effect >= Effect.NEW_NETWORK:
            self._begin_with(experiment, effect, () if effect is Effect.NEW_DATA else self.log.of_data)
        else:
            self._intervene(ChangeFields.between(self.experiment, experiment))

    def _begin_with(self, experiment: Experiment, effect: Effect | None, kept: Iterable[Edit] = ()) -> None:
        """Begin anew; the data are drawn again where they have to be, or were changed on the way."""
        self._begin(experiment, effect is Effect.NEW_DATA or self.dataset is not self._drawn[0])
        for edit in kept:
            self.apply(edit)

    def _intervene(self, edit: Intervention) -> None:
        """Carry out a new edit: whatever came after this step before is another future now."""
        known = self.history
        self.history = known.parted(self.steps, self.rows)
        try:
            words = edit.act_on(self)
        except Exception:
            self.history = known
            raise
        self.timeline.forget_after(self.steps)
        self.log.add(self.steps, edit)
        self._note(words)

    def _apply_known(self) -> None:
        """Carry out the edits that the log has for this step."""
        while 0 <= self.log.next_step <= self.steps:
            step, edit = self.log.take()
            try:
                self._note(edit.act_on(self))
            except (ExperimentError, DataError) as error:
                number = self.log.applied
                self.log.cut()
                raise ExperimentError(f"edit {number}, at step {step:,}, is not possible: {error}") from None

    def _note(self, words: str) -> None:
        """Take note of an edit that was carried out."""
        self.history.set_pace(self.pace)
        if words:
            self.history.mark(self.steps, words)

    # to and fro

    def state(self) -> RunState:
        """Copy everything that decides how the run goes on from here."""
        return RunState(self.learner_state(), self.log.applied, self.rows)

    def restore(self, state: RunState) -> None:
        """Go to a state of this run; what is known of later steps stays."""
        self.take_state(state.learner)
        self.timeline.stop_clock()
        self.log.go_to(state.edits)
        self._is_torn, self.rows = False, state.rows

    def seek(self, step: int) -> None:
        """Go to a step of the known run, exactly, with all edits that were made there."""
        for _ in self.journey(Seek(step)):
            pass

    def journey(self, edit: Seek | Replay) -> Iterator[float]:
        """Go to a step little by little, so that it can be given up on the way.

        Yields the share of the way that lies behind; at each the run is a whole one.

        Raises
        ------
        ExperimentError, nnviz.data.DataError
            One sentence, if a run cannot be begun, or stops before an edit that cannot be replayed.
        """
        if isinstance(edit, Replay):
            self._begin(edit.experiment, new_data=True)
            self.log = Log(edit.log)
            target = edit.steps
        else:
            target = min(max(edit.step, 0), len(self.history.losses))
        # the last step is made, not restored: a moment has its gradient
        state = self.timeline.before(max(target - 1, 0))
        is_on_the_way = target == self.steps or state.step <= self.steps < target
        if self._is_torn or not is_on_the_way:
            self.restore(state)
        self._apply_known()
        yield from self._walk(target)

    def _walk(self, target: int) -> Iterator[float]:
        began, looked = self.steps, perf_counter()
        while self.steps < target:
            self.step()
            left = target - 1 - self.steps
            if left > 0 and not left & (left - 1):  # a power of two: closer together when closer
                self.timeline.keep_near(self.state(), target)
            if perf_counter() - looked > LOOK_EVERY:
                yield (self.steps - began) / (target - began)
                looked = perf_counter()

    def moment(self) -> Moment:
        """Copy what the screen may want to know of this step."""
        return Moment(
            step=self.steps,
            epoch=self.epochs,
            experiment=self.experiment,
            dataset=self.dataset,
            start=self.start,
            log=self.log.past,
            parameters=frozen_copy(self.network.parameters),
            gradient=frozen_copy(self.network.gradient),
            batch=frozen_copy(self.batches.indices),
            history=self.history.view(self.steps, self.rows),
            muted=self.network.muted,
        )
