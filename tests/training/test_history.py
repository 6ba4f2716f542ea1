from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.columns import Column
from nnviz.training.history import MOST_BRANCHES, History, Pace


def test_a_view_stays_as_it_is_while_the_column_grows() -> None:
    column = Column(capacity=2)
    column.append(1.0)
    view = column.view()
    for number in range(2, 10):
        column.append(float(number))
    assert view.tolist() == [1.0]
    assert column.view().tolist() == [*map(float, range(1, 10))]


def test_a_view_cannot_be_written() -> None:
    column = Column()
    column.append(1.0)
    with pytest.raises(ValueError, match="read-only"):
        column.view()[0] = 2.0


def test_a_shortened_column_grows_apart_from_the_old_one() -> None:
    column = Column()
    for number in range(5):
        column.append(float(number))
    branch = column.shortened(2)
    branch.append(9.0)
    assert column.view().tolist() == [0, 1, 2, 3, 4]
    assert branch.view().tolist() == [0, 1, 9]


def test_epochs_follow_changes_of_pace() -> None:
    history = History()
    history.set_pace(Pace(0, 0.0, 0.1))
    history.set_pace(Pace(10, 1.0, 0.5))
    assert history.view().epochs(np.array([0.0, 5.0, 10.0, 12.0])).tolist() == [0.0, 0.5, 1.0, 2.0]


@pytest.mark.parametrize(("epoch", "step"), [(0.0, 0), (0.5, 5), (0.96, 10), (1.8, 10), (2.0, 10), (3.0, 12)])
def test_an_epoch_that_a_change_of_pace_skips_is_the_step_of_the_change(epoch: float, step: int) -> None:
    history = History()
    history.set_pace(Pace(0, 0.0, 0.1))
    history.set_pace(Pace(10, 2.0, 0.5))
    assert history.view().step_at(epoch) == step


@pytest.fixture
def six_steps() -> History:
    """Six steps of which the fourth was followed by a changed rate."""
    history = History()
    history.set_pace(Pace(0, 0.0, 1.0))
    history.measurements.append([0, 0, *range(6)])
    for step in range(1, 7):
        history.losses.append(float(step))
        history.measurements.append([step, step, *range(6)])
    history.mark(4, "rate 0.1 → 0.2")
    history.diverged = 6
    return history


def test_a_view_of_the_past_still_knows_the_whole(six_steps: History) -> None:
    past = six_steps.view(3, 4)
    assert past.losses.tolist() == [1, 2, 3]
    assert past.measurements[:, 0].tolist() == [0, 1, 2, 3]
    assert past.marks == ()
    assert past.whole.losses.tolist() == [1, 2, 3, 4, 5, 6]
    assert past.whole.marks[0].words == "rate 0.1 → 0.2"
    assert six_steps.view(4, 5).marks == past.whole.marks
    assert six_steps.view(6, 7).known is None


def test_what_is_noted_again_is_noted_once(six_steps: History) -> None:
    six_steps.mark(4, "rate 0.1 → 0.2")
    six_steps.set_pace(Pace(0, 0.0, 1.0))
    assert (len(six_steps.marks), len(six_steps.paces)) == (1, 1)


def test_another_future_leaves_the_old_one_as_a_branch(six_steps: History) -> None:
    before = six_steps.view()
    other = six_steps.parted(3, 4)
    other.losses.append(9.0)
    now = other.view()
    assert now.losses.tolist() == [1, 2, 3, 9]
    assert (now.marks, now.diverged, now.measurements[-1, 0]) == ((), None, 3)
    (branch,) = now.branches
    assert (branch.start, branch.losses.tolist(), branch.measurements[:, 0].tolist()) == (
        3,
        [4, 5, 6],
        [4, 5, 6],
    )
    assert before.losses.tolist() == [1, 2, 3, 4, 5, 6]


def test_of_many_futures_the_last_few_are_kept(six_steps: History) -> None:
    history = six_steps
    for future in range(MOST_BRANCHES + 2):
        history = history.parted(3, 4)
        history.losses.append(float(future))
    assert [branch.losses.tolist() for branch in history.branches] == [
        [n] for n in range(1, MOST_BRANCHES + 1)
    ]


def test_nothing_ahead_makes_no_branch(six_steps: History) -> None:
    assert six_steps.parted(6, 7) is six_steps
    assert six_steps.view().branches == ()


def test_measurements_are_found_by_split() -> None:
    history = History()
    history.measurements.append([7, 1.0, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7])
    steps, losses, accuracies = history.view().measured("validation")
    assert (steps[0], losses[0], accuracies[0]) == (7, 0.2, 0.8)
