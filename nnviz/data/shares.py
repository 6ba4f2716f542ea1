"""Shares: one source cut into training, validation and test."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nnviz.data.dataset import Array, DataError, Split
from nnviz.data.fields import field

LEAST_TRAINING = 0.1  # of the samples

TestShare = Annotated[float, field("Test share", "Part of the samples kept for the end.", ge=0.01, le=0.8)]
ValidationShare = Annotated[
    float,
    field("Validation share", "Part of the samples never trained on, to make choices by.", ge=0.0, le=0.8),
]


def shuffled(split: Split, rng: np.random.RandomState) -> Split:
    """Return a copy in another order."""
    order = rng.permutation(len(split))
    return Split(
        split.inputs.take(order, axis=0),
        split.targets.take(order, axis=0),
        split.labels.take(order),
        split.offset,
        split.scale,
    )


def parts(split: Split, places: Array) -> tuple[Split, Split, Split]:
    """Cut a split into training, validation and test as its samples say: 0, 1 or 2 each (n,).

    Raises
    ------
    DataError
        If there is none to train on or none to test with.
    """
    rows = [np.flatnonzero(places == part) for part in range(3)]
    if not len(rows[0]) or not len(rows[2]):
        raise DataError(
            "The table says which rows are trained on and which tested, but there are none of one."
        )
    training, validation, test = (
        Split(split.inputs[chosen], split.targets[chosen], split.labels[chosen]) for chosen in rows
    )
    return training, validation, test


def shared_out(split: Split, validation_share: float, test_share: float) -> tuple[Split, Split, Split]:
    """Cut a split, in its order and without a copy, into training, validation and test.

    Raises
    ------
    DataError
        If less than a tenth of the samples would be left to train on, or a test share is less than one.
    """
    count = len(split)
    validation, test = round(validation_share * count), round(test_share * count)
    training = count - validation - test
    if training < max(LEAST_TRAINING * count, 1):
        raise DataError(
            f"A validation share of {validation_share:g} and a test share of {test_share:g} leave too little "
            f"of {count:,} samples to train on; together they may be {1 - LEAST_TRAINING:g}."
        )
    if test == 0 < test_share:
        raise DataError(
            f"A test share of {test_share:g} of {count:,} samples is less than one; choose a larger one."
        )
    end = training + validation
    return split.part(0, training), split.part(training, end), split.part(end, count)
