from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.edits import RestoreBest, Seek
from nnviz.training.evaluate import evaluate
from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun
from nnviz.training.stopping import EarlyStopping


def test_the_best_is_remembered_and_patience_runs_out() -> None:
    stopping, parameters = EarlyStopping(), np.empty(1)
    for step, loss in enumerate([3.0, 2.0, 2.5, 2.4]):
        parameters[:] = loss  # the network's own, which training goes on to change
        stopping = stopping.after(loss, parameters, step)
    assert (stopping.best_loss, stopping.best_step, stopping.waited) == (2.0, 1, 2)
    assert stopping.best_parameters is not None
    assert stopping.best_parameters.tolist() == [2.0]
    assert stopping.rested().waited == 0


@pytest.fixture
def overfitting(small: Experiment) -> TrainingRun:
    run = TrainingRun(
        small.with_changes(
            {
                "data.spread": 2.5,
                "model.hidden.0.units": 40,
                "learning.learning_rate": 1.0,
                "stop.patience": 4,
            }
        )
    )
    for _ in range(5 * 400):
        run.step()
        if run.stopped_early:
            return run
    raise AssertionError("it never stopped")


def test_a_run_stops_and_takes_its_best_weights_back(overfitting: TrainingRun) -> None:
    _, losses, _ = overfitting.history.view().measured("validation")
    assert np.argmin(losses) == len(losses) - 1 - 4
    best = overfitting.stopping.best_parameters
    overfitting.apply(RestoreBest())
    assert best is not None
    assert np.array_equal(overfitting.network.parameters, best)
    loss, _ = evaluate(
        overfitting.network, overfitting.dataset.validation, overfitting.dataset, "cross_entropy"
    )
    assert loss == pytest.approx(losses.min(), rel=1e-6)
    assert not overfitting.stopped_early


def test_taking_the_best_weights_back_is_replayed(overfitting: TrainingRun) -> None:
    overfitting.apply(RestoreBest())
    for _ in range(7):
        overfitting.step()
    after = overfitting.network.parameters.copy()
    steps = overfitting.steps
    overfitting.apply(Seek(steps))
    assert overfitting.steps == steps
    assert np.array_equal(overfitting.network.parameters, after)
