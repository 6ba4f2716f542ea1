"""How a run fares on digits that somebody has drawn and kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from nnviz.data import Dataset, Task
from nnviz.data.centring import Frame
from nnviz.data.kept_digits import KeptDigits
from nnviz.nn import Network
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe
from nnviz.training.trained import Trained, on_board


class KeptAnswers(Probe, frozen=True):
    """The share of kept digits that is read rightly; None where the run reads no such pictures.

    Attributes
    ----------
    by_board
        Whether the network on board reads them, rather than the run.
    """

    kept: KeptDigits
    are_centred: bool
    by_board: bool = False

    def measure(self, moment: Moment, network: Network) -> float | None:
        """Answer all of them."""
        if not len(self.kept):
            return None
        if self.by_board:
            return _share_of_board(self.kept, self.are_centred)
        if not reads_digits(moment.dataset):
            return None
        return right_share(Trained.of(network, moment.dataset, ""), self.kept, self.are_centred)


@lru_cache(maxsize=2)
def _share_of_board(kept: KeptDigits, are_centred: bool) -> float:
    """Return what does not change with the steps; of a copy, since the pad may use the network meanwhile."""
    own = replace(on_board(), network=on_board().network.copy())
    return right_share(own, kept, are_centred)


def reads_digits(dataset: Dataset) -> bool:
    """Return whether a network of these data reads square grey pictures and tells classes."""
    shape = dataset.input_shape
    square = len(shape) == 3 and shape[0] == 1 and shape[1] == shape[2]
    return square and dataset.task is Task.MULTICLASS


def right_share(trained: Trained, kept: KeptDigits, are_centred: bool) -> float:
    """Return the share of kept digits that a network gets right."""
    images = kept.images(Frame.of_side(trained.side), are_centred)
    answers: NDArray[Any] = trained.probabilities(images).argmax(axis=1)
    return float(np.mean(answers == kept.labels))
