"""Short ways to describe the fields of data settings."""

from __future__ import annotations

from typing import Any

from msgspec import Meta


def field(
    title: str,
    description: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    unit: str = "",
    choices: tuple[str, ...] = (),
) -> Meta:
    """Describe a setting: its label, a sentence for a student, its inclusive limits, its unit or choices."""
    extra: dict[str, Any] = {}
    if unit:
        extra["unit"] = unit
    if choices:
        extra["choices"] = choices
    return Meta(title=title, description=description, ge=ge, le=le, extra=extra)
