"""SliceRow: of data with more than two features, which two are drawn, and what the others are held at."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from nnviz.data import Dataset
from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import significant
from nnviz.ui.panels.kind import CHOICES
from nnviz.ui.theme import GAP, INSET, LIGHT, TIGHT, Theme

_STEPS = 200
_SLIDER = 72
#: What a menu needs beside its words, and the widest that three of them may be.
_ARROW, _WIDEST = 36, 128


class SliceRow(QWidget):
    """Three menus and a slider over the plane; hidden where all features are drawn.

    Signals
    -------
    chosen(tuple of int, tuple of float)
        The features drawn to the right and upwards, and what all are held at.
    """

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(CHOICES)
        self._theme: Theme = LIGHT
        self._held: list[float] = []
        self._low = self._high = np.empty(0)
        self.across, self.up, self.other = (
            self._menu(tip) for tip in ("To the right", "Upwards", "Held feature")
        )
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setFixedWidth(_SLIDER)
        self.slider.setToolTip("What this feature is held at; its mean to begin with")
        self.slider.valueChanged.connect(self._hold)
        self._value = QLabel(self)
        self._value.setProperty("role", "value")
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, TIGHT)
        row.setSpacing(GAP)
        for part in (
            self.across,
            self._note("×"),
            self.up,
            self._note("held"),
            self.other,
            self.slider,
            self._value,
        ):
            row.addWidget(part)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.across.activated.connect(lambda: self._choose_axes(self.up, self.across))
        self.up.activated.connect(lambda: self._choose_axes(self.across, self.up))
        self.other.activated.connect(lambda: self._show_held())

    def take(self, dataset: Dataset, held: tuple[float, ...]) -> None:
        """Offer the features of a data set, the first two of them drawn; be gone if it has no others."""
        self.setVisible(bool(held))
        if not held:
            return
        self._held = list(held)
        self._low, self._high = dataset.train.inputs.min(axis=0), dataset.train.inputs.max(axis=0)
        for place, menu in enumerate((self.across, self.up)):
            blocker = QSignalBlocker(menu)
            menu.clear()
            menu.addItems(list(dataset.feature_names))
            menu.setCurrentIndex(place)
            del blocker
        self._fit()
        self._offer_others()

    def apply_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        self._theme = theme
        self._fit()
        self.setFixedHeight(theme.size.row + TIGHT)

    def _fit(self) -> None:
        """Have the menus as wide as the longest name, as long as the row has room."""
        names = [self.across.itemText(index) for index in range(self.across.count())]
        longest = max((width_of(name, font(self._theme.size.body)) for name in names), default=0)
        for menu in (self.across, self.up, self.other):
            menu.setFixedWidth(min(longest + _ARROW, _WIDEST))

    @property
    def axes(self) -> tuple[int, int]:
        """The features drawn to the right and upwards."""
        return self.across.currentIndex(), self.up.currentIndex()

    def _choose_axes(self, other: QComboBox, changed: QComboBox) -> None:
        """Draw another feature; the one it had goes to the other axis where both would be the same."""
        if other.currentIndex() == changed.currentIndex():
            other.setCurrentIndex((changed.currentIndex() + 1) % changed.count())
        self._offer_others()
        self.chosen.emit(self.axes, tuple(self._held))

    def _offer_others(self) -> None:
        blocker = QSignalBlocker(self.other)
        self.other.clear()
        for index in range(self.across.count()):
            if index not in self.axes:
                self.other.addItem(self.across.itemText(index), index)
        del blocker
        self._show_held()

    def _show_held(self) -> None:
        index = self.other.currentData()
        if index is None:
            return
        blocker = QSignalBlocker(self.slider)
        width = max(float(self._high[index] - self._low[index]), 1e-12)
        self.slider.setValue(round(_STEPS * (self._held[index] - float(self._low[index])) / width))
        del blocker
        self._value.setText(significant(self._held[index], 3))

    def _hold(self, step: int) -> None:
        index = self.other.currentData()
        low, high = float(self._low[index]), float(self._high[index])
        self._held[index] = low + (high - low) * step / _STEPS
        self._value.setText(significant(self._held[index], 3))
        self.chosen.emit(self.axes, tuple(self._held))

    def _menu(self, tip: str) -> QComboBox:
        menu = QComboBox(self)
        menu.setToolTip(tip)
        menu.setAccessibleName(tip)
        menu.setStyleSheet("QComboBox { padding: 0px 0px 0px 6px; }")
        menu.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return menu

    def _note(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setProperty("role", "note")
        return label
