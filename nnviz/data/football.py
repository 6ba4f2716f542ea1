"""The perceptron's first question: whether one goes and plays football."""

from __future__ import annotations

from itertools import product

import numpy as np

from nnviz.data.dataset import Dataset, DatasetKind, DataSettings, Random, Split
from nnviz.data.targets import Targets, coding_of, encoded

#: What sun and friends weigh, and what their sum has to beat.
IMPORTANCE = (1.0, 3.0)
THRESHOLD = 2.0


class Football(DataSettings, frozen=True, kw_only=True, tag="football"):
    """Settings of the four days there can be."""

    targets: Targets = "zero_one"


def make_football(settings: Football, _rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make one sample for each answer to "is it sunny" and "are friends there".

    All three splits are these four: there are no others.
    """
    days = np.array(list(product((0.0, 1.0), repeat=2)), np.float32)
    labels = (days @ np.array(IMPORTANCE) > THRESHOLD).astype(np.int64)
    coding = coding_of(settings)
    four = Split(days, encoded(labels, 2, coding), labels)
    return Dataset(
        "football",
        "Football or not",
        four,
        four,
        four,
        ("stay", "play"),
        ("sunny", "friends"),
        (2,),
        coding.task,
        coding.levels or (0.0, 1.0),
    )


FOOTBALL = DatasetKind("football", "Football or not", Football, make_football, is_tiny=True)
