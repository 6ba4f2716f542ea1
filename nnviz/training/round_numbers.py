"""Round numbers: limits of scales that change seldom and are easily read."""

from __future__ import annotations

import math

#: What the limits of a colour scale are multiples of, times a power of ten.
LIMITS = (1.0, 2.0, 3.0, 5.0)


def round_up(value: float, mantissas: tuple[float, ...] = LIMITS) -> float:
    """Return the least of `mantissas` times a power of ten that is not below `value` (> 0)."""
    exponent = math.floor(math.log10(value))
    for mantissa in (*mantissas, 10.0):
        # From the text, so that the limit is the very float that its digits name.
        limit = float(f"{mantissa:g}e{exponent}")
        if value <= limit * (1 + 1e-9):
            return limit
    raise AssertionError("unreachable: 10 is above every mantissa")
