from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn import Dense, Network
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Moment
from nnviz.training.presets import preset
from nnviz.training.probes.weights import UnitWeights, WeightsByUnit
from nnviz.training.run import TrainingRun


@pytest.fixture
def moment(small: Experiment) -> Moment:
    return TrainingRun(small).moment()


@pytest.fixture
def network() -> Network:
    return Network([Dense(3), Dense(2)], (4,), np.random.default_rng(3))


def measured(moment: Moment, network: Network, probe: WeightsByUnit) -> UnitWeights:
    with np.errstate(all="ignore"):
        return probe.measure(moment, network)


@pytest.mark.parametrize(("asked", "given"), [(0, 0), (1, 1), (5, 1)])
def test_it_gives_the_networks_numbers(moment: Moment, network: Network, asked: int, given: int) -> None:
    found = measured(moment, network, WeightsByUnit(asked))
    layer = network.layers[given]
    assert layer.weights is not None
    assert np.array_equal(found.weights, layer.weights)
    assert np.array_equal(found.biases, np.zeros(len(found.biases)))
    assert found.weights.T.flags.c_contiguous
    assert found.count == 2


def test_the_whole_extent_counts_biases_too(moment: Moment, network: Network) -> None:
    biases = network.layers[0].biases
    assert biases is not None
    biases[1] = -9
    found = measured(moment, network, WeightsByUnit(0))
    assert (found.typical, found.largest) == (9, 9)


def test_a_share_leaves_out_the_largest_weights_and_all_biases(moment: Moment, network: Network) -> None:
    layer = network.layers[0]
    assert layer.weights is not None
    assert layer.biases is not None
    layer.weights.ravel()[:] = np.arange(1, 13)
    layer.biases[0] = 50
    found = measured(moment, network, WeightsByUnit(0, 0.5))
    assert (found.typical, found.largest) == (7, 50)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("share", [1.0, 0.99])
def test_what_is_not_finite_takes_no_part_in_the_extent(
    moment: Moment, network: Network, bad: float, share: float
) -> None:
    layer = network.layers[0]
    assert layer.weights is not None
    layer.weights[:] = 0.5
    layer.weights[0, 0] = bad
    found = measured(moment, network, WeightsByUnit(0, share))
    assert found.typical == 0.5
    assert not np.isfinite(found.largest)
    network.parameters[:] = bad
    assert measured(moment, network, WeightsByUnit(0, share)).typical == 0


def test_a_filter_is_a_column_and_looks_at_a_window() -> None:
    run = TrainingRun(preset("lenet5").with_changes({"data.training": 100, "data.validation": 10}))
    first, second, dense = (WeightsByUnit(layer).measure(run.moment(), run.network) for layer in range(3))
    assert (first.weights.shape, first.window) == ((25, 6), (1, 5, 5))
    assert (second.weights.shape, second.window) == ((6 * 25, 16), (6, 5, 5))
    assert (dense.weights.shape, dense.window) == ((400, 120), ())
    kernels = run.network.layers[2].weights
    assert kernels is not None
    assert np.array_equal(second.weights[:, 3].reshape(second.window), kernels[3])


def test_units_that_see_the_whole_image_look_at_all_of_it() -> None:
    run = TrainingRun(preset("mnist").with_changes({"data.training": 100, "data.validation": 10}))
    windows = [WeightsByUnit(layer).measure(run.moment(), run.network).window for layer in range(2)]
    assert windows == [(1, 28, 28), ()]
