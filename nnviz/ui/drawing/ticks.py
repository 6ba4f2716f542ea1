"""Ticks: which values an axis names, and how they are written."""

from __future__ import annotations

import math

import numpy as np

from nnviz.ui.drawing.view import Span
from nnviz.ui.numerals import fixed, leap, power_of_ten, short

_LOG_STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))
"""Mantissas named in each decade, the densest first."""


def tick_places(span: Span, pixels: float, apart: float) -> list[float]:
    """Return where ticks stand on an axis `pixels` long, at least `apart` pixels apart.

    On a log axis the places are powers of ten, like the span itself.
    """
    if pixels <= 0 or not span.high > span.low:
        return []
    return _log_places(span, pixels, apart) if span.log else _linear_places(span, pixels, apart)


def common_power(span: Span, from_value: float) -> int:
    """Return the power of ten that all numbers of an axis have in common; 0 where they are written out.

    Parameters
    ----------
    from_value : float
        How far the axis has to reach for it. Powers of ten on a log axis speak for themselves.
    """
    reach = max(abs(span.low), abs(span.high))
    return math.floor(math.log10(reach) + 1e-9) if not span.log and reach >= from_value else 0


def tick_label(place: float, span: Span, spacing: float, power: int = 0) -> str:
    """Write the value at a tick without the common power, with as many decimals as its neighbours need."""
    if not span.log:
        unit = 10.0**power
        decimals = max(0, -math.floor(math.log10(spacing / unit) + 1e-9)) if spacing > 0 else 0
        return fixed(place / unit, decimals)
    if span.high - span.low > 5 and abs(place - round(place)) < 1e-6:
        return power_of_ten(round(place))
    return short(float(f"{10**place:.0e}"))


def _linear_places(span: Span, pixels: float, apart: float) -> list[float]:
    step = leap((span.high - span.low) * apart / pixels)
    first = math.ceil(span.low / step - 1e-6)
    last = math.floor(span.high / step + 1e-6)
    return [index * step for index in range(first, last + 1)]


def _log_places(span: Span, pixels: float, apart: float) -> list[float]:
    decade = pixels / (span.high - span.low)
    exponents = range(math.floor(span.low), math.ceil(span.high) + 1)
    for mantissas in _LOG_STEPS:
        offsets = [*np.log10(mantissas), 1.0]
        if min(np.diff(offsets)) * decade >= apart:
            places = [e + float(offset) for e in exponents for offset in offsets[:-1]]
            break
    else:
        every = max(1, int(leap(apart / decade)))
        places = [float(e) for e in exponents if e % every == 0]
    return [p for p in places if span.low - 1e-6 <= p <= span.high + 1e-6]
