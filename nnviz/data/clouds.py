"""Gaussian clouds, each a class of its own: the data set that the program opens with."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nnviz.data.dataset import Array, DataSettings, Random
from nnviz.data.fields import field
from nnviz.data.points import Jitter, LabelNoise, class_kind, jittered
from nnviz.data.scaling import ScalingName

Centre = tuple[
    Annotated[float, field("x", "Centre to the right.", ge=-100.0, le=100.0)],
    Annotated[float, field("y", "Centre upwards.", ge=-100.0, le=100.0)],
]

Spread = Annotated[float, field("Spread", "Standard deviation in each direction.", ge=0.0, le=10.0)]

#: Of the published run: three clouds that touch, so that no classifier gets every point.
PUBLISHED_CENTRES = ((0.0, -2.0), (2.0, 2.0), (-2.0, 2.0))
RING_RADIUS = 3.0
MOST_CLOUDS = 8


class Clouds(DataSettings, frozen=True, kw_only=True, tag="clouds"):
    """Settings of the Gaussian clouds."""

    clouds: Annotated[
        int, field("Clouds", "How many clouds, each a class of its own.", ge=2, le=MOST_CLOUDS)
    ] = 3
    points: Annotated[int, field("Points each", "Points in each cloud, in each split.", ge=1, le=10_000)] = (
        500
    )
    spread: Annotated[
        float,
        field(
            "Spread",
            "Standard deviation of a cloud in each direction; wide clouds overlap.",
            ge=0.0,
            le=10.0,
        ),
    ] = 1.0
    imbalance: Annotated[
        float,
        field(
            "Imbalance",
            "How many fewer points the last cloud has than the first, as a part of them; "
            "those between have fewer in even steps.",
            ge=0.0,
            le=0.99,
        ),
    ] = 0.0
    centres: Annotated[
        tuple[Centre, ...],
        field(
            "Centres",
            "Where the clouds are, one (x, y) after another; clouds without a centre of their "
            "own stand where they do by default.",
        ),
    ] = ()
    spreads: Annotated[
        tuple[Spread, ...],
        field(
            "Own spreads",
            "The spread of one cloud after another; clouds without one of their own have the common spread.",
        ),
    ] = ()
    jitter: Jitter = 0.0
    label_noise: LabelNoise = 0.0
    scaling: ScalingName = "none"


def cloud_centres(settings: Clouds) -> Array:
    """Return where the clouds stand, (clouds, 2).

    Three stand where the published run has them, other numbers on a ring, the first below.
    """
    if settings.clouds == len(PUBLISHED_CENTRES):
        centres = np.array(PUBLISHED_CENTRES)
    else:
        angles = 2 * np.pi * np.arange(settings.clouds) / settings.clouds
        centres = RING_RADIUS * np.column_stack((np.sin(angles), -np.cos(angles)))
    given = settings.centres[: settings.clouds]
    centres[: len(given)] = np.reshape(given, (-1, 2))
    return centres


def cloud_spreads(settings: Clouds) -> Array:
    """Return the standard deviation of each cloud (clouds,)."""
    spreads = np.full(settings.clouds, settings.spread)
    given = settings.spreads[: settings.clouds]
    spreads[: len(given)] = given
    return spreads


def cloud_sizes(settings: Clouds) -> Array:
    """Return the number of points of each cloud (clouds,), the first with all that are asked for."""
    shares = 1.0 - settings.imbalance * np.arange(settings.clouds) / (settings.clouds - 1)
    return np.maximum(np.rint(settings.points * shares), 1).astype(np.int64)


def draw_clouds(settings: Clouds, rng: Random) -> tuple[Array, Array]:
    """Draw cloud after cloud: points (n, 2) and their labels.

    From ``RandomState(1)`` and the default settings these are the published points.
    """
    sizes = cloud_sizes(settings)
    clouds = [
        rng.standard_normal((int(size), 2)) * spread + centre
        for size, spread, centre in zip(sizes, cloud_spreads(settings), cloud_centres(settings), strict=True)
    ]
    return jittered(np.concatenate(clouds), settings.jitter, rng), np.repeat(
        np.arange(settings.clouds), sizes
    )


CLOUDS = class_kind(
    "clouds", "Gaussian clouds", Clouds, draw_clouds, classes=lambda settings: settings.clouds
)
