from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from nnviz.ui.drawing.network.edges import Curves, levels
from nnviz.ui.drawing.network.layout import Room, Wish, placed, tile_at

ROOM = Room(30.0, 400.0, 1.0, 113.0, 16.0)


@given(
    st.lists(st.integers(1, 16), min_size=1, max_size=6),
    st.integers(300, 1800),
    st.integers(110, 900),
)
def test_tiles_stand_in_their_room_and_none_on_another(counts: list[int], width: int, height: int) -> None:
    room = Room(30.0, float(width), 1.0, float(height), 16.0)
    columns = placed([Wish(count) for count in counts], room)
    rects = [tiles.rect(index) for tiles in columns for index in range(len(tiles))]
    for rect in rects:
        assert rect.width() >= 2
        assert room.left - 1 <= rect.left()
        assert rect.right() <= room.right + 1
        assert room.top - 1 <= rect.top()
        assert rect.bottom() <= room.bottom + 1.5
    for tiles in columns:
        own = [tiles.rect(index).adjusted(0.6, 0.6, -0.6, -0.6) for index in range(len(tiles))]
        assert not any(a.intersects(b) for a, b in combinations(own, 2))


def test_eight_units_in_a_low_strip_stand_by_turns_and_are_larger_for_it() -> None:
    hidden = placed([Wish(2), Wish(8), Wish(3)], ROOM)[1]
    assert len(set(hidden.lefts.tolist())) == 2
    assert hidden.side > 20 > (ROOM.bottom - ROOM.top) / 8


def test_an_image_is_large_and_words_below_have_room() -> None:
    image, hidden = placed(
        [Wish(1, is_image=True), Wish(8, has_more=True)], Room(0.0, 800.0, 0.0, 400.0, 16.0)
    )
    assert image.side > 2 * hidden.side
    assert hidden.bottom <= 384.5


def test_the_tile_under_a_place_is_found() -> None:
    columns = placed([Wish(2), Wish(4)], ROOM)
    for number, tiles in enumerate(columns):
        for index in range(len(tiles)):
            assert tile_at(columns, tiles.rect(index).center()) == (number, index)
    assert tile_at(columns, QPointF(columns[0].lefts[0] + columns[0].side + 20, 5)) is None


@pytest.mark.parametrize("edge", range(8))
def test_a_curve_is_no_pixel_from_its_own_middle(edge: int) -> None:
    before, after = placed([Wish(2), Wish(4)], ROOM)
    curves = Curves.between(before, after)
    away = curves.distances(curves.middle(edge))
    assert away[edge] < 0.01
    assert np.isinf(curves.distances(QPointF(float(before.lefts[0]) - 5, 20))).all()
    path = curves.path(edge)
    assert path.pointAtPercent(0).x() == pytest.approx(before.lefts[0] + before.side)
    assert path.currentPosition().y() == pytest.approx(after.middles[edge % 4])


def test_width_follows_size_and_colour_follows_sign() -> None:
    weights = np.array([0.0, 0.05, -0.2, 0.5, -0.9, 7.0, np.nan])
    assert levels(weights, 1.0).tolist() == [0, 0, 3, 4, 7, 6, 6]
