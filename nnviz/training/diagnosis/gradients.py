"""Does the gradient reach every layer: vanishing and exploding on its way back."""

from __future__ import annotations

import numpy as np

from nnviz.training.diagnosis.evidence import Evidence
from nnviz.training.diagnosis.finding import Diagnosis, Finding, Suggestion, Tone
from nnviz.training.diagnosis.units import with_activations
from nnviz.training.diagnosis.words import number, share, times

#: Factor between the first gradients of the last and the first layer from which on they count as vanishing.
VANISHING = 300.0
#: Length of a layer's gradient, in the first steps too, from which on it explodes, and the share of its size
#: by which one step then changes the weights. (A rate that is too high makes a short gradient long.)
EXPLODING, REPLACED = 10.0, 0.5
_FIRST = 5


def _vanishing(evidence: Evidence) -> Finding | None:
    if evidence.is_young or len(evidence.layers) < 3 or not evidence.has_learnt_little:
        return None
    first, last = evidence.layers[0], evidence.layers[-1]
    if not first.first_gradient * VANISHING < last.first_gradient:
        return None
    shrinks = last.first_gradient / first.first_gradient if first.first_gradient else np.inf
    by = times(shrinks) if np.isfinite(shrinks) else "to nothing"
    return Finding(
        "The gradient vanishes on its way back",
        f"In the first steps it shrank {by} from {last.name} to {first.name}: {number(last.first_gradient)} "
        f"a weight became {number(first.first_gradient)}, and after {evidence.step:,} steps little is "
        f"learnt. Each {evidence.layers[-2].layer.activation.title} layer multiplies it by "
        "its slope, so the first layers hardly learn. ReLU has slope 1 where it is active.",
        Tone.ILL,
        Suggestion(
            "Begin with ReLU and He weights",
            (*with_activations(evidence.experiment, "relu"), ("model.initializer", "he_normal")),
        ),
    )


def _exploding(evidence: Evidence) -> Finding | None:
    lengths = evidence.history.layers.noted("gradient norm")
    if not len(lengths) or evidence.experiment.learning.clip_norm:
        return None
    layer = max(evidence.layers, key=lambda layer: np.nan_to_num(layer.update))
    length = layer.gradient * layer.layer.parameter_count() ** 0.5
    if not (layer.update > REPLACED and length > EXPLODING < np.median(lengths[:_FIRST].max(axis=1))):
        return None
    return Finding(
        "The gradient explodes",
        f"In {layer.name} it is {number(length)} long, and one step changes the weights by "
        f"{share(layer.update)} of their size: what they had learnt is gone after it. Clipping shortens a "
        "gradient that is longer than it should be and keeps its direction.",
        Tone.ILL,
        Suggestion("Clip the gradient's norm at 1", (("learning.clip_norm", 1.0),)),
    )


GRADIENTS = (Diagnosis("exploding gradients", _exploding), Diagnosis("vanishing gradients", _vanishing))
