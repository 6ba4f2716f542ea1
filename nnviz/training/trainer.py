"""Trainer: the thread that trains; its commands, its states, its errors."""

from __future__ import annotations

import threading
import traceback
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from nnviz.data import DataError
from nnviz.training.divergence import explain
from nnviz.training.edits import ChangeExperiment, Edit, OpenExperiment, Replay, RestoreBest, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Effect
from nnviz.training.mailbox import LatestValue
from nnviz.training.moment import Failure, Moment
from nnviz.training.pacer import Pacer
from nnviz.training.reading import ExperimentError
from nnviz.training.run import DivergedError, TrainingRun
from nnviz.training.status import State, Status

#: Seconds between two reports of a running trainer's step and speed.
REPORT_EVERY = 0.1
PREPARING = "Preparing the data"


class Trainer:
    """A thread around a `TrainingRun`.

    Commands and edits come from any thread and are carried out between two steps, in order. What comes out
    are `status`, always there, and Moments, copied only when one is wanted.

    Parameters
    ----------
    experiment
        What to train; the run is made on the thread, so reading large files holds up nobody.
    stops
        Whether to end at the experiment's last epoch rather than to go on.
    """

    def __init__(self, experiment: Experiment, stops: bool = False) -> None:
        self.moments: LatestValue[Moment] = LatestValue()
        self.status = Status(busy=PREPARING)
        self._stops = stops
        self._run: TrainingRun | None = None
        self._pacer = Pacer()
        self._inbox: deque[Callable[[], None]] = deque()
        self._edits: dict[Hashable, Edit] = {}
        self._edits_lock = threading.Lock()
        self._applying = False
        self._wake = threading.Event()
        self._moment_wanted = False
        self._to_epoch_end = False
        self._closing = False
        self._reported = (0.0, 0)
        self._command(lambda: self._begin(experiment))
        self._thread = threading.Thread(target=self._serve, name="nnviz trainer", daemon=True)

    # from any thread

    def start(self) -> None:
        """Start the thread, paused at step 0."""
        self._thread.start()

    def stop(self) -> None:
        """Have the thread end after the present step."""
        self._closing = True
        self._inbox.append(lambda: None)
        self._wake.set()

    def close(self, timeout: float = 0.2) -> None:
        """Stop and wait for the end; a thread that is deep in a file is left behind, as a daemon."""
        self.stop()
        self._thread.join(timeout)

    def run(self) -> None:
        """Go on training."""
        self._command(self._resume)

    def pause(self) -> None:
        """Stop after the present step."""
        self._command(lambda: self._enter(State.PAUSED))

    def step(self) -> None:
        """Make one step and stay paused."""
        self._command(self._one_step)

    def epoch(self) -> None:
        """Train to the end of the present pass, then pause."""
        self._command(self._one_epoch)

    def set_speed(self, steps_per_second: float | None) -> None:
        """Set the pace; None for flat out."""
        self._command(lambda: self._pacer.set_speed(steps_per_second))

    def submit(self, edit: Edit) -> None:
        """Have an edit applied before the next step, in place of a waiting one with its target."""
        with self._edits_lock:
            self._edits[edit.target] = edit
        self._command(lambda: self._apply(edit))

    @property
    def settled(self) -> bool:
        """Whether every submitted edit has been applied or refused, so that `status` tells of them all."""
        return not self._edits and not self._applying

    @property
    def steps(self) -> int:
        """Updates that the run has made up to this instant; `status` tells of them now and then."""
        return self._run.steps if self._run is not None else 0

    def want_moment(self) -> None:
        """Ask for a Moment of the next step; after anything but a step one comes unasked."""
        self._moment_wanted = True

    def ask(self, question: Callable[[TrainingRun], Any], answer: LatestValue[Any]) -> None:
        """Have something found out about the run between two steps; it must leave the run as it is.

        What goes wrong is answered with a `Failure`.
        """
        self._command(lambda: answer.put(self._answer(question)))

    def _command(self, command: Callable[[], None]) -> None:
        self._inbox.append(command)
        self._wake.set()

    # on the thread

    def _serve(self) -> None:
        with np.errstate(all="ignore"):  # overflow is the state DIVERGED here, not a warning
            while not self._closing:
                try:
                    self._obey()
                    if self.status.state is State.RUNNING:
                        self._train()
                    elif not self._inbox:
                        self._sleep(None)
                except DivergedError as error:
                    self._diverge(error)
                except Exception as error:  # the thread must outlive whatever goes wrong in it
                    self._fail(error)

    def _obey(self) -> None:
        while self._inbox:
            self._inbox.popleft()()

    def _sleep(self, seconds: float | None) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _train(self) -> None:
        """Make steps until there is something else to do."""
        run = self._the_run
        while not self._inbox:
            delay = self._pacer.delay()
            if delay:
                self._sleep(delay)
                continue
            run.step()
            if self._moment_wanted:
                self._publish()
            if perf_counter() - self._reported[0] > REPORT_EVERY:
                self._report()
            if run.at_epoch_end and self._ends_here(run):
                return

    def _ends_here(self, run: TrainingRun) -> bool:
        """Pause or finish at the end of an epoch, if that was asked for."""
        if run.stopped_early:
            run.apply(RestoreBest())
            self._enter(State.FINISHED)
        elif self._stops and run.finished:
            self._enter(State.FINISHED)
        elif self._to_epoch_end:
            self._enter(State.PAUSED)
        return self.status.state is not State.RUNNING

    @property
    def _the_run(self) -> TrainingRun:
        if self._run is None:
            raise RuntimeError("there is no run yet")
        return self._run

    def _begin(self, experiment: Experiment) -> None:
        try:
            self._run = TrainingRun(experiment)
        except (ExperimentError, DataError) as error:
            self._enter(State.EMPTY, notice=str(error), busy="")
        else:
            self._enter(State.PAUSED, busy="")

    def _answer(self, question: Callable[[TrainingRun], Any]) -> Any:
        try:
            return question(self._the_run)
        except Exception as error:  # whoever asked shows it; the run goes on
            return Failure(str(error), "".join(traceback.format_exception(error)))

    def _resume(self) -> None:
        if self._run is not None and self.status.state is not State.DIVERGED:
            self._to_epoch_end = False
            self._pacer.set_speed(self._pacer.speed)
            self._enter(State.RUNNING)

    def _one_step(self) -> None:
        if self.status.state is not State.DIVERGED:
            self._the_run.step()
            self._enter(State.PAUSED)

    def _one_epoch(self) -> None:
        self._resume()
        self._to_epoch_end = True

    def _apply(self, edit: Edit) -> None:
        with self._edits_lock:
            if self._edits.get(edit.target) is not edit:
                return  # a newer one with its target comes later
            del self._edits[edit.target]
            self._applying = True
        try:
            self._carry_out(edit)
        finally:
            self._applying = False

    def _carry_out(self, edit: Edit) -> None:
        if self._run is None and isinstance(edit, ChangeExperiment | OpenExperiment | Replay):
            self._begin(edit.experiment)
            return
        if busy := _long_work(self._the_run, edit):
            self.status = replace(self.status, busy=busy)
        after = State.RUNNING if self.status.state is State.RUNNING else State.PAUSED
        try:
            self._the_run.apply(edit)
        except (ExperimentError, DataError) as error:
            self._enter(self.status.state, notice=str(error), busy="", version=self.status.version + 1)
        else:
            self._enter(after, busy="", version=self.status.version + 1)

    def _diverge(self, error: DivergedError) -> None:
        self._enter(State.DIVERGED, divergence=explain(self._the_run, error))

    def _fail(self, error: Exception) -> None:
        sentence = f"Training stopped: {str(error) or type(error).__name__}"
        failure = Failure(sentence, "".join(traceback.format_exception(error)))
        self.status = replace(self.status, state=State.FAILED, failure=failure, busy="")

    def _enter(self, state: State, **news: object) -> None:
        """Take on a state, say so, and show the run as it stands now."""
        if state is not self.status.state or state is not State.RUNNING:
            self._reported = (perf_counter(), self._run.steps if self._run else 0)
        cleared = {"divergence": None, "failure": None, "notice": ""}
        self.status = replace(self.status, **{**cleared, "state": state, **self._position(), **news})  # type: ignore[arg-type]
        if self._run is not None:
            self._publish()

    def _position(self) -> dict[str, object]:
        run = self._run
        if run is None:
            return {}
        still = {"steps_per_second": 0.0, "samples_per_second": 0.0}
        return {"experiment": run.experiment, "step": run.steps, "epoch": run.epochs, **still}

    def _report(self) -> None:
        run, now = self._the_run, perf_counter()
        before, steps = self._reported
        speed = (run.steps - steps) / (now - before)
        samples = speed * len(run.dataset.train) / run.batches.batches_per_epoch
        self._reported = (now, run.steps)
        self.status = replace(
            self.status, step=run.steps, epoch=run.epochs, steps_per_second=speed, samples_per_second=samples
        )

    def _publish(self) -> None:
        self._moment_wanted = False
        self.moments.put(self._the_run.moment())


def _long_work(run: TrainingRun, edit: Edit) -> str:
    """Return words for an edit that may take long; most take less than a step."""
    if isinstance(edit, Seek | Replay):
        return "Replaying"
    if isinstance(edit, ChangeExperiment | OpenExperiment):
        return PREPARING if run.experiment.effect_of(edit.experiment) is Effect.NEW_DATA else ""
    return ""
