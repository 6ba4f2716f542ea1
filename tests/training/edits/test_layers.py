from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nnviz.nn import ActivatedLayer
from nnviz.training.edits import Edit
from nnviz.training.edits.layers import AddLayer, AddUnit, RemoveLayer, RemoveUnit, SetActivation
from nnviz.training.edits.units import MuteUnit
from nnviz.training.experiment import Experiment
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun

Arrays = list[tuple[NDArray[np.floating], NDArray[np.floating]]]


@pytest.fixture
def deep(small: Experiment) -> Experiment:
    """2-4-3-3, with an optimiser that remembers."""
    layers = [{"kind": "dense", "units": units, "activation": "tanh"} for units in (4, 3)]
    return small.with_changes({"model.hidden": layers, "learning.optimizer": "adam"})


def trained(experiment: Experiment, steps: int = 7) -> TrainingRun:
    run = TrainingRun(experiment)
    for _ in range(steps):
        run.step()
    return run


def arrays(run: TrainingRun) -> Arrays:
    layers = [layer for layer in run.network.layers if isinstance(layer, ActivatedLayer)]
    return [(layer.weights.copy(), layer.biases.copy()) for layer in layers]


def test_an_added_unit_leaves_every_weight_that_there_was(deep: Experiment) -> None:
    run = trained(deep)
    before, history = arrays(run), run.history.losses.view().copy()
    run.apply(AddUnit(0))
    after = arrays(run)
    np.testing.assert_array_equal(after[0][0][:, :4], before[0][0])
    np.testing.assert_array_equal(after[0][1][:4], before[0][1])
    np.testing.assert_array_equal(after[1][0][:4], before[1][0])
    np.testing.assert_array_equal(after[2][0], before[2][0])
    assert after[0][0][:, 4].all()
    assert after[1][0][4].all()
    assert run.steps == 7
    np.testing.assert_array_equal(run.history.losses.view(), history)
    assert run.experiment.to_plain()["model"]["hidden"][0]["units"] == 5


def test_a_removed_unit_takes_its_own_weights_and_no_others(deep: Experiment) -> None:
    run = trained(deep)
    before = arrays(run)
    outputs = run.network.predict(run.dataset.train.inputs)
    run.apply(MuteUnit(0, 1, True))
    muted = run.network.predict(run.dataset.train.inputs)
    run.apply(MuteUnit(0, 1, False))
    run.apply(RemoveUnit(0, 1))
    after = arrays(run)
    np.testing.assert_array_equal(after[0][0], np.delete(before[0][0], 1, axis=1))
    np.testing.assert_array_equal(after[0][1], np.delete(before[0][1], 1))
    np.testing.assert_array_equal(after[1][0], np.delete(before[1][0], 1, axis=0))
    without = run.network.predict(run.dataset.train.inputs)
    np.testing.assert_allclose(without, muted, rtol=1e-5, atol=1e-6)
    assert not np.allclose(without, outputs, atol=1e-3)


def test_a_new_layer_parts_only_the_weights_that_it_comes_between(deep: Experiment) -> None:
    run = trained(deep)
    before = arrays(run)
    run.apply(AddLayer(1, 4, "relu"))
    after = arrays(run)
    assert [weights.shape for weights, _ in after] == [(2, 4), (4, 4), (4, 3), (3, 3)]
    np.testing.assert_array_equal(after[0][0], before[0][0])
    np.testing.assert_array_equal(after[2][1], before[1][1])
    np.testing.assert_array_equal(after[3][0], before[2][0])
    assert not np.array_equal(after[2][0], before[1][0])


def test_a_removed_layer_leaves_the_others(deep: Experiment) -> None:
    run = trained(deep)
    before = arrays(run)
    run.apply(RemoveLayer(0))
    after = arrays(run)
    assert [weights.shape for weights, _ in after] == [(2, 3), (3, 3)]
    np.testing.assert_array_equal(after[0][1], before[1][1])
    np.testing.assert_array_equal(after[1][0], before[2][0])


def test_another_activation_leaves_all_weights(deep: Experiment) -> None:
    run = trained(deep)
    before = run.network.parameters.copy()
    run.apply(SetActivation(1, "relu"))
    np.testing.assert_array_equal(run.network.parameters, before)
    layer = run.network.layers[1]
    assert isinstance(layer, ActivatedLayer)
    assert layer.activation.name == "relu"


def test_muted_units_stay_muted_under_their_new_numbers(deep: Experiment) -> None:
    run = trained(deep)
    run.apply(MuteUnit(0, 2, True))
    run.apply(MuteUnit(1, 0, True))
    run.apply(RemoveUnit(0, 0))
    assert run.network.muted == ((1,), (0,), ())
    run.apply(AddLayer(0, 2, "tanh"))
    assert list(run.network.muted) == [(), (1,), (0,), ()]


def test_filters_come_and_go_with_the_weights_of_all_their_places(convolutional: Experiment) -> None:
    run = trained(convolutional, 2)
    before = arrays(run)
    run.apply(RemoveUnit(2, 0))
    after = arrays(run)
    np.testing.assert_array_equal(after[0][0], before[0][0])
    np.testing.assert_array_equal(after[1][0], before[1][0][1:])
    places = before[2][0].shape[0] // 2
    np.testing.assert_array_equal(after[2][0], before[2][0][places:])
    run.apply(AddUnit(0))
    again = arrays(run)
    np.testing.assert_array_equal(again[0][0][:3], before[0][0])
    np.testing.assert_array_equal(again[1][0][:, :3], before[1][0][1:])
    np.testing.assert_array_equal(again[2][0], after[2][0])
    run.step()


EDITS: dict[int, Edit] = {
    2: AddUnit(0),
    4: MuteUnit(0, 4, True),
    5: AddLayer(2, 3, "relu"),
    8: RemoveUnit(1, 0),
    11: RemoveLayer(2),
    13: SetActivation(0, "sigmoid"),
}


def replayed(experiment: Experiment, steps: int) -> TrainingRun:
    run = TrainingRun(experiment)
    for step in range(steps):
        if step in EDITS:
            run.apply(EDITS[step])
        run.step()
    return run


def test_replayed_changes_give_the_same_weights_bit_for_bit(deep: Experiment) -> None:
    first, second = replayed(deep, 16), replayed(deep, 16)
    np.testing.assert_array_equal(first.network.parameters, second.network.parameters)
    assert [weights.shape for weights, _ in arrays(first)] == [(2, 5), (5, 2), (2, 3)]


@pytest.mark.parametrize("step", [3, 6, 12])
def test_going_back_over_changes_gives_the_weights_of_then(step: int, deep: Experiment) -> None:
    run, then = replayed(deep, 16), replayed(deep, step)
    run.seek(step)
    np.testing.assert_array_equal(run.network.parameters, then.network.parameters)
    assert run.network.muted == then.network.muted
    run.step()


def test_two_waiting_additions_are_two() -> None:
    assert AddUnit(0) == AddUnit(0)
    first, second = AddUnit(0), AddUnit(0)
    assert first.target != second.target


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (AddUnit(2), "there is no hidden layer 3: there are 2"),
        (RemoveUnit(0, 4), "there is no unit 5 in that layer"),
        (AddLayer(3, 4, "tanh"), "a layer goes in at place 0 to 2, not 3"),
        (AddLayer(0, 4, "banana"), "model.hidden.0.activation is 'banana'"),
        (RemoveLayer(-1), "there is no hidden layer 0"),
        (SetActivation(2, "tanh"), "model.output is 'tanh'"),
    ],
)
def test_what_cannot_be_changed_is_refused_and_nothing_is_lost(
    edit: Edit, sentence: str, deep: Experiment
) -> None:
    run = trained(deep)
    before = run.network
    with pytest.raises(ExperimentError, match=sentence):
        run.apply(edit)
    assert run.network is before
    assert run.experiment == deep


def test_the_last_unit_and_layers_without_units_stay(small: Experiment, convolutional: Experiment) -> None:
    run = TrainingRun(small)
    for _ in range(3):
        run.apply(RemoveUnit(0, 0))
    with pytest.raises(ExperimentError, match="keeps at least one unit"):
        run.apply(RemoveUnit(0, 0))
    with pytest.raises(ExperimentError, match="only layers with units"):
        TrainingRun(convolutional).apply(RemoveLayer(1))
