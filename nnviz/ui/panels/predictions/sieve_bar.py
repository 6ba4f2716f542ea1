"""SieveBar: the row in which samples are chosen by class and pair, sorted, and doubtful ones set aside."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QWidget

from nnviz.ui.fonts import font, width_of
from nnviz.ui.numerals import percent
from nnviz.ui.panels.kind import CHOICES
from nnviz.ui.panels.predictions.sieve import ORDERS, Sieve
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

_SLIDER = 56
_MOST = 99
_DOUBTS = ("don’t know below", "unsure below", "sure from")
"""What stands before the slider, the longest first."""


class SieveBar(QWidget):
    """`any class`, `read as any`, `in order`, and under which share the network says "don't know".

    Signals
    -------
    sifted(object)
        The Sieve that the user chose.
    doubted(float)
        The share of 1 under which an answer does not count.
    """

    sifted = Signal(object)
    doubted = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(CHOICES)
        self._sieve = Sieve()
        self._truth = self._choice("True class")
        self._answer = self._choice("Predicted class")
        self._order = self._choice("Order")
        self._order.addItems(list(ORDERS))
        self._doubt = QLabel(_DOUBTS[0], self)
        self._doubt.setProperty("role", "note")
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(0, _MOST)
        self._slider.setFixedWidth(_SLIDER)
        self._slider.setAccessibleName("Share under which the network says that it does not know")
        self._slider.setToolTip(
            "Answers of which the network is less sure do not count: it says “don’t know”"
        )
        self._share = QLabel(self)
        self._share.setProperty("role", "value")
        self._lay_out()
        for choice in (self._truth, self._answer, self._order):
            choice.activated.connect(self._choose)
        self._slider.valueChanged.connect(self._on_slid)
        self.apply_theme(theme)

    def _choice(self, name: str) -> QComboBox:
        choice = QComboBox(self)
        choice.setAccessibleName(name)
        choice.setToolTip(name)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return choice

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, TIGHT)
        row.setSpacing(TIGHT)
        for choice in (self._truth, self._answer, self._order):
            row.addWidget(choice)
        row.addStretch(1)
        for widget in self._doubts:
            row.addWidget(widget)
        # What does not fit is left out; it must not widen the panel.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def _doubts(self) -> tuple[QWidget, ...]:
        return self._doubt, self._slider, self._share

    @property
    def threshold(self) -> float:
        """The share of 1 under which an answer does not count."""
        return self._slider.value() / 100

    def set_class_names(self, names: Sequence[str]) -> None:
        """Offer these classes."""
        for choice, any_class, each in (
            (self._truth, "any class", ""),
            (self._answer, "read as any", "read as "),
        ):
            with QSignalBlocker(choice):
                choice.clear()
                choice.addItem(any_class)
                choice.addItems([f"{each or 'class '}{name}" for name in names])
        self.show_sieve(self._sieve)

    def show_sieve(self, sieve: Sieve) -> None:
        """Show which sieve is in use."""
        self._sieve = sieve
        for choice, index in ((self._truth, sieve.truth), (self._answer, sieve.answer)):
            choice.setCurrentIndex(0 if index is None else index + 1)
        self._order.setCurrentIndex(list(ORDERS).index(sieve.order))

    def apply_theme(self, theme: Theme) -> None:
        """Take the sizes of a theme."""
        small = font(theme.size.small)
        for widget in (self._truth, self._answer, self._order, self._doubt):
            widget.setFont(small)
        self._share.setFont(font(theme.size.small, 600))
        self._share.setFixedWidth(width_of(percent(0.99, 0), font(theme.size.small, 600)) + 2)
        self.setFixedHeight(theme.size.row + TIGHT)
        self._say()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """What does not fit is left out, so there is no least width."""
        return QSize(0, self.height())

    def _fit(self) -> None:
        room = self.width() - 2 * INSET
        choices = sum(w.sizeHint().width() + TIGHT for w in (self._truth, self._answer))
        order = self._order.sizeHint().width() + TIGHT
        self._order.setVisible(choices + order <= room)
        beside = room - choices - order - GAP - self._slider.width() - self._share.width() - 2 * TIGHT
        words = next((text for text in _DOUBTS if width_of(text, self._doubt.font()) <= beside), "")
        self._doubt.setText(words)
        for widget in self._doubts:
            widget.setVisible(bool(words))

    def _choose(self) -> None:
        truth, answer = (
            choice.currentIndex() - 1 if choice.currentIndex() > 0 else None
            for choice in (self._truth, self._answer)
        )
        order = list(ORDERS)[self._order.currentIndex()]
        self._sieve = replace(self._sieve, truth=truth, answer=answer, order=order)
        self.sifted.emit(self._sieve)

    def _on_slid(self) -> None:
        self._say()
        self.doubted.emit(self.threshold)

    def _say(self) -> None:
        self._share.setText(percent(self.threshold, 0))
