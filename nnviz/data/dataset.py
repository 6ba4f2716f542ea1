"""A data set: what there is to learn, in three splits, and what its numbers mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from math import prod
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
#: Either of NumPy's generators; data sets draw only what both can: uniform, standard_normal, permutation.
Random = np.random.RandomState | np.random.Generator


class DataError(ValueError):
    """Data that cannot be used; its message is one sentence for the reader of a screen."""


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


class Scaling(NamedTuple):
    """An offset and a scale ready for use; None where it would change nothing."""

    offset: Array | None
    scale: Array | None

    def apply(self, samples: Array, out: Array) -> None:
        """Write ``(samples - offset) * scale`` into ``out``, a float array of the same shape."""
        np.copyto(out, samples)
        if self.offset is not None:
            np.subtract(out, self.offset, out)
        if self.scale is not None:
            np.multiply(out, self.scale, out)


@dataclass(frozen=True, eq=False)
class Split:
    """Samples in rows, with their targets.

    Attributes
    ----------
    inputs : array (n, features) or (n, channels, height, width)
        Floats, or uint8 for images, which are kept as small as they came.
    targets : float32 array (n, outputs)
    labels : int64 array (n,)
        Class indices; all 0 in a regression.
    offset, scale : float or array that broadcasts against ``inputs``
        A network is given ``(inputs - offset) * scale``.

    Raises
    ------
    DataError
        If the arrays differ in length or a number is not finite.

    Notes
    -----
    The arrays are unwritable views of those given, so nothing is copied.
    """

    inputs: Array
    targets: Array
    labels: Array
    offset: float | Array = 0.0
    scale: float | Array = 1.0

    def __post_init__(self) -> None:
        _require_same_length(self.inputs, self.targets, self.labels)
        _require_finite(self.inputs, "input")
        _require_finite(self.targets, "target")
        for name in ("inputs", "targets", "labels", "offset", "scale"):
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                object.__setattr__(self, name, _unwritable(value))

    def __len__(self) -> int:
        return len(self.inputs)

    def model_inputs(
        self,
        start: int = 0,
        stop: int | None = None,
        out: Array | None = None,
        dtype: DTypeLike = np.float32,
    ) -> Array:
        """Return the samples from ``start`` up to ``stop`` as a network is given them.

        Parameters
        ----------
        out : float array of the shape of ``inputs[start:stop]``, optional
            Filled and returned; without it an array of ``dtype`` is made.
        """
        samples = self.inputs[start:stop]
        if out is None:
            out = np.empty(samples.shape, dtype)
        self.scaling(out.dtype).apply(samples, out)
        return out

    def scaling(self, dtype: DTypeLike = np.float32, flatten: bool = False) -> Scaling:
        """Return the scaling prepared for numbers of ``dtype`` and samples that may be rows."""
        shape = self.inputs.shape[1:]
        offset, scale = (
            _prepared(value, neutral, np.dtype(dtype), shape, flatten)
            for value, neutral in ((self.offset, 0.0), (self.scale, 1.0))
        )
        return Scaling(offset, scale)

    @property
    def is_scaled(self) -> bool:
        """Whether a network is given other numbers than ``inputs`` holds."""
        scaling = self.scaling()
        return scaling.offset is not None or scaling.scale is not None

    def part(self, start: int, stop: int) -> Split:
        """Return the samples from ``start`` up to ``stop`` as a split of its own, without a copy."""
        rows = slice(start, stop)
        return Split(self.inputs[rows], self.targets[rows], self.labels[rows], self.offset, self.scale)


@dataclass(frozen=True, eq=False)
class Dataset:
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

    @property
    def outputs(self) -> int:
        """Numbers in one target."""
        return int(self.train.targets.shape[1])

    @property
    def features(self) -> int:
        """Numbers in one sample."""
        return prod(self.input_shape)

    @property
    def is_image(self) -> bool:
        """Whether a sample is (channels, height, width)."""
        return len(self.input_shape) == 3


class DataSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="name"):
    """Base of every data set's settings; the tag ``name`` says which data set they belong to."""


@dataclass(frozen=True)
class DatasetKind:
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
    """

    name: str
    title: str
    settings: type[DataSettings]
    make: Callable[[Any, np.random.RandomState, Random], Dataset]
    is_image: bool = False
    regression: bool = False
    objective: bool = False
    is_tiny: bool = False

    @property
    def needs_file(self) -> bool:
        """Whether there is no such data set before the user has chosen a file."""
        return "file" in self.settings.__struct_fields__


def one_hot(labels: Array, classes: int) -> Array:
    """Return float32 targets (n, classes) for class indices (n,)."""
    return np.eye(classes, dtype=np.float32).take(labels, axis=0)


def _prepared(
    value: float | Array, neutral: float, dtype: np.dtype[Any], shape: tuple[int, ...], flatten: bool
) -> Array | None:
    if np.size(value) == 1:  # one number for all is three times faster than a row of equal ones
        number = np.asarray(value, dtype).reshape(())
        return None if number == neutral else number
    rows = np.broadcast_to(value, shape).astype(dtype)
    return rows.reshape(-1) if flatten else rows


def _unwritable(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view


def _require_same_length(inputs: Array, targets: Array, labels: Array) -> None:
    if not len(inputs) == len(targets) == len(labels):
        raise DataError(
            f"A split needs as many inputs as targets and labels, "
            f"not {len(inputs)}, {len(targets)} and {len(labels)}."
        )


def _require_finite(values: Array, what: str) -> None:
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return
    sample = int(np.argwhere(~np.isfinite(values))[0, 0])
    raise DataError(
        f"The {what} of sample {sample} (counted from 0) holds a value that is not a finite number; "
        "remove the sample or put a number there."
    )
