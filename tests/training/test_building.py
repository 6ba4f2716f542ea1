"""What would fill the machine's memory is refused in one sentence, before any of it is taken."""

import tracemalloc

import pytest

from nnviz.training import building
from nnviz.training.edits import ChangeExperiment
from nnviz.training.presets import preset
from nnviz.training.reading import ExperimentError
from nnviz.training.run import TrainingRun

HUGE = [{"kind": "dense", "units": 10_000, "activation": "relu"}] * 6


def test_a_network_with_too_many_weights_is_refused_before_it_is_made() -> None:
    experiment = preset("clouds").with_changes({"model.hidden": HUGE})
    tracemalloc.start()
    try:
        with pytest.raises(ExperimentError, match="500,110,003 weights and biases; 20,000,000 is the most"):
            TrainingRun(experiment)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_batch_that_the_layers_cannot_hold_is_refused_with_one_that_they_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = TrainingRun(preset("clouds").with_changes({"learning.batch_size": 50}))
    monkeypatch.setattr(building, "MOST_OUTPUTS", 800)
    with pytest.raises(ExperimentError, match=r"at once; 800 is the most: take a batch of at most 100$"):
        run.apply(change(run, 101))
    assert run.experiment.learning.batch_size == 50
    run.apply(change(run, 100))
    run.step()


def test_a_larger_batch_than_the_data_is_refused() -> None:
    run = TrainingRun(preset("clouds").with_changes({"learning.batch_size": 50}))
    with pytest.raises(ExperimentError, match="1,501, but the training split has 1,500 samples"):
        run.apply(change(run, 1_501))
    assert run.experiment.learning.batch_size == 50


def test_the_extent_is_reckoned_once_when_a_run_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(building, "check_extent", lambda experiment, _dataset: asked.append(experiment))
    run = TrainingRun(preset("clouds"))
    assert asked == [run.experiment]


def change(run: TrainingRun, batch: int) -> ChangeExperiment:
    """Return the edit that sets another batch size."""
    return ChangeExperiment(run.experiment.with_changes({"learning.batch_size": batch}))
