from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.divergence import Divergence, explain
from nnviz.training.edits import ChangeExperiment
from nnviz.training.edits.units import SetParameter
from nnviz.training.experiment import Experiment
from nnviz.training.run import DivergedError, TrainingRun


def steps(run: TrainingRun, count: int) -> None:
    for _ in range(count):
        run.step()


@pytest.fixture
def diverged(small: Experiment) -> tuple[TrainingRun, DivergedError]:
    run = TrainingRun(small.with_changes({"learning.loss": "mse", "model.output": "identity"}))
    steps(run, 300)
    run.apply(ChangeExperiment(run.experiment.with_changes({"learning.learning_rate": 3.0})))
    with np.errstate(all="ignore"), pytest.raises(DivergedError) as caught:
        steps(run, 2000)
    return run, caught.value


def test_the_account_names_the_step_the_change_and_the_layer(
    diverged: tuple[TrainingRun, DivergedError],
) -> None:
    run, error = diverged
    with np.errstate(all="ignore"):
        account = explain(run, error)
    assert account.step == error.step
    assert account.since == ("rate 0.1 → 3", 300)
    assert account.layer in (1, 2)
    assert account.layers == 2
    assert 290 <= account.calm_step <= 310
    assert account.calm_loss < 1
    assert account.growth > 1
    assert account.gentler_rate == 1.0


def test_a_climb_that_began_with_the_run_leads_back_to_its_beginning(small: Experiment) -> None:
    run = TrainingRun(
        small.with_changes(
            {"learning.loss": "mse", "model.output": "identity", "learning.learning_rate": 100.0}
        )
    )
    with np.errstate(all="ignore"):
        with pytest.raises(DivergedError) as caught:
            steps(run, 2000)
        account = explain(run, caught.value)
    assert account.last_step < 15
    assert account.calm_step <= 1


def test_the_run_is_left_at_the_last_step_with_finite_loss_and_weights(
    diverged: tuple[TrainingRun, DivergedError],
) -> None:
    run, error = diverged
    losses = run.history.view().losses.copy()
    with np.errstate(all="ignore"):
        account = explain(run, error)
        assert run.steps == account.last_step <= error.step - 1
        assert np.isfinite(run.network.parameters).all()
        assert run.step() == losses[account.last_step] == account.last_loss
    assert np.isfinite(account.last_loss)


def test_both_ways_out_go_on(diverged: tuple[TrainingRun, DivergedError]) -> None:
    run, error = diverged
    with np.errstate(all="ignore"):
        account = explain(run, error)
        run.seek(account.calm_step)
        run.apply(ChangeExperiment(run.experiment.with_changes({"learning.learning_rate": 0.1})))
        steps(run, 200)
    assert run.history.view().losses[-1] < 2 * account.calm_loss


def diverged_account(run: TrainingRun) -> Divergence:
    with np.errstate(all="ignore"):
        with pytest.raises(DivergedError) as caught:
            steps(run, 100)
        return explain(run, caught.value)


def test_a_change_whose_own_step_diverges_is_named(small: Experiment) -> None:
    deep = [{"kind": "dense", "units": 2, "activation": "relu"}] * 4
    run = TrainingRun(
        small.with_changes({"model.hidden": deep, "model.output": "identity", "learning.loss": "mse"})
    )
    steps(run, 10)
    run.apply(SetParameter(0, 0.5))  # long ago, and not to blame
    steps(run, 10)
    for index in range(len(run.network.parameters)):
        run.apply(SetParameter(index, 1e6))
    account = diverged_account(run)
    assert (account.step, account.last_step) == (20, 19)
    assert account.since == (run.history.marks[-1].words, 20)


def test_a_finite_loss_of_weights_that_are_not_is_no_place_to_go_on_from(small: Experiment) -> None:
    run = TrainingRun(small.with_changes({"learning.l2": 10.0, "learning.learning_rate": 100.0}))
    run.apply(SetParameter(0, 1e6))  # tanh hides how it grows a thousandfold with each step
    account = diverged_account(run)
    assert np.isfinite(run.history.losses.view()[: account.step]).all()
    assert account.last_step < account.step - 1
    assert np.isfinite(run.network.parameters).all()
