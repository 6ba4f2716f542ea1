"""SampleViews: samples as cards with images, or as rows of a table, whichever suits the data."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnviz.data import Dataset, Split
from nnviz.ui.drawing.digit_grid import DigitGrid
from nnviz.ui.drawing.point_table import PointTable
from nnviz.ui.sample_rows import grey_images, table_samples
from nnviz.ui.theme import Theme

_NOTCH = 120
"""What Qt calls one notch of a mouse's wheel."""


class SampleViews(QStackedWidget):
    """A page of samples.

    Attributes
    ----------
    cards, rows
        The two views.

    Signals
    -------
    refitted()
        There is room for another number of samples.
    turned(int)
        Pages that the wheel goes on, or back below 0.
    hovered(object), clicked(int), opened(int)
        The place on the page under the pointer or None, of a click, and of a double-click.
    """

    refitted = Signal()
    turned = Signal(int)
    hovered = Signal(object)
    clicked = Signal(int)
    opened = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wheeled = 0
        self.cards, self.rows = DigitGrid(theme), PointTable(theme)
        for view in (self.cards, self.rows):
            self.addWidget(view)
            view.capacity_changed.connect(self.refitted)
            view.hovered.connect(self.hovered)
            view.clicked.connect(self.clicked)
            view.opened.connect(self.opened)

    @property
    def view(self) -> DigitGrid | PointTable:
        """The one that is shown."""
        return self.cards if self.currentWidget() is self.cards else self.rows

    def take(self, dataset: Dataset) -> None:
        """Show what suits a data set, without samples yet."""
        self.cards.clear()  # whose cards would be laid for each size on the way to the last one
        self.setCurrentWidget(self.cards if dataset.is_image else self.rows)
        if dataset.is_image:
            self.cards.set_class_names(dataset.class_names)

    def show_samples(self, dataset: Dataset, split: Split, rows: list[int]) -> None:
        """Show some samples of a split, without answers."""
        if dataset.is_image:
            self.cards.set_images(grey_images(split, rows), split.labels[rows])
        else:
            self.rows.show_samples(table_samples(dataset, split, rows))

    def show_answers(self, scores: NDArray[Any]) -> None:
        """Show what the network gives for them: (n, classes), or the outputs of a regression."""
        if self.view is self.cards:
            self.cards.set_probabilities(scores)
        else:
            self.rows.show_answers(scores)

    def set_threshold(self, threshold: float) -> None:
        """Let answers with a smaller share than this count as "don't know"."""
        for view in (self.cards, self.rows):
            view.set_threshold(threshold)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn a page with each notch of the wheel; a touchpad sends small parts of one."""
        self._wheeled -= event.angleDelta().y()
        pages = int(self._wheeled / _NOTCH)
        if pages:
            self._wheeled -= pages * _NOTCH
            self.turned.emit(pages)
        event.accept()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        for view in (self.cards, self.rows):
            view.apply_theme(theme)


def below_each_other(bar: QWidget, views: QWidget) -> QWidget:
    """Return the row of choices above the samples."""
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(bar)
    column.addWidget(views, 1)
    return content
