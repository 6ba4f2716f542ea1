from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn.initializers import INITIALIZERS, SHORT_NAMES, Initializer

EVERY = pytest.mark.parametrize("initializer", INITIALIZERS.values(), ids=INITIALIZERS)
DEVIATIONS = {
    "normal": 1.0,
    "uniform": 1.0 / np.sqrt(3.0),
    "playground": 0.5 / np.sqrt(3.0),
    "scaled": 1.0 / np.sqrt(400),
    "glorot_uniform": np.sqrt(2.0 / (400 + 100)),
    "glorot_normal": np.sqrt(2.0 / (400 + 100)),
    "he_uniform": np.sqrt(2.0 / 400),
    "he_normal": np.sqrt(2.0 / 400),
    "zeros": 0.0,
    "constant": 0.0,
}


@EVERY
@pytest.mark.parametrize("make_rng", [np.random.default_rng, np.random.RandomState])
def test_draws_what_its_source_says(initializer: Initializer, make_rng: type) -> None:
    weights = initializer.weights(make_rng(0), (400, 100), 400, 100)
    assert weights.shape == (400, 100)
    assert weights.dtype == np.float64
    assert weights.std() == pytest.approx(DEVIATIONS[initializer.name], rel=0.02, abs=1e-12)


@EVERY
def test_a_layer_without_inputs_has_no_weights(initializer: Initializer) -> None:
    assert initializer.weights(np.random.default_rng(0), (0, 2), 0, 2).shape == (0, 2)


@EVERY
def test_same_seed_same_weights(initializer: Initializer) -> None:
    first, second = (initializer.weights(np.random.default_rng(4), (5, 3), 5, 3) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@EVERY
def test_biases_start_at_zero_unless_the_source_says_otherwise(initializer: Initializer) -> None:
    biases = initializer.biases(np.random.default_rng(0), 50)
    assert biases.shape == (50,)
    assert biases.any() == (initializer.name in {"normal", "uniform", "playground"})


def test_the_playground_starts_within_a_half_and_with_small_biases() -> None:
    playground = INITIALIZERS["playground"]
    weights = playground.weights(np.random.default_rng(0), (100, 100), 100, 100)
    assert 0.499 < np.abs(weights).max() <= 0.5
    np.testing.assert_array_equal(playground.biases(np.random.default_rng(0), 3), [0.1, 0.1, 0.1])


def test_short_names_mean_registered_ones() -> None:
    assert set(SHORT_NAMES.values()) <= set(INITIALIZERS)
