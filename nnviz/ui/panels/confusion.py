"""Confusion matrix: which classes are taken for which, as a matrix or as a report of each class."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from nnviz.data import Dataset
from nnviz.nn.metrics import classification_report
from nnviz.training.evaluation import Evaluated, Evaluation
from nnviz.training.presets import preset
from nnviz.training.report import classification_text
from nnviz.ui.drawing.confusion_grid import ConfusionGrid
from nnviz.ui.drawing.report_table import HEADS, ReportTable, report_rows
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import ColourLimit, count, percent, short
from nnviz.ui.panels.legend import Entry, ScaleKey
from nnviz.ui.panels.panel import Table
from nnviz.ui.panels.probe_panel import ProbePanel
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.selection import Selection
from nnviz.ui.theme import GAP, Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

SPLITS = {"Test": "test", "Validation": "validation"}
_VIEWS = MATRIX, REPORT = "Matrix", "Report"
_RATE = 1.0
"""Evaluations a second; a large network is evaluated less often, so that the run does not notice."""
_LEAST_LIMIT = 10.0
_LOOSE = 0.3
"""Of the limit: below it the scale takes the next round limit, as mistakes become few while training."""


class ConfusionPanel(ProbePanel):
    """How often each class was taken for which.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured, and holds the pair of classes that is selected.
    """

    key = "confusion"
    title = "Confusion matrix"
    short_title = "Confusion"
    help_text = (
        "A row for each true class, a column for each answer. On the diagonal stand the samples that are "
        "classified rightly, beside it the mistakes, the more the stronger the colour. Click a cell to see "
        "its samples among the predictions. The report says of each class which share of the answers that "
        "name it is right (precision), which share of its samples is found (recall), the harmonic mean of "
        "both (f1), and how many samples it has (support)."
    )
    rate = 2.0
    probe_rate = _RATE
    least_size = (320, 168)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._found: Evaluated | None
        self._split = next(iter(SPLITS.values()))
        self._limit = ColourLimit(least=_LEAST_LIMIT)
        self._pointer: tuple[int, int] | None = None
        self._grid, self._report = ConfusionGrid(theme), ReportTable(theme)
        self._grid.hovered.connect(self._point_at)
        self._grid.clicked.connect(self._click)
        self._views = QStackedWidget()
        self._views.addWidget(self._grid)
        self._views.addWidget(_scrolled(self._report))
        self.set_content(self._views)
        self.title_line.choice.set_titles(tuple(SPLITS))
        self.title_line.choice.chosen.connect(self._choose_split)
        self._view = Segmented(_VIEWS, self.legend)
        self._view.chosen.connect(self._choose_view)
        self._copies = self._copy_buttons()
        self._fill_legend()
        session.selection.changed.connect(self._show_selection)
        self.apply_theme(theme)
        self._show_selection(session.selection.now)

    def _fill_legend(self) -> None:
        self.legend.end_with(self._copies, self._view)
        for text, copy in (("Copy report as text", self.copy_text), ("Copy report as CSV", self.copy_csv)):
            self.title_line.add_action(text).triggered.connect(copy)

    def _copy_buttons(self) -> QWidget:
        buttons = QWidget(self.legend)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        kinds = (("Copy text", "first", self.copy_text), ("Copy CSV", "last", self.copy_csv))
        for text, place, copy in kinds:
            button = QToolButton(buttons)
            button.setText(text)
            button.setProperty("role", "segment")
            button.setProperty("place", place)
            button.clicked.connect(copy)
            row.addWidget(button)
        buttons.hide()
        return buttons

    # -- what a panel is ---------------------------------------------------------------------

    def table(self) -> Table:
        """Return the report, or the counts of every pair of classes, whichever is shown."""
        if self._found is None or self._dataset is None:
            return Table(("class",), ())
        if self.shows_report:
            return self._report_table(self._found)
        names, counts = self._dataset.class_names, self._found.confusion.tolist()
        return Table(
            ("true \\ predicted", *names), ((name, *row) for name, row in zip(names, counts, strict=True))
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        super().apply_theme(theme)
        self.legend.keep_height(theme.size.row)  # as high as its buttons
        self._grid.apply_theme(theme)
        self._report.apply_theme(theme)
        self._tell()

    # -- the report --------------------------------------------------------------------------

    @property
    def shows_report(self) -> bool:
        """Whether the report is shown, not the matrix."""
        return self._view.current == _VIEWS.index(REPORT)

    def copy_text(self) -> None:
        """Put the report on the clipboard, laid out as scikit-learn does."""
        if self._found is not None and self._dataset is not None:
            report = classification_report(self._found.confusion)
            QGuiApplication.clipboard().setText(classification_text(report, self._dataset.class_names))

    def copy_csv(self) -> None:
        """Put the report on the clipboard as comma-separated values."""
        if self._found is not None:
            QGuiApplication.clipboard().setText(self._report_table(self._found).csv_text())

    def _report_table(self, found: Evaluated) -> Table:
        assert self._dataset is not None
        rows = report_rows(classification_report(found.confusion), self._dataset.class_names)
        return Table(("class", *HEADS), (["" if value is None else value for value in row] for row in rows))

    # -- inside ------------------------------------------------------------------------------

    @property
    def _probe(self) -> Evaluation | None:
        has_classes = self._dataset is not None and self._dataset.class_names
        return Evaluation(self._split) if has_classes else None

    def _take(self, dataset: Dataset) -> None:
        self._limit.reset()
        self._grid.set_classes(dataset.class_names, marked=not dataset.is_image)
        self.title_line.set_note("")
        if not dataset.class_names:
            mnist = preset("mnist")
            load = partial(self._session.load, mnist)
            self.show_empty("A confusion matrix needs classes.", f"Load {mnist.about.title}", load)

    def _show_found(self, found: Evaluated) -> None:
        assert self._dataset is not None
        self._found = found
        if not len(found.labels):
            self.show_empty(f"There are no {self._split} samples: the data set keeps none back.")
            return
        self.show_content()
        mistakes = found.confusion - np.diag(np.diag(found.confusion))
        largest = int(mistakes.max())
        if largest < _LOOSE * self._limit.value:
            self._limit.reset()
        self._limit.widen(largest, largest)
        self._grid.set(found.confusion, self._limit.value, self._most_often(mistakes))
        self._write_report()
        self.title_line.set_note(f"{percent(found.accuracy)} right")
        self._tell()

    def _choose_split(self, index: int) -> None:
        self._split = tuple(SPLITS.values())[index]
        self._found = None
        self._limit.reset()
        self._show_selection(self._session.selection.now)
        self.probes_changed.emit()

    def _choose_view(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        self._copies.setVisible(self.shows_report)
        self._write_report()
        self._point_at(None)

    def _write_report(self) -> None:
        """Write the table, if it can be seen: with every evaluation it would cost a fifth of the drawing."""
        if self.shows_report and self._found is not None and self._dataset is not None:
            self._report.set(classification_report(self._found.confusion), self._dataset.class_names)

    def _click(self, row: int, column: int) -> None:
        """Select a cell's pair of classes and have its samples shown, or let go of it."""
        now = self._session.selection.now
        pair = None if (now.classes, now.split) == ((row, column), self._split) else (row, column)
        self._session.selection.select(classes=pair, split=self._split)
        if pair is not None:
            self.show_requested.emit("predictions")

    def _show_selection(self, selection: Selection) -> None:
        self._grid.select(selection.classes if selection.split == self._split else None)

    # -- words -------------------------------------------------------------------------------

    def _point_at(self, cell: tuple[int, int] | None) -> None:
        self._pointer = cell
        self._tell()

    def _tell(self) -> None:
        scale = Entry(ScaleKey(), f"up to {short(self._limit.value)} mistakes")
        shown = self._found is not None and not self.shows_report
        beside = sum(w.sizeHint().width() + GAP for w in (self._view, self._copies) if not w.isHidden())
        fits = self.legend.room_beside((scale,)) > beside
        self.legend.set_entries((scale,) if shown and fits else ())
        bold, room = font(self.theme.size.small, 600), self.legend.room - beside
        self.legend.set_readout(next((t for t in self._sentences() if width_of(t, bold) <= room), ""))

    def _sentences(self) -> tuple[str, ...]:
        """Return what to say of the cell under the pointer, the longest first."""
        found, dataset = self._found, self._dataset
        if found is None or dataset is None or self._pointer is None:
            return ()
        row, column = self._pointer
        if max(row, column) >= len(found.confusion):
            return ()
        times, total = int(found.confusion[row, column]), max(int(found.confusion[row].sum()), 1)
        words = f"{self._pair(row, column)}: {count(times)}"
        return f"{words} of {count(total)}, {percent(times / total)}", f"{words} of {count(total)}", words

    def _pair(self, row: int, column: int) -> str:
        """Say which class is taken for which: `9 read as 4`."""
        assert self._dataset is not None
        names = self._dataset.class_names
        words = "rightly read" if row == column else f"read as {names[column]}"
        return f"{names[row]} {words}"

    def _most_often(self, mistakes: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> str:
        """Say what is confused most."""
        row, column = divmod(int(mistakes.argmax()), len(mistakes))
        times = int(mistakes[row, column])
        if not times:
            return "no mistakes"
        often = "once" if times == 1 else f"{count(times)} times"
        return f"most often: {self._article(row)}{self._pair(row, column)}, {often}"

    def _article(self, row: int) -> str:
        assert self._dataset is not None
        if not self._dataset.is_image:
            return ""
        return "an " if self._dataset.class_names[row].startswith(("8", "11", "18")) else "a "


def _scrolled(content: QWidget) -> QScrollArea:
    """Return an area that scrolls what is higher than the panel."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(content)
    return area
