"""From an experiment's values to the things they describe: data set, network, optimiser, order of samples."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from nnviz.data import DATASETS, Batches, DataError, Dataset
from nnviz.nn import Dense, Layer, Network
from nnviz.training.experiment import Experiment
from nnviz.training.layers import ON_IMAGES
from nnviz.training.reading import ExperimentError

#: Weights and biases of a network at most: a run keeps about ten copies of them, from the gradient to the
#: states that one can go back to.
MOST_PARAMETERS = 20_000_000
#: Numbers that all layers give for one batch at most: a step holds about five for each.
MOST_OUTPUTS = 100_000_000
#: Set apart from the training points' seed, so that points held out are others.
HELD_OUT = 7919


def build_dataset(experiment: Experiment) -> tuple[Dataset, np.random.RandomState]:
    """Make the data set; return it and the generator that drew it, as it stands afterwards."""
    seed = experiment.seeds.data
    rng = np.random.RandomState(seed)
    held_out_rng = np.random.RandomState([HELD_OUT, seed])
    dataset = DATASETS[experiment.value("data.name")].make(experiment.data, rng, held_out_rng)
    return dataset.with_features(experiment.model.features), rng


def draw_dataset(experiment: Experiment) -> tuple[Dataset, Any]:
    """Make the data set; return it and the state of the generator that drew it."""
    dataset, rng = build_dataset(experiment)
    return dataset, rng.get_state()


def build_network(
    experiment: Experiment,
    dataset: Dataset,
    rng: np.random.RandomState | np.random.Generator | None,
    dtype: Any = np.float32,
) -> Network:
    """Make the network with its initial weights drawn from `rng`, or 0, unless the model gives them."""
    check_extent(experiment, dataset)
    try:
        network = Network(_layers(experiment, dataset), _sees(experiment, dataset), rng, dtype)
    except ValueError as error:
        raise ExperimentError(f"the layers do not fit together: {error}") from None
    if experiment.model.parameters:
        _give(network, experiment.model.parameters)
    return network


def _layers(experiment: Experiment, dataset: Dataset) -> list[Layer]:
    model = experiment.model
    hidden = [layer.make(model.initializer) for layer in model.hidden]
    return [*hidden, Dense(dataset.outputs, model.output, model.initializer)]


def _sees(experiment: Experiment, dataset: Dataset) -> tuple[int, ...]:
    """Return the shape in which the network takes a sample."""
    return dataset.input_shape if sees_images(experiment) else (dataset.given,)


def check_extent(experiment: Experiment, dataset: Dataset) -> None:
    """Refuse a batch larger than the data, and what would fill the memory, before any of it is taken.

    Raises
    ------
    ExperimentError
        One sentence: how large it would be, what is possible, and what to change.
    """
    size, samples = experiment.learning.batch_size, len(dataset.train)
    if size > samples:
        raise ExperimentError(
            f"learning.batch_size is {size:,}, but the training split has {samples:,} samples; "
            "it must not be larger (0 takes them all)"
        )
    parameters, outputs = _extent(experiment, dataset)
    if parameters > MOST_PARAMETERS:
        raise ExperimentError(
            f"model.hidden makes a network of {parameters:,} weights and biases; "
            f"{MOST_PARAMETERS:,} is the most: take fewer or smaller layers"
        )
    size = size or samples
    if size * outputs > MOST_OUTPUTS:
        raise ExperimentError(
            f"learning.batch_size is {size:,}, for which the layers would hold {size * outputs:,} numbers at "
            f"once; {MOST_OUTPUTS:,} is the most: take a batch of at most {MOST_OUTPUTS // outputs:,}"
        )


def _extent(experiment: Experiment, dataset: Dataset) -> tuple[int, int]:
    """Return how many parameters the network would have, and how many outputs of all layers for a sample."""
    shape, parameters, outputs = _sees(experiment, dataset), 0, 0
    for layer in _layers(experiment, dataset):
        try:
            layer.connect(shape)
        except ValueError:
            return 0, 0  # the network says it better
        shape = layer.output_shape
        parameters += layer.parameter_count()
        outputs += prod(shape)
    return parameters, outputs


def _give(network: Network, parameters: tuple[float, ...]) -> None:
    if len(parameters) != len(network.parameters):
        raise ExperimentError(
            f"model.parameters has {len(parameters):,} numbers, but the network has "
            f"{len(network.parameters):,} weights and biases; give as many, or none to draw them"
        )
    network.parameters[:] = parameters


def sees_images(experiment: Experiment) -> bool:
    """Return whether the network takes its samples as images rather than as rows of numbers."""
    return any(isinstance(layer, ON_IMAGES) for layer in experiment.model.hidden)


def initial_weights_rng(experiment: Experiment, after_data: Any) -> np.random.RandomState:
    """Return the generator of the initial weights; seed 0 goes on with the stream that drew the data."""
    rng = np.random.RandomState(experiment.seeds.weights or None)
    if experiment.seeds.weights == 0:
        rng.set_state(after_data)
    return rng


def build_batches(experiment: Experiment, dataset: Dataset, dtype: Any = np.float32) -> Batches:
    """Make the row of batches, at the start of an epoch, of an experiment whose extent has been checked."""
    try:
        return Batches(
            dataset.train,
            experiment.learning.batch_size,
            np.random.default_rng(experiment.seeds.order),
            dtype,
            flatten=not sees_images(experiment),
            shuffle=experiment.learning.shuffle,
            augmentation=experiment.augmentation,
        )
    except DataError as error:
        raise ExperimentError(str(error)) from None
