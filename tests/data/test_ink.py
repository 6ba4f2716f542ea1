from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.data.centring import Frame, centred, ink_box, squeezed
from nnviz.data.ink import Ink
from tests.handwriting import written

SIDE = 224


def by_hand(start: tuple[float, float], end: tuple[float, float], width: float) -> np.ndarray:
    """Return the ink of each pixel of a sheet, worked out point by point."""
    places = np.stack(np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5), axis=-1)
    line = np.subtract(end, start)
    share = np.clip((places - start) @ line / max(line @ line, 1e-9), 0, 1)
    distance = np.linalg.norm(places - (start + share[..., np.newaxis] * line), axis=-1)
    covered: np.ndarray = np.clip(width / 2 + 0.5 - distance, 0, 1) * 255
    return covered


places = st.tuples(st.floats(-20, 244), st.floats(-20, 244))


@given(start=places, end=places, width=st.floats(1, 60))
@settings(max_examples=80, deadline=None)
def test_a_piece_covers_what_is_nearer_than_half_its_width(
    start: tuple[float, float], end: tuple[float, float], width: float
) -> None:
    ink = Ink(SIDE)
    ink.draw(start, end, width)
    assert np.abs(ink.values - by_hand(start, end, width)).max() <= 0.6
    assert ink.box == ink_box(ink.drawing)


def test_a_point_is_round() -> None:
    ink = Ink(SIDE)
    ink.draw((100.0, 100.0), (100.0, 100.0), 20)
    assert np.array_equal(ink.values, ink.values.T)
    assert np.array_equal(ink.values[:100], ink.values[100:200][::-1])
    assert (ink.values / 255).sum() == pytest.approx(np.pi * 100, rel=0.01)


@given(
    pieces=st.lists(st.tuples(places, places, st.floats(1, 40), st.booleans()), min_size=1, max_size=12),
)
@settings(max_examples=60, deadline=None)
def test_the_box_is_known_however_was_drawn_and_erased(
    pieces: list[tuple[tuple[float, float], tuple[float, float], float, bool]],
) -> None:
    ink = Ink(SIDE)
    for piece in pieces:
        ink.draw(*piece)
        assert ink.box == ink_box(ink.drawing)


def test_erasing_takes_away_what_it_covers() -> None:
    ink = Ink(SIDE)
    ink.draw((50, 100), (150, 100), 20)
    ink.draw((100, 50), (100, 150), 30, erases=True)
    assert ink.values[100, 100] == 0
    assert ink.values[100, 60] == 255
    ink.draw((0, 100), (224, 100), 60, erases=True)
    assert ink.box is None
    assert not ink.values.any()


@pytest.mark.parametrize("side", [8, 28])
@pytest.mark.parametrize("digit", [1, 4, 8])
def test_a_network_is_given_what_it_would_be_given_of_the_whole_drawing(side: int, digit: int) -> None:
    ink = Ink(SIDE)
    for points in written(digit, SIDE, np.random.default_rng(digit)):
        for start, end in pairwise(points):
            ink.draw(tuple(start), tuple(end), 16)
    frame = Frame.of_side(side)
    for made, whole in ((ink.seen(frame, True), centred), (ink.seen(frame, False), squeezed)):
        other = whole(ink.drawing, frame)
        assert np.array_equal(made.image, other.image)
        assert (made.ink, made.box) == (other.ink, other.box)


def test_something_else_can_be_put_in_its_place() -> None:
    ink = Ink(SIDE)
    ink.draw((10, 10), (20, 20), 8)
    drawing = np.zeros((SIDE, SIDE), np.uint8)
    drawing[40:60, 70:90] = 200
    ink.put(drawing)
    assert ink.box == (70, 40, 90, 60)
    assert np.array_equal(ink.drawing, drawing)
