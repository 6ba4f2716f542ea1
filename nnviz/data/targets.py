"""How classes become targets: an output for each, or one that tells two apart."""

from __future__ import annotations

from typing import Annotated

import msgspec
import numpy as np

from nnviz.data.dataset import Array, DataError, Task, one_hot
from nnviz.data.fields import field


class Coding(msgspec.Struct, frozen=True):
    """How classes become targets; `levels` are those of the one output that tells two classes apart."""

    name: str
    title: str
    levels: tuple[float, float] | None = None

    @property
    def task(self) -> Task:
        """What a data set with such targets asks for."""
        return Task.BINARY if self.levels else Task.MULTICLASS


CODINGS: dict[str, Coding] = {
    coding.name: coding
    for coding in (
        Coding("one_hot", "one for each class"),
        Coding("zero_one", "0 or 1", (0.0, 1.0)),
        Coding("minus_plus", "−1 or +1", (-1.0, 1.0)),
    )
}


def coding_of(settings: object) -> Coding:
    """Return the coding that a data set's settings ask for; one output a class where there is no choice."""
    return CODINGS[getattr(settings, "targets", "one_hot")]


Targets = Annotated[
    str,
    field(
        "Targets",
        "One output for each class, or a single one that tells two classes apart.",
        choices=CODINGS,
    ),
]


def encoded(labels: Array, classes: int, coding: Coding) -> Array:
    """Return float32 targets (n, classes), or (n, 1) for a coding by one output.

    Raises
    ------
    DataError
        If one output is to tell more than two classes apart.
    """
    if coding.levels is None:
        return one_hot(labels, classes)
    if classes != 2:
        raise DataError(
            f"One output can tell two classes apart, not {classes}; choose one_hot targets or two classes."
        )
    return np.array(coding.levels, np.float32).take(labels)[:, np.newaxis]
