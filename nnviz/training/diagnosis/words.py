"""Numbers as a sentence needs them."""

from __future__ import annotations

import math

_SPACE = "\u202f"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number(value: float) -> str:
    """Write a number with three digits: `0.118`, `1,500`, `3.1×10³⁴`."""
    if not math.isfinite(value) or value == 0:
        return "0" if value == 0 else "not a number" if math.isnan(value) else "infinite"
    if 1e-3 <= abs(value) < 1e5:
        digits = max(0, 2 - math.floor(math.log10(abs(value))))
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return _power(value)


def share(value: float) -> str:
    """Write a share of 1 in per cent, with two digits where it is small: `83 %`, `0.12 %`."""
    percent = 100 * value
    if percent == 0 or percent >= 10:
        return f"{percent:.0f}{_SPACE}%"
    return f"{percent:.2g}{_SPACE}%" if percent >= 1e-3 else f"{_power(percent)}{_SPACE}%"


def times(value: float) -> str:
    """Write a factor: `3.2 times`, `4,800 times`."""
    return f"{float(f'{value:.2g}'):,.10g} times"


def _power(value: float) -> str:
    mantissa, _, exponent = f"{value:.1e}".partition("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
