"""Edits that place the weights somewhere on a loss surface; training goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import numpy as np

from nnviz.training.directions import Directions, RandomPair, WeightPair
from nnviz.training.edits import Intervention
from nnviz.training.edits.units import LARGEST
from nnviz.training.places import place_of
from nnviz.training.reading import ExperimentError

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

Index = Annotated[int, msgspec.Meta(ge=0)]
Place = Annotated[float, msgspec.Meta(ge=-LARGEST, le=LARGEST)]


class PlaceWeightPair(Intervention, frozen=True):
    """Give two weights or biases, by their indices in the flat parameter vector, values at once."""

    first: Index
    second: Index
    across: Place
    up: Place

    def act_on(self, run: TrainingRun) -> str:
        """Set both."""
        for index in (self.first, self.second):
            if place_of(run.network, index) is None:
                size = len(run.network.parameters)
                raise ExperimentError(
                    f"parameter {index:,} does not exist: there are {size:,}, counted from 0"
                )
        run.network.parameters[[self.first, self.second]] = self.across, self.up
        return _words(self.across, self.up)


class MoveWeights(Intervention, frozen=True):
    """Move all weights along two random directions, drawn from a seed, to a place of their plane."""

    seed: Index
    across: Place
    up: Place

    def act_on(self, run: TrainingRun) -> str:
        """Move them; what of them lies beside the plane stays."""
        frame = RandomPair(self.seed).frame(run.network, run.history.layers.start)
        moved = frame.moved(run.network.parameters, (self.across, self.up))
        if not np.isfinite(moved).all():
            raise ExperimentError("the weights cannot be moved there: a number would become too large")
        run.network.parameters[:] = moved
        return _words(self.across, self.up)


def placing(directions: Directions, across: float, up: float) -> Intervention:
    """Return the edit that places the weights at a place of the plane that directions span."""
    match directions:
        case WeightPair(first, second):
            return PlaceWeightPair(first, second, across, up)
        case RandomPair(seed):
            return MoveWeights(seed, across, up)
    raise TypeError(f"no edit places weights along {directions}")


def _words(across: float, up: float) -> str:
    return f"weights put at ({across:.3g}, {up:.3g})".replace("-", "−")
