from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.drawing.microscope.code import shown_lines


def test_what_fits_is_shown_in_full() -> None:
    assert shown_lines([11], 12, 12) == range(12)


def test_a_row_is_left_to_say_what_is_cut() -> None:
    assert shown_lines([0], 10, 12) == range(9)
    assert shown_lines([11], 10, 12) == range(3, 12)
    assert shown_lines([10], 8, 20) == range(7, 13)


@given(st.integers(1, 60), st.integers(3, 30), st.data())
def test_the_lit_line_is_always_among_them(total: int, room: int, data: st.DataObject) -> None:
    lit = data.draw(st.integers(0, total - 1))
    shown = shown_lines([lit], room, total)
    assert lit in shown
    assert len(shown) + (shown.start > 0) + (shown.stop < total) == min(room, total)
