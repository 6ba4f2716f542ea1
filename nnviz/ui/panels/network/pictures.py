"""UnitPictures: what is measured and drawn of each unit in the network diagram."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from nnviz.data import Dataset
from nnviz.training.probes import Probe
from nnviz.training.unit_maps import Chosen, UnitMaps, UnitValues, is_planar, maps_grid
from nnviz.training.wiring import Wiring
from nnviz.ui.drawing.network_tiles import Cells
from nnviz.ui.panels.network.scales import Scales
from nnviz.ui.selection import Sample, Selector

Floats = npt.NDArray[np.floating[Any]]

_LARGEST = 100
"""Points along the side of a map at most."""


class UnitPictures:
    """Maps over the plane; where samples are no points in it, activations for one of them or their mean."""

    def __init__(self, selector: Selector, cells: Cells, scales: Scales) -> None:
        self._selector = selector
        self._cells = cells
        self._scales = scales
        self._side = _LARGEST

    def fit(self, pixels: float) -> None:
        """Have maps measured for tiles of so many pixels."""
        self._side = min(max(round(pixels), 2), _LARGEST)

    def probe(self, dataset: Dataset, chosen: Chosen) -> Probe:
        """Return what has to be measured; `chosen` is empty for all units."""
        if is_planar(dataset):
            return UnitMaps(maps_grid(dataset, self._side), chosen)
        if dataset.is_image:  # all of its pixels are one thing
            chosen = tuple((layer, units if layer >= 0 else ()) for layer, units in chosen)
        sample = self._sample(dataset)
        return UnitValues(*sample, chosen) if sample is not None else UnitValues("train", None, chosen)

    def _sample(self, dataset: Dataset) -> Sample | None:
        """Return the sample whose activations are shown; None for the mean."""
        sample = self._selector.now.sample
        if sample is not None and sample.row < len(getattr(dataset, sample.split)):
            return sample
        return Sample("test", 0) if dataset.is_image else None

    def note(self, dataset: Dataset) -> str:
        """Say what the pictures are."""
        if is_planar(dataset):
            return "what each unit computes"
        sample = self._sample(dataset)
        return "mean activations" if sample is None else f"{sample.split} sample {sample.row + 1:,}"

    def draw(self, maps: Mapping[int, Floats], wiring: Wiring, dataset: Dataset) -> None:
        """Draw what was measured, on scales that only widen."""
        for number, column in enumerate(wiring.columns):
            values = maps.get(column.layer)
            if values is None:
                continue
            if column.is_image:
                values = values.reshape(dataset.input_shape).mean(axis=0, keepdims=True)
                values = values - values.min()
            elif is_planar(dataset):
                values = values[:, ::-1]
            if len(values) == len(column.units):
                limit, signed = self._scales.hold(column.layer, values)
                self._cells.set_pictures(number, values, limit, signed)
