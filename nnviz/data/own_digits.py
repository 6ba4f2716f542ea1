"""Images from a user's own files: MNIST-like IDX files, and Kaggle's digit CSV."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

import numpy as np

from nnviz.data.dataset import Array, DataError, Dataset, DatasetKind, DataSettings, Random
from nnviz.data.digit_csv import read_digit_csv
from nnviz.data.digits import image_dataset, image_split
from nnviz.data.fields import field
from nnviz.data.files import Source, source
from nnviz.data.idx import read_idx
from nnviz.data.scaling import ScalingName, scaled
from nnviz.data.shares import TestShare, ValidationShare, shared_out

WHITE = 255
LARGEST_SIDE = 256
IDX_FILE = "a file of images in the IDX format, such as train-images-idx3-ubyte.gz"
KAGGLE_FILE = "a CSV file of digits, such as Kaggle's train.csv"
IDX_REMEDY = "choose another file or make this one anew"


class Idx(DataSettings, frozen=True, kw_only=True, tag="idx"):
    """Settings of a user's IDX files."""

    file: Annotated[
        str,
        field("Images", "Training images; their labels are beside them, with MNIST's kind of file name."),
    ] = ""
    test_file: Annotated[
        str, field("Test images", "Left empty, a part of the training images is kept for the end instead.")
    ] = ""
    test_share: TestShare = 0.15
    validation_share: ValidationShare = 0.15
    scaling: ScalingName = "none"


class Kaggle(DataSettings, frozen=True, kw_only=True, tag="kaggle"):
    """Settings of Kaggle's digit CSV."""

    file: Annotated[
        str, field("File", "Kaggle's train.csv: on each line a label and 784 pixels from 0 to 255.")
    ] = ""
    test_share: TestShare = 0.15
    validation_share: ValidationShare = 0.15
    scaling: ScalingName = "none"


def make_idx(settings: Idx, _rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make a data set of IDX files, in their own order.

    Raises
    ------
    DataError
        If a file is missing, damaged, too large or does not fit the others.
    """
    images, labels = _labelled(settings.file)
    own_test = bool(settings.test_file)
    test_images, test_labels = _labelled(settings.test_file) if own_test else (images[:0], labels[:0])
    if test_images.shape[1:] != images.shape[1:]:
        raise DataError(
            f"The test images have {_times(test_images.shape[2:])} pixels, the training images "
            f"{_times(images.shape[2:])}; choose files that belong together."
        )
    classes = 1 + max(int(labels.max()), int(test_labels.max(initial=0)))
    test_share = 0.0 if own_test else settings.test_share
    train, validation, test = shared_out(
        image_split(images, labels, WHITE, classes), settings.validation_share, test_share
    )
    if own_test:
        test = image_split(test_images, test_labels, WHITE, classes)
    return scaled(image_dataset("idx", "IDX files", train, validation, test), settings.scaling)


def make_kaggle(settings: Kaggle, _rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make a data set of Kaggle's CSV, in the order of its lines.

    Raises
    ------
    DataError
        If the file is missing or a line of it is not a digit; the sentence names the line.
    """
    images, labels = read_digit_csv(source(settings.file, KAGGLE_FILE))
    splits = shared_out(image_split(images, labels, WHITE), settings.validation_share, settings.test_share)
    return scaled(image_dataset("kaggle", "Kaggle's digits", *splits), settings.scaling)


def labels_beside(images: Path) -> Path:
    """Return where the labels of a file of images are: ``a-images-idx3-b`` has ``a-labels-idx1-b``.

    Raises
    ------
    DataError
        If the name does not tell images from labels.
    """
    name = images.name.replace("images", "labels").replace("idx3", "idx1")
    if name == images.name:
        raise DataError(
            f'The name of the file {images} has no "images" in it that would tell where its labels are; '
            "name the two files as MNIST's are."
        )
    return images.with_name(name)


def _labelled(file: str) -> tuple[Array, Array]:
    images = source(file, IDX_FILE)
    return _load_idx(images, source(str(labels_beside(images.path)), "labels with the name of their images"))


@lru_cache(maxsize=2)
def _load_idx(images_source: Source, labels_source: Source) -> tuple[Array, Array]:
    """Load images (n, 1, height, width) and labels (n,), both of bytes."""
    images = read_idx(images_source.path, 3, IDX_REMEDY)
    labels = read_idx(labels_source.path, 1, IDX_REMEDY)
    if len(images) == 0 or not 1 <= min(images.shape[1:]) <= max(images.shape[1:]) <= LARGEST_SIDE:
        raise DataError(
            f"The file {images_source.path} has {_times(images.shape)} pixels; it needs at least one image, "
            f"of 1 to {LARGEST_SIDE} pixels each way."
        )
    if len(images) != len(labels):
        raise DataError(
            f"The file {images_source.path} has {len(images):,} images but {labels_source.path} has "
            f"{len(labels):,} labels; choose files that belong together."
        )
    _require_two_classes(images_source.path, labels)
    return images[:, np.newaxis], labels


def _require_two_classes(path: Path, labels: Array) -> None:
    if len(np.unique(labels)) < 2:
        raise DataError(f"The file {path} has fewer than two classes; there is nothing to tell apart.")


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{length:,}" for length in shape)


IDX = DatasetKind("idx", "IDX files of your own", Idx, make_idx, is_image=True)
KAGGLE = DatasetKind("kaggle", "Kaggle's digit CSV", Kaggle, make_kaggle, is_image=True)

OWN_DIGITS: tuple[DatasetKind, ...] = (IDX, KAGGLE)
