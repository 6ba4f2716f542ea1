from __future__ import annotations

import pytest

from nnviz.training.edits import ChangeExperiment, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.history import History, Pace
from nnviz.training.moment import Snapshot
from nnviz.training.presets import preset
from nnviz.training.run import TrainingRun
from nnviz.training.status import Status
from nnviz.ui.controls.course import best_step, course_of, end_of_axis, epoch_labels, words_at


@pytest.mark.parametrize(
    ("known", "planned", "end"),
    [
        (0, None, 100),
        (0, 10_000, 100),
        (640, 10_000, 1_000),
        (1_999, 10_000, 2_000),
        (2_000, 10_000, 10_000),
        (10_000, 10_000, 10_000),
        (10_001, None, 20_000),
        (40, 60, 60),
    ],
)
def test_the_axis_ends_at_the_plan_if_that_is_not_too_far(known: int, planned: int | None, end: int) -> None:
    assert end_of_axis(known, planned) == end


def measured(*validation: float) -> History:
    history = History()
    history.set_pace(Pace(0, 0.0, 0.1))
    for row, loss in enumerate(validation):
        history.measurements.append([10 * row, row, 1, 1, loss, 1, 1, 1])
    return history


def test_the_best_step_has_the_lowest_validation_loss() -> None:
    assert best_step(measured(3.0, 1.0, 2.0).view()) == 10
    assert best_step(measured(3.0, 2.0, 1.0).view()) is None
    assert best_step(measured(float("nan")).view()) is None


def test_epochs_are_named_as_many_as_have_room() -> None:
    history = measured(1.0).view()
    assert epoch_labels(history, 35, 10) == [(10, "epoch 1"), (20, "epoch 2"), (30, "epoch 3")]
    assert [step for step, _ in epoch_labels(history, 1_000, 10)] == list(range(100, 1_001, 100))


def test_epochs_of_one_step_are_not_named_besides_the_steps() -> None:
    history = History()
    history.set_pace(Pace(0, 0.0, 1.0))
    assert epoch_labels(history.view(), 100, 10) == []


def test_the_words_at_a_step_tell_its_epoch_its_loss_and_what_was_changed_there() -> None:
    history = measured(1.0)
    for loss in (3.0, 2.0, 1.5):
        history.losses.append(loss)
    history.mark(2, "rate 1 → 2")
    assert words_at(history.view(), 2, 0.5) == "Step 2, epoch 0.20, batch loss 2.00\nstep 2: rate 1 → 2"
    assert words_at(history.view(), 0, 1.0) == "Step 0, epoch 0"


def test_a_course_tells_also_what_lies_ahead() -> None:
    experiment: Experiment = preset("clouds").with_changes({"data.points": 10})
    run = TrainingRun(experiment)
    for _ in range(60):
        run.step()
    run.apply(ChangeExperiment(experiment.with_changes({"learning.learning_rate": 0.5})))
    for _ in range(60):
        run.step()
    run.apply(Seek(20))
    snapshot = Snapshot(run.moment(), {}, {})
    course = course_of(Status(experiment=run.experiment, step=20, epoch=20.0), snapshot)
    assert (course.known, [mark.step for mark in course.marks], course.diverged) == (120, [60], None)
