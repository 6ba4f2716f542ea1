"""Why a run diverged: where it began, since which change, and the steps from which it can go on."""

from __future__ import annotations

import math

import msgspec
import numpy as np

from nnviz.training.run import DivergedError, TrainingRun

#: A loss this many times its level before the climb counts as risen.
RISEN = 2.0
#: The share of the learning rate with which a way out goes on.
GENTLER = 1 / 3


class Divergence(msgspec.Struct, frozen=True):
    """An account of a divergence, and two ways on.

    Attributes
    ----------
    step
        At which the loss was no longer finite.
    kind
        ``infinite`` or ``not a number``.
    layer, layers
        Number of the layer, from 1, in which the first number overflowed (or grew fastest), of how many.
    since
        Words and step of the last change, be it of that very step; None if nothing was changed.
    growth
        Factor by which the loss grew in a step during the climb.
    calm_step, calm_loss
        The last step before the loss rose.
    last_step, last_loss
        The last step with finite loss and weights.
    gentler_rate
        A third of the present learning rate.
    """

    step: int
    kind: str
    layer: int
    layers: int
    since: tuple[str, int] | None
    growth: float
    calm_step: int
    calm_loss: float
    last_step: int
    last_loss: float
    gentler_rate: float


def explain(run: TrainingRun, error: DivergedError) -> Divergence:
    """Find out how a run diverged, and leave it at its last step with finite loss and weights."""
    layer = _first_overflow(run)
    losses = run.history.losses.view().copy()
    last = _seek_last_finite(run)
    calm = _calm_step(losses[: last + 1])
    climb, marks = losses[calm : last + 1], run.history.marks
    return Divergence(
        step=error.step,
        kind="infinite" if math.isinf(error.loss) else "not a number",
        layer=layer,
        layers=len(run.network.layers),
        since=(marks[-1].words, marks[-1].step) if marks else None,
        growth=float((climb[-1] / climb[0]) ** (1 / max(len(climb) - 1, 1)))
        if len(climb) and climb[0] > 0
        else math.inf,
        calm_step=calm,
        calm_loss=float(losses[calm]) if len(losses) else math.nan,
        last_step=last,
        last_loss=float(losses[last]) if len(losses) > last else math.nan,
        gentler_rate=_round_rate(run.experiment.learning.learning_rate * GENTLER),
    )


def _first_overflow(run: TrainingRun) -> int:
    """Return the number of the first layer, in the order of computing, whose numbers are not finite."""
    layers = run.network.layers
    for number, layer in enumerate(layers, 1):
        outputs = getattr(layer, "pre_activations", None)
        if outputs is not None and not np.isfinite(outputs).all():
            return number
    largest = [np.abs(layer.outputs).max() for layer in layers]
    return int(np.argmax(largest)) + 1


def _seek_last_finite(run: TrainingRun) -> int:
    """Go to the last step whose loss and weights are finite."""
    step = run.steps - 1
    run.seek(step)
    while step > 0 and not np.isfinite(run.network.parameters).all():
        step -= 1
        run.seek(step)
    return run.steps


def _calm_step(losses: np.ndarray) -> int:
    """Return the last step whose loss was still within `RISEN` times the level before the climb.

    The level is the lowest median of ten neighbouring steps, so one lucky batch does not set it; or the
    first loss, for a run that has climbed from its beginning.
    """
    if len(losses) < 2:
        return 0
    width = min(10, len(losses))
    windows = np.lib.stride_tricks.sliding_window_view(losses, width)
    level = min(float(np.median(windows, axis=1).min()), float(losses[0]))
    calm = np.flatnonzero(losses <= RISEN * level)
    return int(calm[-1]) if len(calm) else 0


def _round_rate(rate: float) -> float:
    return float(f"{rate:.2g}")
