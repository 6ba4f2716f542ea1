"""The window's cost: the same run flat out with the window alive and without it, in turns, in one process.

With the window: the session trains and the window's thread runs its events, so every panel in sight measures
and draws. Without: a second trainer trains the same experiment, while the session is paused, its observer
has nothing new to measure and the window's thread sleeps. As a control both halves go without a window: the
session's own trainer with nothing watched, and the second trainer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtGui import QGuiApplication

from nnviz.bench.effort import Effort
from nnviz.bench.heartbeat import Heartbeat
from nnviz.bench.live_window import application, check_live, open_live, pump
from nnviz.bench.scenario import carry_out
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.trainer import Trainer

#: Seconds between the beginning of a phase, or its end, and what is measured: for the threads to settle.
SETTLE = 0.15


def large() -> Experiment:
    """Return MNIST with 784-128-10, batches of 32."""
    hidden = [{"kind": "dense", "units": 128, "activation": "relu"}]
    return preset("mnist").with_changes(
        {"model.hidden": hidden, "learning.batch_size": 32, "learning.learning_rate": 0.1}
    )


def small() -> Experiment:
    """Return the three clouds with 2-5-3, full batches."""
    return preset("clouds")


NETWORKS: dict[str, Callable[[], Experiment]] = {"large": large, "small": small}


def window_cost(effort: Effort) -> dict[str, Any]:
    """Measure both networks."""
    app = application()
    found: dict[str, Any] = {name: _measure(make(), effort) for name, make in NETWORKS.items()}
    found["platform"] = QGuiApplication.platformName()
    del app  # it had to outlive the windows
    return found


def _measure(experiment: Experiment, effort: Effort) -> dict[str, Any]:
    both = Both(experiment)
    both.with_window(effort.warm_up)
    both.without_window(effort.warm_up)
    both.reset_counts()
    pairs = [both.pair(both.with_window, effort.phase, n) for n in range(effort.pairs)]
    seconds = effort.pairs * effort.phase
    found = {
        "pairs": pairs,
        "hz": {key: draws / seconds for key, draws in both.draws.items()},
        "intervals": both.heartbeat.intervals,
        "controls": [both.pair(both.nothing_watched, effort.phase, n) for n in range(effort.controls)],
    }
    both.close()
    return found


class Both:
    """One experiment twice: in the window's session, and in a trainer that nobody watches."""

    def __init__(self, experiment: Experiment) -> None:
        self.headless = Trainer(experiment)
        self.headless.start()
        self.window = open_live(experiment)
        self.session = self.window.session
        self.session.set_speed(None)
        self.session.pause()
        self.reset_counts()

    def reset_counts(self) -> None:
        """Forget the beats and drawings so far."""
        self.heartbeat = Heartbeat()
        self.draws = {panel.key: 0 for panel in self.window.docks.shown_panels()}

    def close(self) -> None:
        """Close the window and end all threads."""
        self.headless.close()
        self.window.close()
        self.window.deleteLater()
        pump(SETTLE)

    def pair(self, first: Callable[[float], float], seconds: float, number: int) -> tuple[float, float]:
        """Return the steps a second of a phase and of one without window; they take turns in front."""
        if number % 2:
            without = self.without_window(seconds)
            return first(seconds), without
        return first(seconds), self.without_window(seconds)

    def with_window(self, seconds: float) -> float:
        """Train in the living window."""
        self.session.run()
        pump(SETTLE)
        before = {key: self.window.stage.draws[key] for key in self.draws}
        self.heartbeat.start()
        speed = _speed(lambda: self.session.steps, pump, seconds)
        self.heartbeat.stop()
        for key in self.draws:
            self.draws[key] += self.window.stage.draws[key] - before[key]
        check_live(self.window)
        self.session.pause()
        pump(SETTLE)
        return speed

    def without_window(self, seconds: float) -> float:
        """Train where nobody watches, while the window's thread sleeps."""
        self.headless.run()
        time.sleep(SETTLE)
        speed = _speed(lambda: self.headless.steps, time.sleep, seconds)
        self.headless.pause()
        time.sleep(SETTLE)
        return speed

    def nothing_watched(self, seconds: float) -> float:
        """Train in the session while the window's thread sleeps and its observer has nothing to measure."""
        self.session.watch(())
        self.session.run()
        time.sleep(SETTLE)
        speed = _speed(lambda: self.session.steps, time.sleep, seconds)
        self.session.pause()
        time.sleep(SETTLE)
        return speed


def _speed(steps: Callable[[], int], spend: Callable[[float], None], seconds: float) -> float:
    """Return the steps a second made while a time is spent."""
    made, began = steps(), perf_counter()
    spend(seconds)
    return (steps() - made) / (perf_counter() - began)


if __name__ == "__main__":
    carry_out(window_cost)
