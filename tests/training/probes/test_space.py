from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.training.experiment import Experiment
from nnviz.training.predictor import Predictor
from nnviz.training.presets import preset
from nnviz.training.probes.space import ALONG, LINES, MOST_POINTS, HiddenSpace, Space
from nnviz.training.run import TrainingRun


def measured(run: TrainingRun, probe: HiddenSpace) -> Space:
    moment = run.moment()
    found = probe.measure(moment, Predictor().follow(moment))
    assert isinstance(found, Space)
    return found


def two_units(small: Experiment, *units: int) -> TrainingRun:
    hidden = [{"kind": "dense", "units": count, "activation": "tanh"} for count in units]
    run = TrainingRun(small.with_changes({"model.hidden": hidden}), np.float64)
    for _ in range(30):
        run.step()
    return run


def test_points_lie_where_the_units_put_them(small: Experiment) -> None:
    run = two_units(small, 2)
    found = measured(run, HiddenSpace(1))
    run.network.forward(run.dataset.train.model_inputs(dtype=np.float64))
    assert found.points == pytest.approx(run.network.layers[0].outputs)
    assert found.names == ("unit 1", "unit 2")
    assert np.array_equal(found.labels, run.dataset.train.labels)


def test_grid_lines_are_lines_of_the_plane_taken_along(small: Experiment) -> None:
    run = two_units(small, 2)
    plane, bent = measured(run, HiddenSpace(0)), measured(run, HiddenSpace(1))
    assert plane.across.shape == bent.up.shape == (LINES, ALONG, 2)
    assert (np.ptp(plane.across[..., 1], axis=1) == 0).all()
    assert (np.ptp(plane.up[..., 0], axis=1) == 0).all()
    run.network.forward(plane.up.reshape(-1, 2))
    assert bent.up.reshape(-1, 2) == pytest.approx(run.network.layers[0].outputs)


def test_chosen_units_are_the_axes(small: Experiment) -> None:
    run = two_units(small, 5)
    found = measured(run, HiddenSpace(1, (3, 1)))
    run.network.forward(run.dataset.train.model_inputs(dtype=np.float64))
    assert found.points == pytest.approx(run.network.layers[0].outputs[:, [3, 1]])
    assert found.names == ("unit 4", "unit 2")
    assert found.explained == ()


def test_components_are_those_with_the_largest_spread(small: Experiment) -> None:
    run = two_units(small, 5)
    found = measured(run, HiddenSpace(1))
    run.network.forward(run.dataset.train.model_inputs(dtype=np.float64))
    outputs = run.network.layers[0].outputs - run.network.layers[0].outputs.mean(axis=0)
    values = np.linalg.svd(outputs, compute_uv=False)
    assert np.linalg.norm(found.points, axis=0) == pytest.approx(values[:2])
    assert found.explained == pytest.approx(values[:2] ** 2 / (values**2).sum())


def test_behind_the_last_hidden_layer_of_two_units_the_boundary_is_straight(small: Experiment) -> None:
    run = two_units(small, 3, 2)
    for _ in range(300):
        run.step()
    found = measured(run, HiddenSpace(2))
    output: Any = run.network.layers[-1]
    scores = found.boundary.reshape(-1, 2) @ output.weights + output.biases
    top_two = np.sort(scores, axis=1)[:, -2:]
    assert np.median(top_two[:, 1] - top_two[:, 0]) < 0.05 * np.ptp(scores)


def test_in_the_plane_the_lines_are_those_of_the_first_layer(small: Experiment) -> None:
    run = two_units(small, 3)
    found = measured(run, HiddenSpace(0))
    run.network.forward(found.boundary.reshape(-1, 2))
    sums = np.abs(run.network.layers[0].pre_activations)  # type: ignore[attr-defined]
    assert sums.min(axis=1).max() < 1e-5


@pytest.mark.parametrize("name", ["playground-xor", "perceptron-football"])
@pytest.mark.parametrize("layer", [0, 1, 2])
def test_every_network_in_the_plane_has_a_space(name: str, layer: int) -> None:
    run = TrainingRun(preset(name))
    found = measured(run, HiddenSpace(layer))
    assert len(found.points) <= MOST_POINTS
    assert np.isfinite(found.points).all()


def test_one_unit_is_a_line(small: Experiment) -> None:
    found = measured(two_units(small, 1), HiddenSpace(1))
    assert not found.points[:, 1].any()
    assert found.names == ("unit 1", "")


def test_features_and_regressions_have_a_space_too(small: Experiment) -> None:
    features = two_units(small.with_changes({"model.features": ["x", "y", "xy"]}), 4)
    assert measured(features, HiddenSpace(0)).boundary.size
    regression = TrainingRun(small.with_changes({"data.name": "plane"}))
    found = measured(regression, HiddenSpace(1))
    assert not found.boundary.size
    assert np.ptp(found.targets) > 0
