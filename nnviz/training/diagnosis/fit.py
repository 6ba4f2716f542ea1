"""How well the network fits: overfitting, underfitting, finished, or simply learning."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from nnviz.training.diagnosis.evidence import Evidence, Floats
from nnviz.training.diagnosis.finding import Diagnosis, Finding, Suggestion, Tone
from nnviz.training.diagnosis.rate import LOWER, other_rate
from nnviz.training.diagnosis.words import number, share
from nnviz.training.experiment import Experiment

#: Held-out loss over its lowest from which on a run overfits, and measurements it has to last.
OVERFIT, LASTING = 1.1, 4
#: Share of the loss of a constant answer, and accuracy, with which a settled network underfits.
UNDERFIT_LOSS, UNDERFIT_ACCURACY = 0.4, 0.9
_MOST_UNITS = 10_000


def _overfitting(evidence: Evidence) -> Finding | None:
    held_out = _held_out(evidence)
    if held_out is None:
        return None
    name, losses = held_out
    _, train, _ = evidence.history.measured("train")
    best = int(np.argmin(losses))
    since = losses[best + 1 :]
    if len(since) < LASTING or not (since[-LASTING:] > OVERFIT * losses[best]).all():
        return None
    if not train[-1] < train[best]:
        return None
    step = int(evidence.history.measurements[best, 0])
    return Finding(
        "Overfitting: it learns samples by heart",
        f"Since step {step:,} the {name} loss rose from {number(losses[best])} to {number(losses[-1])}, "
        f"while the train loss went on falling, from {number(train[best])} to {number(train[-1])}. What "
        "it still learns holds for the training samples only. A penalty on large weights holds it back.",
        Tone.HINT,
        _penalty(evidence.experiment),
    )


def _held_out(evidence: Evidence) -> tuple[str, Floats] | None:
    """Return the losses of the validation split, else of the test split."""
    for name in ("validation", "test"):
        _, losses, _ = evidence.history.measured(name)
        if len(losses) > LASTING and np.isfinite(losses).all():
            return name, losses
    return None


def _penalty(experiment: Experiment) -> Suggestion:
    strength = float(f"{min(max(3 * experiment.learning.l2, 0.003), 10.0):.1g}")
    return Suggestion(f"Set the L2 penalty to {number(strength)}", (("learning.l2", strength),))


def _underfitting(evidence: Evidence) -> Finding | None:
    if not evidence.is_settled or evidence.level(1.0) < UNDERFIT_LOSS * evidence.baseline:
        return None
    if evidence.accuracy >= UNDERFIT_ACCURACY or not evidence.moment.dataset.features:
        return None
    right = "" if np.isnan(evidence.accuracy) else f", {share(evidence.accuracy)} of the answers are right"
    return Finding(
        "Underfitting: it has stopped short",
        f"The loss stands at {number(evidence.level(1.0))}{right}, and over the last "
        f"{len(evidence.losses) // 2:,} steps it has not fallen. It does no better on training samples: "
        f"{_size(evidence.experiment)} cannot bend enough, it is on a plateau, or the data tell no more.",
        Tone.HINT,
        larger(evidence.experiment),
    )


def _size(experiment: Experiment) -> str:
    units = [getattr(layer, "units", 0) for layer in experiment.model.hidden]
    if not sum(units):
        return "a network without hidden layers"
    return f"{sum(units)} hidden unit{'s' if sum(units) > 1 else ''}"


def larger(experiment: Experiment) -> Suggestion:
    """Suggest twice the hidden units, or a hidden layer where there is none."""
    hidden: list[Any] = list(msgspec.to_builtins(experiment.model.hidden))
    if not any("units" in layer for layer in hidden):
        hidden.append({"kind": "dense", "units": 8, "activation": "tanh"})
        return Suggestion("Add a hidden layer of 8", (("model.hidden", hidden),))
    for index, layer in enumerate(hidden):
        if "units" in layer:
            hidden[index] = {**layer, "units": min(max(2 * layer["units"], 4), _MOST_UNITS)}
    sizes = " and ".join(str(layer["units"]) for layer in hidden if "units" in layer)
    return Suggestion(f"Begin with {sizes} hidden units", (("model.hidden", hidden),))


def _finished(evidence: Evidence) -> Finding | None:
    now = evidence.level(1.0) if len(evidence.losses) else np.inf
    solved = not evidence.is_young and now < 1e-6 * evidence.baseline
    if not (evidence.is_settled or solved):
        return None
    right = "" if np.isnan(evidence.accuracy) else f" and {share(evidence.accuracy)} of the answers are right"
    return Finding(
        "Finished: it has learnt what it can",
        f"The loss stands at {number(now)}{right}. Over the last {len(evidence.losses) // 2:,} steps it "
        f"changed from {number(evidence.level(0.5))} by {number(abs(evidence.level(0.5) - now))}. A lower "
        "rate may still settle it a little deeper.",
        Tone.CALM,
        other_rate(evidence, LOWER),
    )


def _learning(evidence: Evidence) -> Finding | None:
    count = len(evidence.losses)
    if not evidence.step:
        return Finding(
            "Not begun",
            "The network has its first, random weights. Press Run or Step.",
            Tone.CALM,
        )
    if evidence.is_young:
        return Finding(
            "Watching",
            f"{count} step{'' if count == 1 else 's'} since the start or the last change: too few to judge.",
            Tone.CALM,
        )
    right = (
        "" if np.isnan(evidence.accuracy) else f", and {share(evidence.accuracy)} of the answers are right"
    )
    update = (
        ""
        if np.isnan(evidence.update)
        else (f" A step changes the weights by {share(evidence.update)} of their size.")
    )
    before, now = evidence.level(0.5), evidence.level(1.0)
    course = "fell" if now < before else "went"
    return Finding(
        "Learning" if now < before else "Hardly learning",
        f"The loss {course} from {number(before)} to {number(now)} over the last {count // 2:,} steps{right}."
        f"{update}",
        Tone.CALM,
    )


FIT = (
    Diagnosis("overfitting", _overfitting),
    Diagnosis("underfitting", _underfitting, is_last=True),
    Diagnosis("finished", _finished, is_last=True),
    Diagnosis("learning", _learning, is_last=True),
)
