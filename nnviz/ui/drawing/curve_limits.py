"""Round limits of the axes of curves: they move in leaps, so that nothing creeps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nnviz.ui.drawing.growing import Extent
from nnviz.ui.numerals import leap

Limits = tuple[float, float]

_FLOORS = (0.0, 20.0, 40.0, 60.0, 80.0, 90.0, 95.0, 98.0)
"""Where an axis of accuracies, in per cent, may begin."""
_UNTRAINED = 0.02
"""The share of the measurements, the first ones, that may lie below an axis of accuracies."""
_HEADROOM = 0.04
"""Of an axis of accuracies so much is above 100 %: along the frame a curve would not be seen."""
_DECADES = 5
"""An axis over more powers of ten than these begins and ends at one."""


def along(last: float) -> Limits:
    """Return the limits of an axis from 0 that holds `last`."""
    return 0.0, leap(max(last, 1e-9) * (1 + 1e-6))


def of_losses(extents: Sequence[Extent], log: bool) -> Limits:
    """Return limits that hold all losses; on a log axis all that are positive."""
    low, high = min(e.low for e in extents), max(e.high for e in extents)
    if not (math.isfinite(low) and math.isfinite(high)):
        return (0.1, 1.0) if log else (0.0, 1.0)
    if not log:
        step = leap(high / 5)
        return 0.0, math.ceil(high / step - 1e-9) * step
    if high > low * 10**_DECADES:
        return 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))
    bottom, top = 1 / leap(1 / low), _round_up(high)
    return bottom, top if top > bottom else 2 * bottom


def _round_up(value: float) -> float:
    """Return the least 1, 2, 3 or 5 times a power of ten that is not below `value`."""
    return min(leap(value), 3 * leap(value / 3))


def of_accuracies(percents: Sequence[npt.NDArray[np.floating]]) -> Limits:
    """Return limits in per cent that hold all accuracies but those of the first, untrained steps."""
    trained = [column[max(1, int(_UNTRAINED * len(column))) :] for column in percents]
    lowest = min((float(np.fmin.reduce(column)) for column in trained if len(column)), default=np.nan)
    floor = max((floor for floor in _FLOORS if floor <= lowest), default=0.0)
    return floor, 100.0 + _HEADROOM * (100.0 - floor)
