"""A blank plane: all its points are painted by hand."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from nnviz.data.dataset import Dataset, DatasetKind, DataSettings, Random, Split
from nnviz.data.fields import field
from nnviz.data.points import CLASS_NAMES, FEATURE_NAMES
from nnviz.data.targets import Targets, coding_of, encoded


class OwnPoints(DataSettings, frozen=True, kw_only=True, tag="own_points"):
    """Settings of the blank plane."""

    classes: Annotated[
        int,
        field(
            "Classes",
            "How many classes there are to paint with. All painted points are trained on; none is held out "
            "for a test, for what is painted is what is to be fitted.",
            ge=2,
            le=8,
        ),
    ] = 2
    targets: Targets = "one_hot"


def make_own_points(settings: OwnPoints, _rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make a data set of no points at all."""
    coding = coding_of(settings)
    labels = np.empty(0, np.int64)
    nothing = Split(np.empty((0, 2)), encoded(labels, settings.classes, coding), labels)
    return Dataset(
        "own_points",
        "Own points",
        nothing,
        nothing,
        nothing,
        CLASS_NAMES[: settings.classes],
        FEATURE_NAMES,
        (2,),
        coding.task,
        coding.levels or (0.0, 1.0),
    )


OWN_POINTS = DatasetKind("own_points", "Own points", OwnPoints, make_own_points, is_tiny=True)
