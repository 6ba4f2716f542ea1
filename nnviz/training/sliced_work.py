"""SlicedWork: one long measurement under way, with a network that nothing else touches meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter, thread_time
from typing import Any

from nnviz.training.moment import Moment
from nnviz.training.predictor import Predictor
from nnviz.training.probes import SlicedProbe


class SlicedWork:
    """Measures one sliced probe at a time.

    Attributes
    ----------
    probe
        What is being measured; None while there is nothing to do.
    moment
        What it is measured of, whatever the run has done since.
    cost
        Seconds of processor time so far.
    """

    def __init__(self) -> None:
        self.probe: SlicedProbe | None = None
        self.moment: Moment | None = None
        self.cost = 0.0
        self._slices: Iterator[Any] = iter(())

    def begin(self, probe: SlicedProbe, moment: Moment, predictor: Predictor) -> None:
        """Take up a measurement; until it is over, the predictor may do nothing else."""
        self.probe, self.moment, self.cost = probe, moment, 0.0
        self._slices = probe.slices(moment, predictor.follow(moment))

    def go_on(self, seconds: float) -> Any:
        """Measure slices for about so long; return the result, or None if more is to be done.

        An error of the probe is raised, and the measurement is over.
        """
        began = thread_time()  # work, not time: waiting for a busy machine costs the run nothing
        try:
            return self._result_within(perf_counter() + seconds)
        finally:
            self.cost += thread_time() - began

    def _result_within(self, deadline: float) -> Any:
        for result in self._slices:
            if result is not None:
                return result
            if perf_counter() >= deadline:
                return None
        raise RuntimeError(f"{self.probe} ended without a result")

    def drop(self) -> None:
        """Measure no further."""
        self.probe, self.moment = None, None
        self._slices = iter(())
