from __future__ import annotations

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.drawing.microscope.spread import as_many_as_fit, spread


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


def test_rows_and_columns_share_the_room_and_one_takes_what_another_cannot_use() -> None:
    most = {"in": 784, "unit": 30, "sample": 1}

    def fits(shown: Mapping[str, int]) -> bool:
        return shown["in"] + 3 * shown["unit"] <= 14 and shown["unit"] <= 5

    assert as_many_as_fit(most, fits) == {"in": 5, "unit": 3, "sample": 1}


def test_at_least_one_is_shown_where_nothing_fits() -> None:
    assert as_many_as_fit({"in": 784, "unit": 30}, lambda _: False) == {"in": 1, "unit": 1}
