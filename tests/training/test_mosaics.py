from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn import Dense, Network
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Moment
from nnviz.training.mosaics import Mosaic, Tiling, WeightMosaic, averaging, signed_entries
from nnviz.training.run import TrainingRun

PIXELS = Tiling(columns=2, width=3, height=2, strip=2, seam=1, gap=1)


@pytest.fixture
def moment(small: Experiment) -> Moment:
    return TrainingRun(small).moment()


def network(inputs: int, *units: int) -> Network:
    return Network([Dense(count) for count in units], (inputs,), np.random.default_rng(3))


def measured(moment: Moment, net: Network, probe: WeightMosaic) -> Mosaic:
    return probe.measure(moment, net)


def test_every_weight_lies_in_its_units_tile_and_every_bias_in_its_strip(moment: Moment) -> None:
    net = network(6, 3)
    layer = net.layers[0]
    assert layer.weights is not None
    assert layer.biases is not None
    layer.biases[:] = (0.1, -0.2, 0.3)
    mosaic = measured(moment, net, WeightMosaic(0, (2, 3), PIXELS))
    assert mosaic.entries.shape == (5 + 1 + 5, 3 + 1 + 3)
    expected = 128 + np.rint(127 * layer.weights / mosaic.limit)
    for unit in range(3):
        left, top = PIXELS.corner(unit)
        tile = mosaic.entries[top : top + 2, left : left + 3]
        assert np.abs(tile.ravel() - expected[:, unit]).max() <= 1
        strip = mosaic.entries[top + 3 : top + 5, left : left + 3]
        assert set(strip.ravel()) == {int(np.rint(128 + 127 * float(layer.biases[unit]) / mosaic.limit))}
    assert not mosaic.entries[6:, 4:].any(), "there is no fourth unit"
    assert not mosaic.entries[:, 3].any(), "a gap holds nothing"
    assert not mosaic.entries[2].any(), "a seam holds nothing"


def test_a_layer_that_does_not_fit_the_tile_has_columns(moment: Moment) -> None:
    mosaic = measured(moment, network(5, 2), WeightMosaic(0, (28, 28), PIXELS))
    assert mosaic.tile == (5, 1)


def test_the_limit_is_round_holds_what_it_covers_and_does_not_fall_below_the_least(moment: Moment) -> None:
    net = network(100, 10)
    layer = net.layers[0]
    assert layer.weights is not None
    layer.weights[:] = 0.21
    layer.weights[0, 0] = -40
    whole = measured(moment, net, WeightMosaic(0, (10, 10), PIXELS))
    assert (whole.limit, whole.exceeded) == (50.0, False)
    most = measured(moment, net, WeightMosaic(0, (10, 10), PIXELS, coverage=0.99))
    assert (most.limit, most.exceeded) == (0.3, True)
    kept = measured(moment, net, WeightMosaic(0, (10, 10), PIXELS, least_limit=100.0))
    assert (kept.limit, kept.exceeded) == (100.0, False)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("coverage", [1.0, 0.9])
def test_weights_that_are_not_finite_leave_the_others_as_they_are(
    moment: Moment, bad: float, coverage: float
) -> None:
    net = network(6, 2)
    layer = net.layers[0]
    assert layer.weights is not None
    layer.weights[:] = 0.5
    layer.weights[0, 1] = bad
    with np.errstate(all="ignore"):
        mosaic = measured(moment, net, WeightMosaic(0, (2, 3), PIXELS, coverage=coverage))
    assert (mosaic.limit, mosaic.exceeded) == (0.5, True)
    assert set(mosaic.entries[:2, :3].ravel()) == {255}


def test_a_layer_without_a_finite_number_still_has_a_picture(moment: Moment) -> None:
    net = network(6, 1)
    net.parameters[:] = np.nan
    with np.errstate(all="ignore"):
        mosaic = measured(moment, net, WeightMosaic(0, (2, 3), PIXELS))
    assert mosaic.limit > 0
    assert not mosaic.entries.any()


def test_zero_and_the_limits_have_the_middle_and_the_end_entries() -> None:
    values = np.array([-2.0, 0.0, 2.0, np.nan], np.float32)
    assert signed_entries(values, 2.0).tolist() == [1, 128, 255, 0]


@given(st.integers(1, 40), st.integers(1, 40))
def test_averaging_keeps_the_mean_and_what_is_constant(source: int, target: int) -> None:
    matrix = averaging(source, target)
    np.testing.assert_allclose(matrix.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_allclose(matrix.mean(axis=0), 1 / source, rtol=1e-4)


@given(st.integers(1, 7), st.integers(1, 20), st.integers(0, 3), st.integers(0, 2))
def test_the_spot_at_a_tiles_corner_is_its_unit(columns: int, count: int, strip: int, gap: int) -> None:
    tiling = Tiling(columns, 4, 3, strip, 1, gap)
    for unit in range(count):
        left, top = tiling.corner(unit)
        spot = tiling.spot(left, top, count)
        assert spot is not None
        assert (spot.unit, spot.across, spot.down) == (unit, 0, 0)
        bias = tiling.spot(left + 3, top + 4, count) if strip else None
        assert not strip or (bias is not None and bias.unit == unit and bias.down is None)
    width, height = tiling.size(count)
    assert tiling.spot(-1, 0, count) is None
    assert tiling.spot(0, height + gap + 1, count) is None
    assert tiling.spot(width + gap, 0, count) is None
