"""TextRow: a row that nobody edits, its text in line with the text of the editors above and below."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from nnviz.ui.controls.measures import GUTTER, activation_width, units_width
from nnviz.ui.controls.rows import Row
from nnviz.ui.theme import INSET, TIGHT, Theme


class TextRow(Row):
    """A row that is read only: label, number and a few words."""

    def _fill(self) -> None:
        self._value, self._words = self._label(""), self._label("")
        self._line.addWidget(self._name(), 1)
        self._line.addWidget(self._value)
        self._line.addWidget(self._words)
        self._line.addSpacing(GUTTER)

    def _name(self) -> QWidget:
        """Make what stands at the left."""
        raise NotImplementedError

    def _fit(self, theme: Theme) -> None:
        fit_text(self._value, units_width(theme), theme)
        fit_text(self._words, activation_width(theme), theme)


def fit_text(label: QLabel, width: int, theme: Theme) -> None:
    """Have text begin where the text of an editor of that width would."""
    label.setIndent(INSET - TIGHT)
    label.setFixedSize(width, theme.size.row - 2 * TIGHT)
