"""Shelf: the samples that pass a sieve, page by page, each page standing still for a while."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.data import Dataset
from nnviz.training.evaluation import Evaluated
from nnviz.ui.panels.predictions.paging import Indices, Pages
from nnviz.ui.panels.predictions.sieve import Sieve
from nnviz.ui.panels.predictions.words import split_words

HOLD_MS = 2000
"""How long a page stays as it is, for the eye to take it in, while the samples' order changes."""


class Shelf(QObject):
    """Pages of samples.

    Attributes
    ----------
    dataset
        None before the first.
    found
        What the network said of the whole split last; None before that, and for another split.
    when
        Of which time that is, in words.
    sieve
        Which samples there are to see.
    pages

    Signals
    -------
    changed()
        There are other samples on the page.
    counted()
        The page is the same, but how many there are may have changed.
    """

    changed = Signal()
    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dataset: Dataset | None = None
        self.found: Evaluated | None = None
        self.when = "now"
        self.sieve = Sieve()
        self.pages = Pages()
        self._has_begun = False
        self._hold = QTimer(self, singleShot=True, interval=HOLD_MS)
        self._hold.timeout.connect(self._reorder)

    @property
    def summaries(self) -> tuple[str, ...]:
        """How the whole split fares, the longest words first."""
        return split_words(self.sieve.split, self.found, self.when)

    @property
    def shown(self) -> tuple[int, ...]:
        """The samples on the page."""
        return self.pages.shown

    def take(self, dataset: Dataset, sieve: Sieve) -> None:
        """Take up another data set, and lay out its first page."""
        self.dataset, self.found, self.sieve = dataset, None, sieve
        self._has_begun = False  # to show anything: how much room there is becomes clear on the way
        self.pages.begin(self._row())

    def follow(self, dataset: Dataset) -> None:
        """Take up the same data set with other samples; the page stays where it is."""
        before, self.dataset = self.dataset, dataset
        if before is not None and self.sieve.samples(before) is not self.sieve.samples(dataset):
            self.found = None
            self.pages.update(self._row())
            self.changed.emit()

    def begin(self, capacity: int) -> None:
        """Show the first page, of so many samples."""
        self._has_begun = True
        self.pages.fit(capacity)
        self._hold.start()
        self.changed.emit()

    def sift(self, sieve: Sieve) -> None:
        """Show the first page of what passes another sieve."""
        if sieve != self.sieve:
            self.found = self.found if sieve.split == self.sieve.split else None
            self.sieve = sieve
            if self.dataset is not None:
                self.pages.begin(self._row())
                self._hold.start()
                self.changed.emit()

    def fit(self, capacity: int) -> None:
        """Show so many samples a page."""
        if self.dataset is not None and self._has_begun:
            self.pages.fit(capacity)
            self.changed.emit()

    def turn(self, pages: int) -> None:
        """Show a later page, or an earlier one."""
        self.pages.update(self._row())
        self.pages.turn(pages)
        self._hold.start()
        self.changed.emit()

    def rank(self, found: Evaluated, when: str = "now") -> None:
        """Take over a new evaluation, at once if the page was not made from one or has stood long enough.

        One of before samples were added or taken away is none.
        """
        if self.dataset is None or len(found.labels) != len(self.sieve.samples(self.dataset)):
            return
        is_first, self.found, self.when = self.found is None, found, when
        if is_first and self.sieve != Sieve():  # what passes, and in which order, was not known before
            self.pages.begin(self._row())
            self._hold.start()
            self.changed.emit()
        elif is_first or not self._hold.isActive():
            self._reorder()

    def _reorder(self) -> None:
        """Bring the page up to date; what stays on it keeps its place."""
        if self.dataset is None:
            return
        before = self.pages.shown
        self.pages.update(self._row())
        if self.pages.shown != before:
            self._hold.start()
            self.changed.emit()
        else:
            self.counted.emit()

    def _row(self) -> Indices:
        assert self.dataset is not None
        return self.sieve.indices(self.dataset, self.found)
