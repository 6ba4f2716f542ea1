from __future__ import annotations

import numpy as np
import pytest

from nnviz.data.features import FEATURES
from nnviz.nn import ActivatedLayer
from nnviz.training.edits import OpenExperiment, Replay
from nnviz.training.edits.features import ChangeFeatures
from nnviz.training.edits.log import log_from_plain, plain_log
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.probes import BoundaryGrid
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun


def trained(experiment: Experiment, steps: int = 7) -> TrainingRun:
    run = TrainingRun(experiment)
    for _ in range(steps):
        run.step()
    return run


def first(run: TrainingRun) -> ActivatedLayer:
    layer = run.network.layers[0]
    assert isinstance(layer, ActivatedLayer)
    return layer


def test_weights_of_features_that_stay_survive_and_all_others_too(small: Experiment) -> None:
    run = trained(small)
    weights, rest = first(run).weights.copy(), run.network.parameters[first(run).weights.size :].copy()
    run.apply(ChangeFeatures(("y", "radius", "x")))
    np.testing.assert_array_equal(first(run).weights[[2, 0]], weights)
    assert first(run).weights[1].all()
    np.testing.assert_array_equal(run.network.parameters[first(run).weights.size :], rest)
    assert run.steps == 7
    assert run.dataset.given == 3
    run.step()


def test_grid_and_training_give_the_network_the_same_features(small: Experiment) -> None:
    run = trained(small)
    run.apply(ChangeFeatures(tuple(FEATURES)))
    x, y = (float(each) for each in run.dataset.train.inputs[3])
    outputs = BoundaryGrid(x, x + 1, y, y + 1, 2, 2).measure(run.moment(), run.network).probabilities[0, 0]
    expected = run.network.forward(run.dataset.train.model_inputs(3, 4))[0]
    np.testing.assert_allclose(outputs, expected, rtol=1e-4)


def test_switched_features_replay_bit_for_bit(small: Experiment) -> None:
    run = trained(small)
    run.apply(ChangeFeatures(("x", "y", "sin_x")))
    for _ in range(5):
        run.step()
    run.apply(ChangeFeatures(("sin_x", "y")))
    for _ in range(5):
        run.step()
    again = TrainingRun(small)
    again.apply(Replay(small, log_from_plain(plain_log(run.log.past), 17), 17))
    np.testing.assert_array_equal(again.network.parameters, run.network.parameters)
    run.seek(9)
    assert run.dataset.given == 3
    run.seek(17)
    np.testing.assert_array_equal(again.network.parameters, run.network.parameters)


def test_a_recipe_may_ask_for_features_from_the_start(small: Experiment) -> None:
    run = TrainingRun(small)
    run.apply(OpenExperiment(small.with_changes({"model.features": ["xy"]})))
    assert first(run).weights.shape[0] == 1


def test_images_have_no_such_features(convolutional: Experiment) -> None:
    run = TrainingRun(convolutional)
    with pytest.raises(ExperimentError, match="no coordinates"):
        run.apply(ChangeFeatures(("x", "xy")))


def test_one_unit_parts_the_xor_by_the_product() -> None:
    experiment = preset("playground-xor").with_changes(
        {"model.hidden": [], "model.features": ["xy"], "learning.learning_rate": 0.3}
    )
    run = trained(experiment, 300)
    assert run.moment().history.measurements[-1][-1] > 0.98
