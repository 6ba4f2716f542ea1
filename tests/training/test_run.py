from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from nnviz.nn import OPTIMIZERS
from nnviz.training.edits import ChangeExperiment, OpenExperiment, Reset, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.reading import ExperimentError
from nnviz.training.run import DivergedError, TrainingRun


def steps(run: TrainingRun, count: int) -> None:
    for _ in range(count):
        run.step()


def numbers(run: TrainingRun) -> tuple[list[float], list[float], list[list[float]]]:
    """All that must be the same, bit for bit."""
    history = run.history.view()
    return run.network.parameters.tolist(), history.losses.tolist(), history.measurements.tolist()


def test_the_published_run_of_three_clouds() -> None:
    run = TrainingRun(preset("clouds"))
    steps(run, 10_000)
    _, losses, accuracies = run.history.view().measured("train")
    assert 1500 * losses[0] == pytest.approx(3344, rel=0.01)
    assert 1500 * losses[-1] == pytest.approx(134.06, rel=0.01)
    assert accuracies[-1] == pytest.approx(0.970, abs=0.002)
    assert run.finished


def test_the_same_experiment_gives_the_same_numbers(small: Experiment) -> None:
    one, other = TrainingRun(small), TrainingRun(small)
    steps(one, 23)
    steps(other, 23)
    assert numbers(one) == numbers(other)


def test_an_epoch_takes_every_sample_once_and_a_smaller_last_batch_counts(small: Experiment) -> None:
    run = TrainingRun(small)
    seen: list[int] = []
    while not run.at_epoch_end:
        run.step()
        seen += run.batches.indices.tolist()
    assert sorted(seen) == list(range(30))
    assert (run.steps, run.epochs) == (5, 1.0)


def test_reset_returns_to_the_same_weights_and_new_seeds_do_not(small: Experiment) -> None:
    run = TrainingRun(small)
    first = run.network.parameters.copy()
    steps(run, 3)
    run.apply(Reset())
    assert run.steps == 0
    assert np.array_equal(run.network.parameters, first)
    run.apply(ChangeExperiment(small.with_changes({"seeds.weights": 2})))
    assert not np.array_equal(run.network.parameters, first)


def test_opening_an_experiment_begins_anew_however_little_differs(small: Experiment) -> None:
    run = TrainingRun(small)
    steps(run, 4)
    other = small.with_changes({"learning.learning_rate": 0.2})
    run.apply(OpenExperiment(other))
    assert (run.steps, len(run.history.losses), run.history.view().marks) == (0, 0, ())
    assert numbers(run) == numbers(TrainingRun(other))


def test_weights_of_seed_0_go_on_in_the_stream_of_the_data_after_a_reset_too() -> None:
    run = TrainingRun(preset("clouds"))
    first = run.network.parameters.copy()
    run.apply(Reset())
    assert np.array_equal(run.network.parameters, first)


def test_a_changed_rate_acts_on_the_next_step_and_loses_nothing(small: Experiment) -> None:
    run, still = TrainingRun(small), TrainingRun(small)
    steps(run, 4)
    steps(still, 4)
    run.apply(ChangeExperiment(small.with_changes({"learning.learning_rate": 0.2})))
    before = run.network.parameters.copy()
    steps(run, 1)
    steps(still, 1)
    np.testing.assert_allclose(
        run.network.parameters - before, 2 * (still.network.parameters - before), rtol=1e-3, atol=1e-6
    )
    assert run.steps == 5
    assert [(mark.step, mark.words) for mark in run.history.view().marks] == [(4, "rate 0.1 → 0.2")]


def test_a_new_optimiser_starts_afresh_and_keeps_the_weights(small: Experiment) -> None:
    run = TrainingRun(small.with_changes({"learning.optimizer": "adam"}))
    steps(run, 4)
    before = run.network.parameters.copy()
    run.apply(ChangeExperiment(small.with_changes({"learning.optimizer": "momentum"})))
    assert np.array_equal(run.network.parameters, before)
    assert run.steps == 4


@pytest.mark.parametrize(
    "changes",
    [{"model.hidden.0.units": 6}, {"data.spread": 0.5}, {"seeds.data": 4}, {"model.initializer": "zeros"}],
)
def test_a_dearer_change_begins_anew(small: Experiment, changes: dict[str, Any]) -> None:
    run = TrainingRun(small)
    steps(run, 4)
    data = run.dataset
    changed = small.with_changes(changes)
    run.apply(ChangeExperiment(changed))
    assert (run.steps, len(run.history.losses), run.log.edits) == (0, 0, ())
    assert (run.dataset is data) == ("model" in next(iter(changes)))
    assert numbers(run) == numbers(TrainingRun(changed))


def test_a_batch_larger_than_the_data_is_refused_and_the_run_goes_on(small: Experiment) -> None:
    run = TrainingRun(small)
    steps(run, 2)
    with pytest.raises(ExperimentError, match=r"batch_size is 31, .* 30 samples"):
        run.apply(ChangeExperiment(small.with_changes({"learning.batch_size": 31})))
    assert run.experiment == small
    steps(run, 2)
    assert run.steps == 4


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_going_back_and_forth_gives_the_same_numbers(small: Experiment, optimizer: str) -> None:
    experiment = small.with_changes({"learning.optimizer": optimizer, "learning.learning_rate": 0.01})
    run, straight = TrainingRun(experiment), TrainingRun(experiment)
    changes: dict[int, dict[str, Any]] = {
        130: {"learning.learning_rate": 0.02},
        150: {"learning.batch_size": 4},
        250: {"seeds.order": 5},
    }
    for one in (run, straight):
        for at, change in changes.items():
            steps(one, at - one.steps)
            one.apply(ChangeExperiment(one.experiment.with_changes(change)))
        steps(one, 350 - one.steps)
    at_350 = numbers(straight)
    assert numbers(run) == at_350
    run.apply(Seek(141))
    assert run.steps == 141
    assert run.experiment.learning.learning_rate == 0.02
    assert run.experiment.learning.batch_size == 7
    steps(run, 350 - run.steps)  # the edits are made again by themselves
    assert numbers(run) == at_350
    assert run.experiment == straight.experiment


def test_a_moment_stays_as_it_is_while_the_run_goes_on(small: Experiment) -> None:
    run = TrainingRun(small)
    steps(run, 3)
    moment = run.moment()
    parameters, losses = moment.parameters.copy(), moment.history.losses.copy()
    steps(run, 300)
    assert np.array_equal(moment.parameters, parameters)
    assert np.array_equal(moment.history.losses, losses)
    with pytest.raises(ValueError, match="read-only"):
        moment.parameters[0] = 1


def test_measurements_come_when_the_experiment_says(small: Experiment) -> None:
    run = TrainingRun(small.with_changes({"learning.measure_every": 2}))
    steps(run, 25)
    assert run.history.view().measurements[:, 1].tolist() == [0, 2, 4]


def test_a_loss_that_is_not_finite_is_an_error_and_no_curve(small: Experiment) -> None:
    wild = small.with_changes(
        {"learning.loss": "mse", "model.output": "identity", "learning.learning_rate": 100}
    )
    run = TrainingRun(wild)
    with np.errstate(all="ignore"), pytest.raises(DivergedError) as caught:
        steps(run, 1000)
    assert caught.value.step == run.steps
    assert not math.isfinite(caught.value.loss)
    assert np.isfinite(run.history.view().losses).all()


def test_given_weights_are_those_a_run_begins_with() -> None:
    run = TrainingRun(preset("perceptron-football"))
    np.testing.assert_array_equal(run.network.layers[0].weights, [[1.0], [3.0]])
    np.testing.assert_array_equal(run.network.layers[0].biases, [-2.0])
    fires = run.network.predict(run.dataset.train.model_inputs())
    np.testing.assert_array_equal(fires, run.dataset.train.targets)
    run.step()  # a step function has no slope
    np.testing.assert_array_equal(run.network.parameters, [1.0, 3.0, -2.0])


def test_a_given_sigmoid_neuron_learns() -> None:
    run = TrainingRun(preset("perceptron-football").with_changes({"model.output": "sigmoid"}))
    losses = [run.step() for _ in range(100)]
    assert losses[-1] < losses[0]
    run.apply(Reset())
    np.testing.assert_array_equal(run.network.parameters, [1.0, 3.0, -2.0])


def test_a_wrong_number_of_given_weights_is_refused() -> None:
    few = preset("perceptron-football").with_changes({"model.parameters": [1.0]})
    with pytest.raises(ExperimentError, match=r"model\.parameters has 1 numbers, but the network has 3"):
        TrainingRun(few)
