"""From an experiment's values to the things they describe: data set, network, optimiser, order of samples."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from nnviz.data import DATASETS, Batches, DataError, Dataset
from nnviz.nn import OPTIMIZERS, Dense, Network, Optimizer
from nnviz.training.experiment import Experiment
from nnviz.training.reading import ExperimentError
from nnviz.training.recipe import Learning

#: Set apart from the training points' seed, so that points held out are others.
HELD_OUT = 7919


def build_dataset(experiment: Experiment) -> tuple[Dataset, np.random.RandomState]:
    """Make the data set; return it and the generator that drew it, as it stands afterwards."""
    seed = experiment.seeds.data
    rng = np.random.RandomState(seed)
    held_out_rng = np.random.RandomState([HELD_OUT, seed])
    dataset = DATASETS[experiment.value("data.name")].make(experiment.data, rng, held_out_rng)
    return dataset, rng


def build_network(
    experiment: Experiment,
    dataset: Dataset,
    rng: np.random.RandomState | np.random.Generator,
    dtype: Any = np.float32,
) -> Network:
    """Make the network with its initial weights drawn from `rng`."""
    model = experiment.model
    layers = [Dense(layer.units, layer.activation, model.initializer) for layer in model.hidden]
    layers.append(Dense(dataset.outputs, model.output, model.initializer))
    return Network(layers, (dataset.features,), rng, dtype)


def initial_weights_rng(experiment: Experiment, after_data: Any) -> np.random.RandomState:
    """Return the generator of the initial weights; seed 0 goes on with the stream that drew the data."""
    rng = np.random.RandomState(experiment.seeds.weights or None)
    if experiment.seeds.weights == 0:
        rng.set_state(after_data)
    return rng


def hyperparameters(learning: Learning) -> dict[str, Any]:
    """Return those of the learning fields that the chosen optimiser takes."""
    taken = inspect.signature(OPTIMIZERS[learning.optimizer]).parameters
    return {name: getattr(learning, name) for name in taken if name in learning.__struct_fields__}


def build_optimizer(learning: Learning) -> Optimizer:
    """Make the optimiser, with nothing remembered yet."""
    return OPTIMIZERS[learning.optimizer](**hyperparameters(learning))


def build_batches(experiment: Experiment, dataset: Dataset, dtype: Any = np.float32) -> Batches:
    """Make the row of batches, at the start of an epoch."""
    rng = np.random.default_rng(experiment.seeds.order)
    size = experiment.learning.batch_size
    if size > len(dataset.train):
        raise ExperimentError(
            f"learning.batch_size is {size:,}, but the training split has {len(dataset.train):,} samples; "
            "it must not be larger (0 takes them all)"
        )
    try:
        return Batches(dataset.train, size, rng, dtype, flatten=True)
    except DataError as error:
        raise ExperimentError(str(error)) from None
