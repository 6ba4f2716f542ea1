r"""How numbers are written: real minus, thousands apart, powers of ten as superscripts.

>>> count(1500), percent(0.97), significant(3.1e34), significant(-0.5)
('1,500', '97.0\u202f%', '3.1×10³⁴', '−0.500')
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

MINUS = "−"
SPACE = "\u202f"
"""A narrow space that does not break, between a number and its unit."""

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_PLAIN_FROM, _PLAIN_BELOW = 1e-3, 1e5
_LEAPS = (1.0, 2.0, 5.0)
_LIMITS = (1.0, 2.0, 3.0, 5.0)


def superscript(value: int) -> str:
    """Write a whole number in superscript digits."""
    return str(value).translate(_SUPERSCRIPTS)


def power_of_ten(exponent: int) -> str:
    """Write `10` to a whole power: `10⁻⁵`."""
    return f"10{superscript(exponent)}"


def fixed(value: float, decimals: int) -> str:
    """Write a number with a fixed count of decimals; `-0.00` is written `0.00`."""
    if not math.isfinite(value):
        return _not_finite(value)
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        return text[1:] if not text.strip("-0.,") else MINUS + text[1:]
    return text


def signed(value: float, decimals: int) -> str:
    """Write a number with its sign, `+` or `−`; zero has none."""
    text = fixed(value, decimals)
    return text if value <= 0 or not text.strip("0.,") else f"+{text}"


def count(value: int) -> str:
    """Write a whole number: `1,500`."""
    return fixed(value, 0)


def percent(fraction: float, decimals: int = 1) -> str:
    """Write a share from 0 to 1 in per cent: `97.0 %`."""
    return f"{fixed(100 * fraction, decimals)}{SPACE}%"


def significant(value: float, digits: int = 3) -> str:
    """Write a number with `digits` significant digits, as a power of ten when long.

    Plain from 0.001 to 99,999 (`0.118`, `12.3`, `1,500`), else `3.1×10³⁴` with two digits.
    """
    if not math.isfinite(value):
        return _not_finite(value)
    if value == 0:
        return "0"
    if _PLAIN_FROM <= abs(value) < _PLAIN_BELOW:
        exponent = int(f"{value:.{digits - 1}e}".partition("e")[2])
        return fixed(value, max(0, digits - 1 - exponent))
    mantissa, _, exponent_text = f"{value:.1e}".partition("e")
    return f"{fixed(float(mantissa), 1)}×{power_of_ten(int(exponent_text))}"


def short(value: float) -> str:
    """Write a round number as briefly as it can be: `0.3`, `2`, `1,000`, `5×10⁻⁴`, `10³⁰`."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else _not_finite(value)
    if _PLAIN_FROM <= abs(value) < _PLAIN_BELOW:
        text = f"{abs(value):,.6f}".rstrip("0").rstrip(".")
    else:
        mantissa, _, exponent = f"{abs(value):.3e}".partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".")
        power = power_of_ten(int(exponent))
        text = power if mantissa == "1" else f"{mantissa}×{power}"
    return text if value > 0 else MINUS + text


def thousands(value: float) -> str:
    """Write a rate with at most three digits: `850`, `300 k`, `1.2 M`."""
    for unit, scale in (("M", 1e6), ("k", 1e3)):
        if value >= scale * (0.9995 if scale == 1e6 else 10):
            scaled = value / scale
            return f"{fixed(scaled, 1 if scaled < 10 else 0)}{SPACE}{unit}"
    return fixed(value, 0)


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "not a number"
    return "∞" if value > 0 else f"{MINUS}∞"


@lru_cache(maxsize=256)
def _named(mantissa: float, exponent: int) -> float:
    """Return a round number, from its text: the very float that its digits name."""
    return float(f"{mantissa:g}e{exponent}")


def _round_up(value: float, mantissas: tuple[float, ...]) -> float:
    exponent = math.floor(math.log10(value))
    for mantissa in (*mantissas, 10.0):
        limit = _named(mantissa, exponent)
        if value <= limit * (1 + 1e-9):
            return limit
    raise AssertionError("unreachable: 10 is above every mantissa")


def leap(value: float) -> float:
    """Return the least 1, 2 or 5 times a power of ten that is not below `value` (> 0).

    An axis that grows to `leap` of what it has to hold moves seldom instead of creeping.
    """
    return _round_up(value, _LEAPS)


class ColourLimit:
    """A round limit of a colour scale (1, 2, 3 or 5 times a power of ten).

    It widens when the values need it and shrinks only on `reset`, so that a colour means the same
    number for as long as somebody looks.

    Parameters
    ----------
    coverage : float, default 1.0
        The share of the values that has to lie within the limit; the colour of the rest is the
        end colour, and `exceeded` is true.
    least : float, default 1e-6
        The narrowest limit.
    """

    def __init__(self, coverage: float = 1.0, least: float = 1e-6) -> None:
        self._coverage = coverage
        self._least = least
        self.value = 0.0
        self.exceeded = False

    def reset(self) -> None:
        """Forget the limit; the next `cover` starts afresh."""
        self.value = 0.0
        self.exceeded = False

    def cover(self, values: npt.NDArray[np.floating]) -> float:
        """Widen the limit, if needed, to cover `values`; return it."""
        sizes = np.abs(values).ravel()
        sizes = sizes[np.isfinite(sizes)]
        largest = float(sizes.max()) if sizes.size else 0.0
        needed = largest
        if self._coverage < 1 and largest > self.value:
            needed = float(np.quantile(sizes, self._coverage))
        return self.widen(needed, largest)

    def widen(self, needed: float, largest: float) -> float:
        """Widen the limit, if needed, to hold what was measured elsewhere; return it.

        Parameters
        ----------
        needed : float
            The magnitude that has to lie within the limit; finite, not negative.
        largest : float
            The largest magnitude there is; if it lies beyond the limit, or is not a number, the
            limit counts as exceeded.
        """
        if needed > self.value or not self.value:
            self.value = _round_up(max(needed, self._least), _LIMITS)
        self.exceeded = not largest <= self.value
        return self.value

    def label(self, sign: int = 1, divisor: float = 1.0) -> str:
        """Write the upper (`sign` 1) or lower (-1) limit: `+3`, or `≥ 3` when exceeded.

        `divisor` is a power of ten that is written elsewhere.
        """
        bound = short(self.value / divisor)
        if sign < 0:
            return f"≤{SPACE}{MINUS}{bound}" if self.exceeded else f"{MINUS}{bound}"
        return f"≥{SPACE}{bound}" if self.exceeded else f"+{bound}"
