"""Trainer: the thread that trains; its commands, its states, its errors."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from msgspec.structs import replace

from nnviz.data import DataError
from nnviz.training.divergence import explain
from nnviz.training.edits import ChangeExperiment, Edit, OpenExperiment, Replay, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.halts import Halts
from nnviz.training.mailbox import LatestValue
from nnviz.training.moment import Failure, Moment
from nnviz.training.pacer import Pacer
from nnviz.training.pausing import PauseWhen, Sample, Watch
from nnviz.training.reading import ExperimentError
from nnviz.training.run import DivergedError, TrainingRun
from nnviz.training.status import State, Status
from nnviz.training.timeline import LIMIT
from nnviz.training.waiting import PREPARING, WaitingEdits, long_work

#: Seconds between two reports of a running trainer's step and speed: nobody reads figures faster.
REPORT_EVERY = 0.2


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
        self._run: TrainingRun | None = None
        self._pacer = Pacer()
        self._inbox: deque[Callable[[], None]] = deque()
        self._waiting = WaitingEdits()
        self._applying = self._giving_up = False
        self._halts = Halts(stops)
        self._wake = threading.Event()
        self._moment_wanted = self._closing = False
        self._reported = (0.0, 0)
        self._memory = LIMIT
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

    def give_up(self) -> None:
        """Stop going to another step, wherever the run is on the way."""
        self._giving_up = True

    def pause_when(self, when: PauseWhen, sample: Sample | None = None) -> None:
        """Pause by itself under these conditions, from now on."""
        self._command(lambda: self._halts.keep_watch(Watch(when, sample), self._run))

    def keep_within(self, memory: int) -> None:
        """Have the states that one can go back to take so many bytes at most."""
        self._command(lambda: self._keep_within(memory))

    def play(self) -> None:
        """Go on, but only as far as the run is known."""
        self._command(lambda: self._resume(to_known_end=True))

    def step(self) -> None:
        """Make one step and stay paused."""
        self._command(self._one_step)

    def epoch(self) -> None:
        """Train to the end of the present pass, then pause."""
        self._command(lambda: self._resume(to_epoch_end=True))

    def set_speed(self, steps_per_second: float | None) -> None:
        """Set the pace; None for flat out."""
        self._command(lambda: self._pacer.set_speed(steps_per_second))

    def submit(self, edit: Edit) -> None:
        """Have an edit applied before the next step, in place of a waiting one with its target."""
        self._waiting.put(edit)
        self._command(lambda: self._apply(edit))

    @property
    def settled(self) -> bool:
        """Whether every submitted edit has been applied or refused, so that `status` tells of them all."""
        return not self._waiting and not self._applying

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
                    while self._inbox:
                        self._inbox.popleft()()
                    if self.status.state is State.RUNNING:
                        self._train()
                    elif not self._inbox:
                        self._sleep(None)
                except DivergedError as error:
                    self._diverge(error)
                except (ExperimentError, DataError) as error:  # no point yet, or a file's edit that cannot be
                    self._enter(State.PAUSED, notice=str(error))
                except Exception as error:  # the thread must outlive whatever goes wrong in it
                    self._fail(error)

    def _sleep(self, seconds: float | None) -> None:
        self._wake.wait(seconds)
        self._wake.clear()

    def _train(self) -> None:
        """Make steps until there is something else to do."""
        run = self._the_run
        while not self._inbox:
            delay = None if run.batches.is_empty else self._pacer.delay()
            if delay != 0.0:  # without points until somebody paints some
                self._sleep(delay)
                continue
            run.step()
            if self._moment_wanted:
                self._publish()
            if perf_counter() - self._reported[0] > REPORT_EVERY:
                self._report()
            if halt := self._halts.look(run):
                self._enter(halt[0], reason=halt[1], notice="")
                return

    @property
    def _the_run(self) -> TrainingRun:
        if self._run is None:
            raise RuntimeError("there is no run yet")
        return self._run

    def _begin(self, experiment: Experiment) -> None:
        try:
            self._run = TrainingRun(experiment)
            self._keep_within(self._memory)
        except (ExperimentError, DataError) as error:
            self._enter(State.EMPTY, notice=str(error), busy="")
        else:
            self._enter(State.PAUSED, busy="", notice="")

    def _keep_within(self, memory: int) -> None:
        self._memory = memory
        if self._run is not None:
            self._run.timeline.keep_within(memory)

    def _answer(self, question: Callable[[TrainingRun], Any]) -> Any:
        try:
            return question(self._the_run)
        except Exception as error:  # whoever asked shows it; the run goes on
            return Failure.of(error)

    def _resume(self, to_epoch_end: bool = False, to_known_end: bool = False) -> None:
        if self._run is not None and self.status.state is not State.DIVERGED:
            self._halts.begin(self._run, to_epoch_end, to_known_end)
            self._pacer.set_speed(self._pacer.speed)
            self._enter(State.RUNNING)

    def _one_step(self) -> None:
        if self.status.state is not State.DIVERGED:
            self._the_run.step()
            self._enter(State.PAUSED)

    def _apply(self, edit: Edit) -> None:
        self._applying = True  # before it waits no more: there is no instant at which all seems settled
        try:
            if self._waiting.take(edit):
                self._carry_out(edit)
        finally:
            self._applying = False

    def _carry_out(self, edit: Edit) -> None:
        if self._run is None and isinstance(edit, ChangeExperiment | OpenExperiment | Replay):
            self._begin(edit.experiment)
            return
        after = State.RUNNING if self.status.state is State.RUNNING else State.PAUSED
        version = self.status.version + 1
        try:
            if isinstance(edit, Seek | Replay):
                after = State.PAUSED
                if not self._travel(edit):
                    return  # the next edit tells where the run is
            else:
                self.status = replace(self.status, busy=long_work(self._the_run, edit))
                self._the_run.apply(edit)
        except (ExperimentError, DataError) as error:
            self._enter(after, notice=str(error), busy="", version=version)
        else:
            self._enter(after, busy="", version=version, notice="")

    def _travel(self, edit: Seek | Replay) -> bool:
        """Go to a step, saying how far it is; tell whether the way ends here, not at a newer step."""
        run, self._giving_up, said = self._the_run, False, perf_counter()
        target = edit.step if isinstance(edit, Seek) else edit.steps
        self._tell(state=State.PAUSED, target=target)
        for share in run.journey(edit):
            if self._closing or self._giving_up:
                return True
            if self._waiting.make_moot(edit):
                return False
            if perf_counter() - said > REPORT_EVERY:
                said = perf_counter()
                self._tell(progress=share)
        return True

    def _diverge(self, error: DivergedError) -> None:
        self.status = replace(self.status, state=State.PAUSED, busy="Looking where it began")
        self._enter(State.DIVERGED, divergence=explain(self._the_run, error), busy="", notice="")

    def _fail(self, error: Exception) -> None:
        failure = Failure.of(error, "Training stopped: ")
        self.status = replace(self.status, state=State.FAILED, failure=failure, busy="")

    def _enter(self, state: State, **news: object) -> None:
        """Take on a state, say so, and show the run as it stands now; a notice stays until the next edit."""
        if state is not self.status.state or state is not State.RUNNING:
            self._reported = (perf_counter(), self._run.steps if self._run else 0)
        cleared = {"divergence": None, "failure": None, "reason": ""}
        self._tell(**{**cleared, "target": None, "progress": None, "state": state, **news})
        if self._run is not None:
            self._publish()

    def _tell(self, **news: object) -> None:
        """Say where the run is, and what else is new; speeds that are not told are 0."""
        where: dict[str, object] = {"steps_per_second": 0.0, "samples_per_second": 0.0}
        if (run := self._run) is not None:
            where |= {"experiment": run.experiment, "step": run.steps, "epoch": run.epochs}
            where |= {"is_waiting": run.batches.is_empty}
        self.status = replace(self.status, **{**where, **news})

    def _report(self) -> None:
        run, now = self._the_run, perf_counter()
        before, steps = self._reported
        speed = (run.steps - steps) / (now - before)
        samples = speed * len(run.dataset.train) / run.batches.batches_per_epoch
        self._reported = (now, run.steps)
        self._tell(steps_per_second=speed, samples_per_second=samples)

    def _publish(self) -> None:
        self._moment_wanted = False
        self.moments.put(self._the_run.moment())
