from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.nn import Dense
from nnviz.training.experiment import Experiment
from nnviz.training.predictor import Predictor
from nnviz.training.presets import preset
from nnviz.training.probes.neuron import BINS, Neuron, NeuronOf, reach_of
from nnviz.training.run import TrainingRun


def measured(run: TrainingRun, probe: NeuronOf) -> Any:
    moment = run.moment()
    return probe.measure(moment, Predictor().follow(moment))


@pytest.mark.parametrize(
    ("row", "total", "output"), [(0, -2.0, 0.0), (1, 1.0, 1.0), (2, -1.0, 0.0), (3, 2.0, 1.0)]
)
def test_the_football_neuron_adds_up_as_published(row: int, total: float, output: float) -> None:
    run = TrainingRun(preset("perceptron-football"))
    neuron: Neuron = measured(run, NeuronOf(0, 0, "train", row))
    assert neuron.weights.tolist() == [1.0, 3.0]
    assert neuron.bias == -2.0
    assert (neuron.total, neuron.output, neuron.slope, neuron.learns) == (total, output, 0.0, 0.0)
    assert float(neuron.inputs @ neuron.weights) + neuron.bias == neuron.total


@pytest.mark.parametrize("unit", [0, 3])
def test_sum_output_and_slope_are_the_networks_own(unit: int, small: Experiment) -> None:
    run = TrainingRun(small)
    for _ in range(30):
        run.step()
    neuron: Neuron = measured(run, NeuronOf(0, unit, "test", 4))
    layer = run.network.layers[0]
    assert isinstance(layer, Dense)
    run.network.forward(run.dataset.test.model_inputs())
    np.testing.assert_allclose(neuron.total, layer.pre_activations[4, unit], rtol=1e-5)
    np.testing.assert_allclose(neuron.output, layer.outputs[4, unit], rtol=1e-5)
    np.testing.assert_allclose(neuron.slope, 1 - layer.outputs[4, unit] ** 2, rtol=1e-4)
    np.testing.assert_allclose(neuron.learns, (1 - layer.outputs[:, unit] ** 2).mean(), rtol=1e-4)
    np.testing.assert_array_equal(run.network.parameters[neuron.indices], neuron.weights)
    assert run.network.parameters[neuron.bias_index] == neuron.bias
    assert neuron.counts.sum() == len(run.dataset.test)
    assert len(neuron.counts) == BINS
    middle = len(neuron.curve) // 2
    assert (neuron.curve[middle], neuron.slopes[middle]) == (0.0, 1.0)


def test_the_curve_of_a_softmax_unit_leaves_the_others_as_they_are(small: Experiment) -> None:
    run = TrainingRun(small)
    neuron: Neuron = measured(run, NeuronOf(1, 2, "test", 0))
    run.network.forward(run.dataset.test.model_inputs(0, 1))
    layer = run.network.layers[1]
    assert isinstance(layer, Dense)
    z = layer.pre_activations[0].astype(np.float64)
    rest = np.exp(z[:2]).sum()
    along = np.exp(np.linspace(-neuron.reach, neuron.reach, len(neuron.curve)))
    np.testing.assert_allclose(neuron.curve, along / (along + rest), rtol=1e-4)


def test_what_is_no_neuron_gives_nothing(small: Experiment, convolutional: Experiment) -> None:
    assert measured(TrainingRun(small), NeuronOf(0, 4, "test", 0)) is None
    assert measured(TrainingRun(small), NeuronOf(7, 0, "test", 0)) is None
    assert measured(TrainingRun(convolutional), NeuronOf(0, 0, "test", 0)) is None


@pytest.mark.parametrize(
    ("largest", "reach"), [(0.0, 2.0), (2.0, 3.0), (2.9, 5.0), (7.0, 10.0), (11.0, 20.0), (np.inf, 1e6)]
)
def test_the_reach_grows_in_leaps(largest: float, reach: float) -> None:
    assert reach_of(largest) == reach
