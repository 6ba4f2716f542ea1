"""Halts: where a run that goes on comes to a stop by itself."""

from __future__ import annotations

from nnviz.training.edits import RestoreBest
from nnviz.training.pausing import PauseWhen, Watch
from nnviz.training.run import TrainingRun
from nnviz.training.status import State

NOWHERE = -1


class Halts:
    """Looked at after each step.

    Parameters
    ----------
    stops
        Whether the experiment's last epoch is an end.

    Attributes
    ----------
    watch
        Conditions to pause at.
    """

    def __init__(self, stops: bool) -> None:
        self.watch = Watch(PauseWhen())
        self._stops = stops
        self._to_epoch_end, self._at_step = False, NOWHERE

    def begin(self, run: TrainingRun, to_epoch_end: bool = False, to_known_end: bool = False) -> None:
        """Take note that the run goes on from here, as far as it likes if nothing is said."""
        end = len(run.history.losses)
        self._to_epoch_end = to_epoch_end
        self._at_step = end if to_known_end and run.steps < end else NOWHERE
        self.watch.arm(run)

    def keep_watch(self, watch: Watch, run: TrainingRun | None) -> None:
        """Look for other conditions from now on."""
        self.watch = watch
        if run is not None:
            watch.arm(run)

    def look(self, run: TrainingRun) -> tuple[State, str] | None:
        """Return the state to take on now, and a sentence if there is more to say; None to go on."""
        if run.at_epoch_end:
            if run.stopped_early:
                run.apply(RestoreBest())
                return State.FINISHED, ""
            if self._stops and run.finished:
                return State.FINISHED, ""
            if self._to_epoch_end:
                return State.PAUSED, ""
        if run.steps == self._at_step:
            return State.PAUSED, ""
        if self.watch and (sentence := self.watch.look(run)):
            return State.PAUSED, sentence
        return None
