"""Unit maps: what every unit of a network computes, over the plane or for samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.data.split import extent
from nnviz.nn import ActivatedLayer, Network
from nnviz.training.moment import Moment
from nnviz.training.probes import BoundaryGrid, Probe

Floats = NDArray[np.floating[Any]]
#: Units of some layers, by the layer counted from 0 in the network, -1 for its inputs.
Chosen = tuple[tuple[int, tuple[int, ...]], ...]
#: Samples whose mean stands for a split's.
MOST_SAMPLES = 256
#: The share of the samples' extent that is left free at each side of a map.
MARGIN = 0.05


def layers_of_units(network: Network) -> list[int]:
    """Return the layers that have units, counted from 0 in the network; -1 for the inputs comes first."""
    return [-1, *(i for i, layer in enumerate(network.layers) if isinstance(layer, ActivatedLayer))]


def all_units(network: Network) -> Chosen:
    """Return all units there are, filters for units in a convolution."""
    return tuple((layer, tuple(range(_shape(network, layer)[0]))) for layer in layers_of_units(network))


def _shape(network: Network, layer: int) -> tuple[int, ...]:
    return network.input_shape if layer < 0 else network.layers[layer].output_shape


def _values(network: Network, batch: Floats, layer: int) -> Floats:
    """Return a layer's values of the last batch, (samples, units, ...)."""
    return batch if layer < 0 else network.layers[layer].outputs


class UnitMaps(Probe, frozen=True):
    """The activation of every unit over a rectangle of the plane: layer to (units, rows, columns).

    Row 0 lies at the lowest y. Layers are counted from 0 in the network; under -1 are its inputs.

    Attributes
    ----------
    chosen
        Which units; empty for all.
    """

    grid: BoundaryGrid
    chosen: Chosen = ()

    def measure(self, moment: Moment, network: Network) -> Mapping[int, Floats]:
        """Run the network over the grid once, and keep what its layers computed on the way."""
        samples = self.grid.samples(moment.dataset, network)
        chosen = self.chosen or all_units(network)
        maps = {layer: np.empty((len(units), len(samples)), np.float32) for layer, units in chosen}
        for start in range(0, len(samples), network.chunk):
            part = samples[start : start + network.chunk]
            network.forward(part)
            for layer, units in chosen:
                values = _values(network, part, layer)
                kept = values if len(units) == values.shape[1] else values[:, units]
                maps[layer][:, start : start + len(part)] = kept.T
        shape = (self.grid.rows, self.grid.columns)
        return {layer: found.reshape(len(found), *shape) for layer, found in maps.items()}


class UnitMap(Probe, frozen=True):
    """The activation (rows, columns) of one unit over a rectangle of the plane."""

    grid: BoundaryGrid
    layer: int
    unit: int

    def measure(self, moment: Moment, network: Network) -> Floats | None:
        """Run the network over the grid; None if there is no such unit any more."""
        if (self.layer, self.unit) not in _pairs(all_units(network)):
            return None
        chosen = ((self.layer, (self.unit,)),)
        return np.asarray(UnitMaps(self.grid, chosen).measure(moment, network)[self.layer][0])


def _pairs(chosen: Chosen) -> Iterable[tuple[int, int]]:
    return ((layer, unit) for layer, units in chosen for unit in units)


class UnitValues(Probe, frozen=True):
    """What units give for one sample of a split, or on average: layer to (units, height, width).

    Of a filter that is its feature map, of any other unit one number.

    Attributes
    ----------
    row
        The sample; None for the mean over the split's first 256.
    chosen
        Which units; empty for all, and so for each layer.
    """

    split: str
    row: int | None
    chosen: Chosen = ()

    def measure(self, moment: Moment, network: Network) -> Mapping[int, Floats]:
        """Run the network over the sample or samples."""
        split = getattr(moment.dataset, self.split)
        start, stop = (0, MOST_SAMPLES) if self.row is None else (self.row, self.row + 1)
        inputs = split.model_inputs(start, stop, dtype=network.dtype)
        batch = inputs.reshape(len(inputs), *network.input_shape)
        network.forward(batch)
        return {
            layer: _pictures(_some(_values(network, batch, layer), units))
            for layer, units in self.chosen or all_units(network)
        }


def _some(values: Floats, units: tuple[int, ...]) -> Floats:
    return values[:, list(units)] if units else values


def _pictures(values: Floats) -> Floats:
    """Return the mean over the samples, (units, height, width)."""
    mean = values.mean(axis=0, dtype=np.float64).astype(np.float32)
    return np.asarray(mean if mean.ndim == 3 else mean.reshape(-1, 1, 1))


def is_planar(dataset: Dataset) -> bool:
    """Tell whether samples lie in a plane, so that units have maps over it."""
    return dataset.input_shape == (2,)


def maps_grid(dataset: Dataset, side: int) -> BoundaryGrid:
    """Return a square grid of `side` by `side` places over all samples in the plane, with a margin."""
    low, high = extent(np.concatenate((dataset.train.inputs, dataset.test.inputs)))
    middle, half = (low + high) / 2, max(float((high - low).max()) / 2 * (1 + 2 * MARGIN), 1e-6)
    (left, bottom), (right, top) = middle - half, middle + half
    return BoundaryGrid(float(left), float(right), float(bottom), float(top), side, side)
