from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.drawing.curve_limits import along, of_accuracies, of_losses
from nnviz.ui.drawing.growing import Extent

losses = st.lists(st.floats(1e-30, 1e38), min_size=1, max_size=20)


def extent(values: list[float]) -> Extent:
    result = Extent()
    result.take(np.array(values))
    return result


@given(losses, st.booleans())
def test_limits_hold_every_loss(values: list[float], log: bool) -> None:
    low, high = of_losses([extent(values)], log)
    assert low < high
    assert low <= min(values) * (1 + 1e-6)
    assert max(values) <= high * (1 + 1e-6)
    assert low > 0 or not log


def test_limits_move_in_leaps_while_a_loss_falls() -> None:
    values, seen = np.geomspace(2.3, 0.01, 2000), set()
    growing = Extent()
    for count in range(1, 2001, 7):
        growing.take(values[:count])
        seen.add(of_losses([growing], log=True))
    assert len(seen) <= 9


@pytest.mark.parametrize("log", [True, False])
def test_there_are_limits_before_the_first_loss(log: bool) -> None:
    low, high = of_losses([Extent(), Extent()], log)
    assert low < high


@given(st.floats(1e-3, 1e9))
def test_the_axis_along_leaps_over_its_end(last: float) -> None:
    low, high = along(last)
    assert low == 0
    assert last < high <= 2.5 * last * (1 + 1e-5)
    assert f"{high:e}"[0] in "125"


def test_accuracies_of_the_untrained_network_may_lie_below() -> None:
    assert of_accuracies([np.array([10.0, 91.0, 95.0, 96.0])]) == (90.0, 100.4)
    assert of_accuracies([np.array([10.0, 91.0, 95.0]), np.array([10.0, 55.0, np.nan])]) == (40.0, 102.4)


@pytest.mark.parametrize("column", [[], [30.0], [np.nan, np.nan], [np.nan]])
def test_without_accuracies_the_axis_is_whole(column: list[float]) -> None:
    assert of_accuracies([np.array(column)]) == (0.0, 104.0)


def test_a_curve_along_a_hundred_per_cent_is_not_on_the_frame() -> None:
    assert of_accuracies([np.full(50, 100.0)]) == (98.0, 100.08)
