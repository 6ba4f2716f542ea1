"""What the data sets in the plane share: their fields, their splits and the noise in their labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np

from nnviz.data.dataset import (
    Array,
    Dataset,
    DatasetKind,
    DataSettings,
    Random,
    Split,
    Task,
)
from nnviz.data.fields import field
from nnviz.data.scaling import scaled
from nnviz.data.targets import Coding, coding_of, encoded

FEATURE_NAMES = ("x", "y")
CLASS_NAMES = tuple("01234567")

Points = Annotated[int, field("Points", "Points in each split, over all classes.", ge=10, le=50_000)]
LabelNoise = Annotated[
    float,
    field("Label noise", "Part of the points that carry the label of another class.", ge=0.0, le=1.0),
]
Jitter = Annotated[
    float,
    field(
        "Jitter",
        "How far points are shifted once they have their class or value: the standard deviation in each "
        "direction.",
        ge=0.0,
        le=3.0,
    ),
]
#: Draws points (n, 2) and their class indices (n,), or their values (n,) in a regression.
Draw = Callable[[Any, Random], tuple[Array, Array]]


def class_kind(
    name: str,
    title: str,
    settings: type[DataSettings],
    draw: Draw,
    classes: Callable[[Any], int] = lambda _settings: 2,
) -> DatasetKind:
    """Return the kind of a data set of classes, each split of which ``draw`` draws afresh.

    Its settings have the fields ``label_noise`` and ``scaling``, and may have a field ``targets``.
    """

    def make(settings: Any, rng: np.random.RandomState, held_out_rng: Random) -> Dataset:
        coding = coding_of(settings)
        train, validation, test = (
            _class_split(*draw(settings, random), settings.label_noise, classes(settings), coding, random)
            for random in (rng, held_out_rng, held_out_rng)
        )
        dataset = Dataset(
            name,
            title,
            train,
            validation,
            test,
            class_names=CLASS_NAMES[: classes(settings)],
            feature_names=FEATURE_NAMES,
            input_shape=(2,),
            task=coding.task,
            levels=coding.levels or (0.0, 1.0),
        )
        return scaled(dataset, settings.scaling)

    return DatasetKind(name, title, settings, make)


def value_kind(
    name: str,
    title: str,
    settings: type[DataSettings],
    draw: Draw,
    feature_names: tuple[str, ...] = FEATURE_NAMES,
) -> DatasetKind:
    """Return the kind of a regression, each split of which ``draw`` draws afresh."""

    def make(settings: Any, rng: np.random.RandomState, held_out_rng: Random) -> Dataset:
        train, validation, test = (
            _value_split(*draw(settings, random)) for random in (rng, held_out_rng, held_out_rng)
        )
        shape = (len(feature_names),)
        dataset = Dataset(name, title, train, validation, test, (), feature_names, shape, Task.REGRESSION)
        return scaled(dataset, settings.scaling)

    is_surface = len(feature_names) == 1
    return DatasetKind(name, title, settings, make, regression=True, is_surface=is_surface)


def _class_split(
    points: Array, labels: Array, noise: float, classes: int, coding: Coding, rng: Random
) -> Split:
    labels = relabelled(labels, noise, classes, rng)
    return Split(points, encoded(labels, classes, coding), labels)


def _value_split(points: Array, values: Array) -> Split:
    return Split(points, values[:, np.newaxis].astype(np.float32), np.zeros(len(points), np.int64))


def relabelled(labels: Array, share: float, classes: int, rng: Random) -> Array:
    """Return the labels with each one, with the probability ``share``, changed to another class.

    Without noise nothing is drawn, so that a stream shared with the initial weights stays as it is.
    """
    if share == 0:
        return labels
    changed = rng.uniform(size=len(labels)) < share
    step = 1 + np.floor(rng.uniform(size=len(labels)) * (classes - 1)).astype(labels.dtype)
    return np.where(changed, (labels + step) % classes, labels)


def jittered(points: Array, deviation: float, rng: Random) -> Array:
    """Return the points shifted by normal noise.

    Without jitter nothing is drawn, so that a stream shared with the initial weights stays as it is.
    """
    return shifted(points, deviation, rng) if deviation else points


def shifted(points: Array, deviation: float, rng: Random) -> Array:
    """Return the points shifted by normal noise, which is drawn even if it shifts nothing."""
    return points + deviation * rng.standard_normal(points.shape)


def shared_out(count: int, parts: int) -> list[int]:
    """Return how many of ``count`` points each part gets, as evenly as can be."""
    return [len(part) for part in np.array_split(np.arange(count), parts)]


def evenly(count: int, rng: Random) -> Array:
    """Return ``count`` numbers in [0, 1), one somewhere in each of as many equal intervals.

    A curve is covered without gaps in every split, and no split repeats another's points.
    """
    return (np.arange(count) + rng.uniform(size=count)) / count
