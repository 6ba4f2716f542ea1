"""The kinds of edits that a run's log can hold, and the log to and from plain tables.

A new kind is one line in `EDITS`; its name is what stands in files, so it never changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nnviz.training.edits import ChangeFields, Intervention, Logged, RestoreBest
from nnviz.training.edits.digits import TrainOnDigits
from nnviz.training.edits.features import ChangeFeatures
from nnviz.training.edits.layers import AddLayer, AddUnit, RemoveLayer, RemoveUnit, SetActivation
from nnviz.training.edits.points import (
    AddPoints,
    AddValues,
    ErasePoints,
    MovePoint,
    RedoPoints,
    RelabelPoints,
    SetValues,
    ShapeCloud,
    UndoPoints,
)
from nnviz.training.edits.surface import MoveWeights, PlaceWeightPair
from nnviz.training.edits.units import MuteUnit, SetParameter
from nnviz.training.edits.walks import TakeSample
from nnviz.training.edits.weights import TakeWeights
from nnviz.training.reading import ExperimentError

#: By the name under which each kind is saved.
EDITS: dict[str, type[Intervention]] = {
    "change": ChangeFields,
    "restore_best": RestoreBest,
    "set_parameter": SetParameter,
    "place_weight_pair": PlaceWeightPair,
    "move_weights": MoveWeights,
    "mute_unit": MuteUnit,
    "add_unit": AddUnit,
    "remove_unit": RemoveUnit,
    "add_layer": AddLayer,
    "remove_layer": RemoveLayer,
    "set_activation": SetActivation,
    "take_sample": TakeSample,
    "change_features": ChangeFeatures,
    "add_points": AddPoints,
    "erase_points": ErasePoints,
    "relabel_points": RelabelPoints,
    "add_values": AddValues,
    "set_values": SetValues,
    "move_point": MovePoint,
    "undo_points": UndoPoints,
    "redo_points": RedoPoints,
    "shape_cloud": ShapeCloud,
    "train_on_digits": TrainOnDigits,
    "take_weights": TakeWeights,
}


def plain_log(log: Sequence[Logged]) -> list[dict[str, Any]]:
    """Return a log as tables with the step and the kind of each edit."""
    names = {kind: name for name, kind in EDITS.items()}
    return [{"step": step, "edit": names[type(edit)], **edit.to_plain()} for step, edit in log]


def log_from_plain(tables: Any, steps: int) -> tuple[Logged, ...]:
    """Check and build the log of a run of so many steps.

    Raises
    ------
    ExperimentError
        One sentence that says which edit (counted from 1) is wrong, and how.
    """
    if not isinstance(tables, list):
        raise ExperimentError("edits must be a list of tables, each headed by [[edits]]")
    log: list[Logged] = []
    for number, table in enumerate(tables, 1):
        try:
            log.append(_logged(table, log[-1].step if log else 0, steps))
        except ExperimentError as error:
            raise ExperimentError(f"edit {number}: {error}") from None
    return tuple(log)


def _logged(table: Any, earliest: int, latest: int) -> Logged:
    if not isinstance(table, Mapping):
        raise ExperimentError(f"this is {table!r}; it must be a table with step and edit")
    step, name = table.get("step"), table.get("edit")
    if type(step) is not int or not earliest <= step <= latest:
        raise ExperimentError(
            f"step is {step!r}; it must be a whole number from {earliest:,}, the step of the edit before it, "
            f"to {latest:,}, the steps of the run"
        )
    if not isinstance(name, str) or name not in EDITS:
        raise ExperimentError(f"edit is {name!r}; it must be one of {', '.join(EDITS)}")
    rest = {key: value for key, value in table.items() if key not in ("step", "edit")}
    return Logged(step, EDITS[name].from_plain(rest))
