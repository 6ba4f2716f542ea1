"""OutputRow: what the network gives."""

from __future__ import annotations

from nnviz.data import Dataset
from nnviz.training.experiment import Experiment
from nnviz.ui.controls.editors import ChoiceEditor
from nnviz.ui.controls.measures import GUTTER, activation_width, units_width
from nnviz.ui.controls.rows import Row
from nnviz.ui.controls.text_row import fit_text
from nnviz.ui.numerals import count
from nnviz.ui.theme import Theme


class OutputRow(Row):
    """How many numbers the network gives, and through which activation; a choice if the loss leaves one."""

    def _fill(self) -> None:
        self._value = self._label("")
        self._line.addWidget(self._label(self.fields[0].title), 1)
        self._line.addWidget(self._value)
        self._words = self._label("")
        if len(self.fields[0].choices or ()) > 1:
            self._line.addWidget(self._take(self.fields[0], ChoiceEditor(self.fields[0], self)))
            self._words.hide()
        else:
            self._line.addWidget(self._words)
        self._line.addSpacing(GUTTER)

    def _show(self, experiment: Experiment, dataset: Dataset | None) -> None:
        """Also show the number of outputs, once the data set is known."""
        super()._show(experiment, dataset)
        self._words.setText(self.fields[0].words_for(experiment.model.output))
        if dataset is not None:
            self._value.setText(count(dataset.outputs))

    def _fit(self, theme: Theme) -> None:
        fit_text(self._value, units_width(theme), theme)
        fit_text(self._words, activation_width(theme), theme)
        for editor in self.editors.values():
            editor.fit(activation_width(theme), theme.size.row - 2)
