"""HiddenSpace: the plane as a hidden layer bends it, with the points and the line between the classes."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import DataError, Dataset
from nnviz.data.split import extent
from nnviz.nn import ActivatedLayer, Network
from nnviz.training.layer_record import parameter_layers
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe
from nnviz.training.probes.contours import class_scores, decision_lines, zero_lines
from nnviz.training.probes.layer_health import sampled

#: Points of the training split that are shown at most.
MOST_POINTS = 300
#: Lines of the grid in each direction, and places along each: a bent line is drawn through them.
LINES, ALONG = 17, 49
#: Places along each side of the grid on which the line between the classes, or a unit's line, is sought.
FINE, COARSE = 65, 29
#: Lines of the first layer's units drawn at most: more would hide the plane.
MOST_LINES = 32
_MARGIN = 0.05

Floats = NDArray[np.float64]


class Space(msgspec.Struct, frozen=True, eq=False):
    """What is drawn of one layer's space, in two coordinates.

    Attributes
    ----------
    across, up
        (LINES, ALONG, 2) the grid's lines along x and along y.
    points
        (n, 2) training points; `labels` (n,) their classes, `targets` (n,) their values in a regression.
    boundary
        (k, 2, 2) pieces of the line between the classes; in the plane itself, of the first layer's lines.
    names
        Of the two axes.
    explained
        The shares of the points' variance along both axes, if they are principal components; else empty.
    units, layers
        How many units the layer has, and how many hidden layers there are.
    """

    across: Floats
    up: Floats
    points: Floats
    labels: NDArray[np.int64]
    targets: Floats
    boundary: Floats
    names: tuple[str, str]
    explained: tuple[float, ...]
    units: int
    layers: int


class HiddenSpace(Probe, frozen=True):
    """The plane in the space of a hidden layer's activations.

    Attributes
    ----------
    layer
        Hidden layers count from 1; 0 is the plane itself, with the lines at which each unit of the first
        layer has a sum of 0.
    axes
        The two units that are the axes, from 0; without them they are the first two principal components.
    """

    layer: int
    axes: tuple[int, int] | tuple[()] = ()

    def measure(self, moment: Moment, network: Network) -> Space:
        """Run grid, points and boundary forward to the layer."""
        dataset, hidden = moment.dataset, parameter_layers(network)[:-1]
        if not len(dataset.train):
            raise DataError("there is no point yet to be bent with the plane; paint some")
        number = min(self.layer, len(hidden))
        layer = hidden[number - 1] if number else None
        sample = sampled(dataset.train, MOST_POINTS)
        grid = _grid(sample.inputs)
        boundary = _boundary(dataset, network, grid, layer, hidden)
        places = np.concatenate((grid.reshape(-1, 2), sample.inputs, boundary.reshape(-1, 2)))
        activations = _activations(dataset, network, layer, places)
        cuts = (grid.size // 2, grid.size // 2 + len(sample))
        projected, names, explained = _project(activations, slice(*cuts), layer, self.axes)
        lines = projected[: cuts[0]].reshape(2, LINES, ALONG, 2)
        return Space(
            lines[0],
            lines[1],
            projected[slice(*cuts)],
            sample.labels,
            np.asarray(sample.targets[:, 0], np.float64),
            projected[cuts[1] :].reshape(-1, 2, 2),
            names if layer is not None else _plane_names(dataset),
            explained,
            activations.shape[1],
            len(hidden),
        )


def _grid(points: NDArray[Any]) -> Floats:
    """Return lines along x, then along y, over all points: (2, LINES, ALONG, 2)."""
    low, high = extent(points)
    margin = np.maximum((high - low) * _MARGIN, 1e-6)
    (left, bottom), (right, top) = low - margin, high + margin
    grid = np.empty((2, LINES, ALONG, 2))
    grid[0, ..., 0], grid[0, ..., 1] = (
        np.linspace(left, right, ALONG),
        np.linspace(bottom, top, LINES)[:, None],
    )
    grid[1, ..., 0], grid[1, ..., 1] = (
        np.linspace(left, right, LINES)[:, None],
        np.linspace(bottom, top, ALONG),
    )
    return grid


def _forward(dataset: Dataset, network: Network, places: Floats) -> NDArray[Any]:
    return network.forward(dataset.train.given(places, network.dtype))


def _boundary(
    dataset: Dataset,
    network: Network,
    grid: Floats,
    layer: ActivatedLayer | None,
    hidden: list[ActivatedLayer],
) -> Floats:
    """Return pieces of line in the plane, (k, 2, 2): between the classes, or of the first layer's units."""
    (left, bottom), (right, top) = grid[0, 0, 0].tolist(), grid[1, -1, -1].tolist()
    side = COARSE if layer is None and hidden else FINE
    x, y = np.linspace(left, right, side), np.linspace(bottom, top, side)
    outputs = _forward(dataset, network, np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2))
    if layer is None and hidden:
        sums = hidden[0].pre_activations.reshape(side, side, -1)
        return zero_lines(np.moveaxis(sums[..., :MOST_LINES], -1, 0), x, y).astype(np.float64)
    if not dataset.task.has_classes:
        return np.empty((0, 2, 2))
    scores = class_scores(outputs.reshape(side, side, -1), dataset.levels)
    return decision_lines(scores, x, y).astype(np.float64)


def _activations(dataset: Dataset, network: Network, layer: ActivatedLayer | None, places: Floats) -> Floats:
    """Return what a layer makes of places (n, 2); without one, the places themselves."""
    if layer is None:
        return places
    _forward(dataset, network, places)
    return layer.outputs.reshape(len(places), -1).astype(np.float64)


def _project(
    activations: Floats, points: slice, layer: ActivatedLayer | None, axes: tuple[int, ...]
) -> tuple[Floats, tuple[str, str], tuple[float, ...]]:
    """Return two coordinates of everything, the names of the axes, and what they explain of the points."""
    units = activations.shape[1]
    if layer is None:
        return activations, ("x", "y"), ()
    if units == 1:
        flat = np.column_stack((activations, np.zeros(len(activations))))
        return flat, ("unit 1", ""), ()
    if units == 2 and not axes:
        axes = (0, 1)
    if axes and max(axes) < units:
        first, second = axes
        return activations[:, [first, second]], (f"unit {first + 1}", f"unit {second + 1}"), ()
    middle = activations[points].mean(axis=0)
    return _components(activations - middle, activations[points] - middle)


def _components(everything: Floats, points: Floats) -> tuple[Floats, tuple[str, str], tuple[float, ...]]:
    """Project on the first two principal components of the points; the largest loading is positive."""
    variances, vectors = np.linalg.eigh(points.T @ points / len(points))
    first_two = vectors[:, [-1, -2]]
    largest = np.abs(first_two).argmax(axis=0)
    first_two = first_two * np.where(first_two[largest, [0, 1]] < 0, -1, 1)
    total = max(float(variances.sum()), 1e-30)
    explained = (float(variances[-1]) / total, float(variances[-2]) / total)
    return everything @ first_two, ("component 1", "component 2"), explained


def _plane_names(dataset: Dataset) -> tuple[str, str]:
    names = dataset.feature_names
    return (names[0], names[1]) if len(names) == 2 else ("x", "y")
