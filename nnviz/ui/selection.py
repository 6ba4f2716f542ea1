"""Selection: the sample, unit, weight or pair of classes that every panel highlights."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from nnviz.data import Dataset


class Sample(NamedTuple):
    """One sample of a data set: the split's name, and its row there."""

    split: str
    row: int


class Unit(NamedTuple):
    """One unit: its layer counted from 0 in the network, output included; -1 stands for the inputs."""

    layer: int
    number: int


class Selection(msgspec.Struct, frozen=True):
    """What is selected now; None or empty where nothing of a kind is.

    Attributes
    ----------
    parameter
        Index into the network's flat parameter vector: one weight or one bias.
    classes
        A true class and the class it was taken for.
    split
        The split of which those classes are looked at.
    pointed
        The unit under the pointer, which a moment later may be none again.
    drawing
        The image that somebody is drawing, as a network sees it, looked at in place of the sample: its
        bytes row by row, 255 ink.
    """

    sample: Sample | None = None
    unit: Unit | None = None
    parameter: int | None = None
    classes: tuple[int, int] | None = None
    split: str = "test"
    pointed: Unit | None = None
    drawing: bytes = b""

    @property
    def shown_unit(self) -> Unit | None:
        """The unit to show: the one pointed at, else the one selected."""
        return self.pointed or self.unit


class Selector(QObject):
    """Holds the selection, in one place, with one signal.

    Signals
    -------
    changed(object)
        The new selection.
    examined()
        What is selected is to be seen under the microscope.
    """

    changed = Signal(object)
    examined = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = Selection()

    def select(self, **parts: Any) -> None:
        """Select other things of some kinds; other kinds stay as they are, but a sample ends a drawing."""
        if parts.get("sample") is not None:
            parts.setdefault("drawing", b"")
        chosen = replace(self.now, **parts)
        if chosen != self.now:
            self.now = chosen
            self.changed.emit(chosen)

    def examine(self, **parts: Any) -> None:
        """Select other things, and have the microscope opened at them."""
        self.select(**parts)
        self.examined.emit()

    def follow(self, before: Dataset, dataset: Dataset) -> None:
        """Keep what there still is in the data that follow: in another data set nothing."""
        sample = self.now.sample
        if not dataset.continues(before):
            self.clear()
        elif sample is not None and not _is_still_there(sample, before, dataset):
            self.select(sample=None)

    def clear(self) -> None:
        """Select nothing: what was selected may not exist any more."""
        if self.now != Selection():
            self.now = Selection()
            self.changed.emit(self.now)


def _is_still_there(sample: Sample, before: Dataset, dataset: Dataset) -> bool:
    """Tell whether the row is the same sample's, moved or not: of as many, all keep theirs."""
    old, new = (getattr(each, sample.split) for each in (before, dataset))
    if old is new or len(old) == len(new):
        return True
    row = sample.row
    return row < min(len(old), len(new)) and np.array_equal(old.inputs[row], new.inputs[row])
