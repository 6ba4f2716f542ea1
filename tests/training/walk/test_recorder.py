from __future__ import annotations

from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest

from nnviz.nn import FiniteDifferences, relative_error
from nnviz.training.edits import Seek
from nnviz.training.edits.walks import TakeSample
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun
from nnviz.training.walk.recorder import record
from nnviz.training.walk.walk import Place, Quantity
from tests.training.walk.nets import CONVOLUTION, DENSE, DROPOUT, RUNS, opened, run_of, train


def same(one: Any, other: Any) -> bool:
    return np.asarray(one).tobytes() == np.asarray(other).tobytes()


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest) -> TrainingRun:
    return run_of(str(request.param))


def test_the_recorded_batch_is_the_runs_next_step_bit_for_bit(run: TrainingRun) -> None:
    walk = record(run)
    loss = run.step()
    assert same(walk.after, run.network.parameters)
    assert walk.loss == loss
    assert same(walk.rows, run.batches.indices)


def test_recording_leaves_the_run_as_it_was(run: TrainingRun) -> None:
    twin = train(TrainingRun(run.experiment), 7)
    record(run)
    record(run, ("train", 3))
    train(run, 12)
    train(twin, 12)
    assert same(run.network.parameters, twin.network.parameters)
    assert run.history.view().losses.tolist() == twin.history.view().losses.tolist()


def test_every_number_of_a_batch_is_the_engines(run: TrainingRun) -> None:
    walk = record(run)
    inputs, targets = run.batches.next()
    network = run.network
    network.loss_and_gradient(inputs, targets, run.experiment.learning.loss)
    for part in walk.parts:
        layer = network.layers[part.index]
        assert same(walk.values[part.gives], layer.outputs.copy(order="C"))
        if part.has_weights:
            for kind, attribute in (("Z", "pre_activations"), ("delta", "deltas"), ("W", "weights")):
                found = walk.values[Quantity(kind, part.number)]
                assert same(found, getattr(layer, attribute).copy(order="C")), kind
            assert same(walk.values[Quantity("gW", part.number)], layer.weight_gradient)
            assert same(walk.values[Quantity("gb", part.number)], layer.bias_gradient)
            assert same(walk.values[Quantity("b", part.number)], layer.biases)


def test_taking_a_sample_gives_the_recorded_weights(run: TrainingRun) -> None:
    walk = record(run, ("train", 11))
    run.apply(TakeSample("train", 11))
    assert same(walk.after, run.network.parameters)
    assert run.steps == 7
    assert run.history.view().marks[-1].words == "a step on sample 11"


def test_a_taken_sample_is_replayed_exactly() -> None:
    run = train(opened(DROPOUT), 5)
    run.apply(TakeSample("validation", 2))
    train(run, 20)
    expected = run.network.parameters.copy()
    run.apply(Seek(3))
    run.apply(Seek(0))
    again = train(opened(DROPOUT), 5)
    again.apply(TakeSample("validation", 2))
    train(again, 20)
    assert same(expected, again.network.parameters)


def test_a_sample_that_is_not_there_is_refused_in_one_sentence() -> None:
    run = opened(DENSE)
    before = run.network.parameters.copy()
    with pytest.raises(ExperimentError, match="there is no sample 99,999 in the train split"):
        run.apply(TakeSample("train", 99_999))
    assert same(before, run.network.parameters)


def test_the_shares_of_a_gradient_sum_up_to_it(run: TrainingRun) -> None:
    walk = record(run)
    for part in walk.layers:
        place = Place(Quantity("dataW", part.number), 1, 0)
        index = walk.parameter(place) or 0
        shares = walk.shares(index)
        assert len(shares) == walk.count
        assert shares.sum() == pytest.approx(walk.number(place), rel=1e-4, abs=1e-7)
    assert same(walk.shares(index), walk.shares(index))


def test_the_same_samples_again_have_the_loss_after() -> None:
    run = train(opened(DENSE, optimizer="sgd"), 3)
    walk = record(run)
    inputs, targets = run.batches.next()
    run.network.parameters[:] = walk.after
    assert run.network.loss(inputs, targets, "cross_entropy") == walk.loss_after
    assert walk.loss_after < walk.loss
    assert walk.values[Quantity("L")].mean() == pytest.approx(walk.loss, rel=1e-6)


def test_a_finite_difference_agrees_with_the_gradient(run: TrainingRun) -> None:
    walk = record(run, ("train", 5))
    for part in walk.layers:
        index = walk.parameter(Place(Quantity("b", part.number), 0, 0))
        assert index is not None
        found = walk.differences.difference(index)
        assert relative_error(walk.differences.gradient[index], found) < 1e-5
        engine = walk.number(Place(Quantity("gb", part.number), 0, 0))
        assert engine == pytest.approx(found, rel=1e-3, abs=1e-6)


def test_a_weight_keeps_its_name_in_every_shape() -> None:
    for walk in (record(opened(DENSE)), record(opened(CONVOLUTION, "digits8x8"))):
        for part in walk.layers:
            for kind in ("W", "b"):
                place = Place(Quantity(kind, part.number), 0, 1)
                index = walk.parameter(place)
                assert index is not None
                assert walk.number(place) == walk.engine.parameters[index]
        assert walk.parameter(Place(Quantity("Z", 1), 0, 0)) is None


@pytest.mark.parametrize("name", ["nielsen", "cnn"])
def test_a_preset_goes_on_as_recorded(name: str) -> None:
    run = train(TrainingRun(preset(name)), 1)
    walk = record(run)
    run.step()
    assert same(walk.after, run.network.parameters)
    sample = record(run, ("train", 100))
    run.apply(TakeSample("train", 100))
    assert same(sample.after, run.network.parameters)


def test_differences_leave_the_network_alone() -> None:
    run = opened(DROPOUT)
    before = run.network.parameters.copy()
    inputs, targets = run.batches.next()
    FiniteDifferences(run.network, inputs, targets, "cross_entropy").difference(0)
    assert same(before, run.network.parameters)


# --- One step of a 2-2-1 net, worked by hand.

WEIGHTS = [0.15, 0.25, 0.20, 0.30, 0.35, 0.35, 0.40, 0.45, 0.60]
"""w11 w12 w21 w22, b1 b2 of the hidden layer, then w1 w2 and b of the output."""


def by_hand(x1: float, x2: float, target: float, rate: float) -> dict[str, Any]:
    """One step of gradient descent on 1/2 (y - t)^2, sigmoid in both layers, in plain arithmetic."""

    def sigmoid(z: float) -> float:
        return 1.0 / (1.0 + exp(-z))

    w11, w12, w21, w22, b1, b2, v1, v2, c = WEIGHTS
    z1, z2 = x1 * w11 + x2 * w21 + b1, x1 * w12 + x2 * w22 + b2
    a1, a2 = sigmoid(z1), sigmoid(z2)
    z = a1 * v1 + a2 * v2 + c
    y = sigmoid(z)
    d = (y - target) * y * (1 - y)
    d1, d2 = d * v1 * a1 * (1 - a1), d * v2 * a2 * (1 - a2)
    gradient = [x1 * d1, x1 * d2, x2 * d1, x2 * d2, d1, d2, a1 * d, a2 * d, d]
    return {
        "Z1": [[z1, z2]],
        "A1": [[a1, a2]],
        "Z2": [[z]],
        "A2": [[y]],
        "loss": 0.5 * (y - target) ** 2,
        "delta2": [[d]],
        "delta1": [[d1, d2]],
        "gradient": gradient,
        "after": [w - rate * g for w, g in zip(WEIGHTS, gradient, strict=True)],
    }


def test_a_walk_through_a_2_2_1_net_is_the_step_worked_by_hand() -> None:
    experiment = Experiment.from_plain(
        {
            "data": {"name": "xor", "scaling": "none", "targets": "zero_one"},
            "model": {
                "hidden": [{"kind": "dense", "units": 2, "activation": "sigmoid"}],
                "output": "sigmoid",
                "parameters": WEIGHTS,
            },
            "learning": {"optimizer": "sgd", "learning_rate": 0.5, "batch_size": 10, "loss": "mse"},
        }
    )
    walk = record(TrainingRun(experiment, np.float64), ("train", 0))
    (x1, x2), (target,) = walk.matrix(Quantity("x"))[0], walk.matrix(Quantity("T"))[0]
    hand = by_hand(float(x1), float(x2), float(target), 0.5)
    assert walk.loss == pytest.approx(hand["loss"], rel=1e-12)
    for kind in ("Z", "A", "delta"):
        for number in (1, 2):
            found = walk.matrix(Quantity(kind, number))
            np.testing.assert_allclose(found, hand[f"{kind}{number}"], rtol=1e-12)
    parts = [walk.values[Quantity(kind, number)].ravel() for number in (1, 2) for kind in ("gW", "gb")]
    np.testing.assert_allclose(np.concatenate(parts), hand["gradient"], rtol=1e-12)
    np.testing.assert_allclose(walk.after, hand["after"], rtol=1e-12)
    assert walk.loss_after < walk.loss


def test_the_first_step_of_adam_by_hand() -> None:
    walk = record(opened(DENSE), ("train", 0))
    gradient = walk.values[Quantity("gW", 1)].astype(float)
    np.testing.assert_allclose(walk.values[Quantity("meanW", 1)], 0.1 * gradient, rtol=1e-5)
    np.testing.assert_allclose(walk.values[Quantity("squareW", 1)], 0.001 * gradient**2, rtol=1e-4)
    place = Place(Quantity("W", 1), 0, 0)
    g = gradient[0, 0]
    unbias = sqrt(1 - 0.999)
    moved = 0.01 * unbias / 0.1 * (0.1 * g) / (sqrt(0.001 * g * g) + 1e-8 * unbias)
    assert walk.number(place) - walk.number(Place(Quantity("newW", 1), 0, 0)) == pytest.approx(
        moved, rel=1e-3
    )


def test_the_loss_of_a_sample_is_that_of_its_class() -> None:
    walk = record(opened(DENSE), ("train", 4))
    probability = float(walk.matrix(walk.output)[0, int(walk.labels[0])])
    assert walk.loss == pytest.approx(-log(probability), rel=1e-5)
