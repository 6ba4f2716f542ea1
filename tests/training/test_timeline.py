from __future__ import annotations

from dataclasses import replace

from nnviz.training.experiment import Experiment
from nnviz.training.run import TrainingRun
from nnviz.training.timeline import SPACING, Timeline


def filled(experiment: Experiment, states: int, limit: int) -> Timeline:
    state = TrainingRun(experiment).state()
    timeline = Timeline(limit)
    for step in range(0, states * SPACING, SPACING):
        if timeline.wants(step):
            timeline.keep(replace(state, step=step))
    return timeline


def test_the_state_before_a_step_is_the_latest_that_is_not_after_it(small: Experiment) -> None:
    timeline = filled(small, 10, 2**30)
    assert timeline.before(0).step == 0
    assert timeline.before(3 * SPACING - 1).step == 2 * SPACING
    assert timeline.before(3 * SPACING).step == 3 * SPACING


def test_memory_stays_under_the_limit_and_the_start_is_kept(small: Experiment) -> None:
    nbytes = TrainingRun(small).state().nbytes
    timeline = filled(small, 500, 20 * nbytes)
    assert len(timeline) <= 20
    assert timeline.before(0).step == 0
    assert timeline.spacing > SPACING
    assert timeline.before(499 * SPACING).step >= 498 * SPACING - timeline.spacing


def test_forgotten_states_are_not_found_again(small: Experiment) -> None:
    timeline = filled(small, 10, 2**30)
    timeline.forget_from(4 * SPACING)
    assert timeline.before(9 * SPACING).step == 3 * SPACING
