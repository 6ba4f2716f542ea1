from __future__ import annotations

from itertools import pairwise

from nnviz.ui.drawing.microscope.levels import CUT, LEVELS


def test_each_level_takes_less_room_than_the_one_before() -> None:
    assert CUT in LEVELS
    for larger, smaller in pairwise(LEVELS):
        rounder = smaller.digits < larger.digits
        assert rounder or (smaller.text <= larger.text and smaller.height <= larger.height)
        assert rounder or smaller.height < larger.height or smaller.width < larger.width
