from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn import ACTIVATIONS, Dense, Network
from nnviz.training.edits import ChangeExperiment, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.layer_record import ease, eases, slopes_of
from nnviz.training.run import TrainingRun

ENDS = {"sigmoid": (True, True), "tanh": (True, True), "relu": (True, False), "identity": (False, False)}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_has_slopes(name: str) -> None:
    slopes = slopes_of(ACTIVATIONS[name])
    assert slopes.steepest >= 0
    assert (slopes.flat_left, slopes.flat_right) == ENDS.get(name, (slopes.flat_left, slopes.flat_right))


def test_leaky_units_cannot_die_and_rectifiers_cannot_saturate() -> None:
    assert not slopes_of(ACTIVATIONS["leaky_relu"]).can_die
    assert not slopes_of(ACTIVATIONS["relu"]).can_saturate


def layer_with(activation: str, *biases: float) -> Dense:
    """Units whose pre-activation is their bias, for all of five samples but the first, which adds 1."""
    layer = Dense(len(biases), activation)
    network = Network([layer], (1,), None, np.float64)
    layer.weights[:] = 1.0
    layer.biases[:] = biases
    network.forward([[1.0], [0.0], [0.0], [0.0], [0.0]])
    return layer


def test_a_dead_unit_gives_nothing_for_any_sample() -> None:
    dead, saturated = ease(layer_with("relu", -3.0, -0.5, 2.0, -1.5))
    assert dead == 0.5  # the second is alive for the first sample
    assert np.isnan(saturated)


def test_saturated_outputs_lie_where_a_sigmoid_is_flat() -> None:
    # the slope is 5 % of the steepest at z = 4.36
    dead, saturated = ease(layer_with("sigmoid", -20.0, 0.0, 4.0, -4.0))
    assert dead == 0.25
    assert saturated == pytest.approx((5 + 0 + 1 + 0) / 20)


def test_muted_units_are_not_counted() -> None:
    layer = layer_with("relu", -3.0, 2.0)
    layer.muted = (0,)
    assert ease(layer)[0] == 0.0


def test_an_output_that_its_loss_takes_care_of_is_never_saturated(small: Experiment) -> None:
    run = TrainingRun(small)
    assert np.isnan(eases(run.network, "cross_entropy")[-1]).all()


def test_what_is_noted_is_the_update_that_was_made(small: Experiment) -> None:
    run = TrainingRun(small, np.float64)
    before = run.network.parameters.copy()
    run.step()
    notes = run.history.view().layers
    for number, layer in enumerate(run.network.layers):
        part = layer.parameter_slice
        assert layer.weights is not None
        old = before[part][: layer.weights.size].reshape(layer.weights.shape)
        ratio = np.linalg.norm(layer.weights - old) / np.linalg.norm(old)
        assert notes.noted("update ratio")[0, number] == pytest.approx(ratio)
        assert notes.noted("gradient norm")[0, number] == pytest.approx(
            np.linalg.norm(run.network.gradient[part])
        )
    assert notes.start is not None
    assert np.array_equal(notes.start, before)
    assert np.array_equal(notes.path[0], run.network.parameters)


def test_noting_changes_nothing_of_the_run(small: Experiment, monkeypatch: pytest.MonkeyPatch) -> None:
    noted, plain = TrainingRun(small), TrainingRun(small)
    plain.history.layers.due = -1
    for run in (noted, plain):
        for _ in range(40):
            run.step()
    assert np.array_equal(noted.network.parameters, plain.network.parameters)
    assert not len(plain.history.view().layers.steps)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_going_back_and_on_again_notes_the_same(small: Experiment, optimizer: str) -> None:
    run = TrainingRun(small.with_changes({"learning.optimizer": optimizer}))
    for _ in range(120):
        run.step()
    run.apply(ChangeExperiment(run.experiment.with_changes({"learning.learning_rate": 0.05})))
    for _ in range(180):
        run.step()
    once = run.history.view().layers
    run.apply(Seek(150))
    assert 140 < run.moment().history.layers.steps[-1] <= 150
    for _ in range(150):
        run.step()
    again = run.moment().history.layers
    for part in ("steps", "values", "path"):
        assert np.array_equal(getattr(once, part), getattr(again, part), equal_nan=True)
