"""Predictions: what the network takes test samples for, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from nnviz.data import Dataset, Split, Task
from nnviz.training.contours import class_scores
from nnviz.training.evaluation import Evaluated, Evaluation
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes import Predictions, Wanted
from nnviz.ui.drawing.digit_grid import DigitGrid
from nnviz.ui.drawing.point_table import PointTable, share_words
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import count, percent
from nnviz.ui.page_turner import PageTurner
from nnviz.ui.paging import Indices, Pages
from nnviz.ui.panels.legend import Entry, SquareKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.sample_rows import ROWS, answer_columns, answers, grey_images, table_samples
from nnviz.ui.theme import GAP, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_EVALUATION = Evaluation("test")
_EVALUATION_RATE = 1.0
_HOLD_MS = 2000
"""How long a page stays as it is, for the eye to take it in, while the samples' order changes."""
_LEAST_FOR_KEYS = 440
"""Width from which the legend's keys fit beside the paging."""


class PredictionsPanel(Panel):
    """Test samples with the network's answers: images on cards, others in a table.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured.
    """

    key = "predictions"
    title = "Predictions"
    help_text = (
        "Samples that the network is never trained on, and what it takes them for. A bar is the probability "
        "that it gives to a class; the longest is its answer. Right answers have a small tick. Wrong ones "
        "have a border, and the true class is outlined. Wrong and Least sure pick them out of the whole test "
        "split; a page of them keeps still for two seconds, so that it can be looked at."
    )
    rate = 6.0
    least_size = (320, 168)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._evaluated: Evaluated | None = None
        self._outputs: NDArray[Any] | None = None
        self._scores: NDArray[Any] | None = None
        self._filter = 0
        self._pages = Pages()
        self._pointer: int | None = None
        self._hold = QTimer(self, singleShot=True, interval=_HOLD_MS)
        self._hold.timeout.connect(self._reorder)
        self._cards, self._rows = DigitGrid(theme), PointTable(theme)
        self._views = QStackedWidget()
        for view in (self._cards, self._rows):
            self._views.addWidget(view)
            view.capacity_changed.connect(self._fit_page)
            view.hovered.connect(self._point_at)
        self.set_content(self._views)
        self._turner = PageTurner(self.legend)
        self._turner.turned.connect(self._turn)
        self._add_turner()
        self.title_line.choice.chosen.connect(self._choose)
        self.apply_theme(theme)

    def _add_turner(self) -> None:
        # What does not fit is left out of the legend; it must not widen the panel.
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = self.legend.layout()
        assert row is not None
        row.addWidget(self._turner)
        self.legend.set_readout("")

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the answers on this page, and now and then for how all samples rank."""
        evaluation = Wanted(_EVALUATION, _EVALUATION_RATE)
        return (evaluation, Wanted(self._probe, self.rate)) if self._pages.shown else (evaluation,)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw what was measured of this page and of the whole split."""
        if snapshot.moment.dataset is not self._dataset:
            self._take(snapshot.moment.dataset)
            snapshot = self._newest(snapshot)
        evaluated = snapshot.results.get(_EVALUATION)
        if isinstance(evaluated, Evaluated) and evaluated is not self._evaluated:
            self._rank(evaluated)
            snapshot = self._newest(snapshot)
        outputs = snapshot.results.get(self._probe)
        for failure in (evaluated, outputs):
            if isinstance(failure, Failure):
                self.show_error(failure.sentence, "The run and the other panels go on.", failure.details)
                return
        if outputs is not None and outputs is not self._outputs:
            self._show_answers(outputs)

    def table(self) -> Table:
        """Return the samples on this page: what they are, and what the network gives for them."""
        if self._dataset is None or self._scores is None:
            return Table(("sample",), ())
        return Table(answer_columns(self._dataset), answers(self._dataset, self._pages.shown, self._scores))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        for part in (self._cards, self._rows, self._turner):
            part.apply_theme(theme)
        self._fit_legend()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the legend what has no room."""
        super().resizeEvent(event)
        self._fit_legend()

    # -- the page ----------------------------------------------------------------------------

    @property
    def _probe(self) -> Predictions:
        return Predictions("test", self._pages.shown)

    @property
    def _view(self) -> DigitGrid | PointTable:
        return self._cards if self._views.currentWidget() is self._cards else self._rows

    def _newest(self, snapshot: Snapshot) -> Snapshot:
        """Return what a session that measures at once has by now, if it was asked for more just above."""
        newest = self._session.snapshot
        return newest if newest is not None and newest.moment.dataset is self._dataset else snapshot

    def _take(self, dataset: Dataset) -> None:
        """Show the samples of another data set."""
        self._dataset, self._evaluated, self._pointer = None, None, None
        self._views.setCurrentWidget(self._cards if dataset.is_image else self._rows)
        self._dataset = dataset  # not before: the view that comes to the front asks for a page of its size
        self._hold.stop()
        has_classes = dataset.task is not Task.REGRESSION
        self.title_line.choice.set_titles(tuple(ROWS) if has_classes else ())
        self._filter = self._filter if has_classes else 0
        self.title_line.set_note(self._summary)
        if dataset.is_image:
            self._cards.set_class_names(dataset.class_names)
        self._fit_legend()
        self._begin()

    def _choose(self, index: int) -> None:
        """Show the samples of another filter, from the first page."""
        self._filter = index
        self._begin()

    def _begin(self) -> None:
        self._pages.begin(self._row())
        self._pages.fit(self._view.capacity)
        self._hold.start()
        self._show_page()

    def _turn(self, pages: int) -> None:
        self._pages.update(self._row())
        self._pages.turn(pages)
        self._hold.start()
        self._show_page()

    def _fit_page(self, _capacity: int) -> None:
        if self._dataset is not None:
            self._pages.fit(self._view.capacity)
            self._show_page()

    def _rank(self, evaluated: Evaluated) -> None:
        """Take over a new evaluation, at once if the page was not made from one or has stood long enough."""
        is_first, self._evaluated = self._evaluated is None, evaluated
        self.title_line.set_note(self._summary)
        self._tell()
        if is_first or not self._hold.isActive():
            self._reorder()

    def _reorder(self) -> None:
        """Bring the page up to date; what stays on it keeps its place."""
        if self._dataset is None or self._filter == 0:
            return
        before = self._pages.shown
        self._pages.update(self._row())
        if self._pages.shown != before:
            self._hold.start()
            self._show_page()
        else:
            self._turner.show_page(self._pages)

    def _row(self) -> Indices:
        assert self._dataset is not None
        return tuple(ROWS.values())[self._filter](self._dataset, self._evaluated)

    def _show_page(self) -> None:
        """Show the samples on the page; the answers follow when they have been measured."""
        assert self._dataset is not None
        self._outputs = self._scores = None
        test = self._dataset.test
        self._turner.show_page(self._pages)
        if self._pages.shown:
            self.show_content()
        else:
            self._say_why_empty(test)
        rows = list(self._pages.shown)  # asked last: the layout may have made room for others
        if rows and self._dataset.is_image:
            self._cards.set_images(grey_images(test, rows), test.labels[rows])
        elif rows:
            self._rows.show_samples(table_samples(self._dataset, rows))
        self._tell()
        self.probes_changed.emit()

    def _say_why_empty(self, test: Split) -> None:
        if len(test):
            self.show_empty(f"None of the {count(len(test))} test samples is classified wrongly.")
        else:
            self.show_empty("There are no test samples: the data set keeps none back for testing.")

    def _show_answers(self, outputs: NDArray[Any]) -> None:
        assert self._dataset is not None
        self._outputs = self._scores = outputs
        if self._dataset.class_names:
            self._scores = class_scores(outputs, self._dataset.levels)
        if self._dataset.is_image:
            self._cards.set_probabilities(self._scores)
        else:
            self._rows.show_answers(self._scores)
        self._tell()

    # -- words -------------------------------------------------------------------------------

    @property
    def _summary(self) -> str:
        """How the whole test split fares."""
        if self._evaluated is None or self._evaluated.accuracy != self._evaluated.accuracy:
            return "test"
        return f"test, {percent(self._evaluated.accuracy)} right"

    def _fit_legend(self) -> None:
        """Show the keys where they leave room for the paging."""
        fits = self._dataset is not None and self.width() >= _LEAST_FOR_KEYS and self._dataset.class_names
        keys = [Entry(SquareKey("wrong"), "wrong"), Entry(SquareKey("text", filled=False), "the truth")]
        if self._view is self._cards:
            keys.insert(0, Entry(SquareKey("accent"), "right"))
        self.legend.set_entries(keys if fits else ())
        self._tell()

    def _point_at(self, place: int | None) -> None:
        """Read off the sample at a place on the page."""
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        room = self.legend.room - self._turner.sizeHint().width() - GAP
        bold = font(self.theme.size.small, 600)
        self.legend.set_readout(
            next((text for text in self._sentences() if width_of(text, bold) <= room), "")
        )

    def _sentences(self) -> tuple[str, ...]:
        """Return what to say of the sample under the pointer, or of all, the longest first."""
        place, dataset = self._pointer, self._dataset
        if place is None:
            return () if self.title_line.shows_note else (self._summary,)
        if dataset is None or self._scores is None or place >= len(self._scores):
            return ()
        sample = f"test sample {count(self._pages.shown[place])}"
        if not dataset.class_names:
            return (sample,)
        scores, names = self._scores[place], dataset.class_names
        best = scores.argsort()[: -min(len(names), 3) - 1 : -1].tolist()
        said = [f"{names[index]}: {share_words(float(scores[index]), 1)}" for index in best]
        return f"{sample}: {', '.join(said)}", ", ".join(said), ", ".join(said[:2]), said[0]
