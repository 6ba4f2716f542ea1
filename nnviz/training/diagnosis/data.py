"""Are the data fit to be learnt from: inputs that are not scaled, classes that are rare."""

from __future__ import annotations

import numpy as np

from nnviz.training.diagnosis.evidence import Evidence
from nnviz.training.diagnosis.finding import Diagnosis, Finding, Suggestion, Tone
from nnviz.training.diagnosis.rate import other_rate
from nnviz.training.diagnosis.words import number, share, times

#: Size of inputs, and factor between the spreads of two features, from which on they should be scaled.
LARGE, UNEVEN = 10.0, 50.0
#: A class counts as rare below this part of its even share, and as missed below this share found.
RARE, MISSED = 0.4, 0.5
#: By how much the rate is raised for a class that pulls weakly.
STRONGER = 3.0


def _not_scaled(evidence: Evidence) -> Finding | None:
    if evidence.is_young or not evidence.has_learnt_little or not evidence.inputs.size:
        return None
    rows = evidence.inputs.reshape(len(evidence.inputs), -1)
    sizes = np.sqrt(np.square(rows).mean(axis=0))
    spreads = rows.std(axis=0)
    spreads = spreads[spreads > 0]
    if evidence.moment.dataset.is_image or not spreads.size:
        uneven = 1.0
    else:
        uneven = float(spreads.max() / spreads.min())
    if sizes.max() < LARGE and uneven < UNEVEN:
        return None
    names = evidence.moment.dataset.feature_names
    largest = int(sizes.argmax())
    name = f"Feature {names[largest]}" if len(names) == len(sizes) else "The largest input"
    apart = f", and one feature spreads {times(uneven)} as far as another" if uneven >= UNEVEN else ""
    return Finding(
        "Little is learnt: the inputs are not scaled",
        f"{name} is about {number(float(sizes[largest]))} large{apart}. Weights that fit one direction are "
        f"far too large or small for another, and the loss is {number(evidence.level(1.0))}, where always "
        f"giving the same answer costs {number(evidence.baseline)}.",
        Tone.ILL,
        Suggestion("Standardise the inputs", (("data.scaling", "standardise"),))
        if hasattr(evidence.experiment.data, "scaling")
        else None,
    )


def _imbalance(evidence: Evidence) -> Finding | None:
    dataset = evidence.moment.dataset
    if evidence.is_young or not dataset.task.has_classes or len(dataset.class_names) < 2:
        return None
    shares = evidence.class_shares
    rare = int(np.where(shares > 0, shares, np.inf).argmin())
    found, even = evidence.recall(rare), 1 / len(shares)
    if shares[rare] > RARE * even or not found < MISSED or evidence.accuracy < found + 0.2:
        return None
    common = int(shares.argmax())
    return Finding(
        f"Class {dataset.class_names[rare]} is rare and is missed",
        f"It has {share(float(shares[rare]))} of the training samples, and {share(found)} of them are found, "
        f"while {share(evidence.accuracy)} of all answers are right. Always saying "
        f"{dataset.class_names[common]} would be right in {share(float(shares[common]))}: look at recall, "
        "not at accuracy alone. The rare class pulls weakly, so it needs longer steps or more of them.",
        Tone.HINT,
        _evened_out(evidence),
    )


def _evened_out(evidence: Evidence) -> Suggestion:
    """Suggest classes of one size where the data can have them, else longer steps."""
    if getattr(evidence.experiment.data, "imbalance", 0):
        return Suggestion("Draw as many of each class", (("data.imbalance", 0.0),))
    return other_rate(evidence, STRONGER)


DATA = (Diagnosis("inputs not scaled", _not_scaled), Diagnosis("class imbalance", _imbalance))
