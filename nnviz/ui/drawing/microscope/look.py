"""Look: what the microscope shows now, as one value that its parts are drawn from."""

from __future__ import annotations

import msgspec

from nnviz.training.walk.asking import Check
from nnviz.training.walk.listing import Line
from nnviz.training.walk.sheet import Sheet
from nnviz.training.walk.stages import Stage
from nnviz.training.walk.walk import Place, Quantity, Walk


class Look(msgspec.Struct, frozen=True, eq=False):
    """What is shown.

    Attributes
    ----------
    index
        Of the present stage.
    sheet
        What is said of the number that is looked at.
    lines
        The listing.
    sample
        Row of the sample whose values stand in the diagram.
    check
        None until it has been computed.
    """

    walk: Walk
    stages: tuple[Stage, ...]
    index: int
    sheet: Sheet
    lines: tuple[Line, ...]
    sample: int
    check: Check | None = None

    @property
    def stage(self) -> Stage:
        """The present stage."""
        return self.stages[self.index]

    @property
    def place(self) -> Place:
        """The number that is looked at."""
        return self.sheet.result

    def columns(self) -> tuple[Quantity, ...]:
        """Return what the columns of the diagram show by now: inputs, then one quantity a layer."""
        shown = [Quantity("x"), *(Quantity("A", part.number) for part in self.walk.layers)]
        for stage in self.stages[: self.index + 1]:
            kind, number = stage.key
            if kind in ("Z", "A", "delta"):
                shown[number] = stage.results[0]
        if self.stage.key[0] == "again":
            hidden = [Quantity("A", each.number) for each in shown[1:-1]]
            return (shown[0], *hidden, Quantity("again"))
        return tuple(shown)

    def is_known(self, number: int) -> bool:
        """Whether a column of the diagram has been computed by now."""
        keys = {stage.key for stage in self.stages[: self.index + 1]}
        return number == 0 or ("Z", number) in keys
