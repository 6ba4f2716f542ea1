"""Learner: a network with all that decides how it goes on learning; LearnerState: a copy of that."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Batches, Dataset
from nnviz.nn import Network
from nnviz.training.building import build_batches, build_network, check_extent, sees_images
from nnviz.training.experiment import Experiment
from nnviz.training.history import Pace
from nnviz.training.reading import ExperimentError
from nnviz.training.stopping import EarlyStopping
from nnviz.training.updater import Updater


class LearnerState(msgspec.Struct, frozen=True):
    """Everything that decides how a run goes on from one step.

    Attributes
    ----------
    experiment
        As it stood at that step; its model says which network the parameters belong to.
    dataset
        Shared with the run and with other states, not copied.
    """

    step: int
    experiment: Experiment
    dataset: Dataset
    parameters: NDArray[Any]
    updater: dict[str, Any]
    batches: dict[str, Any]
    passes: int
    stopping: EarlyStopping
    pace: Pace

    @property
    def nbytes(self) -> int:
        """Memory that keeping this state takes, in bytes; the small parts at a flat rate."""
        remembered = self.updater["optimizer"].values()
        arrays = [self.parameters, *(value for value in remembered if isinstance(value, np.ndarray))]
        if self.stopping.best_parameters is not None:
            arrays.append(self.stopping.best_parameters)
        return sum(array.nbytes for array in arrays) + 500 * len(self.__struct_fields__)


class Learner:
    """A network on its way through a data set: what an update changes, and what it depends on.

    Attributes
    ----------
    steps
        Updates made so far.
    passes
        Times that the end of the training split was reached.
    pace
        How much of a pass each step is at present.
    """

    experiment: Experiment
    dataset: Dataset
    network: Network
    batches: Batches
    updater: Updater
    stopping: EarlyStopping
    steps: int
    passes: int
    pace: Pace

    def __init__(self, dtype: Any = np.float32) -> None:
        self._dtype = dtype

    @property
    def at_epoch_end(self) -> bool:
        """Whether the last step was the last of its pass."""
        return bool(self.batches.position == self.batches.batches_per_epoch)

    @property
    def epochs(self) -> float:
        """Passes over the training split so far, with the fraction of the present one."""
        return round(self.pace.epoch + (self.steps - self.pace.step) * self.pace.epochs_per_step, 9)

    @property
    def finished(self) -> bool:
        """Whether the experiment's last epoch is over."""
        return self.epochs >= self.experiment.stop.epochs

    @property
    def stopped_early(self) -> bool:
        """Whether the validation loss has not improved for as long as the experiment allows."""
        patience = self.experiment.stop.patience
        return 0 < patience <= self.stopping.waited

    # what edits change

    def adopt(self, experiment: Experiment) -> None:
        """Take over fields that leave the network and the data as they are.

        Raises
        ------
        ExperimentError
            If they do not fit the data; everything is then as it was.
        """
        batches = None
        if _order(experiment) != _order(self.experiment):
            check_extent(experiment, self.dataset)
            batches = build_batches(experiment, self.dataset, self._dtype)
        self.experiment = experiment
        self.updater.adopt(experiment.learning)
        if batches is not None:
            self._take_batches(batches)

    def take_network(self, network: Network, experiment: Experiment) -> None:
        """Train another network from here on; the optimiser's memory and the best weights begin afresh.

        The schedule goes on as it was.

        Parameters
        ----------
        network
            Fits the data, and belongs to nobody else.
        experiment
            Its ``model`` describes the network (its weights apart): every copy is made from it.

        Raises
        ------
        ExperimentError
            If the batches do not fit; everything is then as it was.
        """
        batches = None
        if _order(experiment) != _order(self.experiment):
            batches = build_batches(experiment, self.dataset, self._dtype)
        schedule = self.updater.schedule
        self.experiment, self.network = experiment, network
        self.updater = Updater(experiment.learning, network)
        self.updater.schedule = schedule
        self.stopping = EarlyStopping()
        if batches is not None:
            self._take_batches(batches)

    def take_dataset(self, dataset: Dataset, experiment: Experiment) -> None:
        """Learn from another data set from here on, beginning a pass unless it has as many samples.

        Parameters
        ----------
        dataset
            Of the same input shape and as many outputs; kept by reference, so every edit brings its own.
        experiment
            With the fields that describe the data.

        Raises
        ------
        ExperimentError
            If the data do not fit the network or the batches; everything is then as it was.
        """
        if (dataset.input_shape, dataset.outputs) != (self.dataset.input_shape, self.dataset.outputs):
            raise ExperimentError("these data have other inputs or classes than the network was made for")
        check_extent(experiment, dataset)
        batches = build_batches(experiment, dataset, self._dtype)
        goes_on = len(dataset.train) == len(self.dataset.train) and _order(experiment) == _order(
            self.experiment
        )
        self.experiment, self.dataset = experiment, dataset
        if goes_on:
            batches.restore(self.batches.state())
            self.batches = batches
        else:
            self._take_batches(batches)

    def _take_batches(self, batches: Batches) -> None:
        epoch = self.epochs
        self.batches = batches
        self._set_pace(epoch)

    def _set_pace(self, epoch: float) -> None:
        self.pace = Pace(self.steps, epoch, 1 / self.batches.batches_per_epoch)

    # to and from states

    def learner_state(self) -> LearnerState:
        """Copy everything that decides how the learning goes on from here."""
        return LearnerState(
            step=self.steps,
            experiment=self.experiment,
            dataset=self.dataset,
            parameters=self.network.parameters.copy(),
            updater=self.updater.state(),
            batches=self.batches.state(),
            passes=self.passes,
            stopping=self.stopping,
            pace=self.pace,
        )

    def take_state(self, state: LearnerState) -> None:
        """Go on exactly where a state was copied; the gradient is 0 until the next step."""
        experiment, dataset = state.experiment, state.dataset
        if not hasattr(self, "network") or _shape(experiment, dataset) != _shape(
            self.experiment, self.dataset
        ):
            self.network = build_network(experiment, dataset, None, self._dtype)
        if (
            not hasattr(self, "batches")
            or dataset is not self.dataset
            or _order(experiment) != _order(self.experiment)
        ):
            self.batches = build_batches(experiment, dataset, self._dtype)
        self.experiment, self.dataset = experiment, dataset
        self.network.parameters[...] = state.parameters
        self.network.gradient[...] = 0
        self.updater = Updater(experiment.learning, self.network)
        self.updater.restore(state.updater)
        self.batches.restore(state.batches)
        self.stopping, self.pace = state.stopping, state.pace
        self.steps, self.passes = state.step, state.passes


def _order(experiment: Experiment) -> tuple[Any, ...]:
    """Return all that decides which batches follow one another, and their form."""
    learning = experiment.learning
    return (
        learning.batch_size,
        learning.shuffle,
        experiment.seeds.order,
        experiment.augmentation,
        sees_images(experiment),
    )


def _shape(experiment: Experiment, dataset: Dataset) -> tuple[Any, ...]:
    """Return all that decides which network the parameters belong to."""
    return experiment.model, dataset.input_shape, dataset.outputs
