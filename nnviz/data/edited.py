"""Data sets changed by hand: training points added, moved, erased, relabelled, and all that undone.

Each function returns a new data set that shares with the old one whatever it leaves as it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from nnviz.data.dataset import Array, DataError, Dataset, Task
from nnviz.data.split import Split
from nnviz.data.targets import CODINGS, encoded

MOST_POINTS = 100_000
#: Strokes that can be taken back.
MOST_UNDONE = 100
#: The origin of a point that somebody put where it is.
BY_HAND = -1


class Stage(NamedTuple):
    """The training points at one time: what undoing brings back."""

    inputs: Array
    targets: Array
    labels: Array
    origins: Array
    stroke: int


class EditedDataset(Dataset, frozen=True, eq=False, kw_only=True):
    """A data set whose training points were changed by hand.

    Attributes
    ----------
    origins : int array (n,)
        For each training point its row among those that were drawn; BY_HAND if somebody put it there.
    stroke : int
        The stroke that was made last; all changes of one stroke are undone together.
    undo, redo : tuple of Stage
        What undoing and redoing bring back, the next one last.
    """

    origins: Array
    stroke: int
    undo: tuple[Stage, ...]
    redo: tuple[Stage, ...]

    @property
    def edited_nbytes(self) -> int:
        """Memory that its points take, in bytes."""
        splits = (self.train, self.validation, self.test)
        return self.origins.nbytes + sum(
            array.nbytes for split in splits for array in (split.inputs, split.targets, split.labels)
        )


def with_points(dataset: Dataset, places: Array, label: int, stroke: int) -> EditedDataset:
    """Return the data set with more training points (n, 2) of one class.

    Raises
    ------
    DataError
        If there is no such class, there would be too many points, or points have values and no classes.
    """
    _require_plane(dataset)
    if not 0 <= label < len(dataset.class_names):
        raise DataError(
            f"There is no class {label}; the classes go from 0 to {len(dataset.class_names) - 1}."
        )
    _require_room(dataset, len(places))
    train = dataset.train
    labels = np.full(len(places), label, np.int64)
    return _edited(
        dataset,
        stroke,
        inputs=np.concatenate((train.inputs, np.asarray(places, train.inputs.dtype))),
        labels=np.concatenate((train.labels, labels)),
        targets=np.concatenate((train.targets, _targets(dataset, labels))),
        origins=np.concatenate((origins_of(dataset), np.full(len(places), BY_HAND))),
    )


def with_valued_points(dataset: Dataset, places: Array, value: float, stroke: int) -> EditedDataset:
    """Return the regression with more training points (n, 2) of one value.

    Raises
    ------
    DataError
        If there would be too many points, or points have classes and no values.
    """
    _require_values(dataset)
    _require_room(dataset, len(places))
    train = dataset.train
    targets = np.full((len(places), 1), value, train.targets.dtype)
    return _edited(
        dataset,
        stroke,
        inputs=np.concatenate((train.inputs, np.asarray(places, train.inputs.dtype))),
        labels=np.concatenate((train.labels, np.zeros(len(places), np.int64))),
        targets=np.concatenate((train.targets, targets)),
        origins=np.concatenate((origins_of(dataset), np.full(len(places), BY_HAND))),
    )


def with_values(dataset: Dataset, chosen: Array, value: float, stroke: int) -> EditedDataset:
    """Return the regression with one value for those training points for which ``chosen`` (n,) is true."""
    _require_values(dataset)
    targets = np.where(chosen[:, np.newaxis], np.float32(value), dataset.train.targets)
    return _edited(dataset, stroke, targets=targets)


def without_points(dataset: Dataset, erased: Array, stroke: int) -> EditedDataset:
    """Return the data set without those training points for which ``erased`` (n,) is true."""
    train, kept = dataset.train, np.flatnonzero(~erased)
    return _edited(
        dataset,
        stroke,
        inputs=train.inputs[kept],
        labels=train.labels[kept],
        targets=train.targets[kept],
        origins=origins_of(dataset)[kept],
    )


def with_moved_point(dataset: Dataset, row: int, place: tuple[float, float], stroke: int) -> EditedDataset:
    """Return the data set with one training point elsewhere."""
    _require_plane(dataset)
    inputs, origins = dataset.train.inputs.copy(), origins_of(dataset).copy()
    inputs[row], origins[row] = place, BY_HAND
    return _edited(dataset, stroke, inputs=inputs, origins=origins)


def with_labels(dataset: Dataset, chosen: Array, label: int, stroke: int) -> EditedDataset:
    """Return the data set with one label for those training points for which ``chosen`` (n,) is true."""
    _require_plane(dataset)
    if not 0 <= label < len(dataset.class_names):
        raise DataError(
            f"There is no class {label}; the classes go from 0 to {len(dataset.class_names) - 1}."
        )
    labels = np.where(chosen, label, dataset.train.labels)
    return _edited(dataset, stroke, labels=labels, targets=_targets(dataset, labels))


def redrawn(dataset: Dataset, drawn: Dataset, stroke: int) -> EditedDataset:
    """Return the data set with its points where they were drawn anew; those placed by hand stay.

    Parameters
    ----------
    drawn : Dataset
        As many points in the same order, and the held-out points that now belong to them.
    """
    origins = origins_of(dataset)
    placed = (origins == BY_HAND)[:, np.newaxis]
    inputs = np.where(placed, dataset.train.inputs, drawn.train.inputs[np.maximum(origins, 0)])
    edited = _edited(dataset, stroke, inputs=inputs)
    return replace(edited, validation=drawn.validation, test=drawn.test)


def undone(dataset: Dataset) -> Dataset:
    """Return the data set as it was before the last stroke; the same if there was none."""
    if not isinstance(dataset, EditedDataset) or not dataset.undo:
        return dataset
    return _restored(dataset, dataset.undo[-1], dataset.undo[:-1], (*dataset.redo, _stage(dataset)))


def redone(dataset: Dataset) -> Dataset:
    """Return the data set with the stroke that was undone last; the same if there was none."""
    if not isinstance(dataset, EditedDataset) or not dataset.redo:
        return dataset
    return _restored(dataset, dataset.redo[-1], (*dataset.undo, _stage(dataset)), dataset.redo[:-1])


def origins_of(dataset: Dataset) -> Array:
    """Return for each training point its row among those drawn, BY_HAND for one that was placed."""
    return dataset.origins if isinstance(dataset, EditedDataset) else np.arange(len(dataset.train))


def begins_stroke(dataset: Dataset, stroke: int) -> bool:
    """Tell whether a change of this stroke is its first."""
    return not isinstance(dataset, EditedDataset) or dataset.stroke != stroke


def _edited(dataset: Dataset, stroke: int, origins: Array | None = None, **arrays: Any) -> EditedDataset:
    undo = dataset.undo if isinstance(dataset, EditedDataset) else ()
    if begins_stroke(dataset, stroke):
        undo = (*undo, _stage(dataset))[-MOST_UNDONE:]
    origins = origins_of(dataset) if origins is None else origins
    return _with(dataset, replace(dataset.train, **arrays), origins, stroke, undo, ())


def _restored(
    dataset: EditedDataset, stage: Stage, undo: tuple[Stage, ...], redo: tuple[Stage, ...]
) -> EditedDataset:
    train = replace(dataset.train, inputs=stage.inputs, targets=stage.targets, labels=stage.labels)
    return _with(dataset, train, stage.origins, stage.stroke, undo, redo)


def _with(
    dataset: Dataset,
    train: Split,
    origins: Array,
    stroke: int,
    undo: tuple[Stage, ...],
    redo: tuple[Stage, ...],
) -> EditedDataset:
    """Return the data set with another training split, and how it came about."""
    shared = {name: getattr(dataset, name) for name in Dataset.__struct_fields__ if name != "train"}
    return EditedDataset(train=train, origins=origins, stroke=stroke, undo=undo, redo=redo, **shared)


def _stage(dataset: Dataset) -> Stage:
    train = dataset.train
    stroke = dataset.stroke if isinstance(dataset, EditedDataset) else 0
    return Stage(train.inputs, train.targets, train.labels, origins_of(dataset), stroke)


def _targets(dataset: Dataset, labels: Array) -> Array:
    """Return the targets of labels in the coding that the data set has."""
    coding = next(
        coding
        for coding in CODINGS.values()
        if coding.task is dataset.task and coding.levels in (None, dataset.levels)
    )
    return encoded(labels, len(dataset.class_names), coding)


def _require_plane(dataset: Dataset) -> None:
    if dataset.input_shape != (2,) or dataset.task not in (Task.MULTICLASS, Task.BINARY, Task.REGRESSION):
        raise DataError("These data do not lie in the plane; their points cannot be changed by hand.")


def _require_values(dataset: Dataset) -> None:
    _require_plane(dataset)
    if dataset.task is not Task.REGRESSION:
        raise DataError("The points of these data have classes, not values.")


def _require_room(dataset: Dataset, more: int) -> None:
    if len(dataset.train) + more > MOST_POINTS:
        raise DataError(f"There would be more than {MOST_POINTS:,} points; erase some first.")
