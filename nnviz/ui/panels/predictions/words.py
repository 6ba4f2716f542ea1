"""What is said of samples: of one, of the whole split, and of a page on which there is none."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.training.evaluation import Evaluated
from nnviz.training.moment import Snapshot
from nnviz.training.probes import Probe
from nnviz.ui.drawing.table_layout import share_words
from nnviz.ui.numerals import count, percent
from nnviz.ui.panels.predictions.sieve import Sieve

_MOST_CLASSES = 3


def sample_words(dataset: Dataset, split: str, sample: int, scores: NDArray[Any]) -> tuple[str, ...]:
    """Say what a network gives for a sample, scores (classes,), the longest sentence first."""
    words = f"{split} sample {count(sample)}"
    names = dataset.class_names
    if not names:
        return (words,)
    best = scores.argsort()[: -min(len(names), _MOST_CLASSES) - 1 : -1].tolist()
    said = [f"{names[index]}: {share_words(float(scores[index]), 1)}" for index in best]
    return f"{words}: {', '.join(said)}", ", ".join(said), ", ".join(said[:2]), said[0]


def age_words(snapshot: Snapshot, probe: Probe) -> str:
    """Say of which time a result is; while the run goes on, one that comes about once a second is of now."""
    return "before training" if snapshot.measured_at.get(probe) == 0 < snapshot.moment.step else "now"


def split_words(split: str, found: Evaluated | None, when: str) -> tuple[str, ...]:
    """Say how a whole split fares, and when: the curves beside it may be of the last epoch; longest first."""
    if found is None or found.accuracy != found.accuracy:
        return (split,)
    right = percent(found.accuracy)
    return f"{split} {when}, {right} right", f"{when} {right} right", f"{when} {right}"


def doubt_words(found: Evaluated, threshold: float) -> tuple[str, ...]:
    """Say how a network fares that answers only where it is sure enough, the longest sentence first."""
    coverage, accuracy = found.answered(threshold)
    if not coverage:
        return "answers none of the samples", "answers none"
    answered, right = percent(coverage), percent(accuracy, 2)
    return f"answers {answered} of all, {right} of these rightly", f"answers {answered}, {right} right"


def why_empty(dataset: Dataset, sieve: Sieve) -> str:
    """Say why no sample passes a sieve."""
    samples = sieve.samples(dataset)
    if not len(samples):
        return f"There are no {sieve.split} samples: the data set keeps none back."
    if sieve.truth is None and sieve.answer is None:
        return f"None of the {count(len(samples))} {sieve.split} samples is classified wrongly."
    names, words = dataset.class_names, []
    if sieve.truth is not None:
        words.append(f"of class {names[sieve.truth]}")
    if sieve.answer is not None:
        words.append(f"read as {names[sieve.answer]}")
    return f"There is no {'mistake' if sieve.wrong else f'{sieve.split} sample'} {' '.join(words)} now."
