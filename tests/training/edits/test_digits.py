from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.training.edits import OpenExperiment, Reset, Seek
from nnviz.training.edits.digits import TrainOnDigits
from nnviz.training.experiment import Experiment
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun

SMALL = Experiment.from_plain({"data": {"name": "digits8x8"}, "learning": {"learning_rate": 0.3}})


def own(count: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    return rng.integers(0, 256, (count, 8, 8), np.uint8), (np.arange(count) % 10).astype(np.uint8)


def steps(run: TrainingRun, count: int) -> TrainingRun:
    for _ in range(count):
        run.step()
    return run


@pytest.mark.parametrize("scaling", ["none", "standardise"])
def test_own_digits_join_the_training_split_in_its_own_numbers(scaling: str) -> None:
    run = steps(TrainingRun(SMALL.with_changes({"data.scaling": scaling})), 5)
    before, network = run.dataset, run.network.parameters.copy()
    images, labels = own()
    edit = TrainOnDigits.of(images, labels, len(before.train))
    assert edit.copies == len(before.train) // 60
    run.apply(edit)
    train = run.dataset.train
    added = len(labels) * edit.copies
    assert len(train) == len(before.train) + added
    assert np.array_equal(train.inputs[: len(before.train)], before.train.inputs)
    assert np.array_equal(train.inputs[-1, 0], np.rint(images[-1] * (16 / 255)))
    assert np.array_equal(train.targets.argmax(axis=1), train.labels)
    assert np.array_equal(run.network.parameters, network)
    assert run.dataset.test is before.test
    assert len(before.train) == len(TrainingRun(SMALL).dataset.train)  # the shared data are as they were


def test_it_is_replayed_bit_for_bit_and_outlives_a_reset() -> None:
    run = steps(TrainingRun(SMALL), 7)
    run.apply(TrainOnDigits.of(*own(), 1000))
    after = steps(run, 20).network.parameters.copy()
    run.apply(Seek(3))
    assert len(run.dataset.train) == len(TrainingRun(SMALL).dataset.train)
    run.apply(Seek(27))
    assert np.array_equal(run.network.parameters, after)
    again = steps(TrainingRun(SMALL), 7)
    again.apply(TrainOnDigits.from_plain(run.log.edits[0].edit.to_plain()))
    assert np.array_equal(steps(again, 20).network.parameters, after)
    longer = len(run.dataset.train)
    run.apply(Reset())
    assert (run.steps, len(run.dataset.train)) == (0, longer)
    run.apply(OpenExperiment(SMALL))
    assert len(run.dataset.train) == len(TrainingRun(SMALL).dataset.train)


def test_other_digits_take_the_place_of_those_before() -> None:
    run = steps(TrainingRun(SMALL), 2)
    whole = len(run.dataset.train)
    for count in (3, 5):
        run.apply(TrainOnDigits.of(*own(count), 1000))
        steps(run, 4)
        assert len(run.dataset.train) == whole + count * (50 // count)
    after = run.network.parameters.copy()
    run.apply(Seek(4))
    assert len(run.dataset.train) == whole + 3 * 16
    run.apply(Seek(10))
    assert len(run.dataset.train) == whole + 5 * 10
    assert np.array_equal(run.network.parameters, after)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pixels": "?"}, "base 64"),
        ({"pixels": "AAAA"}, "zlib"),
        ({"labels": (1, 2)}, "has 193 bytes|has 129 bytes"),
        ({"labels": ()}, "bytes"),
        ({"labels": (1, 2, 55)}, "labels has 55; the classes go from 0 to 9"),
    ],
)
def test_what_does_not_fit_changes_nothing(changes: dict[str, Any], sentence: str) -> None:
    run = steps(TrainingRun(SMALL), 2)
    before = run.dataset
    plain = TrainOnDigits.of(*own(), 1000).to_plain() | changes
    with pytest.raises(ExperimentError, match=sentence):
        run.apply(TrainOnDigits.from_plain(plain))
    assert run.dataset is before


def test_a_run_of_points_is_told() -> None:
    run = TrainingRun(Experiment.from_plain({"data": {"name": "clouds", "points": 20}}))
    with pytest.raises(ExperimentError, match="reads no square grey pictures"):
        run.apply(TrainOnDigits.of(*own(), 1000))
