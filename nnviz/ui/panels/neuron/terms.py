"""Terms: the weighted sum of one unit as rows, in which inputs are switched and weights are set."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnviz.ui.drawing.signed_bar import SignedBar
from nnviz.ui.drawing.steady_text import SteadyText
from nnviz.ui.number_field import NumberField
from nnviz.ui.numerals import fixed, significant
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.theme import GAP, Theme

_LARGEST, _LONG = 1e6, 1e5
_ANSWERS = ("no", "yes")
_FIELD, _PRODUCTS_FROM = 6, 32
"""Widths in letters: of the field of a weight, and of the whole from which on products have room."""


class Terms(QWidget):
    """One row for each input shown, with its weight, and one for the bias.

    Signals
    -------
    input_chosen(int, int)
        The input of a row was switched to 0 or 1.
    value_set(int, float, bool)
        The weight of a row (the last one is the bias) was set; whether that is the end of a drag.
    """

    input_chosen = Signal(int, int)
    value_set = Signal(int, float, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names: tuple[tuple[str, ...], bool] = ((), False)
        self._box = QWidget(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.inputs: list[SteadyText | Segmented] = []
        self.fields: list[NumberField] = []
        self.bars: list[SignedBar] = []
        self.products: list[SteadyText] = []

    def set_rows(self, names: Sequence[str], switched: bool) -> None:
        """Show rows for these inputs, as questions to be answered if they are switches; then the bias."""
        if (tuple(names), switched) == self._names:
            return
        self._names = (tuple(names), switched)
        self.inputs, self.fields, self.bars, self.products = [], [], [], []
        self._grid.removeWidget(self._box)
        self._box.hide()
        self._box.deleteLater()
        self._box = QWidget(self)
        rows = QGridLayout(self._box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(GAP)
        rows.setVerticalSpacing(GAP // 2)
        rows.setColumnStretch(4, 1)
        for row, name in enumerate((*names, "bias")):
            self._add(rows, row, name, switched and row < len(names), row == len(names))
        self._grid.addWidget(self._box, 0, 0)
        self._fit()

    def _add(self, rows: QGridLayout, row: int, name: str, switched: bool, is_bias: bool) -> None:
        rows.addWidget(QLabel(name, self._box), row, 0)
        if not is_bias:
            given = self._switch(row, name) if switched else self._number()
            self.inputs.append(given)
            rows.addWidget(given, row, 1)
            rows.addWidget(QLabel("×", self._box), row, 2)
        field = NumberField(_LARGEST, self._box)
        field.setFixedWidth(_FIELD * self._theme.size.body)
        field.setAccessibleName(f"{'Bias' if is_bias else f'Weight of {name}'}")
        field.valueChanged.connect(partial(self._typed, row))
        field.lineEdit().returnPressed.connect(field.clearFocus)  # it follows training again, Space runs
        bar = SignedBar(self._theme, self._box)
        bar.setFixedHeight(24)
        bar.setMinimumWidth(40)
        bar.setToolTip("Drag to set it while training goes on")
        bar.dragged.connect(partial(self._dragged, row))
        bar.let_go.connect(partial(self._let_go, row))
        product = self._number()
        for column, widget in enumerate((field, bar, product), 3):
            rows.addWidget(widget, row, column)
        self.fields.append(field)
        self.bars.append(bar)
        self.products.append(product)

    def _switch(self, row: int, name: str) -> Segmented:
        switch = Segmented(_ANSWERS, self._box)
        switch.setAccessibleName(name)
        switch.chosen.connect(partial(self.input_chosen.emit, row))
        return switch

    def _number(self) -> SteadyText:
        beside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return SteadyText(self._box, least=4 * self._theme.size.body, alignment=beside)

    def show_values(self, inputs: Sequence[float], values: Sequence[float], limit: float) -> None:
        """Show the inputs, and the weights and at last the bias; what is being edited is left alone."""
        for given, value in zip(self.inputs, inputs, strict=False):
            if isinstance(given, Segmented):
                given.choose(int(value > 0.5))
            else:
                given.say(fixed(value, 2))
        factors = (*inputs, 1.0)
        for row, value in enumerate(values):
            if not self.bars[row].is_held:
                self.bars[row].set(value, limit)
            if not self.fields[row].hasFocus() and not self.bars[row].is_held:
                self._show_in_field(row, value)
            product = factors[row] * value
            plain = abs(product) < _LONG
            self.products[row].say(f"= {fixed(product, 2) if plain else significant(product)}")

    def _show_in_field(self, row: int, value: float) -> None:
        field = self.fields[row]
        with QSignalBlocker(field):
            field.setValue(value)

    def _typed(self, row: int, value: float) -> None:
        self.value_set.emit(row, value, True)

    def _dragged(self, row: int, value: float) -> None:
        self._show_in_field(row, value)
        self.value_set.emit(row, value, False)

    def _let_go(self, row: int) -> None:
        self.value_set.emit(row, self.fields[row].value(), True)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self._theme = theme
        for bar in self.bars:
            bar.apply_theme(theme)
        for field in self.fields:
            field.setFixedWidth(_FIELD * theme.size.body)
        for number in (*self.inputs, *self.products):
            if isinstance(number, SteadyText):
                number.relax(4 * theme.size.body)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the products, which the equation has too, where questions need the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for product in self.products:
            product.setVisible(self.width() >= _PRODUCTS_FROM * self._theme.size.body)
