"""WalkState: where one is in a walk: which stage, which number of it, which sample of a batch."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from nnviz.training.walk.listing import Line, listing
from nnviz.training.walk.stages import Stage, stages
from nnviz.training.walk.walk import Place, Walk
from nnviz.ui.drawing.microscope.look import Look

MANY = 24
"""Numbers in a row from which on one can be searched for."""


class WalkState:
    """A position in a walk, kept as well as can be when another walk is taken.

    Attributes
    ----------
    walk
        None before the first.
    sample
        Row of the sample that is looked at.
    """

    def __init__(self) -> None:
        self.walk: Walk | None = None
        self.stages: tuple[Stage, ...] = ()
        self.index = 0
        self.sample = 0
        self._lines: tuple[Line, ...] = ()
        self._place: Place | None = None
        self._was_left = False

    def leave(self) -> None:
        """Begin another step or sample at the first stage when one comes back."""
        self._was_left = True

    def take(self, walk: Walk) -> None:
        """Walk through another step: at the same stage and number, if there are such and one has stayed."""
        key = self.stages[self.index].key if self.stages else None
        was_left, self._was_left = self._was_left, False
        if was_left and not self._is_of_present(walk):
            key, self.sample, self._place = None, 0, None
        self.walk, self.stages, self._lines = walk, stages(walk), listing(walk)
        keys = [stage.key for stage in self.stages]
        self.index = keys.index(key) if key in keys else 0
        self.sample = min(self.sample, walk.count - 1)
        if self._place is not None and not self._is_there(self._place):
            self._place = None

    def _is_of_present(self, walk: Walk) -> bool:
        """Whether a walk is of the step and the samples that are walked through already."""
        now = self.walk
        return now is not None and (now.step, now.sample) == (walk.step, walk.sample)

    def _is_there(self, place: Place) -> bool:
        walk = self.walk
        if walk is None or place.quantity not in self.stage.results:
            return False
        rows, columns = walk.matrix(place.quantity).shape
        return bool(place.row < rows and place.column < columns)

    @property
    def stage(self) -> Stage:
        """The present stage."""
        return self.stages[self.index]

    @property
    def is_at_end(self) -> bool:
        """Whether the last stage is shown."""
        return self.index >= len(self.stages) - 1

    @property
    def place(self) -> Place:
        """The number that is looked at."""
        assert self.walk is not None
        return self._place or self._first_place(self.walk)

    def _first_place(self, walk: Walk) -> Place:
        first = self.stage.first_place(walk)
        if first.quantity.kind[-1] in "Wb":
            return first
        row = walk.matrix(first.quantity)[min(self.sample, walk.count - 1)]
        if first.quantity.kind == "x" and not walk.dataset.is_image:  # of an image, a corner says nothing
            return Place(first.quantity, self.sample, 0)
        return Place(first.quantity, self.sample, int(np.abs(row).argmax()) if row.size else 0)

    @property
    def checked(self) -> Place | None:
        """The weight or bias whose gradient is checked at this stage."""
        return None if self.walk is None else self.stage.sheet(self.walk, self.place).checked

    @property
    def is_wide(self) -> bool:
        """Whether so many numbers stand side by side in the present quantity that one may be searched for."""
        return self.walk is not None and self.walk.matrix(self.place.quantity).shape[1] > MANY

    def go_to(self, index: int) -> bool:
        """Show a stage; return whether it is another one."""
        index = min(max(index, 0), len(self.stages) - 1)
        if self.walk is None or index == self.index:
            return False
        self.index, self._place = index, None
        return True

    def look_at(self, place: Place) -> bool:
        """Look at a number, at the stage that computes it; return whether there is such a stage."""
        if self.walk is None:
            return False
        if place.quantity not in self.stage.results:
            found = next((i for i, stage in enumerate(self.stages) if place.quantity in stage.results), None)
            if found is None:
                return False
            self.index = found
        self._place = place
        if place.quantity.kind[-1] not in "Wb":
            self.sample = place.row
        return True

    def look_at_sample(self, by: int) -> None:
        """Look at the same number of another sample of the batch."""
        if self.walk is None:
            return
        self.sample = (self.sample + by) % self.walk.count
        if self._place is not None and self._place.quantity.kind[-1] not in "Wb":
            self._place = self._place._replace(row=self.sample)

    def find(self, text: str) -> Place | None:
        """Return the number that is meant by the number of a unit, or of an input and a unit."""
        numbers = [int(each) - 1 for each in re.findall(r"\d+", text.replace(",", ""))]
        if self.walk is None or not numbers:
            return None
        place = self.place._replace(column=numbers[-1])
        if len(numbers) > 1:
            place = place._replace(row=numbers[0])
        return place if self._is_there(place) and numbers[-1] >= 0 else None

    def look(self) -> Look | None:
        """Return what is to be drawn."""
        if self.walk is None:
            return None
        with np.errstate(all="ignore"):  # of a run that diverged, infinities are what is to be seen
            sheet = self.stage.sheet(self.walk, self.place)
        return Look(self.walk, self.stages, self.index, sheet, self._lines, self.sample)

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Return every number of the step with its place."""
        if self.walk is None:
            return
        for quantity in self.walk.values:
            for (row, column), value in np.ndenumerate(self.walk.matrix(quantity)):
                yield quantity.kind, quantity.number, row, column, float(value)
