"""Is the learning rate right: diverging, too high, too low."""

from __future__ import annotations

import numpy as np

from nnviz.training.diagnosis.evidence import Evidence
from nnviz.training.diagnosis.finding import Diagnosis, Finding, Suggestion, Tone
from nnviz.training.diagnosis.words import number, share

#: The loss has so many times its lowest level when a run is said to diverge.
DIVERGING = 3.0
#: Share of the last steps at which a loss over all samples rose: with a small enough rate it never does.
ZIGZAG = 0.25
_LOOKED_AT = 40
#: Steps before which nothing is said of a slow fall.
_CREEPING = 50
#: Steps in batches before which the loss may stand for other reasons.
_HOPPING = 200
#: Update over weights above which minibatch training hops about, and below which it hardly moves.
HIGH, LOW = 0.06, 2e-4
#: By how much a rate is changed.
LOWER, HIGHER = 1 / 3, 10.0


def other_rate(evidence: Evidence, factor: float) -> Suggestion:
    """Suggest the rate times a factor, to two digits."""
    rate = min(float(f"{evidence.experiment.learning.learning_rate * factor:.2g}"), 100.0)
    verb = "Lower" if factor < 1 else "Raise"
    return Suggestion(f"{verb} the rate to {number(rate)}", (("learning.learning_rate", rate),))


def _diverging(evidence: Evidence) -> Finding | None:
    if evidence.is_young:
        return None
    now, lowest = evidence.level(1.0), evidence.lowest
    rising = now > 1.2 * evidence.level(0.8)
    if not (now > DIVERGING * max(lowest, 1e-12) and now > 1.2 * evidence.baseline and rising):
        return None
    return Finding(
        "Diverging: the loss is growing",
        f"It was {number(lowest)} at its lowest and is {number(now)} now, more than always giving the same "
        f"answer would cost ({number(evidence.baseline)}). Each step overshoots and lands higher up the "
        f"other side.",
        Tone.ILL,
        other_rate(evidence, LOWER),
    )


def _too_high(evidence: Evidence) -> Finding | None:
    if evidence.is_young or evidence.level(1.0) <= 0.02 * evidence.baseline:
        return None
    return _zigzag(evidence) if _is_whole_batch(evidence) else _hopping(evidence)


def _is_whole_batch(evidence: Evidence) -> bool:
    size = evidence.experiment.learning.batch_size
    return size == 0 or size >= len(evidence.moment.dataset.train)


def _zigzag(evidence: Evidence) -> Finding | None:
    """Over all samples every step should lower the loss."""
    last = evidence.losses[-_LOOKED_AT:]
    change = np.diff(last)
    rose = float((change > 0).mean())
    swing = float(np.abs(change).mean()) / max(float(np.median(last)), 1e-12)
    if rose < ZIGZAG or swing < 0.01:
        return None
    return Finding(
        "The rate is too high",
        f"The loss rose at {share(rose)} of the last {len(change)} steps and swings by {share(swing)} from "
        "one to the next, though each step uses all samples: the steps jump across the valley instead of "
        "going down.",
        Tone.ILL,
        other_rate(evidence, LOWER),
    )


def _hopping(evidence: Evidence) -> Finding | None:
    """In batches the loss is noisy anyway; what tells is that large updates no longer lower it."""
    if len(evidence.losses) < _HOPPING or not evidence.update > HIGH:
        return None
    if evidence.level(1.0) < 0.9 * evidence.level(0.5):
        return None
    return Finding(
        "The rate is too high",
        f"A step changes the weights by {share(evidence.update)} of their size (healthy is about 0.1 %), and "
        f"the loss, {number(evidence.level(1.0))}, no longer falls: half as many steps ago it was "
        f"{number(evidence.level(0.5))}.",
        Tone.ILL,
        other_rate(evidence, LOWER),
    )


def _too_low(evidence: Evidence) -> Finding | None:
    if len(evidence.losses) < _CREEPING or not evidence.update < LOW:
        return None
    first, middle, now = (evidence.level(at) for at in (0.0, 0.5, 1.0))
    creeps = 0 <= first - now < 0.25 * first and middle - now >= 0.5 * (first - middle)
    if not creeps or not _still_pulls(evidence) or now < 0.05 * evidence.baseline:
        return None
    return Finding(
        "The rate is too low",
        f"A step changes the weights by {share(evidence.update)} of their size (healthy is about 0.1 %). In "
        f"{len(evidence.losses):,} steps the loss went from {number(first)} to {number(now)}, and it still "
        "falls as fast as at first: the way down is there, the steps are too short.",
        Tone.HINT,
        other_rate(evidence, HIGHER),
    )


def _still_pulls(evidence: Evidence) -> bool:
    """Tell whether the gradient is about as long as it was at the start."""
    noted = evidence.history.layers.noted("gradient norm")
    if not len(noted):
        return False
    return float(np.linalg.norm(noted[-1])) > 0.3 * float(np.linalg.norm(noted[0]))


RATE = (
    Diagnosis("diverging", _diverging),
    Diagnosis("rate too high", _too_high),
    Diagnosis("rate too low", _too_low),
)
