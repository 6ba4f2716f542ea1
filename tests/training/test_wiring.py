from __future__ import annotations

import numpy as np

from nnviz.nn import ActivatedLayer
from nnviz.training.edits.units import MuteUnit
from nnviz.training.experiment import Experiment
from nnviz.training.predictor import Predictor
from nnviz.training.run import TrainingRun
from nnviz.training.wiring import Wiring, WiringOf


def wired(run: TrainingRun, probe: WiringOf) -> Wiring:
    moment = run.moment()
    return probe.measure(moment, Predictor().follow(moment))


def test_every_weight_of_a_small_network_is_there_with_gradient_and_place(small: Experiment) -> None:
    run = TrainingRun(small)
    run.step()
    run.apply(MuteUnit(0, 2, True))
    wiring = wired(run, WiringOf(most=8))
    assert [column.layer for column in wiring.columns] == [-1, 0, 1]
    assert wiring.columns[1].units == (0, 1, 2, 3)
    assert wiring.columns[1].muted == (2,)
    for layer, link, column in zip(run.network.layers, wiring.links, wiring.columns[1:], strict=True):
        assert isinstance(layer, ActivatedLayer)
        np.testing.assert_array_equal(link.weights, layer.weights)
        np.testing.assert_array_equal(link.gradients, layer.weight_gradient)
        np.testing.assert_array_equal(run.network.parameters[link.indices], layer.weights)
        np.testing.assert_array_equal(column.biases, layer.biases)
        np.testing.assert_array_equal(run.network.parameters[column.bias_indices], layer.biases)
        np.testing.assert_array_equal(column.bias_gradients, layer.bias_gradient)


def test_of_too_many_units_the_strongest_are_shown_and_a_choice_is_kept(small: Experiment) -> None:
    run = TrainingRun(small)
    first, second = run.network.layers
    assert first.weights is not None
    assert second.weights is not None
    first.weights[:, [0, 2]] *= 100
    wiring = wired(run, WiringOf(most=3))
    shown = wiring.columns[1].units
    assert {0, 2} <= set(shown)
    assert len(shown) == 3
    assert wiring.columns[1].count == 4
    np.testing.assert_array_equal(wiring.links[0].weights, first.weights[:, shown])
    np.testing.assert_array_equal(wiring.links[1].weights, second.weights[list(shown)])
    kept = wired(run, WiringOf(3, ((0, (0, 1, 3)),)))
    assert kept.columns[1].units == (0, 1, 3)
    assert wired(run, WiringOf(3, ((0, (0, 1, 9)),))).columns[1].units == shown  # it is gone


def test_an_image_is_one_thing_and_a_filter_stands_for_its_places(convolutional: Experiment) -> None:
    run = TrainingRun(convolutional)
    wiring = wired(run, WiringOf(most=8))
    assert wiring.columns[0].is_image
    assert [len(column.units) for column in wiring.columns] == [1, 3, 2, 8]
    assert [link.each for link in wiring.links] == [9, 4, 4]
    kernels = run.network.layers[2].weights
    assert kernels is not None
    part = kernels[1, 2].astype(np.float64)
    expected = np.copysign(np.sqrt((part**2).mean()), part.sum())
    np.testing.assert_allclose(wiring.links[1].weights[2, 1], expected, rtol=1e-6)
    assert (wiring.links[1].indices == -1).all()


def test_units_that_see_an_image_have_their_weights_as_pictures(small: Experiment) -> None:
    run = TrainingRun(small.with_changes({"data.name": "digits8x8", "learning.batch_size": 32}))
    _, hidden, output = wired(run, WiringOf(most=8)).columns
    weights = run.network.layers[0].weights
    assert weights is not None
    assert hidden.patterns.shape == (4, 8, 8)
    np.testing.assert_array_equal(hidden.patterns[2].ravel(), weights[:, 2])
    assert not len(output.patterns)
