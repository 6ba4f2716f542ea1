from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.training.experiment import Experiment
from nnviz.training.probes.as_trained import AsTrained
from nnviz.training.run import TrainingRun


def run_with(**augmentation: float) -> TrainingRun:
    plain = {
        "data": {"name": "digits8x8"},
        "learning": {"batch_size": 20},
        "augmentation": augmentation,
    }
    run = TrainingRun(Experiment.from_plain(plain))
    for _ in range(3):
        run.step()
    return run


def test_it_is_the_batch_as_it_is_stored_and_as_it_is_changed() -> None:
    run = run_with(shift=1.0, rotation=20.0)
    moment = run.moment()
    found = AsTrained(12).measure(moment, run.network.copy())
    assert found.rows.tolist() == moment.batch[:12].tolist()
    np.testing.assert_array_equal(found.original.inputs, run.dataset.train.inputs[moment.batch[:12]])
    assert found.original.labels.tolist() == run.dataset.train.labels[moment.batch[:12]].tolist()
    changed = (found.augmented.inputs != found.original.inputs).any(axis=(1, 2, 3))
    assert changed.all()
    expected = run.network.forward(found.augmented.model_inputs().reshape(12, -1))
    np.testing.assert_allclose(found.scores, expected, rtol=1e-5)


def test_images_are_changed_as_much_as_in_training() -> None:
    run = run_with(shift=1.0)
    found = AsTrained(20).measure(run.moment(), run.network.copy())
    rows, columns = np.mgrid[:8, :8]
    ink = found.original.inputs[:, 0].astype(float), found.augmented.inputs[:, 0].astype(float)
    down, across = (
        [(images * place).sum(axis=(1, 2)) / images.sum(axis=(1, 2)) for images in ink]
        for place in (rows, columns)
    )
    for before, after in (down, across):
        moved = np.abs(after - before)
        assert moved.max() <= 1.2
        assert moved.max() >= 0.5


def test_the_same_moment_gives_the_same_images_and_another_step_others() -> None:
    run = run_with(shift=1.0, elastic=10.0)
    first, again = (AsTrained(8).measure(run.moment(), run.network.copy()) for _ in range(2))
    np.testing.assert_array_equal(first.augmented.inputs, again.augmented.inputs)
    run.step()
    later = AsTrained(8).measure(run.moment(), run.network.copy())
    assert later.rows.tolist() != first.rows.tolist()
    same_rows = AsTrained(8).measure(replace(run.moment(), batch=first.rows), run.network.copy())
    assert not np.array_equal(same_rows.augmented.inputs, first.augmented.inputs)


@pytest.mark.parametrize("most", [5, 100])
def test_before_the_first_step_the_first_images_are_shown(most: int) -> None:
    run = run_with(shift=1.0)
    run = TrainingRun(run.experiment)
    found = AsTrained(most).measure(run.moment(), run.network.copy())
    assert found.rows.tolist() == list(range(most))


def test_the_preview_leaves_the_run_as_it_is() -> None:
    alone, watched = run_with(shift=1.0), run_with(shift=1.0)
    for _ in range(4):
        AsTrained(8).measure(watched.moment(), watched.network.copy())
        alone.step()
        watched.step()
    np.testing.assert_array_equal(alone.network.parameters, watched.network.parameters)
