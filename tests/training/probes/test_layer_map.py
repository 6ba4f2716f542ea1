from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.training.experiment import Experiment
from nnviz.training.probes.layer_map import LayerMap, features, projected, turned_onto
from nnviz.training.run import TrainingRun


@pytest.fixture
def run() -> TrainingRun:
    hidden = [
        {"kind": "convolution", "filters": 3, "kernel_size": 3, "activation": "relu"},
        {"kind": "flatten"},
        {"kind": "dense", "units": 12, "activation": "tanh"},
    ]
    plain = {"data": {"name": "digits8x8"}, "model": {"hidden": hidden}, "learning": {"batch_size": 32}}
    run = TrainingRun(Experiment.from_plain(plain))
    for _ in range(20):
        run.step()
    return run


def reference(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first two principal components by a full decomposition, up to their signs."""
    centred = samples - samples.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    return (left * sizes)[:, :2], sizes[:2] ** 2 / (sizes**2).sum()


@pytest.mark.parametrize("size", [(50, 3), (400, 30), (300, 400)])
def test_places_are_the_first_two_principal_components(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(4)
    samples = rng.normal(size=size) * np.linspace(4, 0.5, size[1]) + 3
    places, explained = projected(samples)
    expected, shares = reference(samples)
    np.testing.assert_allclose(np.abs(places), np.abs(expected), atol=0.02 * np.abs(expected).max())
    np.testing.assert_allclose(explained, shares, rtol=1e-3)


def test_the_map_is_that_of_the_layers_activations(run: TrainingRun) -> None:
    found = LayerMap(most=200).measure(run.moment(), run.network.copy())
    test = run.dataset.test
    outputs = run.network.forward(test.model_inputs(0, 200))
    expected, shares = reference(run.network.layers[2].outputs.astype(np.float64))
    assert (found.index, found.count) == (1, 3)
    np.testing.assert_allclose(np.abs(found.places), np.abs(expected), atol=1e-3)
    np.testing.assert_allclose(found.explained, shares, rtol=1e-3)
    assert found.answers.tolist() == outputs.argmax(axis=1).tolist()
    assert found.wrong.tolist() == (found.answers != test.labels[:200]).tolist()


@pytest.mark.parametrize(("layer", "index"), [(0, 0), (1, 1), (2, 2), (9, 2), (-1, 2), (-9, 0)])
def test_a_layer_is_counted_from_either_end(run: TrainingRun, layer: int, index: int) -> None:
    assert LayerMap(layer, 20).measure(run.moment(), run.network.copy()).index == index


def test_a_filters_map_is_the_means_of_its_parts() -> None:
    maps = np.arange(2 * 3 * 8 * 8, dtype=np.float32).reshape(2, 3, 8, 8)
    expected = maps.reshape(2, 3, 4, 2, 4, 2).mean(axis=(3, 5)).reshape(2, -1)
    np.testing.assert_allclose(features(maps), expected)
    small = np.arange(2 * 1 * 3 * 2, dtype=np.float32).reshape(2, 1, 3, 2)
    np.testing.assert_allclose(features(small), small.reshape(2, -1))


def test_numbers_that_are_none_do_not_spoil_the_map() -> None:
    samples = np.random.default_rng(0).normal(size=(30, 4))
    samples[3, 1] = np.nan
    assert np.isfinite(projected(samples)[0]).all()
    assert projected(np.zeros((10, 3)))[1].tolist() == [0, 0]
    assert projected(np.ones((10, 1)))[0].shape == (10, 2)


@given(st.floats(0, 6.3), st.booleans(), st.floats(0.5, 2))
def test_a_picture_that_was_turned_or_mirrored_is_turned_back(
    angle: float, mirrored: bool, scale: float
) -> None:
    before = np.random.default_rng(1).normal(size=(40, 2)) * (3, 1)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    after = scale * before @ turn * ((1, -1) if mirrored else (1, 1))
    np.testing.assert_allclose(turned_onto(after, before), scale * before, atol=1e-4)
