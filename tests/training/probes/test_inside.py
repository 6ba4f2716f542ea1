from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.training.edits.units import MuteUnit
from nnviz.training.evaluation import Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.probes.inside import Inside, Muting, PixelArgument, side_by_side
from nnviz.training.run import TrainingRun

CONV: list[dict[str, Any]] = [
    {"kind": "convolution", "filters": 3, "kernel_size": 3, "activation": "relu"},
    {"kind": "max_pool", "size": 2},
    {"kind": "flatten"},
    {"kind": "dense", "units": 5, "activation": "tanh"},
]
DENSE = CONV[3:]


def trained(hidden: list[dict[str, Any]], steps: int = 20) -> TrainingRun:
    plain = {
        "data": {"name": "digits8x8"},
        "model": {"hidden": hidden},
        "learning": {"batch_size": 32, "learning_rate": 0.3},
    }
    run = TrainingRun(Experiment.from_plain(plain))
    for _ in range(steps):
        run.step()
    return run


def image(run: TrainingRun, row: int) -> Any:
    return run.dataset.test.model_inputs(row, row + 1).reshape(1, *run.network.input_shape)


def test_units_have_their_weights_as_a_tile_beside_their_activation() -> None:
    run = trained(DENSE)
    found = Inside("test", 7, 0).measure(run.moment(), run.network.copy())
    layer = run.network.layers[0]
    run.network.forward(image(run, 7))
    assert layer.weights is not None
    assert (found.layer, found.index, found.count) == (0, 0, 2)
    np.testing.assert_array_equal(found.weights, layer.weights.T.reshape(5, 8, 8))
    np.testing.assert_allclose(found.outputs[:, 0, 0], layer.outputs[0], rtol=1e-6)
    inside = np.abs(layer.weights) <= found.typical * (1 + 1e-6)
    assert 0.97 <= inside.mean() <= 0.99
    assert found.largest == np.abs(layer.weights).max()


def test_filters_have_their_kernels_beside_their_maps() -> None:
    run = trained(CONV)
    found = Inside("test", 3, 0).measure(run.moment(), run.network.copy())
    run.network.forward(image(run, 3))
    np.testing.assert_array_equal(found.weights, run.network.layers[0].weights[:, 0])  # type: ignore[index]
    np.testing.assert_allclose(found.outputs, run.network.layers[0].outputs[0], rtol=1e-5)


def test_what_is_taken_from_maps_is_shown_map_by_map() -> None:
    run = trained(CONV)
    found = Inside("test", 3, 1).measure(run.moment(), run.network.copy())
    dense = run.network.layers[3]
    assert dense.weights is not None
    assert found.layer == 3
    assert found.weights.shape == (5, 6, 6)  # three maps of 3 by 3 in a square of four
    maps = dense.weights.T.reshape(5, 3, 3, 3)
    np.testing.assert_array_equal(found.weights[:, :3, :3], maps[:, 0])
    np.testing.assert_array_equal(found.weights[:, :3, 3:], maps[:, 1])
    np.testing.assert_array_equal(found.weights[:, 3:, :3], maps[:, 2])
    assert not found.weights[:, 3:, 3:].any()


def test_a_layer_that_is_gone_is_the_last_one() -> None:
    run = trained(DENSE)
    assert Inside("test", 0, 9).measure(run.moment(), run.network.copy()).index == 1


def test_images_stand_side_by_side_in_about_a_square() -> None:
    images = np.arange(5.0)[None, :, None, None] * np.ones((1, 5, 2, 2))
    sheet = side_by_side(images)[0]
    assert sheet.shape == (4, 6)
    assert sheet[::2, ::2].tolist() == [[0, 1, 2], [3, 4, 0]]


@pytest.mark.parametrize("hidden", [DENSE, CONV], ids=["dense", "convolutions"])
@pytest.mark.parametrize("target", [None, 3])
def test_the_pixels_that_argue_for_a_class_are_those_that_raise_its_score(
    hidden: list[dict[str, Any]], target: int | None
) -> None:
    run = trained(hidden)
    network = run.network.copy(np.float64)
    found = PixelArgument("test", 5, target).measure(run.moment(), network)
    pixels = run.dataset.test.model_inputs(5, 6, dtype=np.float64).reshape(1, *network.input_shape)
    last = network.layers[-1]
    scores = network.forward(pixels)[0].copy()
    np.testing.assert_allclose(found.scores, scores)
    assert found.target == (int(scores.argmax()) if target is None else target)
    for place in (9, 27, 36, 50):
        sums = []
        for step in (1e-6, -1e-6):
            moved = pixels.copy()
            moved.flat[place] += step
            network.forward(moved)
            sums.append(float(last.pre_activations[0, found.target]))  # type: ignore[attr-defined]
        assert found.gradient.flat[place] == pytest.approx((sums[0] - sums[1]) / 2e-6, rel=1e-4, abs=1e-7)


def test_muting_is_measured_against_all_units_at_the_same_moment() -> None:
    run = trained(DENSE, 200)
    whole = Evaluation("test").measure(run.moment(), run.network.copy())
    for unit in range(3):
        run.apply(MuteUnit(0, unit, muted=True))
    network = run.network.copy()
    network.muted = run.moment().muted
    after = Evaluation("test").measure(run.moment(), network)
    both = Muting("test").measure(run.moment(), network)
    assert both == (whole.accuracy, after.accuracy)
    assert both.without_muted < both.with_all
    assert network.muted == run.moment().muted
    found = Inside("test", 0, 0).measure(run.moment(), network)
    assert found.muted == (0, 1, 2)
    assert not found.outputs[:3].any()
