from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.nn import ACTIVATIONS, LOSSES, Conv2D, Dense, Dropout, Flatten, Network, Stack

SETS, SAMPLES = 5, 7


def stacked(network: Network, loss: str, sets: Any, input_shape: tuple[int, ...] = (3,)) -> tuple[Any, Any]:
    """The losses of a stack, and those of the network with one set after the other."""
    rng = np.random.default_rng(3)
    inputs = rng.normal(size=(SAMPLES, *input_shape))
    targets = np.eye(network.output_shape[0])[rng.integers(network.output_shape[0], size=SAMPLES)]
    found = Stack(network, inputs, targets, loss, len(sets)).losses(sets)
    direct = []
    for parameters in sets:
        network.parameters[:] = parameters
        direct.append(network.loss(inputs, targets, loss))
    return found, direct


def along_everything(network: Network) -> Any:
    return np.random.default_rng(4).normal(size=(SETS, network.parameters.size))


def along_one(network: Network, index: int) -> Any:
    sets = np.repeat(along_everything(network)[:1], SETS, axis=0)
    sets[:, index] = np.linspace(-2, 2, SETS)
    return sets


@pytest.mark.parametrize("loss", LOSSES)
def test_each_loss_is_that_of_the_network(loss: str) -> None:
    output = LOSSES[loss].output_activations[0]
    network = Network([Dense(4, "tanh"), Dense(2, output)], (3,), np.random.default_rng(1), np.float64)
    found, direct = stacked(network, loss, along_everything(network))
    assert found == pytest.approx(direct, rel=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("index", [0, 14, 17, 30])
def test_along_one_weight_of_any_layer_too(activation: str, index: int) -> None:
    layers = [Dense(4, activation), Dense(3, activation), Dense(2, "softmax")]
    network = Network(layers, (3,), np.random.default_rng(1), np.float64)
    found, direct = stacked(network, "cross_entropy", along_one(network, index))
    assert found == pytest.approx(direct, rel=1e-12)


def test_what_differs_may_be_another_from_one_time_to_the_next() -> None:
    network = Network([Dense(4, "tanh"), Dense(2, "softmax")], (3,), np.random.default_rng(1), np.float64)
    rng = np.random.default_rng(3)
    inputs, targets = rng.normal(size=(SAMPLES, 3)), np.eye(2)[rng.integers(2, size=SAMPLES)]
    stack = Stack(network, inputs, targets, "cross_entropy", SETS)
    for sets in (along_one(network, 0), along_one(network, 2), along_everything(network)):
        fresh = Stack(network, inputs, targets, "cross_entropy", SETS)
        assert stack.losses(sets) == pytest.approx(fresh.losses(sets), rel=1e-12)


def test_muted_units_stay_silent_and_dropout_lets_all_through() -> None:
    layers = [Dense(4, "tanh"), Dropout(0.5), Dense(2, "softmax")]
    network = Network(layers, (3,), np.random.default_rng(1), np.float64)
    network.muted = ((1,), (), ())
    for sets in (along_everything(network), along_one(network, 1)):
        found, direct = stacked(network, "cross_entropy", sets)
        assert found == pytest.approx(direct, rel=1e-12)


def test_pictures_are_taken_as_rows_and_an_objective_without_inputs_too() -> None:
    flat = Network([Flatten(), Dense(2, "softmax")], (1, 2, 2), np.random.default_rng(1), np.float64)
    found, direct = stacked(flat, "cross_entropy", along_everything(flat), (1, 2, 2))
    assert found == pytest.approx(direct, rel=1e-12)
    bowl = Network([Dense(2)], (0,), None, np.float64)
    found, direct = stacked(bowl, "bowl", along_everything(bowl), (0,))
    assert found == pytest.approx(direct, rel=1e-12)


def test_a_large_network_or_one_with_filters_is_not_stacked() -> None:
    assert Stack.suits(Network([Dense(8), Dense(3)], (2,), None))
    assert not Stack.suits(Network([Dense(300)], (20,), None))
    assert not Stack.suits(Network([Conv2D(2, 3), Flatten(), Dense(2)], (1, 8, 8), None))
