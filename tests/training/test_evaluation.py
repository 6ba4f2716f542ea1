from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.nn.metrics import classification_report
from nnviz.training.evaluate import answers
from nnviz.training.evaluation import CACHES, SLICE, Evaluated, Evaluation, evaluated
from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun


def trained(experiment: Experiment, steps: int = 12) -> TrainingRun:
    run = TrainingRun(experiment)
    for _ in range(steps):
        run.step()
    return run


@pytest.mark.parametrize("split", ["train", "test"])
def test_it_is_what_the_network_says(small: Experiment, split: str) -> None:
    run = trained(small)
    found = Evaluation(split).measure(run.moment(), run.network.copy())
    samples = getattr(run.dataset, split)
    outputs = run.network.predict(samples.model_inputs())
    is_right = outputs.argmax(axis=1) == samples.labels
    assert found.right.tolist() == is_right.tolist()
    assert found.accuracy == pytest.approx(is_right.mean())
    assert found.wrong.tolist() == np.flatnonzero(~is_right).tolist()
    assert found.confusion.sum(axis=1).tolist() == np.bincount(samples.labels, minlength=3).tolist()
    assert np.trace(found.confusion) == is_right.sum()
    np.testing.assert_allclose(found.sureness, outputs.max(axis=1), rtol=1e-5)
    assert (np.diff(found.sureness[found.least_sure]) >= 0).all()
    assert sorted(found.least_sure.tolist()) == list(range(len(samples)))


@pytest.mark.parametrize("targets", ["one_hot", "zero_one", "minus_plus"])
def test_every_coding_of_classes_has_a_confusion_matrix(targets: str) -> None:
    run = trained(Experiment.from_plain({"data": {"name": "xor", "points": 40, "targets": targets}}))
    found = Evaluation("test").measure(run.moment(), run.network.copy())
    assert found.confusion.shape == (2, 2)
    assert found.confusion.sum() == len(run.dataset.test)


@pytest.mark.parametrize(("targets", "classes"), [("zero_one", [0, 0, 1]), ("minus_plus", [0, 1, 1])])
def test_one_output_answers_the_level_that_is_nearer(targets: str, classes: list[int]) -> None:
    run = TrainingRun(Experiment.from_plain({"data": {"name": "xor", "points": 40, "targets": targets}}))
    assert answers(np.array([[-0.3], [0.2], [0.7]]), run.dataset).tolist() == classes


def test_it_goes_on_slice_by_slice(small: Experiment) -> None:
    wide = [{"kind": "dense", "units": 100, "activation": "relu"}]
    run = TrainingRun(small.with_changes({"data.points": SLICE, "model.hidden": wide}))
    *between, last = Evaluation("train").slices(run.moment(), run.network.copy())
    assert between == [None] * 3
    whole = run.network.predict(run.dataset.train.model_inputs())
    assert last is not None
    np.testing.assert_allclose(last.sureness, whole.max(axis=1), rtol=1e-5)


def test_slices_of_a_wide_network_are_smaller(small: Experiment) -> None:
    layers = [{"kind": "dense", "units": 4096, "activation": "relu"}]
    run = TrainingRun(small.with_changes({"data.points": SLICE, "model.hidden": layers}))
    *between, last = Evaluation("train").slices(run.moment(), run.network.copy())
    assert len(between) == -(-3 * SLICE // (CACHES * run.network.chunk)) > 3
    whole = run.network.predict(run.dataset.train.model_inputs())
    assert last is not None
    np.testing.assert_allclose(last.sureness, whole.max(axis=1), rtol=1e-4)


def test_a_small_network_takes_a_split_at_once(small: Experiment) -> None:
    run = TrainingRun(small.with_changes({"data.points": SLICE}))
    assert len(list(Evaluation("train").slices(run.moment(), run.network.copy()))) == 2


def test_in_a_regression_the_largest_error_comes_first() -> None:
    plain = {
        "data": {"name": "plane"},
        "model": {"hidden": [], "output": "identity"},
        "learning": {"loss": "mse"},
    }
    run = TrainingRun(Experiment.from_plain(plain))
    found = Evaluation("test").measure(run.moment(), run.network.copy())
    errors = np.abs(run.network.predict(run.dataset.test.model_inputs()) - run.dataset.test.targets)[:, 0]
    assert np.isnan(found.accuracy)
    assert not len(found.wrong)
    assert not len(found.confusion)
    assert (np.diff(errors[found.least_sure]) <= 1e-6).all()


def test_nothing_is_found_in_an_empty_split(small: Experiment) -> None:
    dataset = TrainingRun(small).dataset
    found = evaluated(np.empty((0, 3)), dataset.test.part(0, 0), dataset)
    assert np.isnan(found.accuracy)
    assert not found.confusion.any()
    assert np.isnan(found.answered(0.0)[1])


def test_matrix_and_report_equal_scikit_learns_on_the_same_predictions(small: Experiment) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    run = trained(small, 3)
    found = Evaluation("test").measure(run.moment(), run.network.copy())
    labels, names = run.dataset.test.labels, run.dataset.class_names
    answers = run.network.predict(run.dataset.test.model_inputs()).argmax(axis=1)
    np.testing.assert_array_equal(found.confusion, reference.confusion_matrix(labels, answers))
    expected = reference.classification_report(
        labels, answers, target_names=names, zero_division=0, output_dict=True
    )
    report = classification_report(found.confusion)
    for index, name in enumerate(names):
        row = report.precision[index], report.recall[index], report.f1[index], report.support[index]
        assert row == tuple(expected[name].values())
    assert report.accuracy == expected["accuracy"]
    assert report.macro.f1 == expected["macro avg"]["f1-score"]
    assert report.weighted.f1 == expected["weighted avg"]["f1-score"]


pairs = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.floats(0, 1, width=32)), min_size=1)


@given(pairs, st.floats(0, 1, width=32))
def test_the_coverage_and_the_accuracy_of_what_is_answered(
    samples: list[tuple[int, int, float]], threshold: float
) -> None:
    labels, answers, sureness = (np.array(column) for column in zip(*samples, strict=True))
    found = evaluated_of(labels, answers, sureness)
    answered = [(truth, guess) for truth, guess, sure in samples if sure >= threshold]
    coverage, accuracy = found.answered(threshold)
    assert coverage == pytest.approx(len(answered) / len(samples))
    if answered:
        assert accuracy == pytest.approx(sum(truth == guess for truth, guess in answered) / len(answered))
    else:
        assert np.isnan(accuracy)


def evaluated_of(labels: Any, answers: Any, sureness: Any) -> Evaluated:
    return Evaluated(labels, answers, sureness, np.argsort(sureness), np.zeros((3, 3), np.int64))
