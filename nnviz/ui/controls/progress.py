"""How far a run has come, in the words of the transport bar."""

from __future__ import annotations

from math import ceil

from nnviz.training.experiment import Experiment
from nnviz.training.moment import Snapshot
from nnviz.training.status import State, Status
from nnviz.ui.numerals import fixed, thousands


def steps_at_end(status: Status, snapshot: Snapshot | None) -> int | None:
    """Return the step at which the experiment's last epoch ends at the present batch size.

    None while the number of samples is not known, or 0, and once the run has gone past that epoch.
    """
    experiment = status.experiment
    if experiment is None or snapshot is None or snapshot.moment.experiment.data != experiment.data:
        return None
    samples = len(snapshot.moment.dataset.train)
    if not samples:  # a plane that nobody has painted on yet
        return None
    batches = ceil(samples / (experiment.learning.batch_size or samples))
    left = experiment.stop.epochs - status.epoch
    return None if left < 0 else status.step + round(left * batches)


def epoch_words(epoch: float) -> str:
    """Write an epoch with as many decimals as leave it four digits: 7.58, 12.4, 1,240."""
    if epoch == int(epoch):
        return fixed(epoch, 0)
    return fixed(epoch, 2 if epoch < 10 else 1 if epoch < 100 else 0)


def longest_epoch(experiment: Experiment, epoch: float = 0.0) -> str:
    """Return the longest text of an epoch that the experiment will come to, or has come to by going on."""
    last = max(experiment.stop.epochs, int(epoch))
    return fixed(widest(last), 0) if last >= 1000 else "88.8"


def widest(value: int) -> int:
    """Return a number that is written as wide as any with so many digits."""
    return int("8" * len(str(value)))


def is_stuck(status: Status) -> bool:
    """Tell whether the run cannot go on from where it is: there is none, or it has diverged."""
    return status.state is State.DIVERGED or (status.state is State.EMPTY and not status.busy)


def speed_of(rate: float) -> str:
    """Write steps or samples a second; a dash while there are none."""
    if rate <= 0:
        return "—"
    return fixed(rate, 1) if rate < 10 else thousands(rate)
