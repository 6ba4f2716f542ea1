from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.nn import metrics


def test_a_hand_worked_report() -> None:
    labels = np.array([0, 0, 0, 1, 1, 2])
    answers = np.array([0, 0, 1, 1, 0, 0])
    confusion = metrics.confusion_matrix(labels, answers, 3)
    np.testing.assert_array_equal(confusion, [[2, 1, 0], [1, 1, 0], [1, 0, 0]])
    report = metrics.classification_report(confusion)
    np.testing.assert_allclose(report.precision, [2 / 4, 1 / 2, 0])
    np.testing.assert_allclose(report.recall, [2 / 3, 1 / 2, 0])
    np.testing.assert_allclose(report.f1, [4 / 7, 1 / 2, 0])
    np.testing.assert_array_equal(report.support, [3, 2, 1])
    assert report.accuracy == metrics.accuracy(labels, answers) == 0.5
    assert report.macro.precision == pytest.approx(1 / 3)
    assert report.weighted.recall == pytest.approx(0.5)


@settings(deadline=None)  # the first example imports scikit-learn
@given(st.integers(2, 6), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=60))
def test_the_report_is_scikit_learns(classes: int, pairs: list[tuple[int, int]]) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    labels, answers = (np.array(part) % classes for part in zip(*pairs, strict=True))
    confusion = metrics.confusion_matrix(labels, answers, classes)
    names = list(range(classes))
    np.testing.assert_array_equal(confusion, reference.confusion_matrix(labels, answers, labels=names))
    report = metrics.classification_report(confusion)
    expected = reference.precision_recall_fscore_support(labels, answers, labels=names, zero_division=0)
    for ours, theirs in zip(
        (report.precision, report.recall, report.f1, report.support), expected, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    for average in ("macro", "weighted"):
        ours = getattr(report, average)
        theirs = reference.precision_recall_fscore_support(
            labels, answers, labels=names, zero_division=0, average=average
        )
        assert (ours.precision, ours.recall, ours.f1) == theirs[:3]
    assert report.accuracy == reference.accuracy_score(labels, answers)


@settings(deadline=None)
@given(st.integers(2, 30), st.integers(1, 3), st.integers(0, 1000))
def test_r_squared_is_scikit_learns(samples: int, outputs: int, seed: int) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(seed)
    targets, answers = rng.normal(size=(2, samples, outputs))
    assert metrics.r_squared(targets, answers) == pytest.approx(
        reference.r2_score(targets, answers), rel=1e-14
    )


def test_r_squared_of_targets_that_do_not_vary() -> None:
    assert metrics.r_squared(np.ones(3), np.ones(3)) == 1.0
    assert metrics.r_squared(np.ones(3), np.zeros(3)) == 0.0


@pytest.mark.parametrize(
    ("labels", "answers", "sentence"),
    [
        ([0, 3], [0, 0], "a label is 3, but there are only classes 0 to 2"),
        ([0, 1], [0, -1], "an answer is -1"),
        ([0, 1], [0], "but"),
        ([], [], "no samples"),
    ],
)
def test_says_what_is_wrong(labels: list[int], answers: list[int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        metrics.confusion_matrix(np.array(labels, int), np.array(answers, int), 3)
