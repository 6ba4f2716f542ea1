from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.nn import OPTIMIZERS, SCHEDULES, ActivatedLayer, Penalty
from nnviz.training.edits import ChangeExperiment, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.layers import LAYER_KINDS
from nnviz.training.reading import convert
from nnviz.training.run import TrainingRun


def steps(run: TrainingRun, count: int) -> None:
    for _ in range(count):
        run.step()


def changed(experiment: Experiment, **learning: Any) -> Experiment:
    return experiment.with_changes({f"learning.{name}": value for name, value in learning.items()})


def length_of_a_step(experiment: Experiment) -> float:
    run = TrainingRun(experiment)
    before = run.network.parameters.copy()
    run.step()
    return float(np.linalg.norm(run.network.parameters - before))


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_sets_the_rate_of_each_step(small: Experiment, schedule: str) -> None:
    run = TrainingRun(changed(small, schedule=schedule, schedule_every=1.0, schedule_length=2.0))
    for _ in range(15):
        factor = run.updater.schedule.factor(run.epochs)
        run.step()
        assert run.updater.optimizer.learning_rate == pytest.approx(0.1 * factor)


def test_a_plateau_lowers_the_rate(small: Experiment) -> None:
    still = changed(
        small, learning_rate=1e-6, schedule="reduce_on_plateau", schedule_patience=2, schedule_decay=0.1
    )
    run = TrainingRun(still)
    steps(run, 5 * 8)
    assert run.updater.optimizer.learning_rate < 1e-6


def test_clipping_shortens_a_step(small: Experiment) -> None:
    assert length_of_a_step(small) > 0.01
    assert length_of_a_step(changed(small, clip_norm=0.01)) == pytest.approx(0.1 * 0.01, rel=1e-3)
    assert length_of_a_step(changed(small, clip_value=1e-4)) <= 0.1 * 1e-4 * np.sqrt(3 * 4 + 5 * 3) * 1.001


def test_a_penalty_shrinks_weights_and_can_be_a_layers_own(small: Experiment) -> None:
    def lengths(experiment: Experiment) -> list[float]:
        run = TrainingRun(experiment)
        steps(run, 200)
        return [
            float(np.linalg.norm(layer.weights)) for layer in run.network.layers if layer.weights is not None
        ]

    free = lengths(small)
    everywhere = lengths(changed(small, l2=0.3))
    first_only = lengths(small.with_changes({"model.hidden.0.l2": 0.3}))
    assert everywhere[0] < free[0]
    assert everywhere[1] < free[1]
    assert first_only[0] < free[0]
    assert first_only[1] > everywhere[1]
    all_but_first = lengths(changed(small, l2=0.3).with_changes({"model.hidden.0.l2": 0.0}))
    assert all_but_first[0] > everywhere[0]
    assert all_but_first[1] < free[1]


def test_what_a_layer_has_not_of_its_own_is_the_networks(small: Experiment) -> None:
    run = TrainingRun(changed(small, l1=0.1, l2=0.2).with_changes({"model.hidden.0.l2": 0.0}))
    first, last = run.network.layers
    assert isinstance(first, ActivatedLayer)
    assert isinstance(last, ActivatedLayer)
    assert run.network.penalty_on(first) == Penalty(0.1, 0.0)
    assert run.network.penalty_on(last) == Penalty(0.1, 0.2)
    run.apply(ChangeExperiment(changed(run.experiment, l1=0.3)))
    assert run.network.penalty_on(first) == Penalty(0.3, 0.0)


def test_every_layer_with_weights_takes_a_penalty_of_its_own() -> None:
    dense = {"units": 3, "activation": "tanh"}
    convolution = {"filters": 3, "kernel_size": 2, "activation": "tanh"}
    for kind, settings in (("dense", dense), ("convolution", convolution)):
        made = convert({"kind": kind, **settings, "l1": 0.1, "l2": 0.2}, LAYER_KINDS[kind], "").make("zeros")
        assert isinstance(made, ActivatedLayer)
        assert made.penalty == Penalty(0.1, 0.2)
        shared = convert({"kind": kind, **settings}, LAYER_KINDS[kind], "").make("zeros")
        assert isinstance(shared, ActivatedLayer)
        assert shared.penalty is None


def test_without_shuffling_every_epoch_has_the_order_of_the_split(small: Experiment) -> None:
    run = TrainingRun(changed(small, shuffle=False))
    run.step()
    assert run.batches.indices.tolist() == list(range(7))


HARD = {
    "model.hidden": [
        {"kind": "dense", "units": 6, "activation": "relu"},
        {"kind": "dropout", "rate": 0.3},
        {"kind": "dense", "units": 4, "activation": "tanh"},
    ],
    "learning.schedule": "cosine",
    "learning.clip_norm": 1.0,
    "learning.l2": 0.001,
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_going_back_is_exact_with_dropout_schedule_and_penalty(small: Experiment, optimizer: str) -> None:
    run = TrainingRun(
        small.with_changes({**HARD, "learning.optimizer": optimizer, "learning.learning_rate": 0.01})
    )
    steps(run, 130)
    run.apply(
        ChangeExperiment(
            run.experiment.with_changes({"learning.l2": 0.01, "learning.schedule": "exponential"})
        )
    )
    steps(run, 120)
    after = run.network.parameters.copy()
    losses = run.history.view().losses.tolist()
    run.apply(Seek(140))
    steps(run, 110)
    assert np.array_equal(run.network.parameters, after)
    assert run.history.view().losses.tolist() == losses


def test_a_convolutional_network_trains_on_images() -> None:
    experiment = Experiment.from_plain(
        {
            "data": {"name": "digits8x8"},
            "model": {
                "hidden": [
                    {"kind": "convolution", "filters": 4, "kernel_size": 3, "activation": "relu"},
                    {"kind": "max_pool", "size": 2},
                    {"kind": "flatten"},
                ]
            },
            "learning": {"optimizer": "adam", "learning_rate": 0.01},
            "augmentation": {"shift": 0.5},
        }
    )
    run = TrainingRun(experiment)
    before = run.history.view().measured("test")[2][0]
    run.epoch()
    run.epoch()
    assert run.history.view().measured("test")[2][-1] > before + 0.3
