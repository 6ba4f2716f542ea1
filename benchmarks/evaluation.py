"""What the evaluation of all 10,000 test images costs the window and the run, while MNIST trains flat out.

    python benchmarks/evaluation.py [--pairs N] [--seconds S] [--preset mnist]

Phases with and without the evaluation take turns, in random order, in one living window; all else goes on
alike. A beat every 4 ms notes how late it comes. What a late one waited for is told apart: the window's own
work, the interpreter lock in another thread's hands, and a processor that other programs had while this
thread could have run, or one that may have had the lock (Linux only). A stall is a beat that is more than
16 ms late without counting the other programs.
"""

from __future__ import annotations

import os

from nnviz.app import SET_TO_ONE
from nnviz.bench.processes import MISLEADING

# Before NumPy and Qt are loaded: as the program is set, with the matrix kernels that the processor has.
for variable in SET_TO_ONE:
    os.environ[variable] = "1"
for variable in MISLEADING:
    os.environ.pop(variable, None)

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from threading import get_native_id
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer

from nnviz.bench.live_window import application, check_live, open_live, pump
from nnviz.training.evaluation import Evaluated, Evaluation
from nnviz.training.moment import Snapshot
from nnviz.training.presets import preset
from nnviz.training.probes import Wanted
from nnviz.ui.main_window import MainWindow

BEAT = 4
"""Milliseconds from one beat to the next."""
STALL = 16.0
"""Milliseconds that a beat may be late."""
SETTLE = 0.2
"""Seconds from a change to what is measured of it."""


class Beat(NamedTuple):
    """Milliseconds that a beat was late, and what of the time since the one before went where.

    This thread worked, or waited for a processor, and the run's and the observer's threads did.
    """

    late: float
    work: float
    queue: float
    others_queue: float

    @property
    def lock(self) -> float:
        """Milliseconds late in which the window's thread neither worked nor waited for a processor."""
        return max(self.late - self.queue - self.work, 0.0)

    @property
    def own(self) -> float:
        """Milliseconds late that no other program can have caused."""
        return max(self.late - self.queue - min(self.lock, self.others_queue), 0.0)


@dataclass
class Phase:
    """What was noted in all phases of a kind."""

    beats: list[Beat] = field(default_factory=list)
    speeds: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    observer: list[float] = field(default_factory=list)
    stalls: Counter[str] = field(default_factory=Counter)


class Beats(QObject):
    """Notes beats, and what was drawn before those that came late."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        session = window.session
        threads = get_native_id(), session._trainer._thread.native_id, session._observer._thread.native_id
        self._queues = [Queue(thread or 0) for thread in threads]
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._phase = Phase()

    def listen(self, phase: Phase, seconds: float) -> None:
        """Note the beats of some seconds."""
        self._phase = phase
        self._last, self._draws = self._now(), Counter(self._window.stage.draws)
        self._timer.start()
        pump(seconds)
        self._timer.stop()

    def _now(self) -> tuple[float, float, float, float]:
        mine, *others = (queue() for queue in self._queues)
        return 1000 * time.perf_counter(), 1000 * time.thread_time(), mine, sum(others)

    def _beat(self) -> None:
        now = self._now()
        passed, *rest = (after - before for after, before in zip(now, self._last, strict=True))
        beat = Beat(passed - BEAT, *rest)
        self._phase.beats.append(beat)
        draws = Counter(self._window.stage.draws)
        if beat.own > STALL:
            self._phase.stalls["+".join(sorted(draws - self._draws)) or "nothing drawn"] += 1
        self._last, self._draws = now, draws


class Queue:
    """Milliseconds in which a thread could have run, had other programs not had the processor."""

    def __init__(self, thread: int) -> None:
        self._path = Path(f"/proc/self/task/{thread}/schedstat")

    def __call__(self) -> float:
        try:
            return int(self._path.read_text().split()[1]) / 1e6
        except OSError:  # not on Linux
            return 0.0


class Living:
    """A living window in which the evaluation can be switched off."""

    def __init__(self, name: str) -> None:
        self.window = open_live(preset(name))
        self.session = self.window.session
        self.session.set_speed(None)
        self._watch = self.session.watch
        self._evaluates = True
        self.evaluations = 0
        self._found: object = None
        self.session.each_snapshot.append(self._count)
        # Of all that the panels want measured, on its way from the stage to the observer.
        self.session.watch = self._filtered  # type: ignore[method-assign]
        self._beats = Beats(self.window)

    def _filtered(self, wanted: Sequence[Wanted]) -> None:
        self._watch([each for each in wanted if self._evaluates or not isinstance(each.probe, Evaluation)])

    def _count(self, snapshot: Snapshot) -> None:
        found = next((each for each in snapshot.results.values() if isinstance(each, Evaluated)), None)
        if found is not None and found is not self._found:
            self._found = found
            self.evaluations += 1

    def phase(self, into: Phase, evaluates: bool, seconds: float) -> None:
        """Go on for some seconds, with the evaluation or without it."""
        self._evaluates = evaluates
        self._filtered(self.window.stage._watched)
        pump(SETTLE)
        before = self._spent()
        self._beats.listen(into, seconds)
        spent = self._spent()
        passed, steps, worked, queued, observed = (b - a for a, b in zip(before, spent, strict=True))
        into.speeds.append(steps / (passed - queued))
        into.waits.append((passed - queued - worked) / passed)
        into.observer.append(observed / passed)
        check_live(self.window)

    def _spent(self) -> tuple[float, ...]:
        """Seconds that have passed; the run's steps, seconds of work and of waiting for a processor; the
        seconds of work of the observer.
        """
        run, observer = self.session._trainer._thread, self.session._observer._thread
        worked, observed = (
            time.clock_gettime(time.pthread_getcpuclockid(thread.ident or 0)) for thread in (run, observer)
        )
        queued = Queue(run.native_id or 0)() / 1000
        return time.perf_counter(), float(self.session.steps), worked, queued, observed


def at(values: Sequence[float], share: float) -> float:
    """The value that so many of a share are not above."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def tell(name: str, phase: Phase, minutes: float) -> None:
    """Print a line of what was noted in so many minutes, and what stalls there were."""
    late, own = [beat.late for beat in phase.beats], [beat.own for beat in phase.beats]
    stalls = [beat for beat in phase.beats if beat.own > STALL]
    waits = [beat.lock for beat in phase.beats]
    print(
        f"{name:10}  late p50 {at(late, 0.5):5.2f}  p99 {at(late, 0.99):5.1f}  longest {max(late):5.1f} ms"
        f"   own p99 {at(own, 0.99):5.1f}  p99.9 {at(own, 0.999):5.1f}  longest {max(own):5.1f} ms"
        f"   lock p99 {at(waits, 0.99):4.1f}  p99.9 {at(waits, 0.999):4.1f}  longest {max(waits):4.1f} ms"
        f"   stalls {len(stalls) / minutes:5.1f} a minute"
    )
    if stalls:
        work, lock = mean(beat.work for beat in stalls), mean(beat.lock for beat in stalls)
        where = ", ".join(f"{what} {times}" for what, times in phase.stalls.most_common(6))
        print(f"{'':10}  of a stall {work:.1f} ms are work, {lock:.1f} ms the lock; drawn: {where}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--preset", default="mnist")
    arguments = parser.parse_args()
    app = application()
    living = Living(arguments.preset)
    pump(3.0)
    kinds = {True: Phase(), False: Phase()}
    for _ in range(arguments.pairs):
        for evaluates in random.sample((True, False), 2):
            living.phase(kinds[evaluates], evaluates, arguments.seconds)
    minutes = arguments.pairs * arguments.seconds / 60
    tell("with", kinds[True], minutes)
    tell("without", kinds[False], minutes)
    pairs = zip(kinds[True].speeds, kinds[False].speeds, strict=True)
    kept = sorted(with_it / without for with_it, without in pairs)
    share = median(kinds[True].observer) - median(kinds[False].observer)
    waits = [100 * median(kind.waits) for kind in kinds.values()]
    print(f"{living.evaluations} evaluations took {100 * share:.1f} % of a core")
    print(
        f"steps of the run in a second that it had a processor: {median(kept):.3f} of those without, middle "
        f"half {at(kept, 0.25):.3f} to {at(kept, 0.75):.3f}; it waited for the lock {waits[0]:.1f} % of the "
        f"time, without {waits[1]:.1f} %"
    )
    living.session.pause()
    pump(SETTLE)
    living.window.close()
    del app


if __name__ == "__main__":
    main()
