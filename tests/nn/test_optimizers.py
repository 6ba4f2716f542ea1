from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.nn import optimizers
from nnviz.nn.arrays import Array
from nnviz.nn.optimizers import OPTIMIZERS, SGD, AdamW, Optimizer

EVERY = pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)


def bowl(optimizer: Optimizer, steps: int, start: tuple[float, ...] = (3.0, -2.0)) -> Any:
    parameters = np.array(start)
    gradient = np.empty_like(parameters)
    for _ in range(steps):
        np.multiply(parameters, 2.0, gradient)
        optimizer.update(parameters, gradient)
    return parameters


@EVERY
def test_goes_down_the_bowl(kind: type[Optimizer]) -> None:
    reached = bowl(kind(0.05), 200)
    assert (reached**2).sum() < 0.5 * 13.0


def test_the_published_bowl() -> None:
    """x^2 + y^2 by gradient descent, rate 0.01, 1,000 steps: each coordinate shrinks to 0.98^1000."""
    reached = bowl(SGD(0.01), 1000, (1.0, 1.0))
    np.testing.assert_allclose(reached, 0.98**1000, rtol=1e-9)


@EVERY
def test_blocks_do_not_change_the_result(kind: type[Optimizer], monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    start, gradients = rng.normal(size=50), rng.normal(size=(5, 50))
    reached = []
    for block in (7, 1000):
        monkeypatch.setattr(optimizers, "AT_ONCE", 4 * block)
        optimizer, parameters, gradient = kind(0.1), start.copy(), np.empty(50)
        for each in gradients:
            gradient[:] = each
            optimizer.update(parameters, gradient)
        reached.append(parameters)
    np.testing.assert_array_equal(reached[0], reached[1])


@EVERY
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_goes_on_bit_for_bit_from_a_restored_state(kind: type[Optimizer], dtype: type) -> None:
    rng = np.random.default_rng(1)
    gradients: Array = rng.normal(size=(20, 30)).astype(dtype)
    parameters: Array = rng.normal(size=30).astype(dtype)
    first = kind(0.05)
    for gradient in gradients[:10]:
        first.update(parameters, gradient)
    second, twin = kind(0.05), parameters.copy()
    second.restore(first.state())
    for gradient in gradients[10:]:
        first.update(parameters, gradient)
        second.update(twin, gradient)
    np.testing.assert_array_equal(parameters, twin)


@EVERY
def test_state_is_a_copy(kind: type[Optimizer]) -> None:
    optimizer = kind(0.1)
    bowl(optimizer, 3)
    state = optimizer.state()
    kept = {name: np.copy(value) for name, value in state.items()}
    bowl(optimizer, 3)
    for name, value in kept.items():
        np.testing.assert_array_equal(state[name], value)


@EVERY
def test_a_changed_rate_counts_from_the_next_update(kind: type[Optimizer]) -> None:
    optimizer, parameters = kind(0.1), np.array([1.0])
    optimizer.update(parameters, np.array([0.5]))
    optimizer.learning_rate = 0.0
    before = parameters.copy()
    optimizer.update(parameters, np.array([0.5]))
    np.testing.assert_array_equal(parameters, before)


@EVERY
def test_dead_moments_end_as_zeros_and_not_as_subnormal_numbers(kind: type[Optimizer]) -> None:
    optimizer = kind(0.01)
    parameters: Array = np.ones(3, np.float32)
    gradient: Array = np.ones(3, np.float32)
    optimizer.update(parameters, gradient)
    gradient[:] = 0.0
    for _ in range(10 * optimizers.CLEARING):
        optimizer.update(parameters, gradient)
    for name in kind.moments:
        values = np.abs(optimizer.state()[name])
        assert ((values == 0.0) | (values > np.finfo(np.float32).tiny)).all()


@EVERY
def test_small_moments_are_alive(kind: type[Optimizer], monkeypatch: pytest.MonkeyPatch) -> None:
    reached = []
    for clearing in (2, 10**9):
        monkeypatch.setattr(optimizers, "CLEARING", clearing)
        optimizer: Optimizer = kind(0.01)
        parameters: Array = np.ones(3, np.float32)
        for _ in range(9):
            optimizer.update(parameters, np.full(3, 1e-8, np.float32))
        reached.append(parameters)
    np.testing.assert_array_equal(reached[0], reached[1])


def test_adamw_shrinks_weights_that_have_no_gradient() -> None:
    parameters = np.array([2.0])
    AdamW(0.1, weight_decay=0.5).update(parameters, np.zeros(1))
    assert parameters[0] == pytest.approx(2.0 * 0.95)


@EVERY
@pytest.mark.parametrize("rate", [-0.1, float("nan"), float("inf")])
def test_refuses_a_rate_that_is_none(kind: type[Optimizer], rate: float) -> None:
    with pytest.raises(ValueError, match="learning rate"):
        kind(rate)
