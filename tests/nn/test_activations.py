from __future__ import annotations

from math import erfc

import numpy as np
import pytest

from nnviz.nn.activation import Activation
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array, Buffers, Scratch
from nnviz.nn.erf import erfc_of_positive

EVERY = pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
LEARNING = [activation for activation in ACTIVATIONS.values() if activation.name != "step"]


def backward(activation: Activation, z: Array, upstream: Array) -> Array:
    scratch = Scratch(Buffers(z.dtype), z.shape, innermost=False)
    outputs, deltas = np.empty_like(z), np.empty_like(z)
    activation.forward(z, outputs, scratch)
    activation.backward(z, outputs, upstream, deltas, scratch)
    return deltas


@EVERY
def test_says_what_it_is(activation: Activation) -> None:
    assert ACTIVATIONS[activation.name] is activation
    assert activation.title
    assert activation.formula.startswith("f(z)")


@pytest.mark.parametrize("activation", LEARNING, ids=lambda activation: activation.name)
def test_gradient_agrees_with_finite_differences(activation: Activation) -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(scale=2.0, size=(40, 5))
    z[np.abs(z) < 0.01] = 0.5  # away from kinks
    upstream = rng.normal(size=z.shape)
    step = 1e-6
    differences = np.empty_like(z)
    for unit in range(z.shape[1]):
        moved = np.zeros_like(z)
        moved[:, unit] = step
        change = (activation(z + moved) - activation(z - moved)) / (2.0 * step)
        differences[:, unit] = (change * upstream).sum(axis=1)
    error = np.linalg.norm(backward(activation, z, upstream) - differences) / np.linalg.norm(differences)
    assert error < 1e-6


@EVERY
@pytest.mark.parametrize("size", [1e4, -1e4])
def test_saturated_inputs_stay_finite_in_float32(activation: Activation, size: float) -> None:
    z = np.array([[size, 0.0, -size], [size, size, size]], np.float32)
    assert np.isfinite(activation(z)).all()
    assert np.isfinite(backward(activation, z, np.ones_like(z))).all()


@EVERY
def test_derivative_is_what_backward_multiplies_with(activation: Activation) -> None:
    z = np.linspace(-3, 3, 12).reshape(6, 2)
    scratch = Scratch(Buffers(z.dtype), z.shape, innermost=False)
    derivative = np.empty_like(z)
    activation.derivative(z, activation(z), derivative, scratch)
    for unit in range(2):
        only = np.zeros_like(z)
        only[:, unit] = 1.0
        np.testing.assert_allclose(backward(activation, z, only)[:, unit], derivative[:, unit], atol=1e-15)


@pytest.mark.parametrize(
    ("name", "z", "value"),
    [
        ("identity", -1.5, -1.5),
        ("step", 0.1, 1.0),
        ("step", 0.0, 0.0),
        ("step", -0.1, 0.0),
        ("sigmoid", 0.0, 0.5),
        ("sigmoid", 2.0, 0.8807970779778823),
        ("tanh", 0.5, 0.46211715726000975),
        ("relu", -2.0, 0.0),
        ("relu", 2.0, 2.0),
        ("leaky_relu", -2.0, -0.02),
        ("elu", -1.0, -0.6321205588285577),
        ("selu", -1.0, -1.1113307378125625),
        ("selu", 1.0, 1.0507009873554805),
        ("gelu", 1.0, 0.8413447460685429),
        ("gelu", -1.0, -0.15865525393145707),
        ("silu", 1.0, 0.7310585786300049),
        ("softplus", 0.0, 0.6931471805599453),
    ],
)
def test_known_values(name: str, z: float, value: float) -> None:
    assert float(ACTIVATIONS[name](z)) == pytest.approx(value, abs=1e-13)


def test_softmax_gives_probabilities_whatever_is_added_to_all_units() -> None:
    z = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    softmax = ACTIVATIONS["softmax"]
    np.testing.assert_allclose(softmax(z).sum(axis=1), 1.0)
    np.testing.assert_allclose(softmax(z + 1000.0), softmax(z), rtol=1e-12)
    np.testing.assert_allclose(softmax(z)[1], 1 / 3)


def test_erfc_is_good_to_fourteen_digits() -> None:
    z = np.concatenate([np.linspace(0.0, 6.0, 2001), [10.0, 40.0]])
    out, power = np.empty_like(z), np.empty_like(z)
    erfc_of_positive(z, out, power)
    np.testing.assert_allclose(out, [erfc(each) for each in z], rtol=0, atol=1e-14)
