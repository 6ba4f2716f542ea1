import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.ui.numerals import (
    ColourLimit,
    count,
    fixed,
    leap,
    percent,
    power_of_ten,
    short,
    signed,
    significant,
    thousands,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (count(1500), "1,500"),
        (fixed(-0.5, 2), "−0.50"),
        (fixed(-0.001, 2), "0.00"),
        (fixed(math.inf, 2), "∞"),
        (fixed(-math.inf, 2), "−∞"),
        (fixed(math.nan, 2), "not a number"),
        (percent(0.97), "97.0\u202f%"),
        (signed(0.5, 1), "+0.5"),
        (signed(0.0, 1), "0.0"),
        (power_of_ten(-5), "10⁻⁵"),
        (significant(0.11812), "0.118"),
        (significant(99.96), "100"),
        (significant(1500), "1,500"),
        (significant(3.1e34), "3.1×10³⁴"),
        (significant(-2e-7), "−2.0×10⁻⁷"),
        (short(0.3), "0.3"),
        (short(1000), "1,000"),
        (short(5e-4), "5×10⁻⁴"),
        (short(1e30), "10³⁰"),
        (short(-1e-5), "−10⁻⁵"),
        (thousands(850), "850"),
        (thousands(300_123), "300\u202fk"),
        (thousands(1_230_000), "1.2\u202fM"),
    ],
)
def test_how_numbers_are_written(written: str, expected: str) -> None:
    assert written == expected


@given(st.floats(1e-300, 1e300))
def test_a_leap_is_round_and_holds_its_value(value: float) -> None:
    limit = leap(value)
    assert value <= limit * (1 + 1e-9)
    assert limit <= value * 2.5 * (1 + 1e-9)
    assert f"{limit:.6e}"[0] in "125"
    assert f"{limit:.6e}"[2:8] == "000000"


def test_a_limit_widens_when_needed_and_shrinks_only_on_reset() -> None:
    limit = ColourLimit()
    assert limit.cover(np.array([0.4, -2.1])) == 3
    assert limit.cover(np.array([0.1])) == 3
    assert limit.cover(np.array([-3.2])) == 5
    limit.reset()
    assert limit.cover(np.array([0.1])) == pytest.approx(0.1)


def test_a_limit_that_a_few_exceed_is_written_with_a_sign() -> None:
    limit = ColourLimit(coverage=0.9)
    values = np.full(1000, 0.4)
    values[0] = 7
    assert limit.cover(values) == 0.5
    assert limit.exceeded
    assert (limit.label(), limit.label(-1)) == ("≥\u202f0.5", "≤\u202f−0.5")
    limit.cover(np.full(1000, 0.4))
    assert (limit.label(), limit.label(-1)) == ("+0.5", "−0.5")


@pytest.mark.parametrize("values", [[], [np.nan], [np.inf, 0.0]])
def test_a_limit_survives_values_that_are_no_numbers(values: list[float]) -> None:
    limit = ColourLimit().cover(np.array(values, float))
    assert limit >= 0
    assert math.isfinite(limit)
