import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.drawing.thinning import Envelope, visible

CURVES = st.lists(st.floats(-100, 100) | st.sampled_from([np.nan, np.inf, -np.inf]), min_size=1, max_size=300)


def _columns(count: int, columns: int, high: float) -> np.ndarray:
    places: np.ndarray = np.minimum((np.arange(count) * (columns / high)).astype(int), columns - 1)
    return places


@given(CURVES, st.integers(1, 40), st.lists(st.integers(1, 300), max_size=6))
def test_an_envelope_that_grew_holds_what_one_made_at_once_holds(
    values: list[float], columns: int, stops: list[int]
) -> None:
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    grown, whole = (Envelope(0.0, float(len(y)), columns) for _ in range(2))
    for stop in sorted(stops):
        grown.take(x[:stop], y[:stop])
    grown.take(x, y)
    whole.take(x, y)
    for name in ("lows", "highs", "firsts", "lasts"):
        np.testing.assert_array_equal(getattr(grown, name), getattr(whole, name))


@given(CURVES, st.integers(1, 40))
def test_no_peak_is_lost(values: list[float], columns: int) -> None:
    y = np.array(values)
    envelope = Envelope(0.0, float(len(y)), columns)
    envelope.take(np.arange(len(y), dtype=float), y)
    column = _columns(len(y), columns, float(len(y)))
    for index in range(columns):
        inside = y[(column == index) & np.isfinite(y)]
        if len(inside):
            assert (envelope.lows[index], envelope.highs[index]) == (inside.min(), inside.max())
        else:
            assert np.isnan(envelope.lows[index])


def test_pairs_run_the_way_the_curve_does() -> None:
    envelope = Envelope(0, 4, 2)
    envelope.take(np.arange(4.0), np.array([1.0, 2.0, 5.0, 3.0]))
    first, second = envelope.pairs(slice(0, 2))
    assert (first.tolist(), second.tolist()) == ([1, 5], [2, 3])


def test_what_lies_outside_is_left_out() -> None:
    envelope = Envelope(10, 20, 5)
    envelope.take(np.array([1.0, 15.0, 30.0]), np.array([7.0, 8.0, 9.0]))
    assert np.nanmin(envelope.lows) == np.nanmax(envelope.highs) == 8


@pytest.mark.parametrize(
    ("y", "follows"),
    [([1, 2, 3, 4], True), ([1, 2, 3], True), ([1, 2], False), ([1, 2, 9, 4], False)],
)
def test_a_run_that_began_again_is_noticed(y: list[float], follows: bool) -> None:
    envelope = Envelope(0, 10, 5)
    envelope.take(np.arange(3.0), np.array([1.0, 2.0, 3.0]))
    assert envelope.follows(np.arange(float(len(y))), np.array(y, float)) is follows


def test_visible_keeps_one_point_beyond_each_end() -> None:
    assert np.arange(10.0)[visible(np.arange(10.0), 3.5, 5.5)].tolist() == [3, 4, 5, 6]
    assert np.arange(10.0)[visible(np.arange(10.0), -1, 99)].tolist() == list(range(10))
