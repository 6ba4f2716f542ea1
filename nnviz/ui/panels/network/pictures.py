"""UnitPictures: what is measured and drawn of each unit in the network diagram."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from nnviz.data import Dataset
from nnviz.training.probes import BoundaryGrid, Probe
from nnviz.training.probes.unit_maps import Chosen, UnitMaps, UnitValues, is_planar, maps_grid
from nnviz.training.wiring import Column, Wiring
from nnviz.ui.drawing.network.diagram import Target
from nnviz.ui.drawing.network.tiles import Cells
from nnviz.ui.panels.network.scales import Scales
from nnviz.ui.selection import Sample, Selector

Floats = npt.NDArray[np.floating[Any]]

_LARGEST = 100
"""Points along the side of a map at most."""
_SMALLEST_MAP = 33
_TILE_SHARE = 0.98
"""Of the weights in pictures so many lie within the limit; a few large ones would make the others pale."""
_SLACK, _SMALLEST = 0.05, 0.6
"""By what part of the mapped square samples may leave it, and what part of it they must take."""


class UnitPictures:
    """Maps over the plane; where samples are no points in it, activations for one of them or their mean."""

    def __init__(self, selector: Selector, cells: Cells, scales: Scales) -> None:
        self._selector = selector
        self._cells = cells
        self._scales = scales
        self._side = _LARGEST
        self._grid: BoundaryGrid | None = None
        self._given: dict[int, Floats] = {}

    def take(self, dataset: Dataset) -> bool:
        """Follow the samples: tell whether the part of the plane that is mapped is another one now.

        It is not for every dragged point: only what has left it, or grown too small in it, changes it.
        """
        before = self._grid
        self._grid = maps_grid(dataset, _LARGEST) if is_planar(dataset) else None
        if before is not None and self._grid is not None and _still_fits(before, self._grid):
            self._grid = before
        return self._grid != before

    def fit(self, pixels: float) -> None:
        """Have maps measured for tiles of so many pixels."""
        self._side = min(max(round(pixels), _SMALLEST_MAP), _LARGEST)

    def probe(self, dataset: Dataset, chosen: Chosen) -> Probe:
        """Return what has to be measured; `chosen` is empty for all units."""
        if self._grid is not None:
            return UnitMaps(replace(self._grid, columns=self._side, rows=self._side), chosen)
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

    def given(self, wiring: Wiring, target: Target | None) -> float | None:
        """Return what the unit of a target gives for the sample, if that is one number."""
        if target is None or target.column >= len(wiring.columns):
            return None
        values = self._given.get(wiring.columns[target.column].layer)
        if values is None or target.unit >= len(values) or values.shape[1:] != (1, 1):
            return None
        return float(values[target.unit, 0, 0])

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
            if len(values) != len(column.units):
                continue
            self._given[column.layer] = values
            if len(column.patterns):
                self._draw_patterns(number, column, values)
            else:
                limit, signed = self._scales.hold(column.layer, values)
                self._cells.set_pictures(number, values, limit, signed)

    def _draw_patterns(self, number: int, column: Column, values: Floats) -> None:
        """Draw the weights of units that see an image, and what they give for it as bars."""
        limit, _ = self._scales.hold(column.layer, column.patterns, "weights", _TILE_SHARE)
        self._cells.set_pictures(number, column.patterns, limit, signed=True)
        given = np.abs(values.reshape(len(values)))
        self._cells.set_bars(number, given / max(float(given.max()), 1e-9))


def _still_fits(old: BoundaryGrid, new: BoundaryGrid) -> bool:
    size = old.right - old.left
    slack = _SLACK * size
    inside = (
        new.left > old.left - slack
        and new.right < old.right + slack
        and new.bottom > old.bottom - slack
        and new.top < old.top + slack
    )
    return inside and new.right - new.left > _SMALLEST * size
