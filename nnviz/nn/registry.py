"""Looking up a value by its registry name, with one clear sentence when there is no such name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def resolve(kind: str, registry: Mapping[str, T], choice: str | T) -> T:
    """`choice` itself, or the registry's value of that name.

    Raises
    ------
    ValueError
        If no value has that name.
    """
    if not isinstance(choice, str):
        return choice
    try:
        return registry[choice]
    except KeyError:
        raise ValueError(f"there is no {kind} {choice!r}; there are: {', '.join(registry)}") from None
