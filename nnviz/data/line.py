"""Points near a straight line: a linear model of them has two parameters, so its loss is a surface."""

from __future__ import annotations

from typing import Annotated

from nnviz.data.dataset import Array, DataSettings, Random
from nnviz.data.fields import field
from nnviz.data.points import Points, value_kind
from nnviz.data.scaling import ScalingName

EXTENT = 2.0


class Line(DataSettings, frozen=True, kw_only=True, tag="line"):
    """Settings of the points near a line."""

    points: Points = 50
    slope: Annotated[float, field("Slope", "How far the line rises over 1.", ge=-10.0, le=10.0)] = 1.5
    intercept: Annotated[float, field("Height at 0", "Where the line is at 0.", ge=-10.0, le=10.0)] = -0.5
    noise: Annotated[
        float, field("Noise", "Standard deviation of the points around the line.", ge=0.0, le=5.0)
    ] = 0.2
    scaling: ScalingName = "none"


def draw_line(settings: Line, rng: Random) -> tuple[Array, Array]:
    """Draw places (n, 1) from -2 to 2 and the values (n,) there."""
    places = rng.uniform(-EXTENT, EXTENT, (settings.points, 1))
    noise = settings.noise * rng.standard_normal(settings.points)
    values: Array = settings.slope * places[:, 0] + settings.intercept + noise
    return places, values


LINE = value_kind("line", "Line (regression)", Line, draw_line, feature_names=("x",))
