"""A trainer that goes to and fro: progress, giving up, and newer steps to go to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from nnviz.training.edits import ChangeExperiment, OpenExperiment, Replay, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun
from nnviz.training.saved_run import SavedRun
from nnviz.training.status import State
from nnviz.training.trainer import Trainer

PATIENCE = 20.0
STEPS = 3_000


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.001)


@pytest.fixture
def trainer(small: Experiment) -> Iterator[Trainer]:
    """A trainer whose run has made some steps."""
    trainer = Trainer(small)
    trainer.start()
    trainer.run()
    until(lambda: trainer.status.step >= STEPS)
    trainer.pause()
    until(lambda: trainer.status.state is State.PAUSED)
    yield trainer
    trainer.close(PATIENCE)


@pytest.fixture
def slowly(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make every way long, and have it looked at after each step."""
    monkeypatch.setattr("nnviz.training.run.LOOK_EVERY", 0.0)
    monkeypatch.setattr("nnviz.training.trainer.REPORT_EVERY", 0.0)
    step = TrainingRun.step

    def slow_step(run: TrainingRun) -> float:
        time.sleep(0.0005)
        return step(run)

    monkeypatch.setattr(TrainingRun, "step", slow_step)
    run = trainer._run
    assert run is not None
    run.timeline.forget_after(0)  # no state in between is kept
    yield
    trainer.give_up()


def at_rest(trainer: Trainer, step: int) -> bool:
    return trainer.settled and trainer.status.step == step and trainer.status.target is None


def test_a_running_run_that_is_sent_back_stands_there(trainer: Trainer) -> None:
    trainer.run()
    until(lambda: trainer.status.state is State.RUNNING)
    trainer.submit(Seek(1_000))
    until(lambda: at_rest(trainer, 1_000))
    assert trainer.status.state is State.PAUSED
    moment = trainer.moments.wait(PATIENCE)
    assert moment is not None
    assert (moment.step, len(moment.history.losses)) == (1_000, 1_000)
    assert len(moment.history.whole.losses) >= STEPS


@pytest.mark.usefixtures("slowly")
def test_the_way_is_told_and_can_be_given_up(trainer: Trainer) -> None:
    trainer.submit(Seek(STEPS - 1))
    until(lambda: (trainer.status.progress or 0.0) > 0.02)
    assert trainer.status.target == STEPS - 1
    assert trainer.status.state is State.PAUSED
    trainer.give_up()
    until(lambda: trainer.settled and trainer.status.target is None)
    assert 0 < trainer.status.step < STEPS - 1
    assert trainer.status.progress is None


@pytest.mark.usefixtures("slowly")
def test_a_newer_step_to_go_to_ends_the_way_to_an_older_one(trainer: Trainer) -> None:
    trainer.submit(Seek(STEPS - 1))
    until(lambda: trainer.status.target == STEPS - 1 and trainer.status.progress is not None)
    for step in range(200, 100, -1):
        trainer.submit(Seek(step))
    until(lambda: at_rest(trainer, 101))


@pytest.mark.usefixtures("slowly")
def test_what_is_to_be_done_at_a_step_is_done_there(trainer: Trainer, small: Experiment) -> None:
    trainer.submit(Seek(100))
    trainer.submit(ChangeExperiment(small.with_changes({"learning.learning_rate": 0.3})))
    trainer.submit(Seek(20))
    until(lambda: at_rest(trainer, 20))
    run = trainer._run
    assert run is not None
    assert [step for step, _ in run.log.edits] == [100]


@pytest.mark.usefixtures("slowly")
def test_another_experiment_does_not_wait_for_the_way(trainer: Trainer, small: Experiment) -> None:
    trainer.submit(Seek(STEPS - 1))
    until(lambda: trainer.status.progress is not None)
    trainer.submit(OpenExperiment(small))
    until(lambda: at_rest(trainer, 0))


def test_playing_ends_where_the_known_run_ends(trainer: Trainer) -> None:
    run = trainer._run
    assert run is not None
    end = run.steps
    trainer.submit(Seek(end - 50))
    trainer.play()
    until(lambda: trainer.status.state is State.PAUSED and trainer.status.step == end)
    assert len(run.history.losses) == end


def test_a_saved_run_is_opened_and_stands_where_it_was_saved(trainer: Trainer, small: Experiment) -> None:
    alone = TrainingRun(small)
    for _ in range(30):
        alone.step()
    alone.apply(ChangeExperiment(small.with_changes({"learning.learning_rate": 0.3})))
    for _ in range(30):
        alone.step()
    saved = SavedRun.of(alone.moment())
    trainer.submit(Replay(saved.experiment, saved.log, saved.steps))
    until(lambda: at_rest(trainer, 60))
    run = trainer._run
    assert run is not None
    assert run.network.parameters.tolist() == alone.network.parameters.tolist()
    assert trainer.status.experiment == alone.experiment


def test_an_edit_that_cannot_be_replayed_becomes_a_sentence(trainer: Trainer, small: Experiment) -> None:
    saved = SavedRun.from_toml(
        'steps = 9\nedits = [{ step = 4, edit = "set_parameter", index = 999, value = 1.0 }]\n'
        + small.to_toml()
    )
    trainer.submit(Replay(saved.experiment, saved.log, saved.steps))
    until(lambda: "edit 1, at step 4, is not possible: parameter 999" in trainer.status.notice)
    assert (trainer.status.state, trainer.status.step) == (State.PAUSED, 4)
    trainer.run()
    until(lambda: trainer.status.step > 9)
