from __future__ import annotations

import numpy as np
import pytest

from nnviz.training.columns import Column
from nnviz.training.history import History, Pace


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


def test_going_back_keeps_what_was_known_at_that_step() -> None:
    history = History()
    history.set_pace(Pace(0, 0.0, 1.0))
    for step in range(6):
        history.measurements.append([step, step, *range(6)])
        history.losses.append(float(step))
    history.mark(4, "rate 0.1 → 0.2")
    earlier = history.until(4).view()
    assert earlier.losses.tolist() == [0, 1, 2, 3]
    assert earlier.measurements[:, 0].tolist() == [0, 1, 2, 3, 4]
    assert earlier.marks == ()
    assert history.view().marks[0].words == "rate 0.1 → 0.2"


def test_measurements_are_found_by_split() -> None:
    history = History()
    history.measurements.append([7, 1.0, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7])
    steps, losses, accuracies = history.view().measured("validation")
    assert (steps[0], losses[0], accuracies[0]) == (7, 0.2, 0.8)
