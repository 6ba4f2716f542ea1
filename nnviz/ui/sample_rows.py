"""What is shown of samples: pictures, rows of a table, and what the network gives for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset, Split
from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.table_layout import Samples


def grey_images(split: Split, rows: list[int]) -> ByteArray:
    """Return images (n, height, width) of a split from 0 to 255; the mean of several channels."""
    images = split.inputs[rows].mean(axis=1)
    low, high = min(float(split.inputs.min()), 0.0), float(split.inputs.max())
    grey: ByteArray = np.rint((images - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
    return grey


def table_samples(dataset: Dataset, split: Split, rows: list[int]) -> Samples:
    """Return what a table shows of some samples of a split."""
    features = split.inputs[rows].reshape(len(rows), -1)
    return Samples(
        features, dataset.feature_names, split.labels[rows], dataset.class_names, split.targets[rows]
    )


def answer_columns(dataset: Dataset) -> tuple[str, ...]:
    """Name the columns of `answers`."""
    if not dataset.class_names:
        return ("sample", "target", "output")
    return ("sample", "class", "predicted", *(f"output {name}" for name in dataset.class_names))


def answers(
    dataset: Dataset, split: Split, samples: Sequence[int], scores: NDArray[Any]
) -> Iterator[tuple[int | str | float, ...]]:
    """Give a row for each of some samples of a split: what it is, and what the network gives for it."""
    names = dataset.class_names
    for sample, given in zip(samples, scores, strict=True):
        if names:
            yield sample, names[int(split.labels[sample])], names[int(given.argmax())], *given.tolist()
        else:
            yield sample, float(split.targets[sample, 0]), float(given[0])
