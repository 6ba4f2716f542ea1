"""Observer: the thread that measures the probes that somebody looks at."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from time import perf_counter
from typing import Any

import msgspec
import numpy as np

from nnviz.training.mailbox import LatestValue
from nnviz.training.moment import Failure, Moment, Snapshot
from nnviz.training.predictor import Predictor
from nnviz.training.probes import Probe, SlicedProbe, Wanted
from nnviz.training.sliced_work import SlicedWork

#: Seconds between two snapshots at least; no panel draws faster while training.
TICK = 1 / 30
#: Seconds between two snapshots at most, while moments come.
LONGEST_TICK = 0.1
#: Seconds to sleep while there is nothing to measure and nobody asks.
IDLE = 0.5
#: Seconds without a new moment after which the run counts as standing still.
STILL = 0.5
#: Seconds a tick that go into a long measurement while the run goes on.
SLICE = 0.008
#: The part of the time that a long measurement takes at most while the run goes on.
SHARE = 0.05
#: Numbers up to which each probe has a network of its own: one for all would make its buffers anew whenever a
#: probe runs it over another count of samples than the one before, and that takes longer than a copy.
SMALL = 10_000


class _Job(msgspec.Struct):
    """A probe to be measured so often, and of which moment, when and with how much work it was last.

    It has a network of its own while that is small.
    """

    probe: Probe
    rate: float = 0.0
    moment: Moment | None = None
    time: float = 0.0
    cost: float = 0.0
    predictor: Predictor = msgspec.field(default_factory=Predictor)


class Observer:
    """A thread that turns Moments into Snapshots.

    It measures exactly the probes that are watched, each at its own rate while the run goes on, and once at
    the last moment when the run stands still. It never holds up the run: it asks for a moment and takes what
    comes. Long measurements are made one at a time and in slices between the others, and rested after.

    Parameters
    ----------
    moments
        Where moments arrive.
    want_moment
        Asks the trainer for the next one.
    """

    def __init__(self, moments: LatestValue[Moment], want_moment: Callable[[], None]) -> None:
        self.snapshots: LatestValue[Snapshot] = LatestValue()
        self._moments = moments
        self._want_moment = want_moment
        self._wanted: tuple[Wanted, ...] = ()
        self._tick = LONGEST_TICK
        self._taken: tuple[Wanted, ...] = ()  # of `_wanted`, what the jobs are made from
        self._jobs: dict[Probe, _Job] = {}
        self._results: dict[Probe, Any] = {}
        self._measured_at: dict[Probe, int] = {}
        self._moment: Moment | None = None
        self._arrived = 0.0
        self._shared, self._working = Predictor(), Predictor()
        self._work = SlicedWork()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="nnviz observer", daemon=True)

    # from any thread

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self, timeout: float = 0.2) -> None:
        """End the thread after the present measurement and wait for it."""
        self._closing.set()
        self._moments.wake()
        self._thread.join(timeout)

    def watch(self, wanted: Sequence[Wanted]) -> None:
        """Measure these probes from now on, and no others; snapshots come as often as the most wanted one."""
        self._wanted = tuple(wanted)
        self._tick = max(TICK, min((LONGEST_TICK, *(1 / each.rate for each in self._wanted))))
        self._moments.wake()

    # on the thread

    def _serve(self) -> None:
        due = 0.0
        with np.errstate(all="ignore"):
            while not self._closing.is_set():
                self._want_moment()
                moment = self._moments.wait(self._patience())
                if moment is not None:
                    self._take(moment)
                if self._wanted is not self._taken:
                    self._take_up(self._wanted)
                found = self._measure_due()
                if self._go_on_working() or found or moment is not None:
                    self.snapshots.put(self._snapshot())
                due = max(due + self._tick, perf_counter())
                self._closing.wait(due - perf_counter())

    def _take(self, moment: Moment) -> None:
        if self._moment is not None and not moment.dataset.continues(self._moment.dataset):
            self._taken, self._jobs, self._results, self._measured_at = (), {}, {}, {}  # they would not fit
            self._work.drop()
        self._moment, self._arrived = moment, perf_counter()

    def _take_up(self, wanted: tuple[Wanted, ...]) -> None:
        """Have a job for each probe that is wanted, at its highest rate; what the others found is dropped.

        From one change to the next nothing is looked up by its probe: probes are told apart by all that they
        hold, and what Python does here keeps the run from the interpreter lock.
        """
        before, self._taken = self._jobs, wanted
        self._jobs = {each.probe: before.get(each.probe) or _Job(each.probe) for each in wanted}
        for each in sorted(wanted, key=attrgetter("rate")):
            self._jobs[each.probe].rate = each.rate
        self._results = {probe: found for probe, found in self._results.items() if probe in self._jobs}
        self._measured_at = {probe: step for probe, step in self._measured_at.items() if probe in self._jobs}
        if self._work.probe is not None and self._work.probe not in self._jobs:
            self._work.drop()

    def _patience(self) -> float:
        """Return how long to wait for a moment before measuring the present one further."""
        if self._work.probe is not None or self._wanted is not self._taken:
            return 0.0
        waits = [self._due(job) - perf_counter() for job in self._jobs.values() if self._is_stale(job)]
        return max(0.0, min(waits, default=IDLE))

    def _is_stale(self, job: _Job) -> bool:
        return self._moment is not None and job.moment is not self._moment

    def _due(self, job: _Job) -> float:
        """Return when a probe may be measured again; half a tick early rather than a whole one late.

        At once if the run began anew; and soon after the run has come to stand still.
        """
        if job.moment is None or self._moment is None or self._moment.step < job.moment.step:
            return 0.0
        pause = max(1 / job.rate, job.cost / SHARE)
        return min(job.time + pause - self._tick / 2, self._arrived + STILL)

    def _measure_due(self) -> bool:
        """Measure what is due, who waited longest first; long measurements are only taken up."""
        now = perf_counter()
        waiting = [(self._due(job), job) for job in self._jobs.values() if self._is_stale(job)]
        due = [job for time, job in sorted(waiting, key=itemgetter(0)) if time <= now]
        quick = [job for job in due if not isinstance(job.probe, SlicedProbe)]
        for job in quick:
            self._measure(job)
        if self._work.probe is None:
            self._take_up_long(due)
        return bool(quick)

    def _take_up_long(self, due: Sequence[_Job]) -> None:
        """Begin with the first long measurement among the jobs that are due."""
        for job in due:
            if isinstance(job.probe, SlicedProbe) and self._moment is not None:
                self._work.begin(job.probe, self._moment, self._predictor(job, self._working))
                return

    def _predictor(self, job: _Job, shared: Predictor) -> Predictor:
        """Return a job's own predictor while the network is small, else one that it shares."""
        assert self._moment is not None
        return job.predictor if self._moment.parameters.size <= SMALL else shared

    def _go_on_working(self) -> bool:
        """Go on with the long measurement, if there is one; tell whether it is done."""
        work = self._work
        if work.probe is None or work.moment is None:
            return False
        try:
            result = work.go_on(TICK if perf_counter() > self._arrived + STILL else SLICE)
        except Exception as error:
            result = _failure(error)
        if result is None:
            return False
        self._keep(self._jobs[work.probe], work.moment, perf_counter(), result, work.cost)
        work.drop()
        return True

    def _measure(self, job: _Job) -> None:
        moment = self._moment
        assert moment is not None
        began = perf_counter()
        try:
            result = job.probe.measure(moment, self._predictor(job, self._shared).follow(moment))
        except Exception as error:  # a panel shows it; the others go on
            result = _failure(error)
        self._keep(job, moment, began, result)

    def _keep(self, job: _Job, moment: Moment, time: float, result: Any, cost: float = 0.0) -> None:
        job.moment, job.time, job.cost = moment, time, cost
        self._results[job.probe], self._measured_at[job.probe] = result, moment.step

    def _snapshot(self) -> Snapshot:
        assert self._moment is not None
        return Snapshot(self._moment, self._results.copy(), self._measured_at.copy())


def _failure(error: Exception) -> Failure:
    return Failure(f"This could not be measured: {error}", "".join(traceback.format_exception(error)))
