from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.training.layer_log import APART, MOST_PARAMETERS, LayerLog, first_due

NUMBERS = np.arange(8.0).reshape(2, 4)


def dues(last: int) -> list[int]:
    due = [0]
    while due[-1] < last:
        due.append(first_due(due[-1] + 1))
    return due


def test_early_steps_are_noted_one_by_one_and_late_ones_far_apart() -> None:
    due = dues(20_000)
    assert due[:34] == [*range(32), 32, 34]
    assert due[-1] - due[-2] == APART
    assert np.diff(due).max() == APART


def test_the_longest_run_has_few_notes() -> None:
    assert len(dues(10**9)) < 2500


@given(st.integers(0, 300_000))
def test_which_steps_are_noted_does_not_depend_on_where_one_starts(step: int) -> None:
    assert first_due(step) == next(due for due in dues(310_000) if due >= step)


def log_of(*steps: int, parameters: int = 3) -> LayerLog:
    log = LayerLog(np.zeros(parameters))
    for step in steps:
        log.note(step, NUMBERS + step, np.full(parameters, float(step)))
    return log


def test_notes_are_found_by_their_names_after_the_step_that_they_tell_of() -> None:
    view = log_of(0, 1).view()
    assert view.steps.tolist() == [1, 2]
    assert view.noted("update ratio").tolist() == [[1, 5], [2, 6]]
    assert view.path.tolist() == [[0, 0, 0], [1, 1, 1]]


def test_a_view_stays_and_the_past_can_be_cut_off() -> None:
    log = log_of(0, 1, 2)
    view, earlier = log.view(), log.until(2)
    log.note(3, NUMBERS, np.zeros(3))
    assert view.steps.tolist() == [1, 2, 3]
    assert (earlier.view().steps.tolist(), earlier.due) == ([1, 2], 2)


def test_many_parameters_leave_no_path() -> None:
    assert log_of(0, parameters=MOST_PARAMETERS + 1).view().path.shape == (1, 0)


def test_another_network_begins_anew_and_the_one_before_it_is_still_known() -> None:
    log = log_of(0, 1)
    log.note(2, np.zeros((3, 4)), np.zeros(5))
    assert log.view().values.shape == (1, 3, 4)
    assert log.view(2).steps.tolist() == [1, 2]
    assert log.view(3).values.shape == (1, 3, 4)
    assert log.until(2).view().values.shape == (2, 2, 4)
