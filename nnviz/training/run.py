"""TrainingRun: a network on its way through a data set; the only thing that changes weights."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnviz.data import Dataset
from nnviz.training.building import build_batches, build_dataset, build_network, initial_weights_rng
from nnviz.training.changes import describe_changes
from nnviz.training.edits import ChangeExperiment, Edit, Intervention, OpenExperiment, Reset, Seek
from nnviz.training.evaluate import evaluate
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Effect
from nnviz.training.history import MEASURED, History, Pace
from nnviz.training.layer_record import noting
from nnviz.training.moment import Moment, frozen_copy
from nnviz.training.stopping import EarlyStopping
from nnviz.training.timeline import RunState, Timeline
from nnviz.training.updater import Updater

#: Training samples whose loss and accuracy stand for the whole split where it is larger.
TRAIN_SAMPLE = 10_000


class DivergedError(ArithmeticError):
    """A loss that is not finite any more.

    Attributes
    ----------
    step
        The updates made when that loss was found.
    loss
        Infinity or NaN.
    """

    def __init__(self, step: int, loss: float) -> None:
        super().__init__(
            f"the loss became {'infinite' if math.isinf(loss) else 'not a number'} at step {step:,}"
        )
        self.step = step
        self.loss = loss


class TrainingRun:
    """One run of an experiment; the same experiment gives the same numbers, bit for bit.

    A run lets NumPy decide about floating-point warnings: whoever drives it to divergence sets
    `numpy.errstate`.

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
    steps
        Updates made so far.
    passes
        Times that the end of the training split was reached.
    log
        What was done to the run since its first step, with the step at which each edit was applied.
    """

    def __init__(self, experiment: Experiment, dtype: Any = np.float32) -> None:
        self._dtype = dtype
        self.dataset: Dataset
        self._after_data: Any
        self._begin(experiment, new_data=True)

    def _begin(self, experiment: Experiment, new_data: bool) -> None:
        """Set everything to step 0. Nothing of the run is touched before all parts could be made."""
        dataset, after_data = self._draw_data(experiment) if new_data else (self.dataset, self._after_data)
        network = build_network(experiment, dataset, initial_weights_rng(experiment, after_data), self._dtype)
        batches = build_batches(experiment, dataset, self._dtype)
        self.dataset, self._after_data, self.network, self.batches = dataset, after_data, network, batches
        self.updater = Updater(experiment.learning, network)
        self.stopping = EarlyStopping()
        self.experiment = experiment
        self.steps = 0
        self.log: list[tuple[int, Edit]] = []
        self.history = History(frozen_copy(network.parameters))
        self.timeline = Timeline()
        self.passes = 0
        self._set_pace(0.0)
        self._measure()
        self.timeline.keep(self.state())

    @staticmethod
    def _draw_data(experiment: Experiment) -> tuple[Any, Any]:
        dataset, rng = build_dataset(experiment)
        return dataset, rng.get_state()

    # training

    def step(self) -> float:
        """Make one update and return the loss of its batch, as it was before.

        Raises
        ------
        DivergedError
            If that loss is not finite. Seek a kept step before going on.
        """
        inputs, targets = self.batches.next()
        update = self.updater.update if self.steps != self.history.layers.due else noting(self)
        loss = update(inputs, targets, self.epochs if self.updater.is_scheduled else 0.0)
        if not math.isfinite(loss):
            raise DivergedError(self.steps, loss)
        self.history.losses.append(loss)
        self.steps += 1
        if self.at_epoch_end:
            self._end_epoch()
        if self.timeline.wants(self.steps):
            self.timeline.keep(self.state())
        return loss

    def epoch(self) -> None:
        """Make updates up to the end of the present pass over the training split."""
        self.step()
        while not self.at_epoch_end:
            self.step()

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last step was the last of its pass."""
        return bool(self.batches.position == self.batches.batches_per_epoch)

    @property
    def epochs(self) -> float:
        """Passes over the training split so far, with the fraction of the present one."""
        pace = self.history.paces[-1]
        return round(pace.epoch + (self.steps - pace.step) * pace.epochs_per_step, 9)

    @property
    def finished(self) -> bool:
        """Whether the experiment's last epoch is over."""
        return self.epochs >= self.experiment.stop.epochs

    @property
    def stopped_early(self) -> bool:
        """Whether the validation loss has not improved for as long as the experiment allows."""
        patience = self.experiment.stop.patience
        return 0 < patience <= self.stopping.waited

    def _end_epoch(self) -> None:
        self.passes += 1
        if self.passes % self.experiment.learning.measure_every == 0:
            self._measure()

    def _measure(self) -> None:
        row = [self.steps, self.epochs]
        for name in MEASURED:
            row += evaluate(
                self.network,
                getattr(self.dataset, name),
                self.dataset,
                self.experiment.learning.loss,
                limit=TRAIN_SAMPLE if name == "train" else None,
            )
        self.history.measurements.append(row)
        validation_loss = row[2 + 2 * MEASURED.index("validation")]
        self.updater.observe(validation_loss)
        if self.experiment.stop.patience:
            self.stopping = self.stopping.after(validation_loss, self.network.parameters, self.steps)

    def _set_pace(self, epoch: float) -> None:
        self.history.set_pace(Pace(self.steps, epoch, 1 / self.batches.batches_per_epoch))

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
                self._begin(self.experiment, new_data=False)
            case Seek(step):
                self.seek(step)
            case OpenExperiment(experiment):
                self._begin(experiment, new_data=self.experiment.effect_of(experiment) is Effect.NEW_DATA)
            case ChangeExperiment(experiment):
                self._change(experiment, edit)
            case Intervention():
                self._intervene(edit)

    def _change(self, experiment: Experiment, edit: Edit) -> None:
        effect = self.experiment.effect_of(experiment)
        if effect is None:
            self.experiment = experiment
        elif effect >= Effect.NEW_NETWORK:
            self._begin(experiment, new_data=effect is Effect.NEW_DATA)
        else:
            words = describe_changes(self.experiment, experiment)
            self._adopt(experiment)
            self.log.append((self.steps, edit))
            self.history.mark(self.steps, words)

    def _adopt(self, experiment: Experiment) -> None:
        """Take over fields that leave the network as it is."""
        batches = None
        if _order(experiment) != _order(self.experiment):
            batches = build_batches(experiment, self.dataset, self._dtype)
        self.experiment = experiment
        self.updater.adopt(experiment.learning)
        if batches is not None:
            epoch = self.epochs
            self.batches = batches
            self._set_pace(epoch)

    def _intervene(self, edit: Intervention) -> None:
        words = edit.act_on(self)
        self.log.append((self.steps, edit))
        if words:
            self.history.mark(self.steps, words)

    def state(self) -> RunState:
        """Copy everything that decides how the run goes on from here."""
        return RunState(
            step=self.steps,
            experiment=self.experiment,
            parameters=self.network.parameters.copy(),
            updater=self.updater.state(),
            batches=self.batches.state(),
            passes=self.passes,
            stopping=self.stopping,
            pace=self.history.paces[-1],
            edits=len(self.log),
        )

    def restore(self, state: RunState) -> None:
        """Go back to a state of this run; what was measured later is dropped."""
        if state.experiment.model != self.experiment.model:
            self.network = build_network(state.experiment, self.dataset, None, self._dtype)
        self.experiment = state.experiment
        self.network.parameters[...] = state.parameters
        self.updater = Updater(state.experiment.learning, self.network)
        self.updater.restore(state.updater)
        self.batches = build_batches(state.experiment, self.dataset, self._dtype)
        self.batches.restore(state.batches)
        self.stopping = state.stopping
        self.steps, self.passes = state.step, state.passes
        self.history = self.history.until(state.step)
        self.history.set_pace(state.pace)

    def seek(self, step: int) -> None:
        """Go back to `step`, exactly: restore the kept state before it, then make the steps in between."""
        step = min(max(step, 0), self.steps)
        state = self.timeline.before(step)
        edits = self.log[state.edits :]
        self.restore(state)
        self.timeline.forget_from(step + 1)
        self.log = self.log[: state.edits]
        for at, edit in edits:
            if at >= step:
                break
            self._advance_to(at)
            self.apply(edit)
        self._advance_to(step)

    def _advance_to(self, step: int) -> None:
        while self.steps < step:
            self.step()

    def moment(self) -> Moment:
        """Copy what the screen may want to know of this step."""
        return Moment(
            step=self.steps,
            epoch=self.epochs,
            experiment=self.experiment,
            dataset=self.dataset,
            parameters=frozen_copy(self.network.parameters),
            gradient=frozen_copy(self.network.gradient),
            batch=frozen_copy(self.batches.indices),
            history=self.history.view(),
            muted=self.network.muted,
        )


def _order(experiment: Experiment) -> tuple[Any, ...]:
    """Return all that decides which batches follow one another."""
    learning = experiment.learning
    return learning.batch_size, learning.shuffle, experiment.seeds.order, experiment.augmentation
