from __future__ import annotations

import numpy as np
import pytest

from nnviz.data import DATASETS, Dataset, Task


def made(**settings: float) -> Dataset:
    kind = DATASETS["line"]
    return kind.make(kind.settings(**settings), np.random.RandomState(1), np.random.RandomState(2))


def test_without_noise_all_points_are_on_the_line() -> None:
    dataset = made(slope=-2.0, intercept=0.25, noise=0.0)
    assert dataset.task is Task.REGRESSION
    assert (dataset.features, dataset.feature_names) == (1, ("x",))
    for split in (dataset.train, dataset.validation, dataset.test):
        np.testing.assert_allclose(split.targets, -2.0 * split.inputs + 0.25, atol=1e-6)


def test_the_noise_has_the_deviation_that_was_asked_for() -> None:
    train = made(points=20_000, noise=0.3).train
    errors = train.targets - (1.5 * train.inputs - 0.5)
    assert errors.std() == pytest.approx(0.3, rel=0.02)
    assert errors.mean() == pytest.approx(0.0, abs=0.01)
