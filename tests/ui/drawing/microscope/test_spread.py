from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.drawing.microscope.spread import spread


def test_all_stand_side_by_side() -> None:
    made = spread((0, 1, 2), 3, 40.0, 10.0)
    assert made.starts == (0.0, 40.0, 80.0)
    assert not made.gaps
    assert made.length == 120.0


def test_a_gap_stands_wherever_some_are_left_out() -> None:
    made = spread((2, 3, 6), 8, 40.0, 10.0)
    assert made.starts == (10.0, 50.0, 100.0)
    assert made.gaps == (5.0, 95.0, 145.0)
    assert made.length == 150.0


@given(st.sets(st.integers(0, 30), min_size=1))
def test_nothing_stands_over_anything(chosen: set[int]) -> None:
    made = spread(sorted(chosen), 31, 20.0, 6.0)
    assert made.length == pytest.approx(20.0 * len(made.starts) + 6.0 * len(made.gaps))
    spans = sorted([(at, at + 20.0) for at in made.starts] + [(at - 3.0, at + 3.0) for at in made.gaps])
    assert all(after[0] == pytest.approx(before[1]) for before, after in itertools.pairwise(spans))
    assert bool(made.gaps) == (len(chosen) < 31)
