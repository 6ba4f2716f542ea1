from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.directions import RandomPair, WeightPair
from nnviz.training.edits import ChangeExperiment, Seek
from nnviz.training.edits.surface import PlaceWeightPair
from nnviz.training.presets import preset
from nnviz.training.run import TrainingRun
from nnviz.ui.panels.surface.path import MOST, SurfacePath


def stepped(run: TrainingRun, steps: int) -> None:
    for _ in range(steps):
        run.step()


def test_the_way_of_a_small_network_is_known_from_its_start() -> None:
    run = TrainingRun(preset("bowl"))
    frame = WeightPair(0, 1).frame(run.network, run.history.layers.start)
    stepped(run, 10)
    places = SurfacePath().of(run.moment(), frame)
    start = run.history.layers.start
    assert start is not None
    assert places[0] == pytest.approx(start)
    # each step takes 2 % of the way to the middle
    assert places == pytest.approx(np.outer(0.98 ** np.arange(11), start), rel=1e-5)


def test_going_back_takes_back_what_came_later() -> None:
    run = TrainingRun(preset("bowl"))
    frame, path = WeightPair(0, 1).frame(run.network, run.history.layers.start), SurfacePath()
    stepped(run, 20)
    path.of(run.moment(), frame)
    run.apply(Seek(5))
    assert len(path.of(run.moment(), frame)) == 6
    stepped(run, 3)
    assert len(path.of(run.moment(), frame)) == 9


def test_weights_placed_by_hand_are_the_present_place() -> None:
    run = TrainingRun(preset("bowl"))
    frame, path = WeightPair(0, 1).frame(run.network, run.history.layers.start), SurfacePath()
    stepped(run, 5)
    path.of(run.moment(), frame)
    run.apply(PlaceWeightPair(0, 1, 0.75, 0.5))
    places = path.of(run.moment(), frame)
    assert places[-1] == pytest.approx([0.75, 0.5])
    assert np.isnan(places[-2]).all()  # it did not go there by itself
    stepped(run, 1)
    assert np.isnan(path.of(run.moment(), frame)).any(axis=1).sum() == 1


def test_a_changed_rate_does_not_break_the_way() -> None:
    run = TrainingRun(preset("bowl"))
    frame, path = WeightPair(0, 1).frame(run.network, run.history.layers.start), SurfacePath()
    stepped(run, 5)
    run.apply(ChangeExperiment(run.experiment.with_changes({"learning.learning_rate": 0.02})))
    stepped(run, 5)
    assert np.isfinite(path.of(run.moment(), frame)).all()


def test_of_a_large_network_the_start_and_what_was_watched_is_known() -> None:
    run = TrainingRun(
        preset("clouds").with_changes(
            {"model.hidden": [{"kind": "dense", "units": 300, "activation": "relu"}]}
        )
    )
    frame, path = RandomPair(0).frame(run.network, run.history.layers.start), SurfacePath()
    assert path.of(run.moment(), frame) == pytest.approx(np.zeros((1, 2)))
    stepped(run, 3)
    path.of(run.moment(), frame)
    stepped(run, 3)
    assert len(path.of(run.moment(), frame)) == 3


def test_what_was_watched_is_thinned_out() -> None:
    run = TrainingRun(preset("bowl"))
    frame, path = WeightPair(0, 1).frame(run.network, run.history.layers.start), SurfacePath()
    for _ in range(MOST + 50):
        run.step()
        path.of(run.moment(), frame)
    assert len(path._watched) <= MOST
