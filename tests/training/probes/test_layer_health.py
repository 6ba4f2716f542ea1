from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nnviz.data import Split
from nnviz.training.experiment import Experiment
from nnviz.training.predictor import Predictor
from nnviz.training.probes.layer_health import BINS, MOST_SAMPLES, LayerHealth, sampled, spread
from nnviz.training.run import TrainingRun


def test_a_spread_counts_every_value_in_its_bar() -> None:
    now, start = np.linspace(0, 1, 410), np.zeros(10)
    found = spread(now, start)
    assert (found.low, found.high) == (0.0, 1.0)
    assert found.now == pytest.approx(np.full(BINS, 1 / BINS), abs=0.003)
    assert found.start[0] == 1.0


def test_a_few_far_values_do_not_widen_the_range() -> None:
    now = np.concatenate((np.random.default_rng(1).uniform(-1, 1, 10_000), [500.0]))
    found = spread(now, np.empty(0))
    assert found.high < 1.1
    assert found.now.sum() == pytest.approx(1)
    assert not found.start.size


@pytest.mark.parametrize("values", [[0.0, 0.0], [np.nan, np.inf], []])
def test_values_without_a_range_have_one_nevertheless(values: list[float]) -> None:
    found = spread(np.array(values), np.empty(0))
    assert np.isfinite([found.low, found.high]).all()
    assert np.isfinite(found.now).all()


def test_samples_are_chosen_evenly() -> None:
    split = Split(np.arange(100.0)[:, None], np.zeros((100, 1), np.float32), np.zeros(100, np.int64))
    assert sampled(split, 4).inputs.ravel().tolist() == [0, 33, 66, 99]
    assert sampled(split, MOST_SAMPLES) is split


def measured(run: TrainingRun) -> tuple[Any, Any]:
    moment, predictor = run.moment(), Predictor()
    found = LayerHealth().measure(moment, predictor.follow(moment))
    return found, predictor.follow(moment).parameters


def test_now_and_the_start_are_told_apart_and_the_network_is_left_as_it_was(small: Experiment) -> None:
    run = TrainingRun(small)
    first, _ = measured(run)
    for _ in range(200):
        run.step()
    later, parameters = measured(run)
    assert np.array_equal(parameters, run.network.parameters)
    for before, after in zip(first.layers, later.layers, strict=True):
        assert np.array_equal(before.weights.now, before.weights.start)
        assert not np.array_equal(after.weights.now, after.weights.start)
    assert [layer.name for layer in later.layers] == ["layer 1", "output"]


def test_the_weights_spread_over_what_they_are(small: Experiment) -> None:
    run = TrainingRun(small)
    found, _ = measured(run)
    layer: Any = run.network.layers[0]
    values = np.concatenate((layer.weights.ravel(), layer.biases))
    spread_of = found.layers[0].weights
    assert (spread_of.low, spread_of.high) == (pytest.approx(values.min()), pytest.approx(values.max()))


def test_samples_bring_the_features_of_their_points(small: Experiment) -> None:
    run = TrainingRun(small.with_changes({"model.features": ["x", "y", "xy"], "data.points": 400}))
    found, _ = measured(run)
    assert found.samples == MOST_SAMPLES


@pytest.mark.parametrize("hidden", [[], [{"kind": "dense", "units": 3, "activation": "relu"}]])
def test_a_network_without_data_or_hidden_layers_has_a_health_too(hidden: list[object]) -> None:
    plain = {"data": {"name": "objective"}, "model": {"hidden": hidden, "initializer": "uniform"}}
    run = TrainingRun(Experiment.from_plain({**plain, "learning": {"batch_size": 0}}))
    found, _ = measured(run)
    assert len(found.layers) == len(hidden) + 1
