"""Functions of two parameters train like everything else."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnviz.nn import gradient_check
from nnviz.training.evaluate import evaluate
from nnviz.training.evaluation import Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.probes.weights import WeightsByUnit
from nnviz.training.report import report_on
from nnviz.training.run import TrainingRun


def test_descent_into_the_bowl_shrinks_both_parameters_evenly() -> None:
    run = TrainingRun(preset("bowl"), np.float64)
    start = run.network.parameters.copy()
    assert start.size == 2
    for step in range(1, 1001):
        assert run.step() == pytest.approx((start**2).sum() * 0.98 ** (2 * (step - 1)), rel=1e-9)
    np.testing.assert_allclose(run.network.parameters, start * 0.98**1000, rtol=1e-9)


def test_the_published_thousand_steps_end_at_about_2e_18() -> None:
    run = TrainingRun(preset("bowl"))
    for _ in range(1000):
        run.step()
    loss, accuracy = evaluate(run.network, run.dataset.test, run.dataset, "bowl")
    assert loss == pytest.approx(2e-18, rel=0.1)
    assert math.isnan(accuracy)
    assert report_on(run.network, run.dataset.test, run.dataset).startswith("reached ")


def test_the_bowls_gradient_is_right() -> None:
    run = TrainingRun(preset("bowl"), np.float64)
    inputs, targets = run.batches.next()
    assert max(gradient_check(run.network, inputs, targets, "bowl")) < 1e-6


def test_descent_finds_the_line_of_least_squares() -> None:
    run = TrainingRun(preset("line"), np.float64)
    while not run.finished:
        run.step()
    train = run.dataset.train
    design = np.column_stack((train.inputs, np.ones(len(train))))
    best = np.linalg.lstsq(design, train.targets[:, 0], rcond=None)[0]
    np.testing.assert_allclose(run.network.parameters, best, atol=1e-6)


def test_a_change_of_data_brings_what_an_objective_needs_and_leads_back() -> None:
    objective = preset("mnist").with_changes({"data.name": "objective"})
    run = TrainingRun(objective)
    before = evaluate(run.network, run.dataset.train, run.dataset, objective.learning.loss)[0]
    run.epoch()
    after = evaluate(run.network, run.dataset.train, run.dataset, objective.learning.loss)[0]
    assert after < before
    back = TrainingRun(objective.with_changes({"data.name": "clouds"}))
    assert math.isfinite(back.step())


def test_what_the_panels_ask_for_can_be_measured_without_inputs() -> None:
    run = TrainingRun(preset("bowl"))
    run.step()
    weights = WeightsByUnit(0).measure(run.moment(), run.network)
    assert weights.weights.shape == (0, 2)
    assert weights.largest == np.abs(run.network.parameters).max()
    assert len(Evaluation("test").measure(run.moment(), run.network).wrong) == 0


def test_two_gaussians_are_no_objective() -> None:
    with pytest.raises(ValueError, match=r"learning\.loss is 'bowl'; it must be one of"):
        Experiment.from_plain({"data": {"name": "two_gaussians"}, "learning": {"loss": "bowl"}})
