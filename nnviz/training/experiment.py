"""Experiment: the whole recipe of a run as frozen, checked values; to and from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any, cast

import msgspec
import tomli_w

from nnviz.data import DATASETS
from nnviz.nn import LOSSES
from nnviz.training.fields import Effect, Field, differing, struct_fields
from nnviz.training.reading import ExperimentError, convert, set_value
from nnviz.training.recipe import About, Learning, Model, Seeds, Stop


class Experiment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole recipe: data, model, learning, stop and seeds.

    Values are checked when an experiment is read or changed through `from_plain`, `with_changes` or `read`.
    """

    data: Any
    about: About = About()
    model: Model = Model()
    learning: Learning = Learning()
    stop: Stop = Stop()
    seeds: Seeds = Seeds()

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Experiment:
        """Check and build an experiment from nested dicts and lists.

        Raises
        ------
        ExperimentError
            One sentence that names the field and what would be right.
        """
        data = plain.get("data")
        name = data.get("name") if isinstance(data, Mapping) else None
        if name not in DATASETS:
            raise ExperimentError(f"data.name is {name!r}; it must be one of {', '.join(DATASETS)}")
        settings = convert(data, DATASETS[name].settings, "data")
        experiment = msgspec.structs.replace(convert({**plain, "data": None}, cls, ""), data=settings)
        _check(experiment)
        return experiment

    def to_plain(self) -> dict[str, Any]:
        """Return the experiment as nested dicts, lists and numbers."""
        return cast("dict[str, Any]", msgspec.to_builtins(self))

    def with_changes(self, changes: Mapping[str, Any]) -> Experiment:
        """Return an experiment with other values at some dotted paths.

        Another data set brings its own default fields, and images bring batches in place of the whole split;
        a loss that does not fit the output brings the output that does, unless that is among the changes too.
        """
        plain = self.to_plain()
        name = changes.get("data.name", plain["data"]["name"])
        if name != plain["data"]["name"]:
            plain["data"] = {"name": name}
            if name in DATASETS and DATASETS[name].is_image:  # the whole of MNIST is no batch
                plain["learning"]["batch_size"] = plain["learning"]["batch_size"] or Learning().batch_size
        for path, value in changes.items():
            set_value(plain, path, value)
        if "model.output" not in changes:
            fits = _fitting_outputs(plain["learning"]["loss"])
            if fits and plain["model"]["output"] not in fits:
                plain["model"]["output"] = fits[0]
        return Experiment.from_plain(plain)

    @classmethod
    def from_toml(cls, text: str) -> Experiment:
        """Read an experiment from the text of a TOML file."""
        try:
            return cls.from_plain(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise ExperimentError(f"this is not TOML: {error}") from None

    def to_toml(self) -> str:
        """Return the text of a TOML file that reads back as this very experiment."""
        return tomli_w.dumps(self.to_plain())

    @classmethod
    def read(cls, path: Path) -> Experiment:
        """Read an experiment's file."""
        try:
            return cls.from_toml(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ExperimentError(f"{path} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise ExperimentError(f"{path} is not a text file in UTF-8") from None
        except ExperimentError as error:
            raise ExperimentError(f"{path}: {error}") from None

    def fields(self) -> tuple[Field, ...]:
        """Return the editable fields of this experiment, in the order of the sections."""
        dataset = Field(
            "data.name",
            "Data set",
            "What the network learns from.",
            str,
            Effect.NEW_DATA,
            choices=DATASETS,
        )
        return (
            dataset,
            *struct_fields(DATASETS[self.value("data.name")].settings, "data", Effect.NEW_DATA),
            *struct_fields(Model, "model", Effect.NEW_NETWORK),
            *struct_fields(Learning, "learning", Effect.LIVE),
            *struct_fields(Stop, "stop", Effect.LIVE),
            *struct_fields(Seeds, "seeds", Effect.LIVE),
        )

    def value(self, path: str) -> Any:
        """Return the value at a dotted path."""
        if path == "data.name":
            return self.to_plain()["data"]["name"]
        return reduce(lambda part, name: getattr(part, name), path.split("."), cast(Any, self))

    def output_choices(self) -> tuple[str, ...]:
        """Return the output activations that fit the loss."""
        return _fitting_outputs(self.learning.loss)

    def effect_of(self, other: Experiment) -> Effect | None:
        """Tell what changing this into `other` throws away; None if nothing differs but the words."""
        changed = [
            path for path in differing(self.to_plain(), other.to_plain()) if not path.startswith("about.")
        ]
        if not changed:
            return None
        effects = {field.path: field.effect for field in (*self.fields(), *other.fields())}
        return max(effects[path] for path in changed)


def _fitting_outputs(loss: str) -> tuple[str, ...]:
    return tuple(LOSSES[loss].output_activations) if loss in LOSSES else ()


def _check(experiment: Experiment) -> None:
    """Check what the annotations cannot say: registry names and fields that depend on each other."""
    for field in experiment.fields():
        _check_choice(field, experiment.value(field.path))
    for number, layer in enumerate(experiment.model.hidden):
        for field in struct_fields(type(layer), f"model.hidden.{number}", Effect.NEW_NETWORK):
            _check_choice(field, getattr(layer, field.name))
    model, loss = experiment.model, experiment.learning.loss
    if model.output not in experiment.output_choices():
        fitting = ", ".join(experiment.output_choices())
        raise ExperimentError(
            f"model.output is {model.output!r}; with the loss {loss} it must be one of {fitting}"
        )


def _check_choice(field: Field, value: Any) -> None:
    if field.choices is not None and value not in field.choices:
        raise ExperimentError(f"{field.path} is {value!r}; it must be {field.allowed()}")
