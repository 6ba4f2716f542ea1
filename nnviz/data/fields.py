"""Short ways to describe the fields of data settings."""

from __future__ import annotations

from typing import Any

from msgspec import Meta


def field(
    title: str,
    description: str,
    *,
    gt: float | None = None,
    ge: float | None = None,
    le: float | None = None,
    **extra: Any,
) -> Meta:
    """Describe a setting: its label, a sentence for a student and its limits.

    Parameters
    ----------
    extra
        Whatever else is to be said of it, such as its ``unit`` or ``choices``.
    """
    limits: Any = {name: limit for name, limit in (("gt", gt), ("ge", ge), ("le", le)) if limit is not None}
    return Meta(title=title, description=description, extra=extra, **limits)
