"""AsTrained: images of the present batch, changed as augmentation changes them when they enter training."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Split
from nnviz.data.augment import Augmenter
from nnviz.nn import Network
from nnviz.training.evaluate import outputs_on
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe
from nnviz.training.probes.contours import class_scores


class TrainedImages(msgspec.Struct, frozen=True, eq=False):
    """Images of a batch.

    Attributes
    ----------
    rows
        (k,) where they are in the training split.
    original, augmented
        Splits of these images as they are stored, and as they enter training.
    scores
        (k, classes) what the network gives for the augmented ones.
    """

    rows: NDArray[np.intp]
    original: Split
    augmented: Split
    scores: NDArray[Any]


class AsTrained(Probe, frozen=True):
    """The first images of the last step's batch, changed once more as augmentation changes them.

    The changes are drawn anew, off the run's path: as large as those in training, but not the very same.
    """

    most: int

    def measure(self, moment: Moment, network: Network) -> TrainedImages:
        """Change the images, and run the network over them."""
        train = moment.dataset.train
        rows = moment.batch[: self.most] if len(moment.batch) else np.arange(min(self.most, len(train)))
        original = _part(train, train.inputs[rows], rows)
        augmenter = Augmenter(moment.experiment.augmentation, moment.dataset.input_shape)
        rng = np.random.default_rng(moment.step)
        images = train.inputs[rows].copy()
        for i in range(len(images)):  # one by one, as those changed at once are changed alike
            images[i : i + 1] = augmenter.changed(images[i : i + 1], rng)
        augmented = _part(train, images, rows)
        scores = class_scores(outputs_on(network, augmented), moment.dataset.levels)
        return TrainedImages(np.array(rows), original, augmented, scores)


def _part(split: Split, images: NDArray[Any], rows: NDArray[np.intp]) -> Split:
    return Split(images, split.targets[rows], split.labels[rows], split.offset, split.scale)
