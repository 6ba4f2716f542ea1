from __future__ import annotations

import numpy as np
import pytest

from nnviz import nn


def dropout_net(seed: int = 0) -> nn.Network:
    return nn.Network([nn.Dropout(0.25)], (400,), np.random.default_rng(seed), np.float64)


def test_dropout_silences_its_share_and_keeps_the_mean() -> None:
    outputs = dropout_net().forward(np.ones((100, 400)), training=True)
    assert set(np.unique(outputs)) == {0.0, 1.0 / 0.75}
    assert (outputs == 0.0).mean() == pytest.approx(0.25, abs=0.01)


def test_dropout_does_nothing_outside_training() -> None:
    inputs = np.random.default_rng(0).normal(size=(3, 400))
    np.testing.assert_array_equal(dropout_net().forward(inputs), inputs)


def test_dropout_masks_come_from_the_networks_generator_and_can_be_restored() -> None:
    inputs = np.ones((5, 400))
    first, second = dropout_net(3), dropout_net(3)
    state = first.generators[0].bit_generator.state
    masked = first.forward(inputs, training=True).copy()
    np.testing.assert_array_equal(second.forward(inputs, training=True), masked)
    assert (first.forward(inputs, training=True) != masked).any()
    first.generators[0].bit_generator.state = state
    np.testing.assert_array_equal(first.forward(inputs, training=True), masked)


def test_a_copy_draws_the_same_masks_from_a_generator_of_its_own() -> None:
    network = dropout_net()
    twin = network.copy()
    masked = network.forward(np.ones((5, 400)), training=True)
    np.testing.assert_array_equal(twin.forward(np.ones((5, 400)), training=True), masked)


def every_layer_net() -> nn.Network:
    layers = [
        nn.Conv2D(3, 3, "tanh", padding=1, penalty=nn.Penalty(l2=0.02)),
        nn.MaxPool2D(2),
        nn.Dropout(0.3),
        nn.Flatten(),
        nn.Dense(7, "silu", "he_normal"),
        nn.Dropout(0.2),
        nn.Dense(3, "softmax"),
    ]
    return nn.Network(layers, (2, 6, 6), np.random.default_rng(0), penalty=nn.Penalty(0.01, 0.03))


def test_gradients_of_all_layers_together() -> None:
    rng = np.random.default_rng(1)
    inputs, targets = rng.normal(size=(6, 2, 6, 6)), np.eye(3)[rng.integers(3, size=6)]
    network = every_layer_net()
    before = network.parameters.copy()
    errors = nn.gradient_check(network, inputs, targets, "cross_entropy")
    assert len(errors) == len(network.layers)
    assert max(errors) < 1e-6
    np.testing.assert_array_equal(network.parameters, before)


def test_the_check_finds_a_wrong_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(self: nn.Dense) -> None:
        self.weight_gradient[:] = 0.0

    network = nn.Network([nn.Dense(3, "softmax")], (2,), np.random.default_rng(0))
    monkeypatch.setattr(nn.Dense, "differentiate", forgetful)
    errors = nn.gradient_check(network, np.ones((2, 2)), np.eye(3)[:2], "cross_entropy")
    assert errors[0] > 0.1


@pytest.mark.parametrize(
    ("loss", "output"), [(loss, output) for loss in nn.LOSSES.values() for output in loss.output_activations]
)
@pytest.mark.parametrize("hidden", [name for name in nn.ACTIVATIONS if name != "step"])
@pytest.mark.parametrize("samples", [4, 40], ids=["few samples", "many samples"])
def test_gradients_of_every_activation_with_every_loss(
    hidden: str, loss: nn.Loss, output: str, samples: int
) -> None:
    rng = np.random.default_rng(8)
    network = nn.Network([nn.Dense(20, hidden), nn.Dense(5, hidden), nn.Dense(3, output)], (4,), rng)
    inputs, targets = rng.normal(size=(samples, 4)), np.eye(3)[rng.integers(3, size=samples)]
    assert max(nn.gradient_check(network, inputs, targets, loss, step=1e-6)) < 1e-6


def test_settings_make_the_same_layer_again() -> None:
    for layer in every_layer_net().layers:
        again = type(layer)(**layer.settings())
        assert again.settings() == layer.settings()
        assert nn.LAYERS[layer.name] is type(layer)
