"""Edits of points in the plane while the weights stay: paint, move, erase, relabel, and shape a cloud."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from nnviz.data import DataError, Dataset
from nnviz.data.clouds import Clouds, cloud_centres, cloud_spreads
from nnviz.data.edited import (
    begins_stroke,
    redone,
    redrawn,
    undone,
    with_labels,
    with_moved_point,
    with_points,
    with_valued_points,
    with_values,
    without_points,
)
from nnviz.training.building import build_dataset
from nnviz.training.edits import DataEdit
from nnviz.training.experiment import Experiment

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

FARTHEST = 1e6
Coordinate = Annotated[float, Meta(ge=-FARTHEST, le=FARTHEST)]
Length = Annotated[float, Meta(ge=0.0, le=FARTHEST)]
Label = Annotated[int, Meta(ge=0, le=99)]
Value = Annotated[float, Meta(ge=-FARTHEST, le=FARTHEST)]
#: A number that all changes of one stroke of the mouse have in common: they are undone together.
Stroke = Annotated[int, Meta(ge=0)]
Coordinates = Annotated[tuple[Coordinate, ...], Meta(min_length=1, max_length=10_000)]


class PointEdit(DataEdit, frozen=True):
    """A change of training points; those of one stroke are undone together and marked once.

    Attributes
    ----------
    words
        What is marked in the curves.
    """

    words: ClassVar[str]

    @property
    def target(self) -> Hashable:
        """Each one counts."""
        return type(self).__name__, id(self)

    def act_on(self, run: TrainingRun) -> str:
        """Go on with the changed points."""
        dataset = self.changed(run.dataset)
        if dataset is run.dataset:
            return ""
        words = self.words if begins_stroke(run.dataset, getattr(self, "stroke", -1)) else ""
        run.take_dataset(dataset, run.experiment)
        return words

    @abstractmethod
    def changed(self, dataset: Dataset) -> Dataset:
        """Return the data set with the change.

        Raises
        ------
        DataError
            One sentence.
        """


class AddPoints(PointEdit, frozen=True):
    """Put points of one class where somebody painted."""

    xs: Coordinates
    ys: Coordinates
    label: Label
    stroke: Stroke

    words: ClassVar[str] = "points painted"

    def changed(self, dataset: Dataset) -> Dataset:
        """Add them after the others."""
        return with_points(dataset, _places(self.xs, self.ys), self.label, self.stroke)


class AddValues(PointEdit, frozen=True):
    """Put points of one value where somebody painted, in a regression."""

    xs: Coordinates
    ys: Coordinates
    value: Value
    stroke: Stroke

    words: ClassVar[str] = "points painted"

    def changed(self, dataset: Dataset) -> Dataset:
        """Add them after the others."""
        return with_valued_points(dataset, _places(self.xs, self.ys), self.value, self.stroke)


class ErasePoints(PointEdit, frozen=True):
    """Take away every training point within a circle."""

    x: Coordinate
    y: Coordinate
    radius: Length
    stroke: Stroke

    words: ClassVar[str] = "points erased"

    def changed(self, dataset: Dataset) -> Dataset:
        """Leave the others."""
        inside = np.hypot(*(dataset.train.inputs - (self.x, self.y)).T) <= self.radius
        return without_points(dataset, inside, self.stroke) if inside.any() else dataset


class RelabelPoints(PointEdit, frozen=True):
    """Give every training point within a box one class."""

    left: Coordinate
    right: Coordinate
    bottom: Coordinate
    top: Coordinate
    label: Label
    stroke: Stroke

    words: ClassVar[str] = "points relabelled"

    def changed(self, dataset: Dataset) -> Dataset:
        """Change labels and targets, nothing else."""
        inside = _inside(dataset, self)
        return with_labels(dataset, inside, self.label, self.stroke) if inside.any() else dataset


class SetValues(PointEdit, frozen=True):
    """Give every training point within a box one value, in a regression."""

    left: Coordinate
    right: Coordinate
    bottom: Coordinate
    top: Coordinate
    value: Value
    stroke: Stroke

    words: ClassVar[str] = "values set"

    def changed(self, dataset: Dataset) -> Dataset:
        """Change targets, nothing else."""
        inside = _inside(dataset, self)
        return with_values(dataset, inside, self.value, self.stroke) if inside.any() else dataset


class MovePoint(PointEdit, frozen=True):
    """Put one training point elsewhere."""

    row: Annotated[int, Meta(ge=0)]
    x: Coordinate
    y: Coordinate
    stroke: Stroke

    words: ClassVar[str] = "point moved"

    @property
    def target(self) -> Hashable:
        """Of several places of one point the newest counts."""
        return type(self).__name__, self.row, self.stroke

    def changed(self, dataset: Dataset) -> Dataset:
        """Move it; a point that was erased meanwhile stays away."""
        if self.row >= len(dataset.train):
            return dataset
        return with_moved_point(dataset, self.row, (self.x, self.y), self.stroke)


class UndoPoints(PointEdit, frozen=True):
    """Take back the last stroke."""

    words: ClassVar[str] = "undone"

    def changed(self, dataset: Dataset) -> Dataset:
        """Bring back the points before it."""
        return undone(dataset)


class RedoPoints(PointEdit, frozen=True):
    """Make the stroke again that was taken back last."""

    words: ClassVar[str] = "redone"

    def changed(self, dataset: Dataset) -> Dataset:
        """Bring back the points after it."""
        return redone(dataset)


class ShapeCloud(DataEdit, frozen=True):
    """Put a cloud elsewhere, or make it wider or narrower: the same draws, so that its points go with it.

    Attributes
    ----------
    cloud
        Counted from 0.
    x, y
        Its new centre.
    spread
        Its new standard deviation in each direction.
    """

    cloud: Annotated[int, Meta(ge=0, le=7)]
    x: Annotated[float, Meta(ge=-100.0, le=100.0)]
    y: Annotated[float, Meta(ge=-100.0, le=100.0)]
    spread: Annotated[float, Meta(ge=0.0, le=10.0)]
    stroke: Stroke

    @property
    def target(self) -> Hashable:
        """Of several shapes of one cloud the newest counts."""
        return type(self).__name__, self.cloud

    def act_on(self, run: TrainingRun) -> str:
        """Draw the same points around other centres; those placed by hand stay."""
        experiment = self.changed(run.experiment)
        drawn, _ = build_dataset(experiment)
        is_new = begins_stroke(run.dataset, self.stroke)
        words = "moved" if self._keeps_spread(run.experiment) else "resized"
        run.take_dataset(redrawn(run.dataset, drawn, self.stroke), experiment)
        return f"cloud {self.cloud} {words}" if is_new else ""

    def _keeps_spread(self, experiment: Experiment) -> bool:
        settings = experiment.data
        return isinstance(settings, Clouds) and self.spread == cloud_spreads(settings)[self.cloud]

    def changed(self, experiment: Experiment) -> Experiment:
        """Return the experiment with the cloud's new centre and spread.

        Raises
        ------
        DataError
            If there is no such cloud.
        """
        settings = experiment.data
        if not isinstance(settings, Clouds) or self.cloud >= settings.clouds:
            raise DataError(f"There is no cloud {self.cloud} in these data.")
        centres, spreads = cloud_centres(settings), cloud_spreads(settings)
        centres[self.cloud], spreads[self.cloud] = (self.x, self.y), self.spread
        data = msgspec.structs.replace(
            settings,
            centres=tuple((float(x), float(y)) for x, y in centres),
            spreads=tuple(float(spread) for spread in spreads),
        )
        return msgspec.structs.replace(experiment, data=data)


def _places(xs: Coordinates, ys: Coordinates) -> NDArray[np.floating[Any]]:
    """Return points (n, 2).

    Raises
    ------
    DataError
        If there are more of one coordinate than of the other.
    """
    if len(xs) != len(ys):
        raise DataError(f"There are {len(xs):,} x but {len(ys):,} y; every point needs both.")
    return np.column_stack((xs, ys))


def _inside(dataset: Dataset, box: RelabelPoints | SetValues) -> NDArray[np.bool_]:
    """Tell which training points lie within a box."""
    x, y = dataset.train.inputs.T
    inside: NDArray[np.bool_] = (box.left <= x) & (x <= box.right) & (box.bottom <= y) & (y <= box.top)
    return inside
