from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.drawing.ticks import common_power, tick_label, tick_places
from nnviz.ui.drawing.view import Span, View


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.booleans(), st.integers(20, 2000))
def test_ticks_are_inside_in_order_and_apart(low: float, width: float, log: bool, pixels: int) -> None:
    span = Span(low / 1e5, low / 1e5 + width / 1e4, log) if log else Span(low, low + width)
    places = tick_places(span, pixels, 40)
    reach = span.high - span.low
    assert all(span.low - 1e-5 * reach - 1e-5 <= p <= span.high + 1e-5 * reach + 1e-5 for p in places)
    gaps = [b - a for a, b in pairwise(places)]
    assert all(gap * pixels / reach >= 39.9 for gap in gaps)


@pytest.mark.parametrize(
    ("span", "pixels", "labels"),
    [
        (Span(-6, 6), 300, ["−6", "−4", "−2", "0", "2", "4", "6"]),
        (Span(0, 5000), 360, ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
        (Span(0, 1), 200, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (Span(-2e18, 4e18), 300, ["−2", "−1", "0", "1", "2", "3", "4"]),
        (Span(0, 1.2e6), 300, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0", "1.2"]),
        (Span(-1, 0.5, log=True), 90, ["0.1", "0.3", "1", "3"]),
        (Span(0, 30, log=True), 130, ["10⁰", "10¹⁰", "10²⁰", "10³⁰"]),
    ],
)
def test_labels(span: Span, pixels: int, labels: list[str]) -> None:
    places = tick_places(span, pixels, 25 if span.log else 40)
    spacing = places[1] - places[0]
    power = common_power(span, 1e6)
    assert [tick_label(place, span, spacing, power) for place in places] == labels


@pytest.mark.parametrize(
    ("span", "power"),
    [(Span(0, 999_999), 0), (Span(-1e6, 5), 6), (Span(0, 6.5e18), 18), (Span(0, 30, log=True), 0)],
)
def test_the_power_that_long_numbers_share(span: Span, power: int) -> None:
    assert common_power(span, 1e6) == power


def test_no_room_no_ticks() -> None:
    assert tick_places(Span(0, 1), 0, 40) == []
    assert tick_places(Span(1, 1), 100, 40) == []


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_a_pixel_and_its_data_coordinates_agree(x: float, y: float) -> None:
    view = View(Span(-5, 5), Span(-5, 5, log=True), 200, 100)
    column, row = float(view.x([x])[0]), float(view.y([10**y])[0])
    assert view.data(column, row) == pytest.approx((x, 10**y), rel=1e-9, abs=1e-9)
