"""A data set: what there is to learn, in three splits, and what its numbers mean."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from math import prod
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

from nnviz.data.features import FEATURES, PLAIN, FeatureMap
from nnviz.data.split import Array, DataError, Scaling, Split

__all__ = [
    "Array",
    "DataError",
    "DataSettings",
    "Dataset",
    "DatasetKind",
    "Random",
    "Scaling",
    "Split",
    "Task",
    "one_hot",
]

#: Either of NumPy's generators; data sets draw only what both can: uniform, standard_normal, permutation.
Random = np.random.RandomState | np.random.Generator


class Task(Enum):
    """What the targets of a data set mean, and so which losses, outputs and metrics fit."""

    MULTICLASS = "multiclass"  # one-hot rows
    BINARY = "binary"  # one column with one of two levels, 0/1 or -1/+1
    REGRESSION = "regression"  # real numbers
    OBJECTIVE = "objective"  # a function of the parameters alone: no data

    @property
    def has_classes(self) -> bool:
        """Whether an answer is right or wrong."""
        return self in (Task.MULTICLASS, Task.BINARY)


class Dataset(msgspec.Struct, frozen=True, eq=False):
    """Three splits of one source and the names of its classes and features.

    Attributes
    ----------
    name, title : str
        The name in experiments, and the words of a menu.
    class_names : tuple of str
        Empty without classes.
    feature_names : tuple of str
        Empty for images.
    input_shape : tuple of int
        The shape of one sample: ``(2,)``, ``(1, 28, 28)``.
    levels : (float, float)
        What targets are for the first and the second class of a binary task: (0, 1) or (-1, 1).
    lineage : object
        The same for a data set and all that was made of it by hand: other points, but the same plane.

    Raises
    ------
    DataError
        If a split's samples have another shape or its labels name no class.
    """

    name: str
    title: str
    train: Split
    validation: Split
    test: Split
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    input_shape: tuple[int, ...]
    task: Task
    levels: tuple[float, float] = (0.0, 1.0)
    lineage: object = msgspec.field(default_factory=object)

    def __post_init__(self) -> None:
        for name in ("train", "validation", "test"):
            split: Split = getattr(self, name)
            if split.inputs.shape[1:] != self.input_shape:
                raise DataError(
                    f"Samples of the {name} split have the shape {split.inputs.shape[1:]} instead of "
                    f"{self.input_shape}."
                )
            self._require_labels(name, split.labels)

    def _require_labels(self, name: str, labels: Array) -> None:
        classes = max(len(self.class_names), 1)  # without classes all labels are 0
        wrong = np.flatnonzero((labels < 0) | (labels >= classes))
        if len(wrong):
            raise DataError(
                f"Sample {wrong[0]} (counted from 0) of the {name} split has the label {labels[wrong[0]]}; "
                f"labels go from 0 to {classes - 1}."
            )

    def continues(self, other: Dataset | None) -> bool:
        """Tell whether this is another data set with at most its samples changed by hand.

        Classes and what a network is given are the same then; samples need not be.
        """
        return (
            other is not None
            and self.lineage is other.lineage
            and self.train.features == other.train.features
        )

    @property
    def edited_nbytes(self) -> int:
        """Memory, in bytes, that is taken only because points were changed by hand."""
        return 0

    @property
    def outputs(self) -> int:
        """Numbers in one target."""
        return int(self.train.targets.shape[1])

    @property
    def features(self) -> int:
        """Numbers in one sample."""
        return prod(self.input_shape)

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the numbers are that a network is given of one sample; empty for images."""
        features = self.train.features
        return (
            self.feature_names if features is None else tuple(FEATURES[name].title for name in features.names)
        )

    @property
    def given(self) -> int:
        """Numbers that a network is given of one sample."""
        features = self.train.features
        return self.features if features is None else len(features.names)

    def with_features(self, names: tuple[str, ...]) -> Dataset:
        """Return the data set with what a network is given of a point in the plane; no sample is copied.

        Of samples that are no pairs of numbers a network is given all numbers, whatever the names.
        """
        features = FeatureMap(names) if self.input_shape == (2,) and names != PLAIN else None
        if features == self.train.features:
            return self
        train, validation, test = (
            replace(split, features=features) for split in (self.train, self.validation, self.test)
        )
        return replace(self, train=train, validation=validation, test=test)

    @property
    def is_image(self) -> bool:
        """Whether a sample is (channels, height, width)."""
        return len(self.input_shape) == 3


class DataSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="name"):
    """Base of every data set's settings; the tag ``name`` says which data set they belong to."""


class DatasetKind(msgspec.Struct, frozen=True):
    """One entry of the menu of data sets.

    Attributes
    ----------
    settings : type of DataSettings
        Each field is annotated with its title, a sentence for students and its limits.
    make : callable (settings, rng, held_out_rng) -> Dataset
        Training samples come from ``rng`` alone, validation and test samples from ``held_out_rng``
        where they are drawn at all. Raises DataError if the settings or files cannot be used.
    is_image, regression, objective : bool
        Whether samples are images, targets real numbers, and there is nothing but a function to make
        small; known before any data is loaded.
    is_tiny : bool
        Whether there are too few samples to be cut into batches.
    is_surface : bool
        Whether a network without hidden layers has two parameters, so that all of its loss is a surface.
    """

    name: str
    title: str
    settings: type[DataSettings]
    make: Callable[[Any, np.random.RandomState, Random], Dataset]
    is_image: bool = False
    regression: bool = False
    objective: bool = False
    is_tiny: bool = False
    is_surface: bool = False

    @property
    def needs_file(self) -> bool:
        """Whether there is no such data set before the user has chosen a file."""
        return "file" in self.settings.__struct_fields__


def one_hot(labels: Array, classes: int) -> Array:
    """Return float32 targets (n, classes) for class indices (n,)."""
    return np.eye(classes, dtype=np.float32).take(labels, axis=0)
