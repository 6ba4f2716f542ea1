"""Which losses and outputs fit which targets; the first of each is what a new data set brings."""

from __future__ import annotations

from typing import Any

import msgspec

from nnviz.data import DATASETS, coding_of
from nnviz.nn import LOSSES, Loss


class Fit(msgspec.Struct, frozen=True):
    """What fits one kind of targets.

    Attributes
    ----------
    targets
        What the targets are, in words that go on after "the targets are".
    """

    targets: str
    losses: tuple[str, ...]
    outputs: tuple[str, ...]

    def outputs_for(self, loss: str) -> tuple[str, ...]:
        """Return the output activations that fit both the targets and a loss."""
        return tuple(name for name in self.outputs if _fits(LOSSES[loss], name))


def _fits(loss: Loss, output: str) -> bool:
    """Only the output that a loss is one function with, or any: a distance can be taken of all."""
    return not loss.fused or output in loss.output_activations


_DISTANCES = ("mse", "mae", "huber")

#: By the coding of the targets, as the data room names it.
FITS: dict[str, Fit] = {
    "one_hot": Fit(
        "one for each class", ("cross_entropy", *_DISTANCES), ("sigmoid", "softmax", "identity", "tanh")
    ),
    "zero_one": Fit("0 or 1", ("binary_cross_entropy", *_DISTANCES), ("sigmoid", "identity", "step")),
    "minus_plus": Fit("−1 or +1", _DISTANCES, ("tanh", "identity")),
}
REGRESSION = Fit("real numbers", _DISTANCES, ("identity", "tanh", "sigmoid"))
OBJECTIVE = Fit("none", ("bowl",), ("identity",))


def fit_for(name: str, settings: Any) -> Fit:
    """Return what fits the targets of a data set with these settings."""
    kind = DATASETS[name]
    if kind.objective:
        return OBJECTIVE
    return REGRESSION if kind.regression else FITS[coding_of(settings).name]
