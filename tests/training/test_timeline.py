from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from msgspec.structs import replace

from nnviz.training.edits import Reset
from nnviz.training.edits.points import AddPoints
from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun
from nnviz.training.timeline import NEAR_SHARE, RunState, Timeline


def state_of(experiment: Experiment) -> RunState:
    return TrainingRun(experiment).state()


def at(state: RunState, step: int) -> RunState:
    return replace(state, learner=replace(state.learner, step=step))


def kept(timeline: Timeline) -> list[int]:
    return [state.step for state in timeline._states]


def test_the_state_before_a_step_is_the_latest_that_is_not_after_it(small: Experiment) -> None:
    timeline, state = Timeline(), state_of(small)
    for step in (0, 10, 20, 30):
        timeline.keep(partial(at, state, step))
    assert [timeline.before(step).step for step in (0, 9, 10, 29, 30, 1000)] == [0, 0, 10, 20, 30, 30]


def test_states_near_the_step_gone_to_are_found_as_well(small: Experiment) -> None:
    timeline, state = Timeline(), state_of(small)
    for step in (0, 1000):
        timeline.keep(partial(at, state, step))
    for step in (484, 492, 496, 498):
        timeline.keep_near(at(state, step), 500)
    assert [timeline.before(step).step for step in (480, 490, 497, 999, 1000)] == [0, 484, 496, 498, 1000]


def test_a_clock_that_stands_still_does_not_keep_states_from_being_kept(
    small: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.training.timeline.thread_time", lambda: 0.0)
    timeline, state = Timeline(), state_of(small)
    for step in range(2_000):
        if step >= timeline.due:
            timeline.keep(partial(at, state, step))
    assert kept(timeline) == [0, 1, 11, 111, 1111]


@pytest.mark.parametrize(
    ("step_time", "copy_time", "apart"), [(1e-5, 1e-6, 100), (1e-5, 1e-4, 1000), (1.0, 0.1, 10)]
)
def test_states_are_as_far_apart_as_steps_are_quick_and_copies_dear(
    small: Experiment, monkeypatch: pytest.MonkeyPatch, step_time: float, copy_time: float, apart: int
) -> None:
    now = 0.0

    def copy(step: int) -> RunState:
        nonlocal now
        now += copy_time
        return at(state, step)

    monkeypatch.setattr("nnviz.training.timeline.thread_time", lambda: now)
    timeline, state = Timeline(gap=1e-3), state_of(small)
    for step in range(20 * apart):
        if step >= timeline.due:
            timeline.keep(partial(copy, step))
        now += step_time
    between = [later - earlier for earlier, later in pairwise(kept(timeline)[5:])]
    assert between == pytest.approx([apart] * len(between), abs=1)  # a clock in floats
    assert len(between) > 10


def test_memory_stays_under_the_limit_and_old_and_new_steps_stay_in_reach(small: Experiment) -> None:
    room = 24
    limit = room * state_of(small).nbytes * NEAR_SHARE // (NEAR_SHARE - 1)
    timeline, state = Timeline(limit), state_of(small)
    for step in range(0, 100_000, 100):
        timeline.keep(partial(at, state, step))
        assert timeline.nbytes <= limit
    assert kept(timeline)[0] == 0
    steps = [*kept(timeline), 100_000]
    gaps = [later - earlier for earlier, later in pairwise(steps)]
    assert max(gaps) <= 100_000 / (room / 5)


def test_when_it_is_full_states_lie_twice_as_far_apart(
    small: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("nnviz.training.timeline.thread_time", lambda: now)
    state = state_of(small)
    timeline = Timeline(8 * state.nbytes * NEAR_SHARE // (NEAR_SHARE - 1), gap=1.0)
    spacings = []
    for step in range(2_000):
        if step >= timeline.due:
            timeline.keep(partial(at, state, step))
            spacings.append(timeline.due - step)
        now += 0.1
    assert spacings[2:8] == [10] * 6
    assert set(spacings[8:]) == {20, 40, 80, 160, 320}


def test_states_near_a_step_keep_within_their_share(small: Experiment) -> None:
    state = state_of(small)
    timeline = Timeline(NEAR_SHARE * 3 * state.nbytes)
    timeline.keep(lambda: state)
    for step in (1, 50, 90, 98, 99):
        timeline.keep_near(at(state, step), 100)
    assert [each.step for each in timeline._near] == [90, 98, 99]


def test_forgotten_states_are_not_found_again(small: Experiment) -> None:
    timeline, state = Timeline(), state_of(small)
    for step in (0, 10, 20, 30):
        timeline.keep(partial(at, state, step))
    timeline.keep_near(at(state, 25), 28)
    timeline.forget_after(20)
    assert timeline.before(40).step == 20
    assert timeline.due == 21


def test_an_edit_in_every_step_does_not_have_every_step_kept(
    small: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("nnviz.training.timeline.thread_time", lambda: now)
    timeline, state = Timeline(gap=1.0), state_of(small)
    for step in range(1_000):
        if step >= timeline.due:
            timeline.keep(partial(at, state, step))
        now += 0.02
        timeline.forget_after(step)
    assert 15 <= len(timeline) <= 40


def test_points_changed_by_hand_count_once_for_all_the_states_that_share_them(small: Experiment) -> None:
    run = TrainingRun(small)
    run.apply(AddPoints((0.0,), (0.0,), 0, 1))
    first = run.state()
    run.apply(AddPoints((1.0,), (0.0,), 0, 2))
    second = run.state()
    timeline, expected = Timeline(), 0
    for step, state, points in ((0, first, 1), (10, first, 0), (20, second, 1), (30, second, 0)):
        timeline.keep(partial(at, state, step))
        expected += state.nbytes + points * state.learner.dataset.edited_nbytes
        assert timeline.nbytes == expected
    assert second.learner.dataset.edited_nbytes > first.learner.dataset.edited_nbytes > 0
    timeline.forget_after(10)
    assert timeline.nbytes == 2 * first.nbytes + first.learner.dataset.edited_nbytes


def test_a_lower_limit_holds_at_once_and_a_higher_one_lets_states_lie_closer(small: Experiment) -> None:
    state = state_of(small)
    timeline = Timeline(64 * state.nbytes, gap=1e-9)
    for step in range(0, 4_000, 100):
        timeline.keep(partial(at, state, step))
        timeline.keep_near(at(state, step), step)
    timeline.keep_within(16 * state.nbytes)
    assert timeline.nbytes <= 16 * state.nbytes
    assert kept(timeline)[0] == 0
    fewer = len(timeline)
    timeline.keep_within(256 * state.nbytes)
    for step in range(4_000, 8_000, 100):
        timeline.keep(partial(at, state, step))
    assert len(timeline) == fewer + 40


def test_a_run_that_begins_anew_keeps_within_the_same_limit(small: Experiment) -> None:
    run = TrainingRun(small)
    run.timeline.keep_within(17 * 2**20)
    run.apply(Reset())
    assert run.timeline.limit == 17 * 2**20
    assert len(run.timeline) == 1
