"""Short ways to describe the fields of data settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Meta


def field(
    title: str,
    description: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    unit: str = "",
    choices: Mapping[str, Any] | None = None,
) -> Meta:
    """Describe a setting: label, a sentence for a student, inclusive limits, unit or registry of choices."""
    extra: dict[str, Any] = {}
    if unit:
        extra["unit"] = unit
    if choices is not None:
        extra["choices"] = choices
    return Meta(title=title, description=description, ge=ge, le=le, extra=extra)
