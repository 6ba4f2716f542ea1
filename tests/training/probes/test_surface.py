from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.nn import Conv2D, Dense, Flatten, Network
from nnviz.training.directions import Directions, RandomPair, WeightPair
from nnviz.training.edits import Seek
from nnviz.training.edits.log import log_from_plain, plain_log
from nnviz.training.edits.surface import MoveWeights, PlaceWeightPair, placing
from nnviz.training.experiment import Experiment
from nnviz.training.predictor import Predictor
from nnviz.training.presets import preset
from nnviz.training.probes.surface import LossSurface, Race, Surface, surface_sample
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun

EVERY_KIND = pytest.mark.parametrize("directions", [WeightPair(3, 14), RandomPair(7)])


def run_of(experiment: Experiment, steps: int, dtype: Any = np.float64) -> TrainingRun:
    run = TrainingRun(experiment, dtype)
    for _ in range(steps):
        run.step()
    return run


def measured(run: TrainingRun, probe: LossSurface) -> Surface:
    moment = run.moment()
    network = Predictor().follow(moment)
    found = probe.measure(moment, network)
    assert isinstance(found, Surface)
    return found


@EVERY_KIND
def test_the_surface_is_the_loss_of_the_network_with_these_weights(
    small: Experiment, directions: Directions
) -> None:
    run = run_of(small, 20)
    found = measured(run, LossSurface(directions, -1.5, 2.0, -0.5, 1.0, 6, 5))
    network = run.network.copy()
    sample = surface_sample(run.moment(), network)
    inputs = sample.model_inputs(dtype=network.dtype)
    for row, up in enumerate(np.linspace(-0.5, 1.0, 5)):
        for column, across in enumerate(np.linspace(-1.5, 2.0, 6)):
            network.parameters[:] = found.frame.moved(run.network.parameters, (float(across), float(up)))
            direct = network.loss(inputs, sample.targets, "cross_entropy")
            assert found.losses[row, column] == pytest.approx(direct, rel=1e-12)


@EVERY_KIND
def test_the_present_weights_lie_on_the_surface(small: Experiment, directions: Directions) -> None:
    run = run_of(small, 20)
    frame = directions.frame(run.network, run.history.view().layers.start)
    across, up = frame.place(run.network.parameters).tolist()
    assert frame.moved(run.network.parameters, (across, up)) == pytest.approx(run.network.parameters)
    found = measured(run, LossSurface(directions, across, across + 1, up, up + 1, 2, 2))
    sample = surface_sample(run.moment(), run.network)
    now = run.network.copy().loss(sample.model_inputs(dtype=np.float64), sample.targets, "cross_entropy")
    assert found.losses[0, 0] == pytest.approx(now, rel=1e-9)


def test_the_bowl_is_the_sum_of_squares() -> None:
    found = measured(run_of(preset("bowl"), 5), LossSurface(WeightPair(0, 1), -1.0, 2.0, -2.0, 1.0, 4, 4))
    x, y = np.meshgrid(np.linspace(-1, 2, 4), np.linspace(-2, 1, 4))
    assert found.losses == pytest.approx(x**2 + y**2)
    assert (found.low, found.high, found.frame.names) == (0.0, 8.0, ("x", "y"))


def test_lines_of_equal_loss_are_where_the_loss_is_equal() -> None:
    found = measured(run_of(preset("bowl"), 0), LossSurface(WeightPair(0, 1), -2.0, 2.0, -2.0, 2.0, 81, 81))
    squares = np.square(found.lines).sum(axis=2)
    ends = np.sort(squares.ravel())
    levels = ends[np.r_[True, np.diff(ends) > 0.02 * ends[1:]]]
    assert np.abs(squares[:, 0] - squares[:, 1]).max() < 0.02
    assert 8 <= len(levels) <= 24


def test_a_loss_that_overflows_counts_as_the_largest(small: Experiment) -> None:
    run = run_of(small.with_changes({"learning.loss": "mse", "model.output": "identity"}), 2, np.float32)
    with np.errstate(all="ignore"):
        found = measured(run, LossSurface(WeightPair(0, 13), -1e30, 1e30, -1.0, 1e30, 3, 3))
    assert not np.isfinite(found.losses).all()
    assert np.isfinite(found.shares()).all()
    assert found.shares().max() == 1.0


def test_random_directions_are_as_long_as_each_units_weights(small: Experiment) -> None:
    run = TrainingRun(small, np.float64)
    frame = RandomPair(3).frame(run.network, run.history.layers.start)
    for layer in run.network.layers:
        weights: Any = layer.weights
        part = layer.parameter_slice
        for axis in (frame.across, frame.up):
            direction = axis[part][: weights.size].reshape(weights.shape)
            assert np.linalg.norm(direction, axis=0) == pytest.approx(np.linalg.norm(weights, axis=0))
            assert not axis[part][weights.size :].any()  # biases stay


def li_and_others(weights: Any, drawn: Any) -> Any:
    """Direction of one layer as in Li et al. 2018, section 4: d_j / ||d_j|| ||w_j|| for each filter j.

    A dense layer's filter is all that leads into one unit.
    """
    direction = np.empty_like(drawn)
    for unit, (own, random) in enumerate(zip(weights, drawn, strict=True)):
        direction[unit] = random / np.sqrt((random**2).sum()) * np.sqrt((own**2).sum())
    return direction


def test_random_directions_are_those_of_li_and_others() -> None:
    layers = [Conv2D(3, 3, activation="relu"), Flatten(), Dense(5, "tanh"), Dense(2, "softmax")]
    network = Network(layers, (2, 6, 6), np.random.default_rng(1), np.float64)
    frame = RandomPair(9).frame(network, network.parameters.copy())
    rng = np.random.default_rng([9, network.parameters.size])
    for axis, drawn in zip(
        (frame.across, frame.up), rng.standard_normal((2, network.parameters.size), np.float32), strict=True
    ):
        for layer in (layers[0], layers[2], layers[3]):
            weights: Any = layer.weights
            part = layer.parameter_slice
            own, random = (
                each[part][: weights.size].reshape(weights.shape).astype(np.float64)
                for each in (network.parameters, drawn)
            )
            if weights.ndim == 2:
                own, random = own.T, random.T
            found = axis[part][: weights.size].reshape(weights.shape)
            expected = li_and_others(own, random)
            assert (found if weights.ndim > 2 else found.T) == pytest.approx(expected, rel=1e-6)
            assert not axis[part][weights.size :].any()


def test_coordinates_are_found_again_though_directions_are_not_at_right_angles(small: Experiment) -> None:
    run = TrainingRun(small, np.float64)
    frame = RandomPair(1).frame(run.network, run.history.layers.start)
    assert frame.place(frame.origin) == pytest.approx([0, 0])
    assert frame.place(frame.moved(frame.origin, (0.3, -2.0))) == pytest.approx([0.3, -2.0])


def test_a_kernels_direction_is_as_long_as_the_kernel() -> None:
    plain = {
        "data": {"name": "digits8x8"},
        "model": {
            "hidden": [
                {"kind": "convolution", "filters": 3, "kernel_size": 3, "activation": "relu"},
                {"kind": "flatten"},
            ]
        },
    }
    run = TrainingRun(Experiment.from_plain(plain), np.float64)
    frame = RandomPair(1).frame(run.network, run.history.layers.start)
    kernels: Any = run.network.layers[0].weights
    drawn = frame.across[: kernels.size].reshape(3, -1)
    assert np.linalg.norm(drawn, axis=1) == pytest.approx(np.linalg.norm(kernels.reshape(3, -1), axis=1))


@EVERY_KIND
def test_weights_are_placed_where_they_were_wanted_and_replayed_bit_for_bit(
    small: Experiment, directions: Directions
) -> None:
    run = run_of(small, 10)
    run.apply(placing(directions, 0.5, -0.25))
    frame = directions.frame(run.network, run.history.layers.start)
    assert frame.place(run.network.parameters) == pytest.approx([0.5, -0.25])
    for _ in range(10):
        run.step()
    after = run.network.parameters.copy()
    assert len(run.log.past) == 1
    assert log_from_plain(plain_log(run.log.past), run.steps) == run.log.past
    run.apply(Seek(3))
    again = TrainingRun(small, np.float64)
    for _ in range(10):
        again.step()
    again.apply(placing(directions, 0.5, -0.25))
    for _ in range(10):
        again.step()
    assert np.array_equal(again.network.parameters, after)


def test_what_is_not_there_cannot_be_placed(small: Experiment) -> None:
    run = run_of(small, 1)
    before = run.network.parameters.copy()
    with pytest.raises(ExperimentError, match="parameter 999 does not exist"):
        run.apply(PlaceWeightPair(0, 999, 0.1, 0.1))
    assert np.array_equal(run.network.parameters, before)


def test_moving_marks_the_curves(small: Experiment) -> None:
    run = run_of(small, 4)
    run.apply(MoveWeights(1, 0.5, -0.25))
    assert run.history.view().marks[-1].words == "weights put at (0.5, −0.25)"


def test_a_racing_optimiser_goes_the_way_of_a_run() -> None:
    run = run_of(preset("bowl"), 0)
    start = tuple(run.network.parameters.tolist())
    moment = run.moment()
    sgd, adam = Race(WeightPair(0, 1), start, ("sgd", "adam"), 30).measure(moment, Predictor().follow(moment))
    for _ in range(30):
        run.step()
    assert sgd.places[-1] == pytest.approx(run.network.parameters)
    assert sgd.losses[:-1] == pytest.approx(run.history.view().losses)
    assert (sgd.title, adam.title) == ("SGD", "Adam")
    assert not np.allclose(adam.places[-1], sgd.places[-1])


def test_a_race_leaves_the_network_as_it_was(small: Experiment) -> None:
    run = run_of(small, 3)
    moment, predictor = run.moment(), Predictor()
    Race(WeightPair(0, 1), (0.1,) * run.network.parameters.size, ("sgd",), 5).measure(
        moment, predictor.follow(moment)
    )
    assert np.array_equal(predictor.follow(moment).parameters, run.network.parameters)
