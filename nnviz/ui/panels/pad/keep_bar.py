"""KeepBar: the answer in large, and a way to say what the drawing really is and keep it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from nnviz.ui.drawing.guess import Guess
from nnviz.ui.numerals import percent
from nnviz.ui.theme import GAP, Theme

DIGITS = tuple("0123456789")
_HEIGHT = 2.6
"""Of the bar, in times the size of a figure."""


class KeepBar(QWidget):
    """`3  99.8 % sure, next: 5, 0.1 %      It is a [3] [Keep]`.

    Signals
    -------
    keep_requested(int)
        The drawing is this digit, and should be kept.
    """

    keep_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.guess = Guess(theme)
        self._it_is, self.label, self.keep = QLabel("It is a"), QComboBox(), QPushButton("Keep")
        self._is_chosen = False
        self.label.addItems(DIGITS)
        self.label.setAccessibleName("What the drawn digit is")
        self.label.setToolTip("What you meant: the label that the drawing is kept with")
        self.label.activated.connect(self._choose)
        self.keep.setToolTip("Keep the drawing with its label, in a test set of your own")
        self.keep.clicked.connect(lambda: self.keep_requested.emit(self.label.currentIndex()))
        self._theme = theme
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.guess, 1)
        row.addStretch(0)
        for part in (self._it_is, self.label, self.keep):
            row.addWidget(part)

    def show_answer(self, names: Sequence[str], shares: npt.NDArray[np.floating] | None) -> None:
        """Write the likeliest class and the next; the label follows it until somebody has chosen one."""
        if shares is None:
            self.guess.set("", "", "")
            return
        second, first = shares.argsort()[-2:].tolist()
        sure = f"{percent(float(shares[first]))} sure"
        self.guess.set(names[first], sure, f"next: {names[second]}, {percent(float(shares[second]))}")
        if not self._is_chosen and names[first] in DIGITS:
            self.label.setCurrentIndex(DIGITS.index(names[first]))

    def begin(self) -> None:
        """Let the label follow the answer again: the drawing is another one."""
        self._is_chosen = False

    def allow_keeping(self, allowed: bool) -> None:
        """Say whether there is anything to keep."""
        self.keep.setEnabled(allowed)

    def show_words(self, shown: bool) -> None:
        """Write out "It is a", or leave it out where there is no room."""
        self._it_is.setVisible(shown)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.guess.apply_theme(theme)
        self.fit_guess()

    @property
    def full_height(self) -> int:
        """Height in pixels with the guess."""
        return round(_HEIGHT * self._theme.size.figures)

    def take_guess(self) -> None:
        """Have the guess back that stood elsewhere."""
        self._row.insertWidget(0, self.guess, 1)

    def fit_guess(self) -> None:
        """Be as high as the guess, or as a row where that stands elsewhere, as high as it was here."""
        self.guess.setFixedHeight(self.full_height)
        has_guess = self._row.indexOf(self.guess) >= 0
        self.setFixedHeight(self.full_height if has_guess else self._theme.size.row)

    def _choose(self, _index: int) -> None:
        self._is_chosen = True
