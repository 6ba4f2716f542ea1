from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnviz.data import DataError
from nnviz.data.clouds import cloud_centres
from nnviz.training.edits import Edit, Replay, Reset
from nnviz.training.edits.log import log_from_plain, plain_log
from nnviz.training.edits.points import (
    AddPoints,
    AddValues,
    ErasePoints,
    MovePoint,
    RedoPoints,
    RelabelPoints,
    SetValues,
    ShapeCloud,
    UndoPoints,
)
from nnviz.training.experiment import Experiment
from nnviz.training.probes.neuron import NeuronOf
from nnviz.training.probes.space import HiddenSpace
from nnviz.training.probes.unit_maps import UnitMaps, maps_grid
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun

EDITS: list[Callable[[], Edit]] = [
    lambda: AddPoints((0.5, 1.0), (-1.0, 2.0), 2, 1),
    lambda: MovePoint(3, 9.0, -9.0, 2),
    lambda: MovePoint(3, 9.5, -9.0, 2),
    lambda: ShapeCloud(1, 3.0, 4.0, 0.25, 3),
    lambda: RelabelPoints(-9.0, 0.0, -9.0, 9.0, 1, 4),
    lambda: ErasePoints(0.0, -2.0, 0.7, 5),
    UndoPoints,
    lambda: AddPoints((0.0,), (0.0,), 0, 6),
    UndoPoints,
    RedoPoints,
]


def trained(experiment: Experiment, steps: int = 7) -> TrainingRun:
    run = TrainingRun(experiment)
    advance(run, steps)
    return run


def advance(run: TrainingRun, steps: int = 3) -> None:
    for _ in range(steps):
        run.step()


def edited(experiment: Experiment) -> TrainingRun:
    run = trained(experiment)
    for make in EDITS:
        run.apply(make())
        advance(run)
    return run


def test_painted_points_are_learnt_from_and_all_weights_stay(small: Experiment) -> None:
    run = trained(small)
    weights, points = run.network.parameters.copy(), run.dataset.train.inputs.copy()
    run.apply(AddPoints((0.5, 1.0), (-1.0, 2.0), 2, 1))
    train = run.dataset.train
    np.testing.assert_array_equal(run.network.parameters, weights)
    np.testing.assert_array_equal(train.inputs[:-2], points)
    np.testing.assert_array_equal(train.inputs[-2:], [(0.5, -1.0), (1.0, 2.0)])
    np.testing.assert_array_equal(train.targets[-2:], [(0, 0, 1)] * 2)
    seen = set()
    for _ in range(run.batches.batches_per_epoch):
        run.step()
        seen.update(run.batches.indices.tolist())
    assert seen == set(range(len(points) + 2))


def test_a_moved_point_leaves_the_order_of_the_batches_as_it_is(small: Experiment) -> None:
    run, other = trained(small), trained(small)
    run.apply(MovePoint(3, 9.0, -9.0, 1))
    for _ in range(9):
        run.step()
        other.step()
        np.testing.assert_array_equal(run.batches.indices, other.batches.indices)
    np.testing.assert_array_equal(run.dataset.train.inputs[3], (9.0, -9.0))
    assert not np.array_equal(run.network.parameters, other.network.parameters)


def test_a_box_relabels_and_a_circle_erases_what_is_in_it_alone(small: Experiment) -> None:
    run = trained(small)
    x, y = run.dataset.train.inputs.T.copy()
    labels = run.dataset.train.labels.copy()
    run.apply(RelabelPoints(0.0, 9.0, 0.0, 9.0, 0, 1))
    np.testing.assert_array_equal(run.dataset.train.labels, np.where((x >= 0) & (y >= 0), 0, labels))
    np.testing.assert_array_equal(run.dataset.train.targets.argmax(axis=1), run.dataset.train.labels)
    run.apply(ErasePoints(0.0, -2.0, 1.0, 2))
    assert len(run.dataset.train) == np.count_nonzero(np.hypot(x, y + 2) > 1)


def test_a_cloud_is_shifted_with_its_points_and_what_was_placed_by_hand_stays(small: Experiment) -> None:
    run = trained(small)
    run.apply(MovePoint(12, 7.0, 7.0, 1))
    before, test = run.dataset.train.inputs.copy(), run.dataset.test.inputs.copy()
    centre = cloud_centres(run.experiment.data)[1]
    run.apply(ShapeCloud(1, 5.0, -1.0, 0.5, 2))
    after = run.dataset.train.inputs
    expected = (before[10:20] - centre) * 0.5 + (5.0, -1.0)
    rows = np.arange(10) != 2
    np.testing.assert_allclose(after[10:20][rows], expected[rows], atol=1e-12)
    np.testing.assert_array_equal(after[12], (7.0, 7.0))
    np.testing.assert_array_equal(np.delete(after, range(10, 20), 0), np.delete(before, range(10, 20), 0))
    np.testing.assert_allclose(
        run.dataset.test.inputs[10:20], (test[10:20] - centre) * 0.5 + (5.0, -1.0), atol=1e-12
    )
    assert run.experiment.data.centres[1] == (5.0, -1.0)
    assert run.steps == 7
    run.apply(ShapeCloud(1, 4.0, -1.0, 0.5, 3))
    assert [mark.words for mark in run.history.marks][-2:] == ["cloud 1 resized", "cloud 1 moved"]


def test_a_stroke_is_undone_as_one_and_redone(small: Experiment) -> None:
    run = trained(small)
    drawn = run.dataset.train.inputs
    run.apply(AddPoints((1.0,), (1.0,), 0, 1))
    run.apply(AddPoints((2.0,), (2.0,), 0, 1))
    run.apply(AddPoints((3.0,), (3.0,), 0, 2))
    painted = run.dataset.train.inputs
    sizes = []
    for edit in (UndoPoints(), UndoPoints(), UndoPoints(), RedoPoints(), RedoPoints(), RedoPoints()):
        run.apply(edit)
        sizes.append(len(run.dataset.train) - len(drawn))
    assert sizes == [2, 0, 0, 2, 3, 3]
    np.testing.assert_array_equal(run.dataset.train.inputs, painted)
    run.apply(UndoPoints())
    run.apply(AddPoints((4.0,), (4.0,), 0, 3))
    run.apply(RedoPoints())
    np.testing.assert_array_equal(run.dataset.train.inputs[-1], (4.0, 4.0))


def test_edited_points_replay_bit_for_bit(small: Experiment) -> None:
    run = edited(small)
    log = log_from_plain(plain_log(run.log.past), run.steps)
    again = TrainingRun(small)
    again.apply(Replay(small, log, run.steps))
    np.testing.assert_array_equal(again.network.parameters, run.network.parameters)
    np.testing.assert_array_equal(again.dataset.train.inputs, run.dataset.train.inputs)


@pytest.mark.parametrize("step", range(7, 37, 4))
def test_going_back_gives_the_points_and_weights_of_then(small: Experiment, step: int) -> None:
    run = edited(small)
    end = run.network.parameters.copy()
    run.seek(step)
    there = run.network.parameters.copy(), run.dataset.train.inputs.copy()
    run.seek(0)
    run.seek(step)
    np.testing.assert_array_equal(run.network.parameters, there[0])
    np.testing.assert_array_equal(run.dataset.train.inputs, there[1])
    run.seek(37)
    np.testing.assert_array_equal(run.network.parameters, end)


def test_a_reset_and_other_layers_keep_the_points(small: Experiment) -> None:
    run = edited(small)
    points, labels = run.dataset.train.inputs.copy(), run.dataset.train.labels.copy()
    run.apply(Reset())
    assert run.steps == 0
    np.testing.assert_array_equal(run.dataset.train.inputs, points)
    np.testing.assert_array_equal(run.dataset.train.labels, labels)
    assert len([each for each in run.log.past if isinstance(each.edit, MovePoint)]) == 1


@pytest.mark.parametrize("coding", ["one_hot", "zero_one", "minus_plus"])
def test_a_blank_plane_is_painted_and_learnt(small: Experiment, coding: str) -> None:
    blank = small.with_changes({"data.name": "own_points", "data.targets": coding})
    run = TrainingRun(blank)
    with pytest.raises(DataError, match="no point to train on yet"):
        run.step()
    run.apply(AddPoints((-1.0, -1.5), (0.0, 0.5), 0, 1))
    run.apply(AddPoints((1.0, 1.5), (0.0, 0.5), 1, 2))
    advance(run, 200)
    assert run.moment().history.measurements[-1][3] == 1.0
    run.apply(ErasePoints(0.0, 0.0, 9.0, 3))
    with pytest.raises(DataError, match="no point to train on yet"):
        advance(run, 2)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (AddPoints((0.0,), (0.0,), 3, 1), "no class 3"),
        (AddPoints((0.0, 1.0), (0.0,), 0, 1), "needs both"),
        (RelabelPoints(-9, 9, -9, 9, 5, 1), "no class 5"),
        (ShapeCloud(5, 0.0, 0.0, 1.0, 1), "no cloud 5"),
        (ErasePoints(0.0, 0.0, 99.0, 1), "batch_size is 7"),
    ],
)
def test_what_cannot_be_is_refused_and_all_stays(small: Experiment, edit: Edit, words: str) -> None:
    run, untouched = trained(small), trained(small)
    with pytest.raises((DataError, ExperimentError), match=words):
        run.apply(edit)
    assert not run.log.past
    advance(run)
    advance(untouched)
    np.testing.assert_array_equal(run.network.parameters, untouched.network.parameters)


def test_images_cannot_be_painted_on(convolutional: Experiment) -> None:
    with pytest.raises(DataError, match="do not lie in the plane"):
        TrainingRun(convolutional).apply(AddPoints((0.0,), (0.0,), 0, 1))


def test_a_blank_plane_is_measured_or_said_to_be_blank(small: Experiment) -> None:
    run = TrainingRun(small.with_changes({"data.name": "own_points"}))
    grid = maps_grid(run.dataset, 5)
    assert (grid.left, grid.top) == pytest.approx((-grid.right, -grid.bottom))
    assert UnitMaps(grid).measure(run.moment(), run.network)[0].shape == (4, 5, 5)
    for probe in (HiddenSpace(1), NeuronOf(0, 0, "train", 0)):
        with pytest.raises(DataError, match="no point yet"):
            probe.measure(run.moment(), run.network)


VALUE_EDITS: list[Callable[[], Edit]] = [
    lambda: AddValues((0.5, 1.0), (-1.0, 2.0), -0.75, 1),
    lambda: MovePoint(3, 5.0, -5.0, 2),
    lambda: SetValues(-9.0, 0.0, -9.0, 9.0, 0.5, 3),
    lambda: ErasePoints(0.0, -2.0, 1.5, 4),
    UndoPoints,
]


@pytest.fixture
def regression(small: Experiment) -> Experiment:
    """A regression over the plane."""
    return small.with_changes(
        {"data.name": "plane", "data.points": 60, "learning.loss": "mse", "model.output": "identity"}
    )


def test_values_painted_and_set_are_learnt_and_replay_bit_for_bit(regression: Experiment) -> None:
    run = trained(regression)
    for make in VALUE_EDITS:
        run.apply(make())
        advance(run)
    train = run.dataset.train
    left = train.inputs[:, 0] <= 0
    assert set(train.targets[left, 0].tolist()) == {0.5}
    assert train.targets[-2:, 0].tolist() == [-0.75, -0.75]
    again = TrainingRun(regression)
    log = log_from_plain(plain_log(run.log.past), run.steps)
    again.apply(Replay(regression, log, run.steps))
    np.testing.assert_array_equal(again.network.parameters, run.network.parameters)


def test_classes_have_no_values_and_values_no_classes(small: Experiment, regression: Experiment) -> None:
    with pytest.raises(DataError, match="have classes, not values"):
        TrainingRun(small).apply(AddValues((0.0,), (0.0,), 1.0, 1))
    with pytest.raises(DataError, match="There is no class 0"):
        TrainingRun(regression).apply(AddPoints((0.0,), (0.0,), 0, 1))
