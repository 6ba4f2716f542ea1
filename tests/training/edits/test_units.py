from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn import ActivatedLayer
from nnviz.training.edits import Edit
from nnviz.training.edits.units import MuteUnit, SetParameter
from nnviz.training.experiment import Experiment
from nnviz.training.places import Place, index_of, layer_name, place_of, words_for
from nnviz.training.predictor import Predictor
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun


def test_a_parameter_is_set_between_two_steps_and_learning_goes_on_from_it(small: Experiment) -> None:
    run = TrainingRun(small)
    run.step()
    index = index_of(run.network, Place(0, 2, 1))
    run.apply(SetParameter(index, 2.5))
    assert run.network.layers[0].weights is not None
    assert run.network.layers[0].weights[1, 2] == 2.5
    run.step()
    assert 0 < abs(run.network.parameters[index] - 2.5) < 0.5
    assert [mark.words for mark in run.history.marks] == ["layer 1 unit 3 weight 2 = 2.5"]


def test_only_the_end_of_a_drag_is_marked_but_all_of_it_is_logged(small: Experiment) -> None:
    run = TrainingRun(small)
    for value in (0.1, 0.2):
        run.apply(SetParameter(3, value, marked=False))
    run.apply(SetParameter(3, 0.3))
    assert len(run.history.marks) == 1
    assert len(run.log) == 3


@pytest.mark.parametrize("network", ["small", "convolutional"])
def test_every_parameter_has_one_place(network: str, request: pytest.FixtureRequest) -> None:
    net = TrainingRun(request.getfixturevalue(network)).network
    places = [place_of(net, index) for index in range(len(net.parameters))]
    assert len(set(places)) == len(places)
    for index, place in enumerate(places):
        assert place is not None
        assert index_of(net, place) == index
    assert place_of(net, len(net.parameters)) is None


def test_a_place_in_a_convolution_is_a_number_of_its_kernels(convolutional: Experiment) -> None:
    network = TrainingRun(convolutional).network
    layer = network.layers[2]
    assert layer.weights is not None
    network.parameters[index_of(network, Place(2, 1, 7))] = 9.0
    assert layer.weights[1].ravel()[7] == 9.0


def test_layers_with_weights_are_counted_as_on_the_screen(convolutional: Experiment) -> None:
    network = TrainingRun(convolutional).network
    assert [layer_name(network, number) for number in (-1, 0, 2, 4)] == [
        "input",
        "layer 1",
        "layer 2",
        "output",
    ]
    assert words_for(network, Place(4, 0, None)) == "output 1 bias"


def test_a_muted_unit_gives_nothing_to_anybody(small: Experiment) -> None:
    run = TrainingRun(small)
    run.apply(MuteUnit(0, 1, True))
    run.step()
    layer = run.network.layers[0]
    assert isinstance(layer, ActivatedLayer)
    assert not layer.outputs[:, 1].any()
    assert not layer.weight_gradient[:, 1].any()
    moment = run.moment()
    seen = Predictor()
    seen.predict(moment, moment.dataset.train.inputs)
    assert seen.follow(moment).muted == ((1,), ())
    run.apply(MuteUnit(0, 1, False))
    assert run.network.muted == ((), ())
    assert seen.follow(run.moment()).muted == ((), ())
    assert [mark.words for mark in run.history.marks] == ["layer 1 unit 2 muted", "layer 1 unit 2 unmuted"]


def test_going_back_takes_back_muting_and_what_was_set(small: Experiment) -> None:
    run = TrainingRun(small)
    for _ in range(7):
        run.step()
    before = run.network.parameters.copy()
    run.step()
    run.apply(MuteUnit(0, 3, True))
    run.apply(SetParameter(0, -2.0))
    for _ in range(4):
        run.step()
    run.seek(8)
    assert (list(run.network.muted), run.network.parameters[0]) == ([(3,), ()], -2.0)
    run.seek(7)
    assert run.network.muted == ((), ())
    np.testing.assert_array_equal(run.network.parameters, before)


def test_replayed_edits_give_the_same_weights_bit_for_bit(small: Experiment) -> None:
    edits: dict[int, Edit] = {3: SetParameter(4, 1.25), 5: MuteUnit(0, 0, True), 9: MuteUnit(0, 0, False)}
    first, second = (replayed(small, edits, 12) for _ in range(2))
    np.testing.assert_array_equal(first.network.parameters, second.network.parameters)
    plain = replayed(small, {}, 12)
    assert not np.array_equal(first.network.parameters, plain.network.parameters)


def replayed(experiment: Experiment, edits: dict[int, Edit], steps: int) -> TrainingRun:
    run = TrainingRun(experiment)
    for step in range(steps):
        if step in edits:
            run.apply(edits[step])
        run.step()
    return run


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (SetParameter(10_000, 1.0), "parameter 10,000 does not exist: the network has 27"),
        (SetParameter(-1, 1.0), "parameter -1 does not exist"),
        (SetParameter(0, float("nan")), "a number from -1,000,000 to 1,000,000"),
        (SetParameter(0, 1e7), "a number from -1,000,000 to 1,000,000"),
        (MuteUnit(0, 4, True), "has no unit 5: it has 4"),
        (MuteUnit(7, 0, True), "has no unit 1: it has 0"),
    ],
)
def test_what_does_not_exist_is_refused_in_a_sentence(edit: Edit, sentence: str, small: Experiment) -> None:
    run = TrainingRun(small)
    before = run.network.parameters.copy()
    with pytest.raises(ExperimentError, match=sentence):
        run.apply(edit)
    np.testing.assert_array_equal(run.network.parameters, before)
    assert len(run.log) == 0
