"""AnswerView: the pixels that a network is given, and beside them how probable it finds each class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from nnviz.data.centring import Frame, Seen
from nnviz.ui.drawing.class_bars import ClassBars
from nnviz.ui.drawing.seen_digit import SeenDigit
from nnviz.ui.fonts import font
from nnviz.ui.theme import GAP, TIGHT, Theme


class AnswerView(QWidget):
    """What is seen and what is made of it, and whether drawings are centred.

    Attributes
    ----------
    image : SeenDigit
    bars : ClassBars

    Signals
    -------
    centring_changed()
    """

    centring_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image, self.bars = SeenDigit(theme), ClassBars(theme)
        self._caption, self._by = QLabel("What the network sees"), QLabel()
        for label in (self._caption, self._by):
            label.setProperty("role", "note")
        self.centring = QCheckBox("centred, box 20 × 20")
        self.centring.setChecked(True)
        self.centring.setToolTip("Cut out the ink, fit it into the dashed box, centre its mass")
        self.centring.toggled.connect(self.centring_changed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(TIGHT)
        grid.addWidget(self._caption, 0, 0)
        grid.addWidget(self._by, 0, 1)
        grid.addWidget(self.image, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.centring, 2, 0)
        grid.addWidget(self.bars, 1, 1, 3, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(3, 1)

    @property
    def is_centred(self) -> bool:
        """Whether drawings are cut out and centred."""
        return self.centring.isChecked()

    @property
    def reader(self) -> str:
        """Who reads, in words."""
        return self._by.text()

    def show_seen(self, seen: Seen, frame: Frame) -> None:
        """Show what is given to the network."""
        self.image.set(seen, frame)

    def show_shares(self, names: Sequence[str], shares: npt.NDArray[np.floating] | None) -> None:
        """Show how probable each class is; None before anything is drawn."""
        self.bars.set(names, shares)

    def show_reader(self, words: str, origin: str, box: int) -> None:
        """Say who reads and how that came to be, and how large the box is that ink is fitted into."""
        if words != self._by.text():
            self._by.setText(words)
        self._by.setToolTip(origin)
        words = f"centred, box {box} × {box}"
        if words != self.centring.text():
            self.centring.setText(words)
            self._keep_words_whole()

    def fit(self, times: int) -> None:
        """Show each pixel that is seen as so many across and down."""
        side = times * 28 + 2
        if self.image.width() != side:
            self.image.setFixedSize(side, side)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self.image.apply_theme(theme)
        self.bars.apply_theme(theme)
        self.centring.setFont(font(theme.size.small))
        self._keep_words_whole()

    def _keep_words_whole(self) -> None:
        self.centring.setMinimumWidth(self.centring.sizeHint().width())
