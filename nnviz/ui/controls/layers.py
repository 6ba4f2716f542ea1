"""The network's rows: its input, and one row for each hidden layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import prod
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from nnviz.data import DATASETS, Dataset
from nnviz.training.experiment import Experiment
from nnviz.training.fields import Field
from nnviz.ui.controls.buttons import Button, TextButton
from nnviz.ui.controls.editors import ChoiceEditor, editor_for
from nnviz.ui.controls.feature_menu import FeatureButton
from nnviz.ui.controls.layer_kinds import kinds_for, words_of
from nnviz.ui.controls.measures import GUTTER, MARK, activation_width, side_width, units_width
from nnviz.ui.controls.number_editors import NumberEditor
from nnviz.ui.controls.rows import Row
from nnviz.ui.controls.text_row import TextRow
from nnviz.ui.fonts import FORMULA, SANS, font, width_of
from nnviz.ui.numerals import count
from nnviz.ui.theme import GAP, Theme

#: Numbers beside each other in a line below a layer.
_BESIDE = 3
#: What a layer's menu is for.
_DOES = "Remove it, or add a layer after it"


def _in_words(title: str) -> str:
    """Return a title as it stands within a line: kernel, but L1."""
    return title if title.isupper() else title.lower()


class LayerMenu(QMenu):
    """What can be put after a layer, made anew whenever it opens: images have more kinds of layers."""

    def __init__(self, button: TextButton, fill: Callable[[LayerMenu], None]) -> None:
        super().__init__(button)
        self._fill = fill
        self.aboutToShow.connect(self.refill)
        button.setMenu(self)

    def refill(self) -> None:
        """Make the entries anew."""
        self.clear()
        self._fill(self)

    def offer(self, words: str, do: Callable[[], object]) -> None:
        """Add an entry."""
        self.addAction(words).triggered.connect(lambda: do())

    def offer_layers(self, experiment: Experiment, insert: Callable[[str], object]) -> None:
        """Add an entry for each kind of layer that the data allow."""
        for kind in kinds_for(DATASETS[experiment.value("data.name")]):
            self.offer(f"Add {words_of(kind).added} after it", partial(insert, kind))


class InputRow(TextRow):
    """How many numbers the network is given of a sample, and which; of a point in the plane, a choice.

    Signals
    -------
    insert_requested(int, str)
        Add a layer of this kind after that one; -1 is the input.
    features_chosen(tuple of str)
        Give the network these features of each point.
    """

    insert_requested = Signal(int, str)
    features_chosen = Signal(object)

    def _show(self, experiment: Experiment, dataset: Dataset | None) -> None:
        """Say it once the data set is known."""
        self._experiment = experiment
        if dataset is None:
            return
        self._value.setText(count(dataset.given))
        names = ", ".join(dataset.feature_names)
        fits = width_of(names, font(self._theme.size.body)) <= activation_width(self._theme)
        has_names = len(dataset.input_shape) == 1 and dataset.features <= 4 and fits
        sides = dataset.input_shape[1:] if dataset.is_image else (prod(dataset.input_shape),)
        self._words.setText(names if has_names else " × ".join(str(side) for side in sides))
        self._is_formula = has_names
        has_choice = dataset.input_shape == (2,)
        self._words.setVisible(not has_choice)
        self.features.setVisible(has_choice)
        self.features.show_features(experiment.model.features)
        self._fit(self._theme)

    def focus_chain(self) -> list[QWidget]:
        """Return the menus."""
        return [self.name, self.features]

    def _fill(self) -> None:
        super()._fill()
        self.features = FeatureButton(self)
        self.features.chosen.connect(self.features_chosen)
        self.features.hide()
        self._line.insertWidget(self._line.indexOf(self._words), self.features)

    def _fit(self, theme: Theme) -> None:
        super()._fit(theme)
        family = FORMULA if self._is_formula else SANS
        self._words.setFont(font(theme.size.body, family=family, italic=self._is_formula))
        self.features.fit(activation_width(theme), theme)

    def _name(self) -> QWidget:
        self._is_formula = False
        self.name = TextButton("quiet", "Input", self)
        self.name.setToolTip("Add a layer after the input")
        LayerMenu(self.name, self._offer)
        return self.name

    def _offer(self, menu: LayerMenu) -> None:
        menu.offer_layers(self._experiment, lambda kind: self.insert_requested.emit(-1, kind))


class LayerRow(Row):
    """One hidden layer: its menu, size, activation and end; whatever else it has in lines of three below.

    Such a line is there if something in it is not as usual, or if they were asked for in the menu.

    Signals
    -------
    remove_requested(int)
        Remove this layer, counted from 0.
    insert_requested(int, str)
        Add a layer of this kind after it.
    resized()
        Lines below came or went.
    """

    remove_requested = Signal(int)
    insert_requested = Signal(int, str)
    resized = Signal()

    def _fill(self) -> None:
        kind, _, number = self.key.partition(" ")
        self.number = int(number)
        words = words_of(kind)
        self.name = TextButton("quiet", f"{words.row} {self.number + 1}", self)
        self._help = words.help
        LayerMenu(self.name, self._offer)
        self._line.addWidget(self.name)
        self._line.addStretch(1)
        sizes = [field for field in self.fields if field.choices is None]
        choices = [field for field in self.fields if field.choices is not None]
        main = sizes[:1] + choices[:1]
        for field in main:
            self._line.addWidget(self._take(field, editor_for(field, self)))
        self._line.addSpacing(GUTTER - MARK - self._line.spacing())
        self._line.addWidget(self._cross())
        self._rest = [field for field in self.fields if field not in main]
        self._asked_for = self._is_brief = False
        self._unusual: set[Field] = set()
        firsts = range(0, len(self._rest), _BESIDE)
        self._below = [self._line_below(self._rest[first : first + _BESIDE]) for first in firsts]

    def _cross(self) -> Button:
        """Return the button that removes the layer, where other rows say what a change costs."""
        self.cross = Button("link", icon_name="close")
        self.cross.setFixedSize(MARK, MARK)
        self.cross.setToolTip("Remove this layer (Del)")
        self.cross.setAccessibleName(f"Remove layer {self.number + 1}")
        self.cross.clicked.connect(lambda: self.remove_requested.emit(self.number))
        return self.cross

    def _line_below(self, fields: Sequence[Field]) -> tuple[QWidget, Sequence[Field]]:
        """Add a line with a few numbers beside each other."""
        below = QWidget(self)
        line = QHBoxLayout(below)
        line.setContentsMargins(GAP, 0, 0, 0)
        line.setSpacing(GAP)
        for field in fields:
            column = QVBoxLayout()
            column.setSpacing(0)
            label = self._label(_in_words(field.title))
            label.setProperty("letters", "small")
            label.setToolTip(field.help)
            column.addWidget(label)
            column.addWidget(self._take(field, NumberEditor(field, below, buttons=False)))
            line.addLayout(column)
        line.addStretch(1)
        below.hide()
        self._lines.addWidget(below)
        return below, fields

    def _show(self, experiment: Experiment, dataset: Dataset | None) -> None:
        """Also share the line anew: another activation may have a longer title."""
        self._experiment = experiment
        super()._show(experiment, dataset)
        self._tell_rest()
        self._show_rest()
        self._fit(self._theme)

    def value_of(self, path: str, experiment: Experiment) -> Any:
        """Return the value of one of the layer's fields."""
        return getattr(experiment.model.hidden[self.number], path.rpartition(".")[2])

    def focus_chain(self) -> list[QWidget]:
        """Begin with the layer's menu, end with its cross."""
        return [self.name, *super().focus_chain(), self.cross]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the layer with Delete, where no text is being edited."""
        if event.key() == Qt.Key.Key_Delete:
            self.remove_requested.emit(self.number)
        else:
            super().keyPressEvent(event)

    def _offer(self, menu: LayerMenu) -> None:
        menu.offer_layers(self._experiment, lambda kind: self.insert_requested.emit(self.number, kind))
        menu.addSeparator()
        if self._rest:
            menu.offer("Show " + ", ".join(field.title for field in self._rest), self._ask_for_rest)
        menu.offer("Remove\tDel", lambda: self.remove_requested.emit(self.number))

    def _ask_for_rest(self) -> None:
        self._asked_for = not self._asked_for
        self._show_rest()
        self.resized.emit()

    @property
    def dispensable(self) -> Sequence[Field]:
        """What stands in lines below, unless it was asked for."""
        return [] if self._asked_for else [each for _, fields in self._wanted for each in fields]

    def be_brief(self, is_brief: bool) -> None:
        """Do without lines below, or have them again; their values are in the tip of the layer's name."""
        self._is_brief = is_brief
        self._show_rest()

    def height_when(self, is_brief: bool) -> int:
        """Return how high the row is with the lines below that it has, or without them."""
        shown = sum(line.sizeHint().height() for line, _ in self._below if not line.isHidden())
        wanted = () if is_brief and self.dispensable else self._wanted
        return self.sizeHint().height() - shown + sum(line.sizeHint().height() for line, _ in wanted)

    @property
    def _wanted(self) -> list[tuple[QWidget, Sequence[Field]]]:
        """The lines below in which something is not as usual, or all if they were asked for."""
        return [each for each in self._below if self._asked_for or not self._unusual.isdisjoint(each[1])]

    def _show_rest(self) -> None:
        wanted = [] if self._is_brief and self.dispensable else [line for line, _ in self._wanted]
        for line, _ in self._below:
            line.setVisible(line in wanted)

    def _tell_rest(self) -> None:
        """Say what is in lines below in the tip of the layer's name."""
        layer = self._experiment.model.hidden[self.number]
        usual = {field.name: field.default for field in msgspec.structs.fields(layer)}
        values = {field: getattr(layer, field.name) for field in self._rest}
        self._unusual = {field for field, value in values.items() if value != usual[field.name]}
        said = ", ".join(f"{_in_words(each.title)} {each.words_for(value)}" for each, value in values.items())
        self.name.setToolTip("\n".join(line for line in (self._help, said, _DOES) if line))

    def _fit(self, theme: Theme) -> None:
        self.name.ensurePolished()  # else its least height would come once more, from the style sheet
        self.name.setFixedHeight(theme.size.row - 2)
        self.cross.show_icon("close", theme.text2, MARK - 4)
        choices = [editor for editor in self.editors.values() if isinstance(editor, ChoiceEditor)]
        usual = activation_width(theme)
        activation = max([usual, *(editor.least_width() for editor in choices)])
        for field in self.fields:
            editor = self.editors[field.path]
            if field in self._rest:
                editor.fit(side_width(theme) - GAP, theme.size.row - 2)
            else:
                units = units_width(theme, activation, self.name.text()) if choices else 2 * usual
                editor.fit(activation if editor in choices else units, theme.size.row - 2)
