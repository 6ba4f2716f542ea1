from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.training.round_numbers import LIMITS, round_up


@pytest.mark.parametrize(("value", "limit"), [(1, 1), (1.01, 2), (2.5, 3), (3.1, 5), (6, 10), (0.04, 0.05)])
def test_the_next_round_number(value: float, limit: float) -> None:
    assert round_up(value) == limit


@given(st.floats(1e-30, 1e30))
def test_it_holds_the_value_without_being_much_larger(value: float) -> None:
    limit = round_up(value)
    assert value <= limit * (1 + 1e-9) <= 2.1 * value
    assert float(f"{limit:.0e}".partition("e")[0]) in LIMITS
