"""The learning-rate range test: a short run whose rate rises from step to step, to see where learning works.

After L. N. Smith, "Cyclical learning rates for training neural networks", WACV 2017: too small a rate leaves
the loss where it was, too large a one throws it up, and good ones lie where it falls.
"""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.training.experiment import Experiment
from nnviz.training.reading import ExperimentError
from nnviz.training.run import DivergedError, TrainingRun

#: The rates from which and to which the test rises, unless the loss shoots up before.
LOWEST, HIGHEST = 1e-6, 100.0
#: Updates that each tenfold rise of the rate takes.
STEPS_A_DECADE = 50
#: How much of the smoothed loss stays in each step.
SMOOTHING = 0.9
#: The test ends when the smoothed loss is so many times the lowest one.
RISEN = 4.0
#: Steps over which the fall of the loss is measured, to either side.
SPAN = 5


class RangeTest(msgspec.Struct, frozen=True):
    """What a learning-rate range test found.

    Attributes
    ----------
    rates
        (n,) learning rate of each step.
    losses
        (n,) smoothed loss of the batches up to that step, before its update.
    suggestion
        The rate at which the loss fell fastest, to two digits.
    """

    rates: NDArray[np.float64]
    losses: NDArray[np.float64]
    suggestion: float


def find_rate(experiment: Experiment) -> RangeTest:
    """Train a network of its own with a rising rate, and suggest a rate.

    Raises
    ------
    ExperimentError
        If the loss never falls, so that no rate can be suggested.
    """
    run = TrainingRun(experiment.with_changes({"learning.schedule": "constant"}))
    steps = round(STEPS_A_DECADE * math.log10(HIGHEST / LOWEST))
    rates = np.geomspace(LOWEST, HIGHEST, steps)
    losses = np.array(_smoothed_losses(run, rates))
    steepest = _steepest(losses)
    if losses.min() > 0.99 * losses[: STEPS_A_DECADE // 2].mean():
        raise ExperimentError("no learning rate made the loss fall, so none can be suggested")
    return RangeTest(rates[: len(losses)], losses, float(f"{rates[steepest]:.2g}"))


def _steepest(losses: NDArray[np.float64]) -> int:
    """Return the step, before the lowest loss, around which it fell most."""
    before = losses[: max(int(losses.argmin()) + SPAN, 2 * SPAN) + 1]
    return SPAN + int((before[: -2 * SPAN] - before[2 * SPAN :]).argmax())


def _smoothed_losses(run: TrainingRun, rates: NDArray[np.float64]) -> list[float]:
    """Make a step with each rate until the loss has risen."""
    smoothed: list[float] = []
    mean = 0.0
    with np.errstate(all="ignore"):
        for count, rate in enumerate(rates, 1):
            run.updater.optimizer.learning_rate = float(rate)
            try:
                loss = run.step()
            except DivergedError:
                break
            mean = SMOOTHING * mean + (1.0 - SMOOTHING) * loss
            smoothed.append(mean / (1.0 - SMOOTHING**count))
            if smoothed[-1] > RISEN * min(smoothed):
                break
    return smoothed
