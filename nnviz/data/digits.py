"""Handwritten digits: MNIST and the small 8x8 digits, both on board."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np

from nnviz.data.dataset import (
    Array,
    DataError,
    Dataset,
    DatasetKind,
    DataSettings,
    Random,
    Split,
    Task,
    one_hot,
)
from nnviz.data.fields import field
from nnviz.data.idx import read_idx
from nnviz.data.scaling import ScalingName, scaled
from nnviz.data.shares import TestShare, ValidationShare, shared_out, shuffled
from nnviz.resources_path import resources_dir

CLASS_NAMES = tuple("0123456789")
MNIST_COUNTS = {"train": 60_000, "t10k": 10_000}
MNIST_SIDE = 28
SMALL_COUNT = 1797
SMALL_SIDE = 8
SMALL_WHITE = 16  # the brightest value of the 8x8 digits
REMEDY = "install nnviz again, or put back the file that came with it"


class Mnist(DataSettings, frozen=True, kw_only=True, tag="mnist"):
    """Settings of MNIST."""

    training: Annotated[
        int,
        field("Training digits", "The first so many of the 60,000.", ge=1, le=60_000),
    ] = 50_000
    validation: Annotated[
        int,
        field(
            "Validation digits",
            "The last so many of the 60,000, never trained on, to make choices by.",
            ge=0,
            le=59_999,
        ),
    ] = 10_000
    test: Annotated[
        int,
        field("Test digits", "The first so many of the 10,000 kept for the end.", ge=1, le=10_000),
    ] = 10_000
    scaling: ScalingName = "none"


class Digits8x8(DataSettings, frozen=True, kw_only=True, tag="digits8x8"):
    """Settings of the 8x8 digits."""

    test_share: TestShare = 0.25
    validation_share: ValidationShare = 0.1
    scaling: ScalingName = "none"


def make_mnist(settings: Mnist, _rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make MNIST, split as Nielsen's book does; nothing is drawn, and nothing but views is made.

    Raises
    ------
    DataError
        If training and validation would share digits, or a file is missing or damaged.
    """
    count = MNIST_COUNTS["train"]
    if settings.training + settings.validation > count:
        raise DataError(
            f"MNIST has {count:,} digits for training and validation together, not "
            f"{settings.training:,} + {settings.validation:,}; take fewer for one of them."
        )
    digits, held_out = load_mnist("train"), load_mnist("t10k")
    dataset = image_dataset(
        "mnist",
        "MNIST",
        digits.part(0, settings.training),
        digits.part(count - settings.validation, count),
        held_out.part(0, settings.test),
    )
    return scaled(dataset, settings.scaling)


def make_digits8x8(settings: Digits8x8, rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make the 8x8 digits, shuffled by ``rng`` and cut into training, validation and test.

    Raises
    ------
    DataError
        If too little would be left to train on, or the file is missing or damaged.
    """
    digits = shuffled(load_digits8x8(), rng)
    splits = shared_out(digits, settings.validation_share, settings.test_share)
    return scaled(image_dataset("digits8x8", "8x8 digits", *splits), settings.scaling)


@cache
def load_mnist(part: str, folder: Path | None = None) -> Split:
    """Load the ``"train"`` or ``"t10k"`` half of MNIST once; later calls return the same split.

    Raises
    ------
    DataError
        If a file is missing, damaged or not what MNIST has under its name.
    """
    folder = folder or resources_dir() / "mnist"
    images_path = folder / f"{part}-images-idx3-ubyte.gz"
    labels_path = folder / f"{part}-labels-idx1-ubyte.gz"
    images, labels = read_idx(images_path, 3, REMEDY), read_idx(labels_path, 1, REMEDY)
    count = MNIST_COUNTS[part]
    _require_shape(images_path, images, (count, MNIST_SIDE, MNIST_SIDE))
    _require_shape(labels_path, labels, (count,))
    if labels.max() >= len(CLASS_NAMES):
        where = int(labels.argmax())
        raise DataError(
            f"The file {labels_path} is damaged: label {where} is {labels[where]} instead of "
            f"0 to 9; {REMEDY}."
        )
    return image_split(images[:, np.newaxis], labels, 255)


@cache
def load_digits8x8(folder: Path | None = None) -> Split:
    """Load the 1,797 small digits once, in the order of their file.

    Raises
    ------
    DataError
        If the file is missing or damaged.
    """
    path = (folder or resources_dir() / "digits8x8") / "digits.csv.gz"
    try:
        with gzip.open(path, "rb") as lines:
            table = np.array(list(_rows(lines)))
    except FileNotFoundError:
        raise DataError(f"The file {path} is missing; {REMEDY}.") from None
    except (OSError, EOFError, ValueError, zlib.error):
        raise DataError(f"The file {path} is damaged; {REMEDY}.") from None
    _require_shape(path, table, (SMALL_COUNT, SMALL_SIDE**2 + 1))
    pixels, labels = table[:, :-1], table[:, -1]
    if pixels.max() > SMALL_WHITE or labels.max() >= len(CLASS_NAMES):
        raise DataError(f"The file {path} is damaged: it has values out of range; {REMEDY}.")
    images = np.ascontiguousarray(pixels).reshape(-1, 1, SMALL_SIDE, SMALL_SIDE)
    return image_split(images, labels, SMALL_WHITE)


def image_split(images: Array, labels: Array, white: int, classes: int = len(CLASS_NAMES)) -> Split:
    """Return a split of grey images (n, 1, height, width) whose brightest value is ``white``."""
    labels = labels.astype(np.int64)
    return Split(images, one_hot(labels, classes), labels, 0.0, 1.0 / white)


def _rows(lines: Iterable[bytes]) -> Iterator[Array]:
    for line in lines:
        yield np.frombuffer(bytes(map(int, line.split(b","))), np.uint8)


def _require_shape(path: Path, array: Array, shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        found, expected = (" x ".join(map(str, s)) for s in (array.shape, shape))
        raise DataError(f"The file {path} holds {found} numbers instead of {expected}; {REMEDY}.")


def image_dataset(name: str, title: str, train: Split, validation: Split, test: Split) -> Dataset:
    """Return a data set of images whose classes are numbered from 0."""
    class_names = tuple(map(str, range(train.targets.shape[1])))
    shape = train.inputs.shape[1:]
    return Dataset(name, title, train, validation, test, class_names, (), shape, Task.MULTICLASS)


DIGITS: dict[str, DatasetKind] = {
    kind.name: kind
    for kind in (
        DatasetKind("mnist", "MNIST", Mnist, make_mnist, is_image=True),
        DatasetKind("digits8x8", "8x8 digits", Digits8x8, make_digits8x8, is_image=True),
    )
}
