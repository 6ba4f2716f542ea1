"""UnitMapOnPlane: what is drawn of an opened unit over the plane, from what was measured."""

from __future__ import annotations

import numpy as np

from nnviz.data import Dataset
from nnviz.training.moment import Snapshot
from nnviz.training.probes.neuron import Neuron
from nnviz.training.probes.unit_maps import UnitMap, is_planar
from nnviz.ui.drawing.unit_plane import UnitPlane
from nnviz.ui.numerals import ColourLimit
from nnviz.ui.selection import Sample


class UnitMapOnPlane:
    """Draws a unit's map, its line and the sample at hand on a plane."""

    def __init__(self, plane: UnitPlane) -> None:
        self._plane = plane
        self._limit = ColourLimit(least=1e-3)

    def forget(self) -> None:
        """Let the colours start afresh: it is another unit."""
        self._limit.reset()

    def draw(self, neuron: Neuron, snapshot: Snapshot, probe: UnitMap | None, sample: Sample) -> None:
        """Draw what there is."""
        dataset = snapshot.moment.dataset
        if not is_planar(dataset):
            return
        field = snapshot.results.get(probe)
        if isinstance(field, np.ndarray) and probe is not None:
            largest = float(np.abs(field).max(initial=0.0))
            signed = bool((field < 0).any())
            self._plane.draw(field, probe.grid, self._limit.widen(largest, largest), signed)
        self._plane.draw_line(*line_of(neuron, dataset))
        self._plane.ring(getattr(dataset, sample.split).inputs[sample.row])


def line_of(neuron: Neuron, dataset: Dataset) -> tuple[tuple[float, float] | None, float]:
    """Return weights and bias of the line on which the sum is 0, for places as they are before scaling.

    There are no weights for a unit that does not see the two coordinates themselves, or has diverged.
    """
    sees_them = neuron.from_layer < 0 and dataset.input_names == dataset.feature_names
    if not sees_them or not np.isfinite(neuron.weights).all():
        return None, 0.0
    scale, offset = (np.broadcast_to(each, (2,)) for each in (dataset.train.scale, dataset.train.offset))
    weights = neuron.weights * scale
    return (float(weights[0]), float(weights[1])), neuron.bias - float(weights @ offset)
