"""WalkSamples: which sample is walked through, or that it is the run's next batch."""

from __future__ import annotations

from random import Random

from PySide6.QtCore import QObject, Signal

from nnviz.training.moment import Failure
from nnviz.training.walk.asking import most_wrong
from nnviz.ui.panels.microscope.bar import BATCH, SAMPLE
from nnviz.ui.selection import Sample, Selection
from nnviz.ui.session import Session

FIRST = Sample("train", 0)


class WalkSamples(QObject):
    """Follows the sample that is selected anywhere, and selects others.

    Signals
    -------
    changed()
        Something else is to be walked through.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._random = Random(1)
        self.kind = SAMPLE
        session.selection.changed.connect(self._follow)
        self._followed = self.sample

    @property
    def sample(self) -> Sample:
        """The sample that is selected, if the present data have such a one; else the first."""
        chosen, snapshot = self._session.selection.now.sample, self._session.snapshot
        if chosen is None or snapshot is None:
            return FIRST
        count = len(getattr(snapshot.moment.dataset, chosen.split))
        return chosen if chosen.row < count else FIRST

    @property
    def wanted(self) -> tuple[str, int] | None:
        """Split and row of the sample to walk through; None for the batch."""
        split, row = self.sample
        return None if self.kind == BATCH else (split, row)

    def choose_kind(self, kind: int) -> None:
        """Walk through a sample or the batch."""
        self.kind = kind
        self.changed.emit()

    def toggle_kind(self) -> None:
        """Walk through the batch in place of a sample, or the other way round."""
        self.choose_kind(BATCH if self.kind == SAMPLE else SAMPLE)

    def move(self, by: int) -> None:
        """Choose the sample so many further in its split."""
        split, row = self.sample
        self._choose(split, (row + by) % max(self._count(split), 1))

    def choose_random(self) -> None:
        """Choose a training sample at random."""
        self._choose("train", self._random.randrange(max(self._count("train"), 1)))

    def choose_most_wrong(self) -> None:
        """Choose the training sample with the worst answer; the run finds it."""
        self._session.ask(lambda run: (most_wrong(run, "train"),), self._take_most_wrong)

    def _take_most_wrong(self, found: tuple[int] | Failure) -> None:
        if not isinstance(found, Failure):
            self._choose("train", found[0])

    def _count(self, split: str) -> int:
        snapshot = self._session.snapshot
        return 0 if snapshot is None else len(getattr(snapshot.moment.dataset, split))

    def _choose(self, split: str, row: int) -> None:
        """Select a sample, which every panel then shows."""
        was_batch, self.kind = self.kind == BATCH, SAMPLE
        before = self._session.selection.now.sample
        self._session.selection.select(sample=Sample(split, row))
        if was_batch and before == Sample(split, row):  # the selection is the same, what is seen is not
            self.changed.emit()

    def _follow(self, _selection: Selection) -> None:
        if self._session.selection.now.sample is not None and self.sample != self._followed:
            self._followed, self.kind = self.sample, SAMPLE
            self.changed.emit()
