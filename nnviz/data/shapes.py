"""Classes in the plane that a straight line cannot part, most of them.

Two gaussians, circle, xor and spiral have the geometry of tensorflow/playground (``src/dataset.ts``,
D. Smilkov and S. Carter), its noise included; class 0 is its class -1, class 1 its class +1.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nnviz.data.dataset import Array, DatasetKind, DataSettings, Random
from nnviz.data.fields import field
from nnviz.data.points import Jitter, LabelNoise, Points, class_kind, evenly, jittered, shared_out, shifted
from nnviz.data.scaling import ScalingName
from nnviz.data.targets import Targets

GAUSSIAN_CENTRES = (-2.0, 2.0)  # of x and y alike
EXTENT = 5.0  # the playground's points reach from about -5 to 5

BorderNoise = Annotated[
    float,
    field(
        "Noise",
        "How far from its place, as a part of the half width, a point may be when its class is decided.",
        ge=0.0,
        le=0.5,
    ),
]


class TwoGaussians(DataSettings, frozen=True, kw_only=True, tag="two_gaussians"):
    """Settings of two Gaussian clouds on the diagonal."""

    points: Points = 250
    noise: Annotated[
        float,
        field("Noise", "Widens the clouds, from a variance of 0.5 at 0 to one of 4 at 0.5.", ge=0.0, le=0.5),
    ] = 0.0
    jitter: Jitter = 0.0
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


class Circle(DataSettings, frozen=True, kw_only=True, tag="circle"):
    """Settings of a disc inside a ring."""

    points: Points = 250
    noise: BorderNoise = 0.0
    jitter: Jitter = 0.0
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


class Xor(DataSettings, frozen=True, kw_only=True, tag="xor"):
    """Settings of the exclusive or: opposite quarters belong together."""

    points: Points = 250
    noise: BorderNoise = 0.0
    jitter: Jitter = 0.0
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


class Spiral(DataSettings, frozen=True, kw_only=True, tag="spiral"):
    """Settings of spiral arms wound around each other."""

    points: Points = 250
    arms: Annotated[int, field("Arms", "How many arms, each a class of its own.", ge=2, le=5)] = 2
    turns: Annotated[float, field("Turns", "How often an arm winds around the centre.", ge=0.25, le=4.0)] = (
        1.75
    )
    noise: Annotated[
        float, field("Noise", "How far a point is shifted in each direction at most.", ge=0.0, le=1.0)
    ] = 0.0
    jitter: Jitter = 0.0
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


class Moons(DataSettings, frozen=True, kw_only=True, tag="moons"):
    """Settings of two half circles that reach into each other."""

    points: Points = 250
    noise: Jitter = 0.3
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


class Rings(DataSettings, frozen=True, kw_only=True, tag="rings"):
    """Settings of rings around one centre."""

    points: Points = 300
    rings: Annotated[int, field("Rings", "How many rings, each a class of its own.", ge=2, le=6)] = 3
    noise: Jitter = 0.2
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


class Checkerboard(DataSettings, frozen=True, kw_only=True, tag="checkerboard"):
    """Settings of a board of squares of two classes."""

    points: Points = 800
    squares: Annotated[int, field("Squares", "Squares along each side.", ge=2, le=8)] = 4
    noise: Jitter = 0.0
    label_noise: LabelNoise = 0.0
    targets: Targets = "one_hot"
    scaling: ScalingName = "none"


def gaussian_deviation(settings: TwoGaussians) -> float:
    """Return the standard deviation of both clouds in each direction, before any jitter."""
    return float(np.sqrt(0.5 + 7.0 * settings.noise))


def draw_two_gaussians(settings: TwoGaussians, rng: Random) -> tuple[Array, Array]:
    """Draw the clouds at (-2, -2) and (2, 2)."""
    deviation = gaussian_deviation(settings)
    counts = shared_out(settings.points, 2)
    clouds = [
        rng.standard_normal((count, 2)) * deviation + centre
        for count, centre in zip(counts, GAUSSIAN_CENTRES, strict=True)
    ]
    return jittered(np.concatenate(clouds), settings.jitter, rng), np.repeat((0, 1), counts)


def draw_circle(settings: Circle, rng: Random) -> tuple[Array, Array]:
    """Draw a ring, class 0, and the disc inside, class 1."""
    outside, inside = shared_out(settings.points, 2)
    radii = np.concatenate(
        (rng.uniform(0.7 * EXTENT, EXTENT, outside), rng.uniform(0.0, 0.5 * EXTENT, inside))
    )
    points = _polar(radii, rng.uniform(0.0, 2 * np.pi, settings.points))
    deciding = points + settings.noise * rng.uniform(-EXTENT, EXTENT, points.shape)
    labels = (np.hypot(*deciding.T) < 0.5 * EXTENT).astype(np.int64)
    return jittered(points, settings.jitter, rng), labels


def draw_xor(settings: Xor, rng: Random) -> tuple[Array, Array]:
    """Draw a square with a gap along the axes; class 1 where the coordinates have one sign."""
    points = rng.uniform(-EXTENT, EXTENT, (settings.points, 2))
    points += np.where(points > 0, 0.3, -0.3)
    deciding = points + settings.noise * rng.uniform(-EXTENT, EXTENT, points.shape)
    labels = (deciding.prod(axis=1) >= 0).astype(np.int64)
    return jittered(points, settings.jitter, rng), labels


def draw_spiral(settings: Spiral, rng: Random) -> tuple[Array, Array]:
    """Draw arms from the centre outwards; the last one, class 1 of two, starts upwards."""
    counts = shared_out(settings.points, settings.arms)
    along = np.concatenate([evenly(count, rng) for count in counts])
    labels = np.repeat(np.arange(settings.arms), counts)
    start = (labels + 1) / settings.arms
    points = _polar(EXTENT * along, 2 * np.pi * (settings.turns * along + start))
    points += settings.noise * rng.uniform(-1.0, 1.0, points.shape)
    return jittered(points, settings.jitter, rng), labels


def draw_moons(settings: Moons, rng: Random) -> tuple[Array, Array]:
    """Draw an upper and a lower half circle, each of which begins at the other's centre."""
    upper, lower = shared_out(settings.points, 2)
    angles = np.pi * np.concatenate((evenly(upper, rng), evenly(lower, rng)))
    labels = np.repeat((0, 1), (upper, lower))
    sign = np.where(labels == 0, 1.0, -1.0)
    moons = np.column_stack((sign * (np.cos(angles) - 0.5), sign * (np.sin(angles) - 0.25)))
    return shifted(3.0 * moons, settings.noise, rng), labels


def draw_rings(settings: Rings, rng: Random) -> tuple[Array, Array]:
    """Draw rings at equal distances, the innermost first."""
    counts = shared_out(settings.points, settings.rings)
    angles = 2 * np.pi * np.concatenate([evenly(count, rng) for count in counts])
    labels = np.repeat(np.arange(settings.rings), counts)
    return shifted(_polar(EXTENT * (labels + 1) / settings.rings, angles), settings.noise, rng), labels


def draw_checkerboard(settings: Checkerboard, rng: Random) -> tuple[Array, Array]:
    """Draw a board whose lower left square has class 0."""
    board = rng.uniform(0.0, settings.squares, (settings.points, 2))
    labels = np.floor(board).sum(axis=1).astype(np.int64) % 2
    points = EXTENT * (2.0 * board / settings.squares - 1.0)
    return shifted(points, settings.noise, rng), labels


def _polar(radii: Array, angles: Array) -> Array:
    """Return points at these radii and angles, measured from straight up as the playground does."""
    return np.column_stack((radii * np.sin(angles), radii * np.cos(angles)))


SHAPES: tuple[DatasetKind, ...] = (
    class_kind("two_gaussians", "Two Gaussians", TwoGaussians, draw_two_gaussians),
    class_kind("circle", "Circle", Circle, draw_circle),
    class_kind("xor", "Exclusive or", Xor, draw_xor),
    class_kind("spiral", "Spiral", Spiral, draw_spiral, classes=lambda settings: settings.arms),
    class_kind("moons", "Two moons", Moons, draw_moons),
    class_kind("rings", "Rings", Rings, draw_rings, classes=lambda settings: settings.rings),
    class_kind("checkerboard", "Checkerboard", Checkerboard, draw_checkerboard),
)
