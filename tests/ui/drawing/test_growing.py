from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.training.history import History, Pace
from nnviz.ui.drawing.growing import CentredMean, EpochPlaces, Extent, Growing, Percents, StepPlaces

finite = st.floats(1e-3, 1e3)


def test_a_column_goes_on_until_its_numbers_differ() -> None:
    column, values = Growing(), np.arange(1.0, 10.0)
    assert column.new_from(values[:4]) == 0
    assert column.new_from(values[:7]) == 4
    assert column.new_from(values[:7]) == 7
    assert column.new_from(values[:3]) == 0
    assert column.new_from(-values) == 0


@given(st.lists(st.lists(finite, max_size=5), max_size=8))
def test_an_extent_is_that_of_all_values(parts: list[list[float]]) -> None:
    extent, seen = Extent(), np.empty(0)
    for part in parts:
        seen = np.concatenate((seen, part))
        extent.take(seen)
        if len(seen):
            assert (extent.low, extent.high) == (seen.min(), seen.max())


def test_an_extent_leaves_out_what_is_not_finite_and_starts_afresh_with_another_column() -> None:
    extent = Extent()
    extent.take(np.array([0.0, np.nan, 2.0, np.inf, 5.0]))
    assert (extent.low, extent.high) == (2.0, 5.0)
    extent.take(np.array([1.0, 1.5]))
    assert (extent.low, extent.high) == (1.0, 1.5)


def test_percents_grow_with_their_shares() -> None:
    percents, shares = Percents(), np.linspace(0, 1, 3000)
    for count in (1, 10, 3000, 5):
        np.testing.assert_array_equal(percents.of(shares[:count]), 100 * shares[:count])


def plain_mean(values: np.ndarray, at: int, half: int) -> float:
    """Average as the docstring says, for a place that is settled."""
    reach = min(half, at)
    return float(values[at - reach : at + reach + 1].mean())


@given(
    st.lists(finite, min_size=1, max_size=120), st.integers(1, 12), st.lists(st.integers(1, 40), min_size=1)
)
def test_a_centred_mean_is_the_plain_one_however_the_column_grew(
    numbers: list[float], half: int, cuts: list[int]
) -> None:
    values, mean = np.array(numbers), CentredMean(half)
    for count in (*sorted(min(cut, len(values)) for cut in cuts), len(values)):
        mean.take(values[:count])
        settled, tail = mean.settled, mean.tail(values[:count])
        assert len(settled) + len(tail) == count
        expected = [plain_mean(values[:count], at, half) for at in range(len(settled))]
        np.testing.assert_allclose(settled, expected, rtol=1e-9)
        if len(tail):
            assert values[:count].min() - 1e-9 <= tail.min()
            assert tail.max() <= values[:count].max() + 1e-9


def test_a_centred_mean_does_not_lag_behind_a_slope() -> None:
    values, mean = np.arange(300.0), CentredMean(20)
    mean.take(values)
    np.testing.assert_allclose(mean.settled, values[: len(mean.settled)], atol=1e-9)


def test_one_huge_loss_does_not_drown_the_means_after_it() -> None:
    values, mean = np.full(2000, 0.5), CentredMean(10)
    values[300] = 1e30
    mean.take(values)
    np.testing.assert_allclose(mean.settled[400:], 0.5)


def test_a_centred_mean_starts_afresh_with_another_column() -> None:
    mean = CentredMean(5)
    mean.take(np.full(100, 1.0))
    mean.take(np.full(60, 3.0))
    np.testing.assert_allclose(mean.settled, 3.0)


def history(steps: int) -> History:
    """Ten steps an epoch, from step 40 on four."""
    result = History()
    result.set_pace(Pace(0, 0.0, 0.1))
    for _ in range(steps):
        result.losses.append(1.0)
    if steps > 40:
        result.set_pace(Pace(40, 4.0, 0.25))
    return result


@pytest.mark.parametrize("places", [StepPlaces(), EpochPlaces()])
def test_a_step_is_found_again_at_its_place(places: StepPlaces | EpochPlaces) -> None:
    view = history(60).view()
    at = places.of_losses(view)
    assert len(at) == 60
    assert (np.diff(at) > 0).all()
    for step in (0, 1, 39, 40, 41, 59):
        assert places.of(view, step) == pytest.approx(at[step])
        assert places.step_at(view, at[step]) == step


def test_places_in_epochs_follow_a_changed_batch_size_and_a_step_back() -> None:
    places = EpochPlaces()
    for steps in (10, 40, 60, 2000, 20):
        view = history(steps).view()
        np.testing.assert_allclose(places.of_losses(view), view.epochs(np.arange(float(steps))))
