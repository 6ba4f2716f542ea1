from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.data import Split
from nnviz.training.edits.units import MuteUnit
from nnviz.training.experiment import Experiment
from nnviz.training.predictor import Predictor
from nnviz.training.probes import BoundaryGrid
from nnviz.training.probes.unit_maps import UnitMap, UnitMaps, UnitValues
from nnviz.training.run import TrainingRun

GRID = BoundaryGrid(-4.0, 3.0, -2.0, 5.0, columns=13, rows=17)


@pytest.fixture
def run(small: Experiment) -> TrainingRun:
    """2-4-3-3, a few steps in, the data standardised so that the plane is not what the network is given."""
    layers = [{"kind": "dense", "units": units, "activation": "tanh"} for units in (4, 3)]
    run = TrainingRun(small.with_changes({"model.hidden": layers}))
    for _ in range(20):
        run.step()
    return run


def measured(run: TrainingRun, probe: Any) -> Any:
    moment = run.moment()
    return probe.measure(moment, Predictor().follow(moment))


def test_each_map_is_the_networks_own_activations_on_the_same_grid_exactly(run: TrainingRun) -> None:
    maps = measured(run, UnitMaps(GRID))
    samples = GRID.samples(run.dataset, run.network)
    run.network.forward(samples)
    np.testing.assert_array_equal(maps[-1], samples.T.reshape(2, 17, 13))
    for layer, units in ((0, 4), (1, 3), (2, 3)):
        outputs = run.network.layers[layer].outputs
        np.testing.assert_array_equal(maps[layer], outputs.T.reshape(units, 17, 13))


def test_a_map_has_its_lowest_row_first_and_x_to_the_right(run: TrainingRun) -> None:
    maps = measured(run, UnitMaps(GRID))
    np.testing.assert_allclose(maps[-1][0][:, [0, -1]], [[-4.0, 3.0]] * 17)
    np.testing.assert_allclose(maps[-1][1][[0, -1]], [[-2.0] * 13, [5.0] * 13])


def test_the_map_of_one_unit_is_that_among_all(run: TrainingRun) -> None:
    maps = measured(run, UnitMaps(GRID))
    np.testing.assert_array_equal(measured(run, UnitMap(GRID, 1, 2)), maps[1][2])
    assert measured(run, UnitMap(GRID, 1, 3)) is None
    assert measured(run, UnitMap(GRID, 9, 0)) is None


def test_only_chosen_units_are_kept(run: TrainingRun) -> None:
    every = measured(run, UnitMaps(GRID))
    some = measured(run, UnitMaps(GRID, ((0, (1, 3)), (2, (0,)))))
    assert list(some) == [0, 2]
    np.testing.assert_array_equal(some[0], every[0][[1, 3]])


def test_the_map_of_a_muted_unit_is_nothing(run: TrainingRun) -> None:
    run.apply(MuteUnit(0, 1, True))
    maps = measured(run, UnitMaps(GRID))
    assert not maps[0][1].any()
    assert maps[0][[0, 2, 3]].any(axis=(1, 2)).all()


def test_values_for_a_sample_and_their_mean(run: TrainingRun) -> None:
    test: Split = run.dataset.test
    run.network.forward(test.model_inputs())
    outputs = run.network.layers[1].outputs.copy()
    one = measured(run, UnitValues("test", 5))
    np.testing.assert_allclose(one[1].ravel(), outputs[5], rtol=1e-5)
    np.testing.assert_array_equal(one[-1].ravel(), test.model_inputs(5, 6)[0])
    mean = measured(run, UnitValues("test", None))
    np.testing.assert_allclose(mean[1].ravel(), outputs.mean(axis=0), rtol=1e-4, atol=1e-6)


def test_a_filter_gives_its_feature_map(convolutional: Experiment) -> None:
    run = TrainingRun(convolutional)
    values = measured(run, UnitValues("test", 3))
    run.network.forward(run.dataset.test.model_inputs(3, 4))
    np.testing.assert_allclose(values[0], run.network.layers[0].outputs[0], rtol=1e-5)
    assert [values[layer].shape for layer in (-1, 0, 2, 4)] == [(1, 8, 8), (3, 6, 6), (2, 2, 2), (10, 1, 1)]
