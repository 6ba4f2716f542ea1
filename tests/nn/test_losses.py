from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array, Buffers, Scratch
from nnviz.nn.losses import LOSSES, Loss

PAIRS = [(loss, output) for loss in LOSSES.values() for output in loss.output_activations]
EVERY_PAIR = pytest.mark.parametrize(("loss", "output"), PAIRS, ids=lambda each: getattr(each, "name", each))


def measure(loss: Loss, output: str, z: Array, targets: Array) -> tuple[float, Array]:
    """The loss behind an output activation, and its gradient with respect to Z."""
    activation = ACTIVATIONS[output]
    scratch = Scratch(Buffers(z.dtype), z.shape, innermost=False)
    outputs, gradient, deltas = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    activation.forward(z, outputs, scratch)
    value = loss.value(z, outputs, targets, scratch)
    loss.gradient(outputs, targets, gradient, scratch)
    if loss.fused:
        return value, gradient
    activation.backward(z, outputs, gradient, deltas, scratch)
    return value, deltas


def some_targets(rng: np.random.Generator, output: str, shape: tuple[int, int]) -> Array:
    if output == "softmax":
        return np.eye(shape[1])[rng.integers(shape[1], size=shape[0])]
    return rng.integers(2, size=shape).astype(float)


@EVERY_PAIR
def test_gradient_agrees_with_finite_differences(loss: Loss, output: str) -> None:
    rng = np.random.default_rng(5)
    z = rng.normal(size=(6, 3))
    targets = some_targets(rng, output, z.shape)
    gradient = measure(loss, output, z, targets)[1]
    differences = np.empty_like(z)
    step = 1e-6
    for index in np.ndindex(z.shape):
        moved = np.zeros_like(z)
        moved[index] = step
        above, below = (measure(loss, output, z + sign * moved, targets)[0] for sign in (1, -1))
        differences[index] = (above - below) / (2.0 * step)
    assert np.linalg.norm(gradient - differences) / np.linalg.norm(differences) < 1e-6


@EVERY_PAIR
@pytest.mark.parametrize("size", [1e4, -1e4])
def test_saturated_inputs_stay_finite_in_float32(loss: Loss, output: str, size: float) -> None:
    z = np.array([[size, -size, 0.0], [-size, size, size]], np.float32)
    targets = np.eye(3, dtype=np.float32)[[1, 2]]
    value, gradient = measure(loss, output, z, targets)
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()


@EVERY_PAIR
def test_is_a_mean_over_the_batch(loss: Loss, output: str) -> None:
    rng = np.random.default_rng(7)
    z = rng.normal(size=(4, 3))
    targets = some_targets(rng, output, z.shape)
    once = measure(loss, output, z, targets)
    twice = measure(loss, output, np.tile(z, (2, 1)), np.tile(targets, (2, 1)))
    assert twice[0] == pytest.approx(once[0])
    np.testing.assert_allclose(twice[1][:4], once[1] / 2)


def value_of(name: str, z: list[float], targets: list[float], output: str = "identity") -> float:
    return measure(LOSSES[name], output, np.array([z]), np.array([targets]))[0]


def test_known_values() -> None:
    assert value_of("mse", [1.0, -2.0], [0.0, 0.0]) == pytest.approx(2.5)
    assert value_of("mae", [1.0, -2.0], [0.0, 0.0]) == pytest.approx(3.0)
    assert value_of("huber", [0.5, -3.0], [0.0, 0.0]) == pytest.approx(0.125 + 2.5)
    assert value_of("bowl", [3.0, -4.0], [7.0, 7.0]) == pytest.approx(25.0)
    assert value_of("cross_entropy", [0.0, 0.0], [1.0, 0.0], "softmax") == pytest.approx(np.log(2))
    assert value_of("binary_cross_entropy", [0.0], [1.0], "sigmoid") == pytest.approx(np.log(2))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_hopeless_answer_costs_what_it_should(dtype: type) -> None:
    """Where the probability itself has become 0, its logarithm must not be lost."""
    z: Array = np.array([[1000.0, 0.0]], dtype)
    targets: Array = np.array([[0.0, 1.0]], dtype)
    assert measure(LOSSES["cross_entropy"], "softmax", z, targets)[0] == pytest.approx(1000.0)
    both = measure(LOSSES["binary_cross_entropy"], "sigmoid", z, targets)[0]
    assert both == pytest.approx(1000.0 + np.log(2))


def test_output_activations_are_registered() -> None:
    for loss in LOSSES.values():
        assert set(loss.output_activations) <= set(ACTIVATIONS)
