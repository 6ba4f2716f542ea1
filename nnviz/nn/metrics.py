"""How good answers are, in the words of classification reports; the numbers are scikit-learn's.

Classes are whole numbers from 0. Where a class was never answered or never asked for, its precision or recall
is 0 by convention.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Array

Labels = npt.NDArray[np.integer]
Counts = npt.NDArray[np.int64]


def accuracy(labels: Labels, answers: Labels) -> float:
    """The share of right answers; labels and answers have shape (samples,)."""
    _check_pair(labels, answers)
    return float(np.mean(labels == answers))


def confusion_matrix(labels: Labels, answers: Labels, classes: int) -> Counts:
    """How often each class (row) got each answer (column), shape (classes, classes).

    Raises
    ------
    ValueError
        If a label or an answer is not a class, or their numbers differ.
    """
    _check_pair(labels, answers)
    for name, values in (("a label", labels), ("an answer", answers)):
        for extreme in (values.min(), values.max()) if values.size else ():
            if not 0 <= extreme < classes:
                raise ValueError(f"{name} is {extreme}, but there are only classes 0 to {classes - 1}")
    pairs = np.bincount(labels.astype(np.int64) * classes + answers, minlength=classes * classes)
    return pairs.reshape(classes, classes)


@dataclass(frozen=True)
class Averages:
    """Precision, recall and f1 averaged over the classes."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class ClassificationReport:
    """What a confusion matrix says of each class; arrays have shape (classes,).

    Attributes
    ----------
    precision
        The share of right ones among the answers that named the class.
    recall
        The share of the class's samples that were answered rightly.
    f1
        The harmonic mean of both.
    support
        How many samples the class has.
    macro, weighted
        Plain averages over the classes, and averages weighted by support.
    """

    precision: Array
    recall: Array
    f1: Array
    support: Counts
    accuracy: float
    macro: Averages
    weighted: Averages


def classification_report(confusion: Counts) -> ClassificationReport:
    """The report on a confusion matrix (labels in rows)."""
    right = np.diag(confusion).astype(float)
    support, answered = confusion.sum(axis=1), confusion.sum(axis=0)
    precision = _share(right, answered)
    recall = _share(right, support)
    f1 = _share(2.0 * right, support + answered)
    total = support.sum()
    return ClassificationReport(
        precision,
        recall,
        f1,
        support,
        float(right.sum() / total) if total else 0.0,
        _averages(precision, recall, f1, None),
        _averages(precision, recall, f1, support),
    )


def r_squared(targets: Array, outputs: Array) -> float:
    """The share of the targets' variance that the outputs explain, averaged over columns.

    1 is perfect, 0 no better than the mean. A column that does not vary counts 1 if met exactly, else 0.

    Parameters
    ----------
    targets, outputs
        Shape (samples,) or (samples, outputs).
    """
    _check_pair(targets, outputs)
    truth = np.asarray(targets, dtype=np.float64).reshape(len(targets), -1)
    answers = np.asarray(outputs, dtype=np.float64).reshape(len(outputs), -1)
    residual = ((truth - answers) ** 2).sum(axis=0)
    variation = ((truth - truth.mean(axis=0)) ** 2).sum(axis=0)
    constant = np.where(residual == 0.0, 1.0, 0.0)
    varied = 1.0 - residual / np.where(variation == 0.0, 1.0, variation)
    return float(np.where(variation == 0.0, constant, varied).mean())


def _share(part: Array, whole: Counts) -> Array:
    """Part / whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole != 0)


def _averages(precision: Array, recall: Array, f1: Array, weights: Counts | None) -> Averages:
    if weights is not None and not weights.sum():
        return Averages(0.0, 0.0, 0.0)
    return Averages(*(float(np.average(values, weights=weights)) for values in (precision, recall, f1)))


def _check_pair(truth: npt.NDArray[np.generic], answers: npt.NDArray[np.generic]) -> None:
    if truth.shape != answers.shape:
        raise ValueError(f"there are {truth.shape} true values but {answers.shape} answers")
    if not len(truth):
        raise ValueError("nothing can be measured of no samples at all")
