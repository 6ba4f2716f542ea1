"""Which section of the column a field stands in, in which kind of row, and what a folded section says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby

import msgspec
from msgspec.structs import replace

from nnviz.data import DATASETS, Dataset
from nnviz.nn import INITIALIZERS, OPTIMIZERS
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Effect, Field, struct_fields
from nnviz.ui.controls.editors import can_edit
from nnviz.ui.controls.layer_kinds import kind_of, layer_sizes
from nnviz.ui.controls.layers import InputRow, LayerRow
from nnviz.ui.controls.numbers import write
from nnviz.ui.controls.output_row import OutputRow
from nnviz.ui.controls.rows import FieldRow, SideBySideRow, Wanted
from nnviz.ui.numerals import count


class SectionPlan(msgspec.Struct, frozen=True):
    """A section of the column.

    Attributes
    ----------
    paths
        What its fields' paths begin with; the longest beginning decides where several fit.
    summary
        What it says of the experiment when it is folded; shorter words follow for where there is less room.
    front
        Paths of the fields that stand first, and stay where there is little room.
    first_rows
        How many rows stay if no fields are named for it; 0 where all stay.
    """

    title: str
    paths: tuple[str, ...]
    summary: Callable[[Experiment], tuple[str, ...]]
    front: tuple[str, ...] = ()
    first_rows: int = 0


def _data_words(experiment: Experiment) -> tuple[str, ...]:
    return (str(DATASETS[experiment.value("data.name")].title),)


def _learning_words(experiment: Experiment) -> tuple[str, ...]:
    fields = struct_fields(type(experiment.learning), "learning", Effect.LIVE)
    field = next(field for field in fields if field.name == "learning_rate")
    rate = f"rate {write(field, experiment.learning.learning_rate)}"
    return f"{OPTIMIZERS[experiment.learning.optimizer].title}, {rate}", rate


def _start_words(experiment: Experiment) -> tuple[str, ...]:
    seeds = "seeds " + " ".join(str(seed) for seed in msgspec.structs.astuple(experiment.seeds))
    return f"{INITIALIZERS[experiment.model.initializer].title}, {seeds}", seeds


def _plan_words(experiment: Experiment) -> tuple[str, ...]:
    epochs = experiment.stop.epochs
    return (f"{count(epochs)} epoch{'' if epochs == 1 else 's'}",)


#: The part of Learning that every run is about.
FRONT = tuple(f"learning.{name}" for name in ("optimizer", "learning_rate", "momentum", "batch_size", "loss"))

#: The sections from top to bottom.
SECTIONS = (
    SectionPlan("Data", ("data", "augmentation"), _data_words, first_rows=4),
    SectionPlan("Network", ("model",), layer_sizes),
    SectionPlan("Learning", ("learning",), _learning_words, FRONT),
    SectionPlan("Start", ("model.initializer", "seeds"), _start_words),
    SectionPlan("Plan", ("stop", "learning.measure_every"), _plan_words),
)


def fields_of(plan: SectionPlan, fields: Iterable[Field], experiment: Experiment) -> list[Field]:
    """Return those of an experiment's fields that stand in a section and mean something, its front first."""
    here = [field for field in fields if section_of(field.path) is plan and field.when(experiment)]
    return sorted(here, key=lambda field: field.path not in plan.front)


def first_rows(plan: SectionPlan, fields: Iterable[Field]) -> int:
    """Return how many rows stay where there is little room; 0 where all stay."""
    return sum(field.path in plan.front for field in fields) or plan.first_rows


@cache
def section_of(path: str) -> SectionPlan:
    """Return the section in which the field of a path stands."""
    beginnings = [
        (len(beginning), plan)
        for plan in SECTIONS
        for beginning in plan.paths
        if f"{path}.".startswith(f"{beginning}.")
    ]
    return max(beginnings, key=lambda pair: pair[0])[1]


def differ_in_places(one: Experiment, other: Experiment) -> bool:
    """Tell whether two experiments differ in what is edited on the plot alone, such as where clouds are."""
    return one != other and _without_places(one) == _without_places(other)


def _without_places(experiment: Experiment) -> Experiment:
    data = experiment.data
    places = {name: () for name in data.__struct_fields__ if isinstance(getattr(data, name), tuple)}
    return msgspec.structs.replace(experiment, data=msgspec.structs.replace(data, **places))


def has_same_rows(one: Dataset, other: Dataset) -> bool:
    """Tell whether all that rows say of two data sets is the same."""
    return (
        one.lineage is other.lineage
        and len(one.train) == len(other.train)
        and one.input_names == other.input_names
    )


def usual_effect(fields: Iterable[Field]) -> Effect:
    """Return what changing the fields of a section costs: the most that a good part of them do.

    Not what most do: images have many fields of how they are bent, and yet data are what is changed here.
    """
    counts = Counter(field.effect for field in fields)
    good = [effect for effect, count in counts.items() if count >= GOOD_PART * counts.total()]
    return max(good) if good else counts.most_common(1)[0][0]


def wanted_rows(fields: Iterable[Field], experiment: Experiment) -> list[Wanted]:
    """Return the rows for a section's fields, in order."""
    rows: list[Wanted] = []
    for together, group in groupby(fields, key=lambda field: field.section in SIDE_BY_SIDE):
        if together:
            rows.append(Wanted(SideBySideRow, tuple(group)))
        else:
            for field in group:
                rows += ROWS.get(field.path, _field_row)(field, experiment)
    return rows


def _field_row(field: Field, _experiment: Experiment) -> list[Wanted]:
    return [Wanted(FieldRow, (field,))] if can_edit(field) else []


def _dataset_row(field: Field, experiment: Experiment) -> list[Wanted]:
    """Mark the data sets that are nothing before a file was chosen, unless it is the one there is."""
    present = experiment.value(field.path)
    offered = {
        name: f"{kind.title}…" if kind.needs_file and name != present else kind
        for name, kind in DATASETS.items()
    }
    return _field_row(replace(field, choices=offered), experiment)


def _layer_rows(field: Field, experiment: Experiment) -> list[Wanted]:
    rows = [Wanted(InputRow)]
    for number, layer in enumerate(experiment.model.hidden):
        fields = struct_fields(type(layer), f"{field.path}.{number}", field.effect)
        rows.append(Wanted(LayerRow, fields, f"{kind_of(layer)} {number}"))
    return rows


def _output_row(field: Field, _experiment: Experiment) -> list[Wanted]:
    return [Wanted(OutputRow, (field,))]


#: The part of a section's fields from which the section says what they cost.
GOOD_PART = 1 / 3
#: Sections of an experiment whose fields share one row.
SIDE_BY_SIDE = ("seeds",)

#: The fields that are shown otherwise than in a row of their own.
ROWS: dict[str, Callable[[Field, Experiment], list[Wanted]]] = {
    "data.name": _dataset_row,
    "model.hidden": _layer_rows,
    "model.output": _output_row,
}
