"""No data at all: the parameters of a network without inputs, of which the loss is a function."""

from __future__ import annotations

import numpy as np

from nnviz.data.dataset import Dataset, DatasetKind, DataSettings, Random, Split, Task

PARAMETER_NAMES = ("x", "y")


class Objective(DataSettings, frozen=True, kw_only=True, tag="objective"):
    """Settings of a function to make small: there are none, the loss says which function it is."""


def make_objective(_settings: Objective, _rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make one sample without features, so that a layer's outputs are its biases, here x and y.

    All three splits are that sample: there is nothing to hold out.
    """
    outputs = len(PARAMETER_NAMES)
    nothing = Split(np.empty((1, 0), np.float32), np.zeros((1, outputs), np.float32), np.zeros(1, np.int64))
    return Dataset("objective", "Function of x, y", nothing, nothing, nothing, (), (), (0,), Task.OBJECTIVE)


OBJECTIVE = DatasetKind(
    "objective",
    "Function of x, y",
    Objective,
    make_objective,
    objective=True,
    is_tiny=True,
    is_surface=True,
)
