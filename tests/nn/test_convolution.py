from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz import nn
from nnviz.nn.arrays import Array


def convolve(images: Array, kernels: Array, biases: Array, padding: int, stride: int) -> Array:
    """The definition, loop by loop."""
    edges = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(images, edges)
    size = kernels.shape[2]
    rows, columns = ((side - size) // stride + 1 for side in padded.shape[2:])
    out = np.empty((len(images), len(kernels), rows, columns))
    for i, j in np.ndindex(rows, columns):
        window = padded[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
        out[:, :, i, j] = np.tensordot(window, kernels, ([1, 2, 3], [1, 2, 3])) + biases
    return out


def dense_end(layers: list[nn.Layer]) -> list[nn.Layer]:
    return [*layers, nn.Flatten(), nn.Dense(3, "softmax")]


@settings(deadline=None, max_examples=60)
@given(
    samples=st.integers(1, 5),
    channels=st.integers(1, 3),
    filters=st.integers(1, 4),
    size=st.integers(1, 4),
    padding=st.integers(0, 2),
    stride=st.integers(1, 3),
    height=st.integers(4, 9),
    width=st.integers(4, 9),
)
def test_forward_is_the_definition(
    samples: int, channels: int, filters: int, size: int, padding: int, stride: int, height: int, width: int
) -> None:
    rng = np.random.default_rng(samples)
    layer = nn.Conv2D(filters, size, padding=padding, stride=stride, initializer="normal")
    network = nn.Network([layer], (channels, height, width), rng, np.float64)
    images = rng.normal(size=(samples, channels, height, width))
    expected = convolve(images, layer.weights, layer.biases, padding, stride)
    np.testing.assert_allclose(network.forward(images), expected, rtol=0, atol=1e-12)
    assert layer.output_shape == expected.shape[1:]


@pytest.mark.parametrize(
    "layers",
    [
        [nn.Conv2D(3, 3, "tanh"), nn.Conv2D(2, 2, "sigmoid", padding=1)],
        [nn.Conv2D(3, 3, "tanh", padding=2, stride=2), nn.Conv2D(2, 3, "gelu", stride=2)],
        [nn.Conv2D(4, 3, "silu"), nn.MaxPool2D(2), nn.Conv2D(2, 2, "tanh"), nn.MaxPool2D(2)],
        [nn.Conv2D(4, 2, "elu"), nn.MaxPool2D(3), nn.Conv2D(2, 2, "softmax")],
    ],
    ids=["padding", "stride", "pooling", "what does not fill a square"],
)
@pytest.mark.parametrize("samples", [1, 5])
def test_gradients_agree_with_finite_differences(layers: list[nn.Layer], samples: int) -> None:
    rng = np.random.default_rng(2)
    network = nn.Network(dense_end([layer.twin() for layer in layers]), (2, 9, 8), rng)
    inputs = rng.normal(size=(samples, 2, 9, 8))
    targets = np.eye(3)[rng.integers(3, size=samples)]
    assert max(nn.gradient_check(network, inputs, targets, "cross_entropy")) < 1e-6


def test_pooling_keeps_the_largest_and_drops_the_rest() -> None:
    network = nn.Network([nn.MaxPool2D(2)], (1, 3, 5), None, np.float64)
    image = np.arange(15.0).reshape(1, 1, 3, 5)
    np.testing.assert_array_equal(network.forward(image), [[[[6.0, 8.0]]]])


def test_pooling_gives_the_gradient_to_the_first_of_equals() -> None:
    network = nn.Network(
        [nn.Conv2D(1, 1), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(1)], (1, 2, 2), None, np.float64
    )
    convolution, pool, _, dense = network.layers
    assert isinstance(convolution, nn.Conv2D)
    assert isinstance(dense, nn.Dense)
    convolution.weights[:] = 1.0
    dense.weights[:] = 1.0
    network.loss_and_gradient(np.ones((1, 1, 2, 2)), [[0.0]], "mse")
    np.testing.assert_array_equal(pool.input_gradient, [[[[1.0, 0.0], [0.0, 0.0]]]])


def test_flatten_is_in_c_order() -> None:
    layers: list[nn.Layer] = [nn.Conv2D(2, 1, initializer="constant"), nn.Flatten()]
    network = nn.Network(layers, (1, 2, 3), np.random.default_rng(0), np.float64)
    flat = network.forward(np.arange(18.0).reshape(3, 1, 2, 3))
    np.testing.assert_array_equal(flat, network.layers[0].outputs.reshape(3, 12))


def test_batches_of_other_sizes_leave_nothing_behind() -> None:
    rng = np.random.default_rng(0)
    layers = dense_end(
        [nn.Conv2D(3, 3, "relu", padding=1), nn.MaxPool2D(2), nn.Conv2D(2, 3, "relu", padding=1)]
    )
    network = nn.Network(layers, (1, 7, 7), rng, np.float64)
    images, targets = rng.normal(size=(9, 1, 7, 7)), np.eye(3)[rng.integers(3, size=9)]

    def gradient(samples: int) -> Any:
        network.loss_and_gradient(images[:samples], targets[:samples], "cross_entropy")
        return network.gradient.copy()

    first = gradient(4)
    gradient(9)
    np.testing.assert_array_equal(gradient(4), first)
