from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from nnviz.nn import Network
from nnviz.training import observer as observer_module
from nnviz.training.edits.points import AddPoints
from nnviz.training.evaluation import Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.mailbox import LatestValue
from nnviz.training.moment import Failure, Moment, Snapshot
from nnviz.training.observer import SHARE, SLICE, Observer
from nnviz.training.probes import BoundaryGrid, Predictions, Probe, SlicedProbe, Wanted, Weights
from nnviz.training.run import TrainingRun

PATIENCE = 20.0
GRID = BoundaryGrid(-4, 4, -4, 4, 20, 10)


class Broken(Probe, frozen=True):
    def measure(self, moment: Moment, network: Network) -> Any:
        raise ZeroDivisionError("no lens")


class Long(SlicedProbe, frozen=True):
    """Takes many ticks, and tells which parameters it saw first and last."""

    slices_needed: int = 12
    fails: bool = False

    def slices(self, moment: Moment, network: Network) -> Iterator[Any]:
        first = network.parameters.copy()
        for _ in range(self.slices_needed):
            end = time.thread_time() + SLICE
            while time.thread_time() < end:
                pass
            yield None
        if self.fails:
            raise ZeroDivisionError("no lens")
        yield moment.step, np.array_equal(first, network.parameters)


class Counted(Probe, frozen=True):
    """Counts how often it is measured."""

    name: str

    def measure(self, moment: Moment, network: Network) -> int:
        counts[self.name] = counts.get(self.name, 0) + 1
        return counts[self.name]


class Seen(Probe, frozen=True):
    """Tells which network it is given."""

    name: str

    def measure(self, moment: Moment, network: Network) -> int:
        assert np.array_equal(network.parameters, moment.parameters)
        return id(network)


counts: dict[str, int] = {}


class Desk:
    """An observer with a run on this thread that hands out moments when asked."""

    def __init__(self, experiment: Experiment) -> None:
        self.run = TrainingRun(experiment)
        self.moments: LatestValue[Moment] = LatestValue()
        self.asked = 0
        self.observer = Observer(self.moments, self._ask)
        self.observer.start()

    def _ask(self) -> None:
        self.asked += 1

    def show(self) -> None:
        self.moments.put(self.run.moment())

    def snapshot(self, fits: Callable[[Snapshot], bool]) -> Snapshot:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            snapshot = self.observer.snapshots.wait(0.05)
            if snapshot is not None and fits(snapshot):
                return snapshot
        raise AssertionError("no such snapshot came")


@pytest.fixture
def desk(small: Experiment) -> Iterator[Desk]:
    desk = Desk(small)
    yield desk
    desk.observer.close(PATIENCE)


def test_it_measures_what_is_watched_and_nothing_else(desk: Desk) -> None:
    desk.observer.watch([Wanted(GRID, 20)])
    desk.show()
    snapshot = desk.snapshot(lambda snapshot: GRID in snapshot.results)
    assert set(snapshot.results) == {GRID}
    desk.observer.watch([Wanted(Weights(0), 20)])
    desk.run.step()
    desk.show()
    assert set(
        desk.snapshot(lambda snapshot: snapshot.moment.step == 1 and len(snapshot.results) > 0).results
    ) == {Weights(0)}


def test_a_probe_named_while_the_run_stands_still_is_measured_at_the_last_moment(desk: Desk) -> None:
    desk.show()
    desk.snapshot(lambda _snapshot: True)
    desk.observer.watch([Wanted(GRID, 1)])
    assert GRID in desk.snapshot(lambda snapshot: GRID in snapshot.results).results


def test_a_slow_probe_catches_up_with_the_last_moment(desk: Desk) -> None:
    desk.observer.watch([Wanted(GRID, 5)])
    desk.show()
    desk.snapshot(lambda snapshot: snapshot.measured_at.get(GRID) == 0)
    desk.run.step()
    desk.show()
    desk.snapshot(lambda snapshot: snapshot.measured_at.get(GRID) == 1)


def test_a_probe_that_fails_says_so_and_the_others_go_on(desk: Desk) -> None:
    desk.observer.watch([Wanted(Broken(), 20), Wanted(GRID, 20)])
    desk.show()
    results = desk.snapshot(lambda snapshot: len(snapshot.results) == 2).results
    failure = results[Broken()]
    assert isinstance(failure, Failure)
    assert "no lens" in failure.sentence
    assert "ZeroDivisionError" in failure.details
    assert not isinstance(results[GRID], Failure)


def test_others_are_measured_while_a_long_measurement_goes_on_at_its_own_moment(desk: Desk) -> None:
    desk.observer.watch([Wanted(Long(), 20), Wanted(GRID, 30)])
    desk.show()
    for _ in range(3):
        desk.run.step()
        desk.show()
        snapshot = desk.snapshot(lambda snapshot: snapshot.measured_at.get(GRID) == desk.run.steps)
        assert Long() not in snapshot.results
    results = desk.snapshot(lambda snapshot: Long() in snapshot.results).results
    step, undisturbed = results[Long()]
    assert step <= 1
    assert undisturbed


def test_a_long_measurement_rests_so_that_it_takes_a_small_part_of_the_time(desk: Desk) -> None:
    needed = 4
    desk.observer.watch([Wanted(Long(needed), 20)])
    began = time.monotonic()
    measured = set()
    while time.monotonic() < began + 2.5 * needed * SLICE / SHARE:
        desk.run.step()
        desk.show()
        snapshot = desk.observer.snapshots.wait(0.05)
        if snapshot is not None and Long(needed) in snapshot.results:
            measured.add(snapshot.measured_at[Long(needed)])
    assert 1 <= len(measured) <= 4


def test_a_long_measurement_that_fails_says_so(desk: Desk) -> None:
    broken = Long(1, fails=True)
    desk.observer.watch([Wanted(broken, 20)])
    desk.show()
    failure = desk.snapshot(lambda snapshot: broken in snapshot.results).results[broken]
    assert isinstance(failure, Failure)
    assert "no lens" in failure.sentence


def test_the_last_moment_of_a_run_is_measured_soon_however_seldom_it_is_wanted(desk: Desk) -> None:
    desk.observer.watch([Wanted(GRID, 1e-3)])
    desk.show()
    desk.snapshot(lambda snapshot: snapshot.measured_at.get(GRID) == 0)
    desk.run.step()
    desk.show()
    desk.snapshot(lambda snapshot: snapshot.measured_at.get(GRID) == 1)


def test_what_two_ask_for_is_measured_once(desk: Desk) -> None:
    probe = Counted("shared")
    desk.observer.watch([Wanted(probe, 5), Wanted(probe, 20)])
    desk.show()
    assert desk.snapshot(lambda snapshot: probe in snapshot.results).results[probe] == 1


@pytest.mark.parametrize(("most", "networks"), [(10_000, 2), (0, 1)])
def test_only_a_small_network_is_copied_for_each_probe(
    desk: Desk, most: int, networks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observer_module, "SMALL", most)
    desk.observer.watch([Wanted(Seen("one"), 20), Wanted(Seen("other"), 20)])
    desk.show()
    results = desk.snapshot(lambda snapshot: len(snapshot.results) == 2).results
    assert len(set(results.values())) == networks
    desk.run.step()
    desk.show()
    after = desk.snapshot(lambda snapshot: set(snapshot.measured_at.values()) == {1}).results
    assert after == results


def test_results_of_other_data_are_dropped(desk: Desk, small: Experiment) -> None:
    desk.observer.watch([Wanted(Evaluation("train"), 20)])
    desk.show()
    desk.snapshot(lambda snapshot: len(snapshot.results) == 1)
    desk.run = TrainingRun(small.with_changes({"data.points": 20}))
    desk.show()
    new = desk.snapshot(
        lambda snapshot: snapshot.moment.dataset is desk.run.dataset and len(snapshot.results) == 1
    )
    assert len(new.results[Evaluation("train")].labels) == 60


def test_results_stay_until_they_are_measured_anew_when_points_are_edited(desk: Desk) -> None:
    probe = Evaluation("test")
    desk.observer.watch([Wanted(probe, 0.1)])
    desk.show()
    found = desk.snapshot(lambda snapshot: probe in snapshot.results).results[probe]
    desk.run.apply(AddPoints((0.0,), (0.0,), 1, 1))
    desk.show()
    edited = desk.snapshot(lambda snapshot: snapshot.moment.dataset is desk.run.dataset)
    assert edited.results[probe] is found
    anew = desk.snapshot(lambda snapshot: snapshot.results[probe] is not found)
    np.testing.assert_array_equal(anew.results[probe].confusion, found.confusion)


def test_what_is_measured_is_what_the_network_says(small: Experiment) -> None:
    run = TrainingRun(small)
    for _ in range(7):
        run.step()
    moment, network = run.moment(), run.network
    boundary = GRID.measure(moment, network.copy())
    x, y = np.linspace(-4, 4, 20, dtype=np.float32), np.linspace(-4, 4, 10, dtype=np.float32)
    for row, column in ((0, 0), (3, 17), (9, 19)):
        at = np.array([[x[column], y[row]]], np.float32)
        np.testing.assert_allclose(boundary.probabilities[row, column], network.predict(at)[0], rtol=1e-5)
    test = run.dataset.test
    outputs = network.predict(test.model_inputs())
    np.testing.assert_allclose(
        Predictions("test", (4, 2)).measure(moment, network), outputs[[4, 2]], rtol=1e-5
    )
    second = Weights(1).measure(moment, network)
    weights = network.layers[1].weights
    assert weights is not None
    assert np.array_equal(second.weights, weights)
    assert second.count == 2
