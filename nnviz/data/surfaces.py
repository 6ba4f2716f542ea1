"""Regressions over the plane, with the geometry of tensorflow/playground (``src/dataset.ts``)."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nnviz.data.dataset import Array, DatasetKind, DataSettings, Random
from nnviz.data.fields import field
from nnviz.data.points import Jitter, Points, jittered, value_kind
from nnviz.data.scaling import ScalingName

EXTENT = 6.0
#: Centres and signs of the bumps; neighbours in a row have opposite signs.
BUMPS = np.array(
    [
        (-4.0, 2.5, 1.0),
        (0.0, 2.5, -1.0),
        (4.0, 2.5, 1.0),
        (-4.0, -2.5, -1.0),
        (0.0, -2.5, 1.0),
        (4.0, -2.5, -1.0),
    ]
)
BUMP_RADIUS = 2.0

ValueNoise = Annotated[
    float,
    field(
        "Value noise",
        "How far from its place, as a part of the half width, a point may be when its value is taken.",
        ge=0.0,
        le=0.5,
    ),
]


class Plane(DataSettings, frozen=True, kw_only=True, tag="plane"):
    """Settings of the plane that rises along the diagonal."""

    points: Points = 600
    noise: ValueNoise = 0.0
    jitter: Jitter = 0.0
    scaling: ScalingName = "none"


class Bumps(DataSettings, frozen=True, kw_only=True, tag="bumps"):
    """Settings of bumps and hollows in a level plane."""

    points: Points = 600
    bumps: Annotated[
        int, field("Bumps", "How many, each the other way up than the one before it.", ge=1, le=6)
    ] = 6
    noise: ValueNoise = 0.0
    jitter: Jitter = 0.0
    scaling: ScalingName = "none"


def plane(points: Array) -> Array:
    """Return the height (n,) of the plane at points (n, 2): from -1.2 to 1.2 over the square."""
    heights: Array = points.sum(axis=1) / 10.0
    return heights


def bumps(points: Array, count: int = len(BUMPS)) -> Array:
    """Return the height (n,) at points (n, 2) of the first ``count`` bumps: cones from -1 to 1."""
    centres, signs = BUMPS[:count, :2], BUMPS[:count, 2]
    distances = np.hypot(*(points[:, np.newaxis] - centres).transpose(2, 0, 1))
    cones = np.maximum(1.0 - distances / BUMP_RADIUS, 0.0)
    heights: Array = cones @ signs  # no two cones overlap
    return heights


def draw_plane(settings: Plane, rng: Random) -> tuple[Array, Array]:
    """Draw points and their heights on the plane."""
    points, measured = _draw_square(settings.points, settings.noise, rng)
    return jittered(points, settings.jitter, rng), plane(measured)


def draw_bumps(settings: Bumps, rng: Random) -> tuple[Array, Array]:
    """Draw points and their heights on the bumps."""
    points, measured = _draw_square(settings.points, settings.noise, rng)
    return jittered(points, settings.jitter, rng), bumps(measured, settings.bumps)


def _draw_square(count: int, noise: float, rng: Random) -> tuple[Array, Array]:
    """Return points over the square, and the places nearby where their values are taken."""
    points = rng.uniform(-EXTENT, EXTENT, (count, 2))
    return points, points + noise * rng.uniform(-EXTENT, EXTENT, points.shape)


SURFACES: tuple[DatasetKind, ...] = (
    value_kind("plane", "Plane (regression)", Plane, draw_plane),
    value_kind("bumps", "Bumps (regression)", Bumps, draw_bumps),
)
