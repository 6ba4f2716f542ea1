"""Can the units learn: dead rectifiers, saturated sigmoids, units that are all the same."""

from __future__ import annotations

from typing import Any

import msgspec

from nnviz.training.diagnosis.evidence import Evidence, LayerFacts
from nnviz.training.diagnosis.finding import Diagnosis, Finding, Suggestion, Tone
from nnviz.training.diagnosis.words import number, share
from nnviz.training.edits.layers import SetActivation
from nnviz.training.experiment import Experiment

#: Share of a layer's units from which on its dead ones, and of its outputs the saturated ones, matter.
DEAD_UNITS, SATURATED_OUTPUTS = 0.25, 0.5


def with_activations(
    experiment: Experiment, activation: str, only: int | None = None
) -> tuple[tuple[str, Any], ...]:
    """Return the change that gives all hidden layers, or one, another activation."""
    hidden = list(msgspec.to_builtins(experiment.model.hidden))
    for index, layer in enumerate(hidden):
        if "activation" in layer and only in (None, index):
            hidden[index] = {**layer, "activation": activation}
    return (("model.hidden", hidden),)


def _dead(evidence: Evidence) -> Finding | None:
    dying = [layer for layer in evidence.hidden if _has_died(layer)]
    if not dying:
        return None
    worst = max(dying, key=lambda layer: layer.dead)
    units = worst.layer.bias_count
    return Finding(
        f"Dead units in {worst.name}",
        f"{round(worst.dead * units)} of its {units} {worst.layer.activation.title} units give 0 for every "
        f"one of {len(evidence.sample):,} training samples. Where a unit gives 0 its slope is 0, so no "
        "gradient reaches it and it cannot come back. A leaky ReLU keeps a small slope.",
        Tone.ILL if evidence.is_young or evidence.has_learnt_little else Tone.HINT,
        _leaky(evidence.experiment, worst),
    )


def _leaky(experiment: Experiment, layer: LayerFacts) -> Suggestion:
    """Suggest a slope below 0; the layer keeps its weights."""
    return Suggestion(
        "Make it leaky ReLU",
        with_activations(experiment, "leaky_relu", layer.number),
        SetActivation(layer.number, "leaky_relu"),
        SetActivation(layer.number, layer.layer.activation.name),
    )


def _has_died(layer: LayerFacts) -> bool:
    return layer.slopes.can_die and not layer.slopes.can_saturate and layer.dead >= DEAD_UNITS


def _saturated(evidence: Evidence) -> Finding | None:
    if evidence.is_young or not evidence.has_learnt_little:
        return None
    flat = [
        layer for layer in evidence.hidden if min(layer.saturated, layer.first_saturated) >= SATURATED_OUTPUTS
    ]
    if not flat:
        return None
    worst = max(flat, key=lambda layer: layer.saturated)
    return Finding(
        f"Saturated units in {worst.name}",
        f"{share(worst.saturated)} of its {worst.layer.activation.title} outputs lie at the flat ends of the "
        "curve, where the slope is under 5 % of the steepest, and did so at the first step; after "
        f"{evidence.step:,} steps the loss is {number(evidence.level(1.0))}. The weights are too large for "
        "the inputs: smaller first weights keep the sums where the curve is steep.",
        Tone.ILL,
        _smaller_start(evidence.experiment),
    )


def _smaller_start(experiment: Experiment) -> Suggestion:
    if experiment.model.initializer != "glorot_uniform":
        return Suggestion("Begin with Glorot weights", (("model.initializer", "glorot_uniform"),))
    return Suggestion("Begin with ReLU units", with_activations(experiment, "relu"))


def _twins(evidence: Evidence) -> Finding | None:
    same = [layer for layer in evidence.hidden if layer.twins]
    if not same:
        return None
    first = same[0]
    return Finding(
        f"All units of {first.name} are the same",
        f"Its {first.layer.bias_count} units have the very same weights, so they get the same gradient and "
        "stay the same: the layer is worth one unit. Random first weights make them differ.",
        Tone.ILL,
        Suggestion("Begin with random weights", (("model.initializer", "glorot_uniform"),)),
    )


UNITS = (
    Diagnosis("all-equal weights", _twins),
    Diagnosis("dead units", _dead),
    Diagnosis("saturated units", _saturated),
)
