from __future__ import annotations

import numpy as np
import pytest

from nnviz import nn
from nnviz.nn.clipping import clip_by_norm, clip_by_value


def network_with(penalty: nn.Penalty, first: nn.Penalty | None = None) -> nn.Network:
    layers = [nn.Dense(3, "tanh", "normal", penalty=first), nn.Dense(2, "softmax", "normal")]
    return nn.Network(layers, (4,), np.random.default_rng(0), np.float64, penalty=penalty)


def step(network: nn.Network) -> float:
    return network.loss_and_gradient(np.ones((2, 4)), np.eye(2), "cross_entropy")


def test_the_penalty_is_in_the_gradient_but_not_in_the_loss() -> None:
    plain, penalised = network_with(nn.Penalty()), network_with(nn.Penalty(l1=0.1, l2=0.01))
    assert step(plain) == step(penalised)
    assert plain.penalty_value() == 0.0
    weights = penalised.layers[0].weights
    assert weights is not None
    added = penalised.gradient - plain.gradient
    np.testing.assert_allclose(added[:12].reshape(4, 3), 0.1 * np.sign(weights) + 0.01 * weights, atol=1e-15)
    np.testing.assert_array_equal(added[12:15], 0.0)  # biases go free


def test_a_layer_may_have_its_own() -> None:
    network = network_with(nn.Penalty(l2=2.0), first=nn.Penalty(l1=1.0, l2=0.0))
    first, second = (layer.weights for layer in network.layers)
    assert first is not None
    assert second is not None
    assert network.penalty_value() == pytest.approx(np.abs(first).sum() + (second**2).sum())
    network.penalty = nn.Penalty()
    assert network.penalty_value() == pytest.approx(np.abs(first).sum())
    assert network.copy().penalty_value() == network.penalty_value()


def test_a_layer_may_have_a_part_of_its_own_or_none_at_all() -> None:
    whole = nn.Penalty(l1=0.5, l2=2.0)
    free, whole_first = network_with(whole, first=nn.Penalty(l1=0.0, l2=0.0)), network_with(whole)
    step(free)
    step(whole_first)
    plain = network_with(nn.Penalty())
    step(plain)
    np.testing.assert_array_equal(free.gradient[:15], plain.gradient[:15])
    np.testing.assert_array_equal(free.gradient[15:], whole_first.gradient[15:])
    part = network_with(whole, first=nn.Penalty(l1=0.0))
    assert part.penalty_on(part.layers[0]) == nn.Penalty(0.0, 2.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("strengths", [(-1.0, 0.0), (0.0, -1.0), (float("nan"), None)])
def test_a_negative_strength_is_refused(strengths: tuple[float, float | None]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        nn.Penalty(*strengths)


def test_clipping_by_norm_keeps_the_direction() -> None:
    gradient = np.array([3.0, 4.0])
    assert clip_by_norm(gradient, 1.0) == pytest.approx(5.0)
    np.testing.assert_allclose(gradient, [0.6, 0.8], rtol=1e-6)
    kept = gradient.copy()
    assert clip_by_norm(gradient, 10.0) == pytest.approx(1.0, rel=1e-6)
    np.testing.assert_array_equal(gradient, kept)


def test_clipping_by_norm_leaves_what_is_not_finite_to_be_seen() -> None:
    gradient = np.array([np.inf, 1.0])
    assert clip_by_norm(gradient, 1.0) == np.inf
    np.testing.assert_array_equal(gradient, [np.inf, 1.0])


def test_clipping_by_value() -> None:
    gradient = np.array([-3.0, 0.2, 4.0])
    clip_by_value(gradient, 0.5)
    np.testing.assert_array_equal(gradient, [-0.5, 0.2, 0.5])
