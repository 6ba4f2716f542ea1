"""Data sets: samples with targets in three splits, and how they reach a network."""

from nnviz.data.augment import Augmentation
from nnviz.data.batches import Batches
from nnviz.data.dataset import (
    DataError,
    Dataset,
    DatasetKind,
    DataSettings,
    Random,
    Split,
    Task,
)
from nnviz.data.digits import DIGITS
from nnviz.data.football import FOOTBALL
from nnviz.data.line import LINE
from nnviz.data.objective import OBJECTIVE
from nnviz.data.own_digits import OWN_DIGITS
from nnviz.data.own_points import OWN_POINTS
from nnviz.data.planar import PLANAR
from nnviz.data.table import TABLE
from nnviz.data.targets import coding_of

#: Every data set there is, by the name that experiments use.
DATASETS: dict[str, DatasetKind] = {
    **PLANAR,
    **DIGITS,
    **{kind.name: kind for kind in (OWN_POINTS, FOOTBALL, LINE, OBJECTIVE, *OWN_DIGITS, TABLE)},
}

__all__ = [
    "DATASETS",
    "Augmentation",
    "Batches",
    "DataError",
    "DataSettings",
    "Dataset",
    "DatasetKind",
    "Random",
    "Split",
    "Task",
    "coding_of",
]
