"""How a field's number is written in its box, read from it, and stepped.

>>> from nnviz.training.fields import Effect
>>> batch = Field("learning.batch_size", "Batch", "", int, Effect.LIVE, 0, 1_000_000, zero_means="all")
>>> write(batch, 1500), write(batch, 0), read(batch, "1,500"), read(batch, "all"), read(batch, "many")
('1,500', 'all', 1500, 0, 'many')
>>> own = Field("l2", "L2", "", float, Effect.NEW_NETWORK, 0, 10, none_means="shared")
>>> write(own, None), read(own, ""), stepped(own, None, 1), stepped(own, 0.0, 1), stepped(own, 0.0, -1)
('shared', None, 0, 0.1, None)
>>> every = Field("learning.measure_every", "Measure", "", int, Effect.LIVE, 1, 100, unit="epochs")
>>> write(every, 1), write(every, 2), read(every, "1 epoch")
('1 epoch', '2 epochs', 1)
"""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from nnviz.training.fields import Field
from nnviz.ui.numerals import MINUS, fixed, power_of_ten

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_POWER = re.compile(r"1e(-?)0*(\d+)")
#: A step in a field of numbers with a point: this share of its range, as a power of ten.
_FINE = 2


def write(field: Field, value: Any) -> str:
    """Write a value as it stands in the field's box."""
    if field.kind is str:
        return str(value)
    if value is None:
        return field.none_means
    if field.zero_means and value == 0:
        return field.zero_means
    unit = f" {_singular(field.unit) if value == 1 else field.unit}" if field.unit else ""
    if field.kind is int:
        return fixed(value, 0) + unit
    if field.logarithmic:
        return str(np.format_float_positional(value, trim="-")).replace("-", MINUS) + unit
    written = fixed(value, max(_decimals(_step(field)), _decimals(value)))
    return written.replace(",", "") + unit  # a comma could be meant as a point when it is typed


def read(field: Field, text: str) -> Any:
    """Read what somebody typed; what is no number comes back as it is, to be refused.

    Commas count only as thousands of whole numbers: ``0,015`` is not 15.
    """
    if field.kind is str:
        return text.strip()
    words = (
        text.strip().removesuffix(field.unit).removesuffix(_singular(field.unit)).strip().replace(MINUS, "-")
    )
    if field.zero_means and words.split(" ")[0] == field.zero_means:
        return 0
    if field.none_means and words in ("", field.none_means):
        return None
    if field.kind is int and _GROUPED.fullmatch(words):
        words = words.replace(",", "")
    try:
        number = float(words)
    except ValueError:
        return text
    whole = field.kind is int and math.isfinite(number) and number == int(number)
    return int(number) if whole else number


def stepped(field: Field, value: float | None, steps: int) -> Any:
    """Return the value so many steps up or down, within the limits; None, if it may be, lies below the least.

    Steps are 1 for a seed, a tenth of the leading digit's place for other whole numbers from 100 on, a
    round share of the range for numbers with a point, and the tenth part of a decade where the scale is
    logarithmic.
    """
    if field.none_means and (value is None or (value == field.minimum and steps < 0)):
        return field.minimum if value is None and steps > 0 else None
    assert value is not None
    if field.logarithmic:
        return _within(field, float(f"{value * 10 ** (steps / 10):.2g}"))
    by = steps * _step(field, value)
    if field.kind is int:
        return int(_within(field, value + by))  # a count with a point would be refused
    return _within(field, round(value + by, 10))


def allowed(field: Field) -> str:
    """Say which values are right, with powers of ten as they are printed."""
    return _POWER.sub(lambda found: power_of_ten(int(found[1] + found[2])), field.allowed())


def _singular(unit: str) -> str:
    return unit.removesuffix("s")


def _step(field: Field, value: float = 0.0) -> float:
    if field.kind is int:
        digits = 0 if _is_seed(field) else int(math.log10(max(abs(value), 1)))
        return float(10 ** max(digits - 1, 0))
    if field.minimum is None or field.maximum is None:
        return 0.1
    return 10.0 ** (math.ceil(math.log10(field.maximum - field.minimum)) - _FINE)


def _is_seed(field: Field) -> bool:
    return field.section == "seeds"


def _within(field: Field, value: float) -> float:
    low = -math.inf if field.minimum is None else field.minimum
    high = math.inf if field.maximum is None else field.maximum
    return min(max(value, low), high)


def _decimals(value: float) -> int:
    """Return the digits behind the point that a value needs."""
    return len(str(np.format_float_positional(value, trim="-")).partition(".")[2])
