"""Scaling of inputs: three ways to bring features to a common size, fitted on the training split alone.

Splits keep the numbers they came with, which is what plots and tables show; only what a network is
given changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec
import numpy as np
from msgspec.structs import replace

from nnviz.data.dataset import Array, Dataset, Split
from nnviz.data.fields import field

PIECE = 4096  # samples measured at once, so that bytes never become floats all together


class Scaler(msgspec.Struct, frozen=True):
    """One way of scaling.

    Attributes
    ----------
    fit : callable (Split) -> (offset, scale)
        Arrays that broadcast against a sample; a network is given ``(inputs - offset) * scale``.
    """

    name: str
    title: str
    fit: Callable[[Split], tuple[float | Array, float | Array]]


def scaled(dataset: Dataset, name: str) -> Dataset:
    """Return the data set with all splits scaled as its training split asks for; nothing is copied."""
    offset, scale = SCALERS[name].fit(dataset.train)
    train, validation, test = (
        replace(split, offset=offset, scale=scale)
        for split in (dataset.train, dataset.validation, dataset.test)
    )
    return replace(dataset, train=train, validation=validation, test=test)


def as_they_are(split: Split) -> tuple[float | Array, float | Array]:
    """Leave the scaling that the split has: none in the plane, white as 1 in images."""
    return split.offset, split.scale


def standardise(split: Split) -> tuple[float | Array, float | Array]:
    """Bring each feature to mean 0 and variance 1; one that never changes is only centred.

    All pixels of a channel count as one feature: scaled one by one, those at the border that are
    hardly ever inked would be blown up.
    """
    axes = _feature_axes(split.inputs)
    mean = _mean(split.inputs, axes, lambda piece: piece)
    deviation = np.sqrt(_mean(split.inputs, axes, lambda piece: np.square(piece - mean)))
    rounding = 1e-12 * np.abs(mean)  # what is left of a feature that never changes
    return mean, _inverse(np.where(deviation > rounding, deviation, 0.0))


def min_max(split: Split) -> tuple[float | Array, float | Array]:
    """Bring each feature to the range from 0 to 1; one that never changes becomes 0."""
    axes = _feature_axes(split.inputs)
    low = split.inputs.min(axis=axes, keepdims=True)[0].astype(np.float64)
    high = split.inputs.max(axis=axes, keepdims=True)[0].astype(np.float64)
    return low, _inverse(high - low)


def _feature_axes(inputs: Array) -> tuple[int, ...]:
    """Return the axes over which one feature is measured: samples, and the pixels of a channel."""
    return (0, *range(2, inputs.ndim))


def _mean(inputs: Array, axes: tuple[int, ...], function: Callable[[Array], Array]) -> Array:
    """Return the mean of ``function`` of the inputs, one number a feature, in float64."""
    total: Array = np.zeros(1)
    for start in range(0, len(inputs), PIECE):
        piece = inputs[start : start + PIECE].astype(np.float64)
        total = total + function(piece).sum(axis=axes, keepdims=True)[0]
    samples_and_pixels = inputs.size // inputs.shape[1]
    mean: Array = total / samples_and_pixels
    return mean


def _inverse(width: Array) -> Array:
    inverse: Array = 1.0 / np.where(width > 0, width, 1.0)
    return inverse


SCALERS: dict[str, Scaler] = {
    scaler.name: scaler
    for scaler in (
        Scaler("none", "as it is", as_they_are),
        Scaler("standardise", "mean 0, variance 1", standardise),
        Scaler("min_max", "0 to 1", min_max),
    )
}

ScalingName = Annotated[
    str,
    field("Scaling", "What is done to the features before they reach the network.", choices=SCALERS),
]
