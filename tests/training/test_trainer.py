from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from nnviz.training.edits import ChangeExperiment, OpenExperiment, Reset, Seek
from nnviz.training.edits.points import AddPoints
from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun
from nnviz.training.status import State
from nnviz.training.trainer import Trainer

PATIENCE = 20.0


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another thread brings about."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.001)


@pytest.fixture
def trainer(small: Experiment) -> Iterator[Trainer]:
    trainer = Trainer(small)
    trainer.start()
    until(lambda: trainer.status.state is State.PAUSED)
    yield trainer
    trainer.close(PATIENCE)


def rate(experiment: Experiment, value: float) -> ChangeExperiment:
    return ChangeExperiment(experiment.with_changes({"learning.learning_rate": value}))


def test_it_trains_until_it_is_paused(trainer: Trainer) -> None:
    trainer.run()
    until(lambda: trainer.status.step > 50)
    trainer.pause()
    until(lambda: trainer.status.state is State.PAUSED)
    step = trainer.status.step
    time.sleep(0.02)
    assert trainer.status.step == step


def test_one_step_is_one_step(trainer: Trainer) -> None:
    for count in range(1, 6):
        trainer.step()
        until(lambda count=count: trainer.status.step == count)  # type: ignore[misc]
    assert trainer.status.state is State.PAUSED


def test_one_epoch_ends_with_the_pass(trainer: Trainer) -> None:
    trainer.step()
    trainer.epoch()
    until(lambda: trainer.status.step == 5 and trainer.status.state is State.PAUSED)
    assert trainer.status.epoch == 1.0


def test_numbers_do_not_depend_on_the_thread(trainer: Trainer, small: Experiment) -> None:
    for count in (5, 10, 15):
        trainer.epoch()
        until(lambda count=count: trainer.status.step == count)  # type: ignore[misc]
    trainer.moments.take()
    trainer.pause()
    until(lambda: (moment := trainer.moments.wait(1)) is not None and moment.step == 15)
    alone = TrainingRun(small)
    for _ in range(15):
        alone.step()
    trainer.submit(Seek(15))
    moment = trainer.moments.wait(PATIENCE)
    assert moment is not None
    assert moment.parameters.tolist() == alone.network.parameters.tolist()


def test_a_thousand_waiting_changes_of_one_thing_are_one(trainer: Trainer, small: Experiment) -> None:
    version = trainer.status.version
    for number in range(1000):
        trainer.submit(rate(small, 0.1 + number / 1000))
    until(lambda: trainer.settled)
    assert trainer.status.experiment is not None
    assert trainer.status.experiment.learning.learning_rate == pytest.approx(1.099)
    assert trainer.status.version - version < 1000


def test_a_refused_edit_becomes_a_sentence_and_training_goes_on(trainer: Trainer, small: Experiment) -> None:
    trainer.run()
    trainer.submit(ChangeExperiment(small.with_changes({"learning.batch_size": 1000})))
    until(lambda: "batch_size is 1,000" in trainer.status.notice)
    assert trainer.status.state is State.RUNNING
    assert trainer.status.experiment == small


def test_divergence_is_a_state_with_an_account_and_run_waits(trainer: Trainer, small: Experiment) -> None:
    wild = small.with_changes(
        {"learning.loss": "mse", "model.output": "identity", "learning.learning_rate": 50}
    )
    trainer.submit(ChangeExperiment(wild))
    trainer.run()
    until(lambda: trainer.status.state is State.DIVERGED)
    account = trainer.status.divergence
    assert account is not None
    assert trainer.status.step == account.last_step
    trainer.run()
    trainer.step()
    until(lambda: not trainer._inbox)
    assert trainer.status.state is State.DIVERGED
    trainer.submit(Seek(account.calm_step))
    trainer.submit(rate(wild, 0.01))
    trainer.run()
    until(lambda: trainer.status.state is State.RUNNING and trainer.status.step > account.step)


def test_an_exception_becomes_a_state_with_its_traceback(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(run: TrainingRun) -> float:
        raise RuntimeError("the engine fell out")

    with monkeypatch.context() as patch:
        patch.setattr(TrainingRun, "step", broken)
        trainer.run()
        until(lambda: trainer.status.state is State.FAILED)
    failure = trainer.status.failure
    assert failure is not None
    assert "the engine fell out" in failure.sentence
    assert "RuntimeError" in failure.details
    trainer.submit(Reset())
    trainer.run()
    until(lambda: trainer.status.state is State.RUNNING and trainer.status.step > 0)


def test_a_slow_pace_is_kept(trainer: Trainer) -> None:
    trainer.set_speed(50)
    began = time.monotonic()
    trainer.run()
    until(lambda: trainer.status.step >= 20)
    assert trainer.status.step <= 50 * (time.monotonic() - began) + 10


def test_only_a_trainer_that_stops_finishes(small: Experiment) -> None:
    trainer = Trainer(small.with_changes({"stop.epochs": 2}), stops=True)
    trainer.run()
    trainer.start()
    until(lambda: trainer.status.state is State.FINISHED)
    assert trainer.status.step == 10
    trainer.close(PATIENCE)


def test_a_first_experiment_that_cannot_be_is_a_notice_and_another_can_follow(small: Experiment) -> None:
    trainer = Trainer(small.with_changes({"learning.batch_size": 1000}))
    trainer.start()
    until(lambda: trainer.status.notice != "")
    assert trainer.status.state is State.EMPTY
    trainer.submit(ChangeExperiment(small))
    until(lambda: trainer.status.state is State.PAUSED)
    trainer.close(PATIENCE)


def test_run_pause_reset_200_times_leaves_no_thread_and_no_doubled_step(small: Experiment) -> None:
    threads = threading.active_count()
    trainer = Trainer(small)
    trainer.start()
    for _ in range(200):
        trainer.run()
        trainer.pause()
        trainer.submit(Reset())
        trainer.step()
    until(lambda: not trainer._inbox and trainer.settled)
    trainer.submit(Reset())
    trainer.step()
    until(lambda: trainer.settled and trainer.status.step == 1)
    trainer.close(PATIENCE)
    assert threading.active_count() == threads


def test_a_blank_plane_is_waited_for_until_points_are_painted(trainer: Trainer, small: Experiment) -> None:
    trainer.submit(OpenExperiment(small.with_changes({"data.name": "own_points"})))
    trainer.step()
    until(lambda: "no point to train on yet" in trainer.status.notice)
    trainer.run()
    until(lambda: trainer.status.state is State.RUNNING)
    assert trainer.steps == 0
    assert trainer.status.is_waiting
    trainer.submit(AddPoints((0.0, 1.0), (0.0, 1.0), 1, 1))
    until(lambda: trainer.steps > 10)
    assert trainer.status.state is State.RUNNING
    assert not trainer.status.is_waiting
