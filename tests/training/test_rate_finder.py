from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.rate_finder import HIGHEST, LOWEST, RISEN, SPAN, find_rate
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun


def test_rates_rise_evenly_on_a_log_scale_until_the_loss_shoots_up(small: Experiment) -> None:
    wild = small.with_changes({"learning.loss": "mse", "model.output": "identity"})
    found = find_rate(wild)
    assert found.rates[0] == LOWEST
    np.testing.assert_allclose(np.diff(np.log(found.rates)), np.log(found.rates[1] / found.rates[0]))
    assert len(found.losses) == len(found.rates)
    assert found.rates[-1] < HIGHEST
    assert found.losses[-1] > RISEN * found.losses.min() or found.losses[-1] > found.losses[-2]


def test_the_suggestion_is_where_the_loss_falls_fastest(small: Experiment) -> None:
    found = find_rate(small)
    fall = found.losses[: -2 * SPAN] - found.losses[2 * SPAN :]
    assert found.suggestion == pytest.approx(found.rates[SPAN + fall.argmax()], rel=0.05)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_run_at_the_suggested_rate_learns_faster_than_at_a_hundredth_of_it(
    small: Experiment, optimizer: str
) -> None:
    experiment = small.with_changes({"learning.optimizer": optimizer})
    suggestion = find_rate(experiment).suggestion
    ends = []
    for rate in (suggestion, suggestion / 100):
        run = TrainingRun(experiment.with_changes({"learning.learning_rate": rate}))
        for _ in range(100):
            run.step()
        ends.append(run.history.losses.view()[-20:].mean())
    assert ends[0] < ends[1]


def test_a_network_that_cannot_learn_gets_no_suggestion() -> None:
    dead = preset("clouds").with_changes(
        {
            "data.points": 5,
            "data.label_noise": 0.0,
            "data.spread": 0.0,
            "data.centres": [[0.0, 0.0]] * 3,
            "model.initializer": "zeros",
        }
    )
    with pytest.raises(ExperimentError, match="no learning rate made the loss fall"):
        find_rate(dead)


def test_the_experiment_stays_as_it_is(small: Experiment) -> None:
    scheduled = small.with_changes({"learning.schedule": "cosine"})
    assert find_rate(scheduled).suggestion == find_rate(small).suggestion
    assert scheduled.learning.schedule == "cosine"
