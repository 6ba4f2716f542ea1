from __future__ import annotations

import numpy as np
import pytest

from nnviz.nn.metrics import classification_report, confusion_matrix, r_squared
from nnviz.training.evaluate import outputs_on
from nnviz.training.experiment import Experiment
from nnviz.training.report import classification_text, report_on
from nnviz.training.run import TrainingRun


@pytest.mark.parametrize("names", [("0", "1", "2"), ("a class with a long name", "b", "c")])
def test_the_table_is_laid_out_as_scikit_learn_does(names: tuple[str, ...]) -> None:
    reference = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 12_000)
    answers = np.where(rng.random(12_000) < 0.8, labels, (labels + 1) % 3)
    report = classification_report(confusion_matrix(labels, answers, 3))
    expected = reference.classification_report(labels, answers, target_names=names)
    assert classification_text(report, names) == expected.rstrip("\n")


def test_a_hand_worked_table() -> None:
    labels, answers = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    rows = classification_text(classification_report(confusion_matrix(labels, answers, 2)), ("no", "yes"))
    cells = [row.split() for row in rows.splitlines() if row]
    assert cells[1] == ["no", "1.00", "0.67", "0.80", "3"]
    assert cells[2] == ["yes", "0.50", "1.00", "0.67", "1"]
    assert cells[3] == ["accuracy", "0.75", "4"]
    assert cells[4] == ["macro", "avg", "0.75", "0.83", "0.73", "4"]
    assert cells[5] == ["weighted", "avg", "0.88", "0.75", "0.77", "4"]


@pytest.mark.parametrize("targets", ["one_hot", "zero_one", "minus_plus"])
def test_every_coding_of_classes_gets_a_row_a_class(targets: str) -> None:
    run = TrainingRun(Experiment.from_plain({"data": {"name": "xor", "points": 40, "targets": targets}}))
    rows = report_on(run.network, run.dataset.test, run.dataset).splitlines()
    supports = [int(row.split()[-1]) for row in rows[2:4]]
    assert supports == np.bincount(run.dataset.test.labels).tolist()


def test_a_regression_is_told_the_variance_it_explains() -> None:
    run = TrainingRun(Experiment.from_plain({"data": {"name": "plane"}}))
    test = run.dataset.test
    expected = r_squared(test.targets, outputs_on(run.network, test))
    assert report_on(run.network, test, run.dataset).startswith(f"R² {expected:.4f} on ")
