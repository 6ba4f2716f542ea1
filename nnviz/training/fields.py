"""What a field of an experiment is: its label, limits or choices, and what changing it costs.

The descriptions stand beside the fields themselves, as `msgspec.Meta` annotations. Controls, the command
line, error sentences and tests are all made from the `Field` values read off there, so none of them can
disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec


class Effect(IntEnum):
    """What changing a field does; the greater value throws more away."""

    LIVE = 0
    NEW_OPTIMIZER = 1
    NEW_NETWORK = 2
    NEW_DATA = 3

    @property
    def words(self) -> str:
        """What the change costs, as the controls say it."""
        return ("next step", "new optimiser", "new weights", "new data")[self]


class Field(msgspec.Struct, frozen=True):
    """One editable value of an experiment.

    Attributes
    ----------
    path
        Dotted name as in the TOML file, such as ``learning.learning_rate``.
    kind
        ``int``, ``float``, ``bool``, ``str``, or the annotated type itself where it is a collection.
    choices
        Registry of permitted values (name to value with a ``title``), or None where any value in the limits
        will do.
    zero_means, none_means
        A word for 0, and for None where the field may be left out; without the latter it may not.
    when
        Tells from the whole experiment whether the field means anything there; a momentum does not for plain
        SGD.
    """

    path: str
    title: str
    help: str
    kind: Any
    effect: Effect
    minimum: float | None = None
    maximum: float | None = None
    exclusive: bool = False
    choices: Mapping[str, Any] | None = None
    unit: str = ""
    logarithmic: bool = False
    zero_means: str = ""
    none_means: str = ""
    when: Callable[[Any], bool] = lambda _experiment: True

    @property
    def section(self) -> str:
        """The table of the TOML file that the field stands in."""
        return self.path.partition(".")[0]

    @property
    def name(self) -> str:
        """The field's own name, without its section."""
        return self.path.rpartition(".")[2]

    def allowed(self) -> str:
        """Say in words which values are right."""
        if self.choices is not None:
            return "one of " + ", ".join(self.choices)
        if isinstance(self.kind, type) and issubclass(self.kind, msgspec.Struct):
            return "a table of fields"
        noun = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}.get(
            self.kind, "a list"
        )
        return noun + self._limits()

    def words_for(self, value: Any) -> str:
        """Return a value as a person reads it: a choice by its title, a number with its thousands apart."""
        if self.choices is not None:
            choice = self.choices.get(value, value)
            return choice if isinstance(choice, str) else str(choice.title)
        if value is None:
            return self.none_means
        if self.zero_means and value == 0:
            return self.zero_means
        return f"{value:,g}" if isinstance(value, float) else f"{value:,}"

    def _limits(self) -> str:
        if self.minimum is None:
            return ""
        low = ("above " if self.exclusive else "from ") + _number(self.minimum)
        if self.maximum is None:
            return f" {low}" + ("" if self.exclusive else " up")
        return f" {low} to {_number(self.maximum)}"


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


@cache
def struct_fields(struct: type[msgspec.Struct], prefix: str, effect: Effect) -> tuple[Field, ...]:
    """Read the fields of a settings class off its annotations.

    Parameters
    ----------
    struct
        A `msgspec.Struct` whose fields are ``Annotated[type, Meta(...)]``.
    prefix
        The path in front of each field's name, such as ``learning``.
    effect
        The effect of those fields that do not name their own.
    """
    hints = get_type_hints(struct, include_extras=True)
    return tuple(_field(f"{prefix}.{name}", hints[name], effect) for name in struct.__struct_fields__)


def _field(path: str, hint: Any, effect: Effect) -> Field:
    if get_origin(hint) in (UnionType, Union) and type(None) in get_args(hint):
        hint = get_args(hint)[0]
    kind, metas = (get_args(hint)[0], get_args(hint)[1:]) if get_origin(hint) is Annotated else (hint, ())
    meta = metas[0] if metas else msgspec.Meta()
    extra = dict(meta.extra or {})
    if isinstance(choices := extra.get("choices"), tuple):  # plain words, from rooms that know no registry
        extra["choices"] = {choice: choice for choice in choices}
    name = path.rpartition(".")[2]
    return Field(
        path=path,
        title=meta.title or name.replace("_", " ").capitalize(),
        help=meta.description or "",
        kind=kind,
        effect=extra.pop("effect", effect),
        minimum=meta.gt if meta.gt is not None else meta.ge,
        maximum=meta.le,
        exclusive=meta.gt is not None,
        **extra,
    )


def differing(old: Any, new: Any, prefix: str = "") -> Iterator[str]:
    """Yield the dotted paths at which two trees of plain values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            yield from differing(old.get(key), new.get(key), f"{prefix}{key}.")
    elif old != new:
        yield prefix.rstrip(".")
