"""UnitWeights: one layer's numbers in the order in which they are drawn, and how large they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.nn import Network
from nnviz.training.moment import Moment
from nnviz.training.probes import LayerParameters, Probe, Weights


class UnitWeights(LayerParameters, frozen=True):
    """One layer's numbers, and how large they are.

    Attributes
    ----------
    weights
        (n_in, n_out); those of one unit lie together in memory, so that a unit's tile needs no copy.
    typical
        The magnitude within which the probe's share of the finite weights lies (and, if that is all of them,
        the finite biases too).
    largest
        The largest magnitude of a weight or bias; not finite if one of them is not.
    """

    typical: float
    largest: float


class WeightsByUnit(Probe, frozen=True):
    """The weights of one layer, counted from 0; the last one if there are fewer.

    What takes passes over all weights is done here, on the observer's thread, for the window to be spared.
    """

    layer: int
    share: float = 1.0

    def measure(self, moment: Moment, network: Network) -> UnitWeights:
        """Copy and measure them."""
        found = Weights(self.layer).measure(moment, network)
        units = np.ascontiguousarray(found.weights.T)
        typical, largest = _extent(units, found.biases, self.share)
        return UnitWeights(units.T, found.biases, found.count, found.window, typical, largest)


def _extent(weights: NDArray[Any], biases: NDArray[Any], share: float) -> tuple[float, float]:
    sizes, bias_sizes = np.abs(weights).ravel(), np.abs(biases)
    largest = float(np.maximum(sizes.max(initial=0.0), bias_sizes.max()))  # no weights without inputs
    counted = sizes if share < 1 else np.concatenate([sizes, bias_sizes])
    if not np.isfinite(largest):
        counted = counted[np.isfinite(counted)]
    if not len(counted):
        return 0.0, largest
    place = min(int(share * len(counted)), len(counted) - 1)
    return float(np.partition(counted, place)[place]), largest
