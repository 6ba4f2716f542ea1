"""Session: the one hinge between the threads and the widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from nnviz.nn import Network
from nnviz.training.edits import ChangeExperiment, Edit, OpenExperiment, Replay, Reset, Seek
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Snapshot
from nnviz.training.observer import Observer
from nnviz.training.pausing import PauseWhen
from nnviz.training.predictor import Predictor
from nnviz.training.probes import Wanted
from nnviz.training.run import TrainingRun
from nnviz.training.saved_run import SavedRun
from nnviz.training.status import State, Status
from nnviz.training.trainer import Trainer
from nnviz.ui.opening import opening_speed
from nnviz.ui.questions import Questions
from nnviz.ui.selection import Selector

#: Milliseconds between two looks at the mailbox: once a frame of a 60 Hz screen.
FRAME = 16
#: Seconds between two times that the window takes over what edits have made of the experiment: a cloud
#: that is dragged changes it sixty times a second, and every editor of a field looks whether it is meant.
FOLLOW = 0.1


class Session(QObject):
    """Passes edits and commands to the trainer, and what is measured to whoever listens.

    The window pulls: a timer takes the newest snapshot once a frame. Nothing is queued, so a slow screen
    drops pictures and never holds up training.

    Parameters
    ----------
    experiment
        What to open with; training begins with `start` and `run`.

    Attributes
    ----------
    experiment
        As the person has set it, though the run may need a moment to follow.
    speed
        Steps a second; None for flat out.
    snapshot
        The newest; None before the first.
    selection
        What every panel highlights.
    each_frame
        Called after every look, in the same event: waking up twice would cost the run more than the work.
    each_status, each_snapshot
        Called with every new status and snapshot, in order. No signals, for on its way to each slot, Qt lets
        go of the interpreter lock and takes it again, and the run waits for it each of these many times.
    """

    experiment_changed = Signal(object)

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.speed = opening_speed(experiment)
        self.snapshot: Snapshot | None = None
        self.selection = Selector(self)
        self.each_frame: list[Callable[[], object]] = []
        self.each_status: list[Callable[[Status], object]] = []
        self.each_snapshot: list[Callable[[Snapshot], object]] = []
        self._trainer = Trainer(experiment)
        self._trainer.set_speed(self.speed)
        self._observer = Observer(self._trainer.moments, self._trainer.want_moment)
        self._predictor = Predictor()
        self._questions = Questions()
        self.status: Status = self._trainer.status
        self._followed = 0.0
        self._is_replaced = False  # what is shown, by a network that the run has yet to make
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.pull)

    def start(self) -> None:
        """Start the threads and begin to pull."""
        self._trainer.start()
        self._observer.start()
        self._timer.start()

    def close(self) -> None:
        """End both threads and stop pulling."""
        self._timer.stop()
        self._trainer.stop()  # so that both end at the same time
        self._observer.close()
        self._trainer.close()

    @property
    def is_running(self) -> bool:
        """Whether the run goes on."""
        return self.status.state is State.RUNNING

    @property
    def steps(self) -> int:
        """Updates that the run has made up to this instant."""
        return self._trainer.steps

    @property
    def awaits_data(self) -> bool:
        """Whether the newest snapshot is of other data than those that have been asked for."""
        snapshot = self.snapshot
        return snapshot is not None and snapshot.moment.experiment.data != self.experiment.data

    # commands

    def run(self) -> None:
        """Go on training."""
        self._trainer.run()

    def pause(self) -> None:
        """Stop after the present step."""
        self._trainer.pause()

    def toggle(self) -> None:
        """Run if paused, pause if running."""
        (self.pause if self.is_running else self.run)()

    def step(self) -> None:
        """Make one step and pause."""
        self._trainer.step()

    def epoch(self) -> None:
        """Train to the end of the present pass and pause."""
        self._trainer.epoch()

    def seek(self, step: int) -> None:
        """Go to a known step and stand there."""
        self._trainer.submit(Seek(step))

    def stop_seeking(self) -> None:
        """Stand wherever the run is on its way to another step."""
        self._trainer.give_up()

    def play(self) -> None:
        """Go on as far as the run is known; at its end, simply go on."""
        self._trainer.play()

    def pause_when(self, when: PauseWhen) -> None:
        """Have the run pause by itself under these conditions."""
        self._trainer.pause_when(when, self.selection.now.sample)

    def keep_within(self, memory: int) -> None:
        """Have the states that one can go back to take so many bytes at most."""
        self._trainer.keep_within(memory)

    @property
    def is_settled(self) -> bool:
        """Whether everything that was submitted has been dealt with."""
        return self._trainer.settled

    def reset(self) -> None:
        """Begin again with the very same initial weights."""
        self._trainer.submit(Reset())

    def new_weights(self) -> None:
        """Begin again with other initial weights."""
        self.change({"seeds.weights": self.experiment.seeds.weights + 1})

    def set_speed(self, steps_per_second: float | None) -> None:
        """Set the pace; None for flat out."""
        self.speed = steps_per_second
        self._trainer.set_speed(steps_per_second)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change fields by their dotted paths.

        Raises
        ------
        ExperimentError
            One sentence; nothing has changed then.
        """
        self.load(self.experiment.with_changes(changes))

    def load(self, experiment: Experiment) -> None:
        """Take an experiment with other values in place of the present one; the run goes on where it can."""
        if experiment != self.experiment:
            self._take(experiment, ChangeExperiment(experiment))

    def open(self, experiment: Experiment) -> None:
        """Begin an experiment anew, at its step 0, and run."""
        self._take(experiment, OpenExperiment(experiment))
        self.run()

    def open_run(self, saved: SavedRun) -> None:
        """Open a file's run: make it again up to where it was saved, or run what had not begun."""
        if saved.is_under_way:
            self._take(saved.experiment, Replay(saved.experiment, saved.log, saved.steps))
        else:
            self.open(saved.experiment)

    def to_save(self) -> SavedRun:
        """Return the run as it is shown, or the experiment if there is nothing to be seen yet."""
        return SavedRun(self.experiment) if self.snapshot is None else SavedRun.of(self.snapshot.moment)

    def _take(self, experiment: Experiment, edit: Edit) -> None:
        if opening_speed(experiment) != opening_speed(self.experiment):
            self.set_speed(opening_speed(experiment))
        is_quick = experiment.data == self.experiment.data
        self._is_replaced |= not is_quick or experiment.model != self.experiment.model
        self.experiment = experiment
        if is_quick:
            self._trainer.submit(edit)
        self.experiment_changed.emit(experiment)
        if not is_quick:  # the controls are there first: preparing data would hold them up
            self._trainer.submit(edit)

    def submit(self, edit: Edit) -> None:
        """Have something done to the run between two steps, unless it was meant for a network that goes."""
        if not self._is_replaced:
            self._trainer.submit(edit)

    def go_on_from(self, step: int, learning_rate: float) -> None:
        """Go back to a step and train on from there at another rate."""
        self._trainer.submit(Seek(step))
        self.change({"learning.learning_rate": learning_rate})
        self._trainer.run()

    # looking

    def watch(self, wanted: Sequence[Wanted]) -> None:
        """Have these probes measured, and no others."""
        self._observer.watch(wanted)

    def predict(self, samples: ArrayLike) -> NDArray[Any] | None:
        """Return the outputs for samples at the newest moment, at once; None before the first."""
        if self.snapshot is None:
            return None
        with np.errstate(all="ignore"):
            return self._predictor.predict(self.snapshot.moment, samples)

    @property
    def network(self) -> Network | None:
        """A copy to run both ways, valid until the next call of anything here; None before a snapshot."""
        return None if self.snapshot is None else self._predictor.follow(self.snapshot.moment)

    def ask(self, question: Callable[[TrainingRun], Any], answer: Callable[[Any], None]) -> None:
        """Have something found out about the run, on its own thread between two steps.

        Parameters
        ----------
        question
            Must leave the run as it is and return something.
        answer
            Called here, on the window's thread, with what it returned, or with a `Failure`.
        """
        self._trainer.ask(question, self._questions.place_for(answer))

    def newest(self, snapshot: Snapshot) -> Snapshot:
        """Return the newest snapshot of the same data.

        What was asked for just now, while a snapshot was drawn, a session that measures at once has by now.
        """
        newest = self.snapshot
        same = newest is not None and newest.moment.dataset is snapshot.moment.dataset
        return newest if newest is not None and same else snapshot

    def pull(self) -> None:
        """Take what is new, say so, and let what there is to do each frame be done."""
        self._questions.hear()
        settled = self._trainer.settled  # asked first: a status read before could be older than the last edit
        status = self._trainer.status
        if settled:
            self._is_replaced = False
            self._follow_run(status)
        self.show(status, self._observer.snapshots.take())
        for call in self.each_frame:
            call()

    def show(self, status: Status, snapshot: Snapshot | None) -> None:
        """Pass on what is new."""
        if status is not self.status:
            self.status = status
            for tell in tuple(self.each_status):  # one may have heard enough
                tell(status)
        if snapshot is not None:
            before, self.snapshot = self.snapshot, snapshot
            if before is not None and before.moment.dataset is not snapshot.moment.dataset:
                self.selection.follow(before.moment.dataset, snapshot.moment.dataset)
            for call in self.each_snapshot:
                call(snapshot)

    def _follow_run(self, status: Status) -> None:
        """Take over the experiment that the run really has; it may have refused an edit."""
        now = perf_counter()
        if status.experiment is None or status.experiment == self.experiment or now < self._followed + FOLLOW:
            return
        self._followed = now
        self.experiment = status.experiment
        self.experiment_changed.emit(self.experiment)
