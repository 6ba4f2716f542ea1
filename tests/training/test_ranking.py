from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.experiment import Experiment
from nnviz.training.ranking import Ranking
from nnviz.training.run import TrainingRun


@pytest.mark.parametrize("split", ["train", "test"])
def test_it_ranks_by_what_the_network_says(small: Experiment, split: str) -> None:
    run = TrainingRun(small)
    for _ in range(12):
        run.step()
    ranked = Ranking(split).measure(run.moment(), run.network.copy())
    samples = getattr(run.dataset, split)
    outputs = run.network.predict(samples.model_inputs())
    is_right = outputs.argmax(axis=1) == samples.labels
    assert ranked.accuracy == pytest.approx(is_right.mean())
    assert set(ranked.wrong.tolist()) == set(np.flatnonzero(~is_right).tolist())
    sureness = outputs.max(axis=1)[ranked.least_sure]
    assert (np.diff(sureness) >= -1e-6).all()
    assert sorted(ranked.least_sure.tolist()) == list(range(len(samples)))


def test_in_a_regression_the_largest_error_comes_first() -> None:
    plain = {
        "data": {"name": "plane"},
        "model": {"hidden": [], "output": "identity"},
        "learning": {"loss": "mse"},
    }
    run = TrainingRun(Experiment.from_plain(plain))
    ranked = Ranking("test").measure(run.moment(), run.network.copy())
    errors = np.abs(run.network.predict(run.dataset.test.model_inputs()) - run.dataset.test.targets)[:, 0]
    assert np.isnan(ranked.accuracy)
    assert not len(ranked.wrong)
    assert (np.diff(errors[ranked.least_sure]) <= 1e-6).all()
