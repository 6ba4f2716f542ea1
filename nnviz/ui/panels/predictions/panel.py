"""Predictions: what the network takes test samples for, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.data import Dataset, Task
from nnviz.training.evaluation import Evaluated, Evaluation
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes import Predictions, Wanted
from nnviz.training.probes.contours import class_scores
from nnviz.ui.fonts import font, width_of
from nnviz.ui.panels.legend import Entry, SquareKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.panels.predictions.page_turner import PageTurner
from nnviz.ui.panels.predictions.shelf import Shelf
from nnviz.ui.panels.predictions.sieve import FILTERS, Sieve, filter_of
from nnviz.ui.panels.predictions.sieve_bar import SieveBar
from nnviz.ui.panels.predictions.views import SampleViews, below_each_other
from nnviz.ui.panels.predictions.words import age_words, doubt_words, sample_words, why_empty
from nnviz.ui.sample_rows import answer_columns, answers
from nnviz.ui.selection import Sample, Selection
from nnviz.ui.theme import GAP, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_EVALUATION_RATE = 1.0
_LEAST_FOR_SIEVE = (380, 260)
"""Width and height from which there is room for the row with the sieve."""


class PredictionsPanel(Panel):
    """Test samples with the network's answers: images on cards, others in a table.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured, and holds the sample and the pair of classes that are selected.
    """

    key = "predictions"
    title = "Predictions"
    help_text = (
        "Samples that the network is never trained on, and what it takes them for. A bar is the probability "
        "that it gives to a class; the longest is its answer. Right answers have a small tick. Wrong ones "
        "have a border, and the true class is outlined. Wrong and Least sure pick them out of the whole test "
        "split, the row below by class; a page of them keeps still for two seconds, so that it can be looked "
        "at. Let the network say “don’t know” below a share, and see how many samples it still answers, and "
        "how many of these rightly. The wheel turns pages; double-click a sample to follow it through the "
        "network."
    )
    rate = 6.0
    least_size = (320, 168)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._outputs: NDArray[Any] | None = None
        self._scores: NDArray[Any] | None = None
        self._pointer: int | None = None
        self._shelf = Shelf(self)
        self._views = SampleViews(theme)
        self._bar = SieveBar(theme)
        self.set_content(below_each_other(self._bar, self._views))
        self._turner = PageTurner(self.legend)
        self.legend.end_with(self._turner)
        self._connect()
        self.apply_theme(theme)

    def _connect(self) -> None:
        self._shelf.changed.connect(self._show_page)
        self._shelf.counted.connect(lambda: self._turner.show_page(self._shelf.pages))
        self._turner.turned.connect(self._shelf.turn)
        self._views.turned.connect(self._shelf.turn)
        self._views.refitted.connect(lambda: self._shelf.fit(self._views.view.capacity))
        self._views.hovered.connect(self._point_at)
        self._views.clicked.connect(self._select)
        self._views.opened.connect(self._open)
        self.title_line.choice.chosen.connect(self._choose)
        self._bar.sifted.connect(self._sift)
        self._bar.doubted.connect(self._doubt)
        self._session.selection.changed.connect(self._follow_selection)
        to_microscope = self.title_line.add_action("Open in the microscope")
        to_microscope.triggered.connect(self._session.selection.examined)

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the answers on this page, and now and then for those on the whole split."""
        page = (Wanted(self._probe, self.rate),) if self._shelf.shown else ()
        return (Wanted(self._evaluation, _EVALUATION_RATE), *page)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw what was measured of this page and of the whole split."""
        if not snapshot.moment.dataset.continues(self._dataset):
            self._take(snapshot.moment.dataset)
            snapshot = self._session.newest(snapshot)
        self._shelf.follow(snapshot.moment.dataset)
        found = snapshot.results.get(self._evaluation)
        when = age_words(snapshot, self._evaluation)
        if isinstance(found, Evaluated) and (found is not self._shelf.found or when != self._shelf.when):
            self._shelf.rank(found, when)
            self._sum_up()
            snapshot = self._session.newest(snapshot)
        outputs = snapshot.results.get(self._probe)
        for failure in (found, outputs):
            if isinstance(failure, Failure):
                self.show_failure(failure)
                return
        if outputs is not None and outputs is not self._outputs:
            self._show_answers(outputs)

    def table(self) -> Table:
        """Return the samples on this page: what they are, and what the network gives for them."""
        if self._dataset is None or self._scores is None:
            return Table(("sample",), ())
        split = self._shelf.sieve.samples(self._dataset)
        rows = answers(self._dataset, split, self._shelf.shown, self._scores)
        return Table(answer_columns(self._dataset), rows)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        for part in (self._bar, self._views, self._turner):
            part.apply_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._fit()

    # -- the page ----------------------------------------------------------------------------

    @property
    def _dataset(self) -> Dataset | None:
        return self._shelf.dataset

    @property
    def _probe(self) -> Predictions:
        return Predictions(self._shelf.sieve.split, self._shelf.shown)

    @property
    def _evaluation(self) -> Evaluation:
        return Evaluation(self._shelf.sieve.split)

    def _take(self, dataset: Dataset) -> None:
        """Show the samples of another data set."""
        self._pointer = None
        self._shelf.dataset = None  # the view that comes to the front asks for a page of its size
        self._views.take(dataset)
        has_classes = dataset.task is not Task.REGRESSION
        self.title_line.choice.set_titles(tuple(FILTERS) if has_classes else ())
        self._shelf.take(dataset, (self._shelf.sieve if has_classes else Sieve()).with_pair(None))
        self._bar.set_class_names(dataset.class_names)
        self._show_sieve()
        self._fit()
        self._shelf.begin(self._views.view.capacity)
        self._sum_up()

    def _choose(self, index: int) -> None:
        self._sift(tuple(FILTERS.values())[index](self._shelf.sieve))

    def _sift(self, sieve: Sieve) -> None:
        """Show the first page of the samples that pass another sieve."""
        if sieve.pair is None:
            sieve = replace(sieve, split="test")
        self._shelf.sift(sieve)
        self._show_sieve()
        self._session.selection.select(classes=sieve.pair, split=sieve.split)

    def _show_sieve(self) -> None:
        self._bar.show_sieve(self._shelf.sieve)
        if self.title_line.choice.is_offered:
            self.title_line.choice.choose(filter_of(self._shelf.sieve))

    def _show_page(self) -> None:
        """Show the samples on the page; the answers follow when they have been measured."""
        dataset = self._dataset
        assert dataset is not None
        self._outputs = self._scores = None
        self._turner.show_page(self._shelf.pages)
        if self._shelf.shown:
            self.show_content()
        else:
            self._say_why_empty(dataset)
        split = self._shelf.sieve.samples(dataset)
        rows = list(self._shelf.shown)  # asked last: the layout may have made room for others
        if rows:
            self._views.show_samples(dataset, split, rows)
        self._frame(self._session.selection.now)
        self._tell()
        self.probes_changed.emit()

    def _say_why_empty(self, dataset: Dataset) -> None:
        sentence, everything = why_empty(dataset, self._shelf.sieve), self._shelf.sieve.with_pair(None)
        if self._shelf.sieve == everything:
            self.show_empty(sentence)
        else:
            self.show_empty(sentence, "Show all classes", lambda: self._sift(everything))

    def _show_answers(self, outputs: NDArray[Any]) -> None:
        assert self._dataset is not None
        self._outputs = self._scores = outputs
        if self._dataset.class_names:
            self._scores = class_scores(outputs, self._dataset.levels)
        self._views.show_answers(self._scores)
        self._tell()

    def _doubt(self, threshold: float) -> None:
        """Let the network say "don't know" where it is less sure than this."""
        self._views.set_threshold(threshold)
        self._fit_legend()

    # -- what is selected --------------------------------------------------------------------

    def _select(self, place: int) -> None:
        self._session.selection.select(sample=self._sample_at(place))

    def _open(self, place: int) -> None:
        self._session.selection.examine(sample=self._sample_at(place))

    def _sample_at(self, place: int) -> Sample:
        return Sample(self._shelf.sieve.split, self._shelf.shown[place])

    def _follow_selection(self, selection: Selection) -> None:
        sieve = self._shelf.sieve
        chosen = sieve.with_pair(selection.classes, selection.split)
        if self._dataset is not None and (chosen.pair, chosen.split) != (sieve.pair, sieve.split):
            self._shelf.sift(chosen)
            self._show_sieve()
            self._sum_up()
        self._frame(selection)

    def _frame(self, selection: Selection) -> None:
        """Frame the selected sample where it is on the page."""
        split, row = selection.sample or ("", -1)
        here = split == self._shelf.sieve.split and row in self._shelf.shown
        self._views.view.select(self._shelf.shown.index(row) if here else None)

    # -- words -------------------------------------------------------------------------------

    def _sum_up(self) -> None:
        self.title_line.set_note(self._shelf.summaries[0])
        self._fit_legend()

    def _fit(self) -> None:
        named = self._dataset is not None and bool(self._dataset.class_names)
        width, height = _LEAST_FOR_SIEVE
        self._bar.setVisible(named and self.width() >= width and self.height() >= height)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """Show the keys where they leave room for the paging."""
        named = self._dataset is not None and self._dataset.class_names
        keys = [Entry(SquareKey("wrong"), "wrong"), Entry(SquareKey("text", filled=False), "the truth")]
        if self._views.view is self._views.cards:
            keys.insert(0, Entry(SquareKey("accent"), "right"))
        fits = self.legend.room_beside(keys) >= self._turner.sizeHint().width() + GAP
        self.legend.set_entries(keys if named and fits and not self._bar.threshold else ())
        self._tell()

    def _point_at(self, place: int | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        room = self.legend.room - self._turner.sizeHint().width() - GAP
        bold = font(self.theme.size.small, 600)
        self.legend.set_readout(next((t for t in self._sentences() if width_of(t, bold) <= room), ""))

    def _sentences(self) -> tuple[str, ...]:
        """Return what to say of the sample under the pointer, or of all, the longest first."""
        place, dataset, found = self._pointer, self._dataset, self._shelf.found
        if place is not None:
            if dataset is None or self._scores is None or place >= len(self._scores):
                return ()
            sample = self._sample_at(place)
            return sample_words(dataset, *sample, self._scores[place])
        if found is not None and self._bar.threshold and len(found.confusion):
            return doubt_words(found, self._bar.threshold)
        return () if self.title_line.shows_note else self._shelf.summaries
