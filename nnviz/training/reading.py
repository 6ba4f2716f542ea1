"""Nested dicts, as TOML gives them, to checked settings; or to one sentence that says what is wrong."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

import msgspec

from nnviz.training.fields import Effect, struct_fields
from nnviz.training.layers import LAYER_KINDS

Settings = TypeVar("Settings", bound=msgspec.Struct)


class ExperimentError(ValueError):
    """An experiment that cannot be; its sentence says which field, what it was, and what would be right."""


def read_text(path: Path) -> str:
    """Read a file of text.

    Raises
    ------
    ExperimentError
        If it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ExperimentError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ExperimentError(f"{path} is not a text file in UTF-8") from None


def parse_toml(text: str) -> dict[str, Any]:
    """Return a TOML file's text as nested dicts and lists.

    Raises
    ------
    ExperimentError
        If it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExperimentError(f"this is not TOML: {error}") from None


def check_finite(name: str, value: Any) -> None:
    """Refuse a number that is none, also within lists.

    Raises
    ------
    ExperimentError
        One sentence that names the field.
    """
    for each in value if isinstance(value, list | tuple) else ():
        check_finite(name, each)
    if isinstance(value, float) and not math.isfinite(value):
        raise ExperimentError(f"{name} is {value}; it must be a finite number")


def convert(plain: Any, kind: type[Settings], prefix: str) -> Settings:
    """Build settings of one kind, checked against their annotations.

    Raises
    ------
    ExperimentError
        One sentence that names the field (below `prefix`) and says what would be right.
    """
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        raise ExperimentError(_sentence(str(error), plain, kind, prefix)) from None


def _sentence(message: str, plain: Any, kind: type[msgspec.Struct], prefix: str) -> str:
    """Turn msgspec's message into one that names the field as the TOML file does."""
    reason, _, place = message.partition(" - at `$")
    inner = re.sub(r"\[(\d+)\]", r".\1", place.rstrip("`")).strip(".")
    path = f"{prefix}.{inner}".strip(".")
    if unknown := re.search(r"unknown field `(.+)`", reason):
        there = ", ".join(_struct_at(kind, plain, inner).__struct_fields__)
        return f"{path}.{unknown[1]}".strip(".") + f" is not a field; {path or 'an experiment'} has {there}"
    if missing := re.search(r"missing required field `(.+)`", reason):
        return f"{path}.{missing[1]} is missing"
    owner, _, name = inner.rpartition(".")
    value = _value_at(plain, inner)
    if owner == "model.hidden" or name == "kind":
        example = '{ kind = "dense", units = 5, activation = "tanh" }'
        return (
            f"{path} is {value!r}; a layer is written as {example}, its kind one of {', '.join(LAYER_KINDS)}"
        )
    if name.isdigit():
        return f"{path} is {value!r}; {reason[0].lower()}{reason[1:]}"
    for field in struct_fields(_struct_at(kind, plain, owner), "", Effect.LIVE):
        if field.name == name:
            return f"{path} is {value!r}; it must be {field.allowed()}"
    return f"{path or 'the experiment'}: {reason[0].lower()}{reason[1:]}"


def _struct_at(kind: Any, plain: Any, path: str) -> type[msgspec.Struct]:
    """Find the settings class that a dotted path leads to; a list's items say their class by their tag."""
    for name in filter(None, path.split(".")):
        plain = plain[int(name)] if name.isdigit() else plain.get(name)
        if name.isdigit():
            kinds = get_args(get_args(kind)[0]) or (get_args(kind)[0],)
            kind = next((each for each in kinds if _is_tagged(each, plain)), kinds[0])
        else:
            kind = {field.name: field.kind for field in struct_fields(kind, "", Effect.LIVE)}[name]
    return cast("type[msgspec.Struct]", kind)


def _is_tagged(kind: type[msgspec.Struct], plain: Any) -> bool:
    config = kind.__struct_config__
    return isinstance(plain, Mapping) and plain.get(str(config.tag_field)) == config.tag


def _value_at(plain: Any, path: str) -> Any:
    for name in filter(None, path.split(".")):
        plain = plain[int(name)] if name.isdigit() else plain.get(name)
    return plain


def set_value(plain: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a dotted path of nested dicts and lists, such as ``model.hidden.0.units``.

    Raises
    ------
    ExperimentError
        If the path leads to no place; a wrong last name is left to `convert`, which knows the right ones.
    """
    place: Any = plain
    *owners, name = path.split(".")
    for owner in owners:
        place = _entry(place, owner, path)
    if isinstance(place, list):
        _entry(place, name, path)
        place[int(name)] = value
    elif isinstance(place, dict):
        place[name] = value
    else:
        raise ExperimentError(f"{path} is not a field of this experiment")


def _entry(place: Any, name: str, path: str) -> Any:
    if isinstance(place, Mapping) and name in place:
        return place[name]
    if isinstance(place, list | tuple) and name.isdigit() and int(name) < len(place):
        return place[int(name)]
    raise ExperimentError(f"{path} is not a field of this experiment")
