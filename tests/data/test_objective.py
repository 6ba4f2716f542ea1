from __future__ import annotations

import numpy as np

from nnviz.data import DATASETS, Dataset, Task


def made() -> Dataset:
    kind = DATASETS["objective"]
    return kind.make(kind.settings(), np.random.RandomState(1), np.random.RandomState(2))


def test_an_objective_has_no_inputs_and_nothing_held_out() -> None:
    dataset = made()
    assert dataset.task is Task.OBJECTIVE
    assert not dataset.task.has_classes
    assert (dataset.features, dataset.outputs) == (0, 2)
    assert len(dataset.train) == 1
    assert dataset.train is dataset.validation is dataset.test


def test_its_kind_says_so_before_it_is_made() -> None:
    assert {name for name, kind in DATASETS.items() if kind.objective} == {"objective"}
