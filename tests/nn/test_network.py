from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz import nn
from nnviz.nn.arrays import Array


def one_hot(labels: Any, classes: int, dtype: type = np.float32) -> Array:
    rows: Array = np.eye(classes, dtype=dtype)[labels]
    return rows


def sigmoid(z: float) -> float:
    return 1.0 / (1.0 + float(np.exp(-z)))


def test_a_hand_worked_step_of_a_2_2_1_net() -> None:
    network = nn.Network([nn.Dense(2, "sigmoid"), nn.Dense(1, "sigmoid")], (2,), None, np.float64)
    hidden, output = network.layers
    assert isinstance(hidden, nn.Dense)
    assert isinstance(output, nn.Dense)
    hidden.weights[:] = [[0.1, -0.2], [0.4, 0.3]]
    hidden.biases[:] = [0.05, -0.1]
    output.weights[:] = [[0.7], [-0.5]]
    output.biases[:] = [0.2]
    x1, x2, target = 1.0, 2.0, 1.0

    h1 = sigmoid(0.1 * x1 + 0.4 * x2 + 0.05)
    h2 = sigmoid(-0.2 * x1 + 0.3 * x2 - 0.1)
    y = sigmoid(0.7 * h1 - 0.5 * h2 + 0.2)
    delta = (y - target) * y * (1 - y)
    delta1, delta2 = delta * 0.7 * h1 * (1 - h1), delta * -0.5 * h2 * (1 - h2)

    loss = network.loss_and_gradient([[x1, x2]], [[target]], "mse")
    assert loss == pytest.approx(0.5 * (y - target) ** 2, rel=1e-12)
    np.testing.assert_allclose(output.deltas, [[delta]], rtol=1e-12)
    np.testing.assert_allclose(output.weight_gradient, [[delta * h1], [delta * h2]], rtol=1e-12)
    np.testing.assert_allclose(hidden.deltas, [[delta1, delta2]], rtol=1e-12)
    np.testing.assert_allclose(
        hidden.weight_gradient, [[delta1, delta2], [2 * delta1, 2 * delta2]], rtol=1e-12
    )
    np.testing.assert_allclose(hidden.bias_gradient, [delta1, delta2], rtol=1e-12)

    before = network.parameters.copy()
    nn.SGD(0.5).update(network.parameters, network.gradient)
    np.testing.assert_allclose(network.parameters, before - 0.5 * network.gradient, rtol=1e-12)
    assert output.biases[0] == pytest.approx(0.2 - 0.5 * delta)


def test_the_published_clouds_run() -> None:
    rng = np.random.RandomState(1)
    centres = ((0, -2), (2, 2), (-2, 2))
    inputs = np.concatenate([rng.randn(500, 2) + centre for centre in centres]).astype(np.float32)
    targets = one_hot(np.repeat(np.arange(3), 500), 3)
    layers = [nn.Dense(5, "sigmoid", "normal"), nn.Dense(3, "softmax", "normal")]
    network = nn.Network(layers, (2,), rng)
    optimizer = nn.SGD(0.015)
    first = network.loss_and_gradient(inputs, targets, "cross_entropy")
    for _ in range(10_000):
        last = network.loss_and_gradient(inputs, targets, "cross_entropy")
        optimizer.update(network.parameters, network.gradient)
    last = network.loss_and_gradient(inputs, targets, "cross_entropy")
    assert first * 1500 == pytest.approx(3344, abs=1)
    assert last * 1500 == pytest.approx(134.06, abs=0.02)
    right = network.predict(inputs).argmax(axis=1) == targets.argmax(axis=1)
    assert right.mean() == pytest.approx(0.9707, abs=0.0001)


def test_parameters_are_weights_then_biases_of_each_layer() -> None:
    network = nn.Network([nn.Dense(3, "tanh"), nn.Dense(2)], (4,), np.random.default_rng(0))
    assert network.parameters.shape == network.gradient.shape == (4 * 3 + 3 + 3 * 2 + 2,)
    dense = [layer for layer in network.layers if isinstance(layer, nn.Dense)]
    parts = [part.ravel() for layer in dense for part in (layer.weights, layer.biases)]
    np.testing.assert_array_equal(network.parameters, np.concatenate(parts))
    network.parameters[:] = 7.0
    assert all((layer.weights == 7.0).all() for layer in dense)
    assert network.layers[1].parameter_slice == slice(15, 23)


def test_draws_layer_by_layer_in_float64_then_casts() -> None:
    network = nn.Network(
        [nn.Dense(3, "tanh", "normal"), nn.Dense(2, "tanh", "normal")], (4,), np.random.RandomState(5)
    )
    rng = np.random.RandomState(5)
    expected = np.concatenate([rng.randn(size) for size in (12, 3, 6, 2)]).astype(np.float32)
    np.testing.assert_array_equal(network.parameters, expected)


def test_zero_hidden_layers_are_allowed() -> None:
    network = nn.Network([nn.Dense(3, "softmax")], (2,), np.random.default_rng(0))
    assert network.loss_and_gradient(np.ones((4, 2)), one_hot([0, 1, 2, 0], 3), "cross_entropy") > 0.0


def nets() -> dict[str, tuple[list[nn.Layer], tuple[int, ...]]]:
    return {
        "narrow": ([nn.Dense(5, "sigmoid"), nn.Dense(3, "softmax")], (2,)),
        "wide": ([nn.Dense(40, "relu"), nn.Dropout(0.2), nn.Dense(3, "softmax")], (30,)),
        "images": (
            [nn.Conv2D(4, 3, "relu", padding=1), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(3, "softmax")],
            (1, 9, 9),
        ),
        "flat images": ([nn.Flatten(), nn.Dense(20, "tanh"), nn.Dense(3, "softmax")], (1, 5, 5)),
    }


def peak_of(step: Callable[[], object]) -> int:
    """The most memory, in bytes, that a warmed-up step holds for itself at any time."""
    step()
    tracemalloc.start()
    try:
        step()
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        step()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", nets())
def test_no_array_is_allocated_in_a_step(name: str) -> None:
    layers, shape = nets()[name]
    network = nn.Network(layers, shape, np.random.default_rng(0), penalty=nn.Penalty(1e-4, 1e-4))
    rng = np.random.default_rng(1)
    samples = 4096
    inputs = rng.random((samples, *shape), dtype=np.float32)
    targets = one_hot(rng.integers(3, size=samples), 3)
    smallest_array = samples * 3 * 4
    # NumPy's own loops hold up to 8,192 numbers, whatever the batch, where shapes are broadcast.
    assert (
        peak_of(lambda: network.loss_and_gradient(inputs, targets, "cross_entropy")) < smallest_array - 8192
    )
    assert peak_of(lambda: network.forward(inputs)) < smallest_array - 8192


@pytest.mark.parametrize("optimizer", nn.OPTIMIZERS.values(), ids=nn.OPTIMIZERS)
def test_no_array_is_allocated_in_an_update(optimizer: type[nn.Optimizer]) -> None:
    parameters, gradient = np.ones((2, 100_000), np.float32)
    stepper = optimizer(0.01)
    assert peak_of(lambda: stepper.update(parameters, gradient)) < 2000


def test_a_smaller_batch_reuses_the_buffers() -> None:
    network = nn.Network([nn.Dense(50, "relu"), nn.Dense(3, "softmax")], (20,), np.random.default_rng(0))
    inputs = np.random.default_rng(1).random((64, 20), dtype=np.float32)
    whole = network.forward(inputs).copy()
    buffer = network.outputs
    np.testing.assert_allclose(network.forward(inputs[:10]), whole[:10], rtol=1e-5)
    assert np.shares_memory(network.outputs, buffer)
    assert network.outputs.shape == (10, 3)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 40), st.integers(1, 7))
def test_predict_does_not_depend_on_the_chunk(samples: int, chunk: int) -> None:
    network = nn.Network(
        [nn.Dense(5, "tanh"), nn.Dense(3, "softmax")], (2,), np.random.default_rng(0), np.float64
    )
    inputs = np.random.default_rng(samples).normal(size=(samples, 2))
    np.testing.assert_allclose(network.predict(inputs, chunk), network.forward(inputs), rtol=1e-12)


def test_predict_gives_a_new_array() -> None:
    network = nn.Network([nn.Dense(3, "softmax")], (2,), np.random.default_rng(0))
    first = network.predict(np.ones((4, 2)))
    kept = first.copy()
    network.predict(np.zeros((4, 2)))
    np.testing.assert_array_equal(first, kept)
    assert network.predict(np.empty((0, 2))).shape == (0, 3)


@pytest.mark.parametrize("convert", [np.float64, np.int64, np.uint8, list, np.asfortranarray])
def test_takes_numbers_of_any_kind(convert: Any) -> None:
    network = nn.Network([nn.Dense(3, "softmax")], (2,), np.random.default_rng(0))
    inputs = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    other = inputs.tolist() if convert is list else convert(inputs)
    np.testing.assert_array_equal(network.predict(other), network.predict(inputs))


@pytest.mark.parametrize("name", nets())
def test_a_copy_has_the_same_values_and_its_own_arrays(name: str) -> None:
    layers, shape = nets()[name]
    network = nn.Network(layers, shape, np.random.default_rng(0))
    twin = network.copy()
    inputs = np.random.default_rng(1).random((7, *shape), dtype=np.float32)
    np.testing.assert_array_equal(twin.forward(inputs), network.forward(inputs))
    twin.parameters[:] = 0.0
    assert network.parameters.any()
    assert network.copy(np.float64).parameters.dtype == np.float64


def test_muted_units_give_nothing_and_learn_nothing() -> None:
    network = nn.Network([nn.Dense(4, "tanh"), nn.Dense(2, "softmax")], (3,), np.random.default_rng(0))
    hidden = network.layers[0]
    assert isinstance(hidden, nn.Dense)
    hidden.muted = (1, 3)
    network.loss_and_gradient(np.ones((5, 3)), one_hot([0, 1, 0, 1, 1], 2), "cross_entropy")
    assert not hidden.outputs[:, [1, 3]].any()
    assert not hidden.weight_gradient[:, [1, 3]].any()
    assert hidden.weight_gradient[:, [0, 2]].all()
    copied = network.copy().layers[0]
    assert isinstance(copied, nn.Dense)
    assert copied.muted == (1, 3)


@pytest.mark.parametrize(
    ("layers", "shape", "sentence"),
    [
        ([], (2,), "at least one layer"),
        ([nn.Dense(3)], (1, 8, 8), r"layer 1 \(Dense\) .*Flatten.*\(1, 8, 8\)"),
        ([nn.Conv2D(4, 9), nn.Flatten(), nn.Dense(2)], (1, 8, 8), r"layer 1 \(Conv2D\) .*9 x 9.*\(1, 8, 8\)"),
        ([nn.Flatten(), nn.MaxPool2D(2)], (1, 8, 8), r"layer 2 \(MaxPool2D\) .*images.*\(64,\)"),
        ([nn.MaxPool2D(9)], (1, 8, 8), r"layer 1 \(MaxPool2D\) .*9 x 9.*\(1, 8, 8\)"),
    ],
)
def test_a_wrong_shape_is_refused_with_the_layer_and_the_shapes(
    layers: list[nn.Layer], shape: tuple[int, ...], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        nn.Network(layers, shape, None)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: nn.Dense(0), "1 to 1,000,000 units, not 0"),
        (lambda: nn.Dense(10_000_000), "not 10000000"),
        (lambda: nn.Dense(2.5), "not 2.5"),  # type: ignore[arg-type]
        (lambda: nn.Dense(2, "rellu"), "no activation 'rellu'; there are: identity, step, sigmoid"),
        (lambda: nn.Dense(2, "relu", "xavier"), "no initializer 'xavier'"),
        (lambda: nn.Conv2D(0, 3), "filters"),
        (lambda: nn.Conv2D(1, 3, padding=-1), "padded"),
        (lambda: nn.Conv2D(1, 3, stride=0), "moves"),
        (lambda: nn.Dropout(1.0), "dropout rate"),
        (lambda: nn.Penalty(l2=-1.0), "penalty"),
    ],
)
def test_a_wrong_setting_is_refused(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()


def classifier() -> nn.Network:
    return nn.Network([nn.Dense(4, "tanh"), nn.Dense(3, "softmax")], (2,), np.random.default_rng(0))


@pytest.mark.parametrize(
    ("inputs", "targets", "loss", "sentence"),
    [
        (np.ones((4, 3)), np.ones((4, 3)), "cross_entropy", r"inputs of shape \(samples, 2\), not \(4, 3\)"),
        (np.ones((0, 2)), np.ones((0, 3)), "cross_entropy", r"not \(0, 2\)"),
        (np.ones((4, 2)), np.ones((4, 2)), "cross_entropy", r"targets have shape \(4, 2\).*\(4, 3\)"),
        (np.ones((4, 2)), np.ones((4, 3)), "nll", "no loss 'nll'; there are: cross_entropy"),
        (np.ones((4, 2)), np.ones((4, 3)), "binary_cross_entropy", "needs sigmoid .* not softmax"),
    ],
)
def test_a_wrong_batch_is_refused(inputs: Array, targets: Array, loss: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        classifier().loss_and_gradient(inputs, targets, loss)


def test_a_layer_belongs_to_one_network() -> None:
    layer = nn.Dense(3)
    nn.Network([layer], (2,), None)
    with pytest.raises(ValueError, match="layer 1 belongs to a network already"):
        nn.Network([layer], (2,), None)


def test_the_last_layer_gives_the_answer() -> None:
    network = nn.Network([nn.Dense(3), nn.Dropout(0.5)], (2,), None)
    with pytest.raises(ValueError, match=r"layer 2 \(Dropout\) cannot be the last"):
        network.loss_and_gradient(np.ones((1, 2)), np.ones((1, 3)), "mse")


STACKS: dict[str, tuple[tuple[int, ...], Callable[[], list[nn.Layer]]]] = {
    "dense": ((6,), lambda: [nn.Dense(5, "tanh"), nn.Dense(3, "softmax")]),
    "one layer": ((6,), lambda: [nn.Dense(3, "softmax")]),
    "dropout": ((6,), lambda: [nn.Dropout(0.5), nn.Dense(5, "sigmoid"), nn.Dropout(0.5), nn.Dense(3)]),
    "convolutions": (
        (2, 8, 8),
        lambda: [
            nn.Conv2D(3, 3, "tanh", padding=1),
            nn.MaxPool2D(2),
            nn.Conv2D(4, 3, "relu"),
            nn.Flatten(),
            nn.Dense(3, "softmax"),
        ],
    ),
}


@pytest.mark.parametrize("name", STACKS)
@pytest.mark.parametrize("samples", [1, 4, 80])
def test_the_input_gradient_equals_finite_differences(name: str, samples: int) -> None:
    shape, stack = STACKS[name]
    network = nn.Network(stack(), shape, np.random.default_rng(1), np.float64)
    rng = np.random.default_rng(2)
    inputs, shares = rng.normal(size=(samples, *shape)), rng.normal(size=(samples, 3))
    last = network.layers[-1]
    assert isinstance(last, nn.ActivatedLayer)
    gradient = network.input_gradient(inputs, shares)
    assert gradient.shape == inputs.shape
    for place in rng.integers(0, inputs.size, 12).tolist():
        sums = []
        for step in (1e-5, -1e-5):
            moved = inputs.copy()
            moved.flat[place] += step
            network.forward(moved)
            sums.append(float((last.pre_activations * shares).sum()))
        assert gradient.flat[place] == pytest.approx((sums[0] - sums[1]) / 2e-5, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("name", STACKS)
def test_a_step_after_an_input_gradient_is_what_it_would_have_been(name: str) -> None:
    shape, stack = STACKS[name]
    rng = np.random.default_rng(2)
    inputs, targets = rng.normal(size=(4, *shape)), np.eye(3)[[0, 1, 2, 0]]
    gradients = []
    for asked in (False, True):
        network = nn.Network(stack(), shape, np.random.default_rng(1), np.float64)
        if asked:
            network.input_gradient(inputs, targets)
        loss = "mse" if name == "dropout" else "cross_entropy"
        network.loss_and_gradient(inputs, targets, loss)
        gradients.append(network.gradient.copy())
    np.testing.assert_array_equal(gradients[0], gradients[1])
