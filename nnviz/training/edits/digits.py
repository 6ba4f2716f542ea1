"""The edit that adds somebody's own digits to those that a run learns from."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import TYPE_CHECKING, Annotated

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from nnviz.data.dataset import Dataset, Split
from nnviz.data.kept_digits import MOST
from nnviz.training.edits import DataEdit
from nnviz.training.probes.kept_digits import reads_digits
from nnviz.training.reading import ExperimentError

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

FULL_INK = 255
#: The part of the training split that own digits become, by being there many times, and how often at most.
SHARE = 1 / 20
MOST_COPIES = 200


class TrainOnDigits(DataEdit, frozen=True):
    """Add digits to the training split, each so many times, in place of those added before, and go on.

    Attributes
    ----------
    pixels
        The images (n, side, side) of bytes, 255 ink, packed by zlib and written in base 64.
    labels
        What each is.
    """

    pixels: str
    labels: tuple[Annotated[int, msgspec.Meta(ge=0, le=MOST)], ...]
    copies: Annotated[int, msgspec.Meta(ge=1, le=MOST_COPIES)]

    @classmethod
    def of(cls, images: NDArray[np.uint8], labels: NDArray[np.uint8], training: int) -> TrainOnDigits:
        """Return the edit for images and a training split of so many samples."""
        copies = int(min(max(SHARE * training / len(labels), 1), MOST_COPIES))
        packed = base64.b64encode(zlib.compress(images.tobytes(), 9)).decode()
        return cls(packed, tuple(labels.tolist()), copies)

    def act_on(self, run: TrainingRun) -> str:
        """Learn from a data set with a longer training split."""
        dataset = run.dataset
        if not reads_digits(dataset):
            raise ExperimentError(
                "this run reads no square grey pictures of classes: choose digits to train on"
            )
        images, labels = self._unpacked(dataset)
        train = _shortened(dataset.train, self._added_before(run))
        whitest = float(train.inputs.max())
        inputs = np.rint(images * (whitest / FULL_INK)).astype(train.inputs.dtype)
        run.take_dataset(replace(dataset, train=_lengthened(train, inputs, labels)), run.experiment)
        own = len(self.labels)
        return f"{own:,} own {'digit' if own == 1 else 'digits'}, {self.copies} times each"

    def _added_before(self, run: TrainingRun) -> int:
        """Return how many samples the last such edit of the run added; replayed, this one is in the log."""
        edits = [each.edit for each in run.log.past if each.edit is not self]
        last = next((edit for edit in reversed(edits) if isinstance(edit, TrainOnDigits)), None)
        return 0 if last is None else len(last.labels) * last.copies

    def _unpacked(self, dataset: Dataset) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        shape = (len(self.labels), *dataset.input_shape)
        size = int(np.prod(shape))
        try:
            unpack = zlib.decompressobj()
            raw = unpack.decompress(base64.b64decode(self.pixels, validate=True), size + 1)
        except (binascii.Error, zlib.error, ValueError):
            raise ExperimentError("pixels is not what zlib and base 64 make of images") from None
        if not self.labels or len(self.labels) > MOST or len(raw) != size:
            raise ExperimentError(
                f"pixels has {len(raw):,} bytes; {len(self.labels):,} images for these data have {size:,}"
            )
        labels = np.array(self.labels, np.int64)
        if labels.max() >= len(dataset.class_names):
            last = len(dataset.class_names) - 1
            raise ExperimentError(f"labels has {labels.max()}; the classes go from 0 to {last}")
        images = np.frombuffer(raw, np.uint8).reshape(shape)
        return images.repeat(self.copies, axis=0), labels.repeat(self.copies)


def _shortened(split: Split, by: int) -> Split:
    kept = slice(0, len(split) - by)
    return replace(split, inputs=split.inputs[kept], targets=split.targets[kept], labels=split.labels[kept])


def _lengthened(split: Split, inputs: NDArray[np.generic], labels: NDArray[np.int64]) -> Split:
    targets = np.zeros((len(labels), split.targets.shape[1]), split.targets.dtype)
    targets[np.arange(len(labels)), labels] = split.targets.max()
    return replace(
        split,
        inputs=np.concatenate((split.inputs, inputs)),
        targets=np.concatenate((split.targets, targets)),
        labels=np.concatenate((split.labels, labels)),
    )
