"""Points above and below a function that a person types."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nnviz.data.dataset import Array, DataError, DataSettings, Random
from nnviz.data.fields import field
from nnviz.data.formula import inequality
from nnviz.data.points import Jitter, LabelNoise, Points, class_kind, shifted
from nnviz.data.scaling import ScalingName
from nnviz.data.targets import Targets

EXTENT = 5.0


class Typed(DataSettings, frozen=True, kw_only=True, tag="function"):
    """Settings of the points above and below a function."""

    formula: Annotated[
        str,
        field(
            "Class 1 if",
            "Where this holds, points have class 1: y > sin x, x^2 + y^2 < 9 or another inequality.",
        ),
    ] = "y > sin x"
    points: Points = 500
    noise: Jitter = 0.0
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


def draw_typed(settings: Typed, rng: Random) -> tuple[Array, Array]:
    """Draw a square of points, class 1 where the inequality holds.

    Raises
    ------
    DataError
        If the formula cannot be read, or all points lie on one side.
    """
    holds = inequality(settings.formula)
    points = rng.uniform(-EXTENT, EXTENT, (settings.points, 2))
    with np.errstate(all="ignore"):  # what is not a number is not above
        labels = holds(points[:, 0], points[:, 1]).astype(np.int64)
    if labels.min() == labels.max():
        raise DataError(
            f"data.formula is {settings.formula!r}; it must hold at some points from -5 to 5, not at others."
        )
    return shifted(points, settings.noise, rng), labels


TYPED = class_kind("function", "Above or below", Typed, draw_typed)
