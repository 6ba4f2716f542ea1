"""Experiment: the whole recipe of a run as frozen, checked values; to and from TOML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import reduce
from pathlib import Path
from typing import Any, cast

import msgspec
import tomli_w
from msgspec.structs import replace

from nnviz.data import DATASETS, Augmentation, DatasetKind
from nnviz.data.features import wrong_features
from nnviz.nn import ACTIVATIONS, LOSSES
from nnviz.training.fields import Effect, Field, differing, struct_fields
from nnviz.training.fitting import fit_for
from nnviz.training.reading import ExperimentError, convert, parse_toml, read_text, set_value
from nnviz.training.recipe import About, Learning, Model, Seeds, Stop

#: What has to fit the data, in this order: an output has to fit the loss as well.
FITTED = ("learning.loss", "model.output")
#: Fields, or sections, with whose change weights are drawn that were given before.
REDRAWN = ("data.", "model.features", "model.hidden", "model.initializer", "seeds.weights")


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
    augmentation: Augmentation = Augmentation()

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Experiment:
        """Check and build an experiment from nested dicts and lists.

        A loss or an output that is not given is the first that fits the data.

        Raises
        ------
        ExperimentError
            One sentence that names the field and what would be right.
        """
        given = {
            f"{section}.{name}"
            for section, table in plain.items()
            if isinstance(table, Mapping)
            for name in table
        }
        return cls._build(plain, keep=given)

    @classmethod
    def _build(cls, plain: Mapping[str, Any], keep: Collection[str]) -> Experiment:
        """Check and build; loss and output are brought to fit unless their paths are to be kept."""
        data = plain.get("data")
        name = data.get("name") if isinstance(data, Mapping) else None
        if (kind := _kind(name)) is None:
            found = "missing" if name is None else repr(name)
            raise ExperimentError(f"data.name is {found}; it must be one of {', '.join(DATASETS)}")
        settings = convert(data, kind.settings, "data")
        experiment = msgspec.structs.replace(convert({**plain, "data": None}, cls, ""), data=settings)
        for path in FITTED:
            if path not in keep:
                experiment = _fitted(experiment, path)
        return _checked(experiment)

    def to_plain(self) -> dict[str, Any]:
        """Return the experiment as nested dicts, lists and numbers."""
        return cast("dict[str, Any]", msgspec.to_builtins(self))

    def with_changes(self, changes: Mapping[str, Any]) -> Experiment:
        """Return an experiment with other values at some dotted paths.

        Another data set brings its own default fields and what it cannot do without (see `_suit`), and where
        loss or output no longer fit and are not among the changes, the first that fits takes their
        place. Given weights do not outlive what asks for other ones.
        """
        plain = self.to_plain()
        name = changes.get("data.name", plain["data"]["name"])
        if name != plain["data"]["name"]:
            plain["data"] = {"name": name}
            if (kind := _kind(name)) is not None:
                _suit(plain, kind)
        if any(path.startswith(REDRAWN) for path in changes):
            plain["model"]["parameters"] = []
        for path, value in changes.items():
            set_value(plain, path, value)
        return Experiment._build(plain, keep=changes)

    @classmethod
    def from_toml(cls, text: str) -> Experiment:
        """Read an experiment from the text of a TOML file."""
        return cls.from_plain(parse_toml(text))

    def to_toml(self) -> str:
        """Return the text of a TOML file that reads back as this very experiment."""
        return tomli_w.dumps(self.to_plain())

    @classmethod
    def read(cls, path: Path) -> Experiment:
        """Read an experiment's file."""
        text = read_text(path)
        try:
            return cls.from_toml(text)
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
        fields = (
            dataset,
            *struct_fields(DATASETS[self.value("data.name")].settings, "data", Effect.NEW_DATA),
            *struct_fields(Model, "model", Effect.NEW_NETWORK),
            *struct_fields(Learning, "learning", Effect.LIVE),
            *struct_fields(Stop, "stop", Effect.LIVE),
            *struct_fields(Seeds, "seeds", Effect.LIVE),
            *self._augmentation_fields(),
        )
        fitting = self.fitting()
        return tuple(
            replace(each, choices=fitting[each.path]) if each.path in fitting else each for each in fields
        )

    def _augmentation_fields(self) -> tuple[Field, ...]:
        """Return how images may be changed on their way into training; nothing for what is no image."""
        if not DATASETS[self.value("data.name")].is_image:
            return ()
        return struct_fields(Augmentation, "augmentation", Effect.LIVE)

    def fitting(self) -> dict[str, Mapping[str, Any]]:
        """Return the losses that fit the data and the outputs that fit both, where these are known."""
        fit = fit_for(self.value("data.name"), self.data)
        losses = {name: LOSSES[name] for name in fit.losses}
        if self.learning.loss not in losses:
            return {"learning.loss": losses}
        outputs = {name: ACTIVATIONS[name] for name in fit.outputs_for(self.learning.loss)}
        return {"learning.loss": losses, "model.output": outputs}

    def value(self, path: str) -> Any:
        """Return the value at a dotted path."""
        if path == "data.name":
            return self.to_plain()["data"]["name"]
        return reduce(lambda part, name: getattr(part, name), path.split("."), cast(Any, self))

    def output_choices(self) -> tuple[str, ...]:
        """Return the output activations that fit both data and loss."""
        return tuple(self.fitting().get("model.output", ()))

    def effect_of(self, other: Experiment) -> Effect | None:
        """Tell what changing this into `other` throws away; None if nothing differs but the words."""
        changed = [
            path for path in differing(self.to_plain(), other.to_plain()) if not path.startswith("about.")
        ]
        if not changed:
            return None
        effects = {field.path: field.effect for field in (*self.fields(), *other.fields())}
        return max(effects[path] for path in changed)


def _kind(name: object) -> DatasetKind | None:
    """Return the kind of data set of that name, if it is one."""
    return DATASETS.get(name) if isinstance(name, str) else None


def _suit(plain: dict[str, Any], kind: DatasetKind) -> None:
    """Change, in nested dicts, what would make no sense on another kind of data."""
    model, learning = plain["model"], plain["learning"]
    if kind.is_image:  # the whole of MNIST is no batch
        learning["batch_size"] = learning["batch_size"] or Learning().batch_size
        learning["measure_every"] = Learning().measure_every
    if kind.is_tiny:
        learning["batch_size"] = 0
    if kind.objective:  # no inputs to be transformed, and 0, where biases start, is the lowest point
        model["hidden"], model["initializer"] = [], "uniform"


def _fitted(experiment: Experiment, path: str) -> Experiment:
    """Put the first value that fits in the place of one that does not."""
    section, name = path.split(".")
    fitting = tuple(experiment.fitting().get(path, ()))
    if not fitting or experiment.value(path) in fitting:
        return experiment
    table = msgspec.structs.replace(getattr(experiment, section), **{name: fitting[0]})
    return msgspec.structs.replace(experiment, **{section: table})


def _checked(experiment: Experiment) -> Experiment:
    """Check what the annotations cannot say: registry names, and what has to fit together."""
    if wrong := wrong_features(experiment.model.features):
        raise ExperimentError(wrong)
    for field in experiment.fields():
        _check_choice(field, experiment.value(field.path))
    for number, layer in enumerate(experiment.model.hidden):
        for field in struct_fields(type(layer), f"model.hidden.{number}", Effect.NEW_NETWORK):
            _check_choice(field, getattr(layer, field.name))
    return experiment


def _check_choice(field: Field, value: Any) -> None:
    if field.choices is not None and value not in field.choices:
        raise ExperimentError(f"{field.path} is {value!r}; it must be {field.allowed()}")
