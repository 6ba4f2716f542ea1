"""Strokes: what was done to points by hand, to be taken back and made again."""

from __future__ import annotations

import msgspec

from nnviz.training.edits import Edit
from nnviz.training.edits.points import RedoPoints, UndoPoints


class Done(msgspec.Struct, frozen=True):
    """Something that was done, as the edits that take it back and make it again; None: the run knows them."""

    undo: Edit | None
    redo: Edit | None


class Strokes:
    """The strokes that can be taken back, and those that can be made again."""

    def __init__(self) -> None:
        self.done: list[Done] = []
        self.undone: list[Done] = []

    def add(self, stroke: Done) -> None:
        """Add a new stroke, which leaves nothing to be made again."""
        self.done.append(stroke)
        self.undone.clear()

    def clear(self) -> None:
        """Forget all strokes."""
        self.done, self.undone = [], []

    def take_back(self) -> Edit:
        """Return what takes back the last stroke."""
        self.undone.append(self.done.pop())
        return self.undone[-1].undo or UndoPoints()

    def make_again(self) -> Edit:
        """Return what makes the stroke again that was taken back last."""
        self.done.append(self.undone.pop())
        return self.done[-1].redo or RedoPoints()
