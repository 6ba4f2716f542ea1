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
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.theme import GAP, TIGHT, Theme

_READERS = ("This run", "On board")
_CENTRED_TIP = "Cut out the ink, fit it into the dashed box, centre its mass"
_COUNTED_TIP = (
    "As the 8x8 digits were made: cut out the ink, fit it into 32 by 32 pixels, make its lines as thick as "
    "theirs, take out the slant, and count each 4 by 4 pixels"
)
_MOST_BARS = 12
"""Classes that have a bar at most; letters would be too many to read."""


class AnswerView(QWidget):
    """What is seen and what is made of it, and whether drawings are centred.

    Attributes
    ----------
    image : SeenDigit
    bars : ClassBars

    Signals
    -------
    centring_changed()
    reader_chosen(bool)
        Whether the network on board should read, rather than the run.
    """

    centring_changed = Signal()
    reader_chosen = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image, self.bars = SeenDigit(theme), ClassBars(theme)
        self._caption, self._by = QLabel("What the network sees"), QLabel()
        for label in (self._caption, self._by):
            label.setProperty("role", "note")
        self.readers = Segmented()
        self.readers.chosen.connect(lambda index: self.reader_chosen.emit(index == 1))
        self.centring = QCheckBox(_centred(20))
        self.centring.setProperty("role", "small")
        self.centring.setChecked(True)
        self.centring.setToolTip(_CENTRED_TIP)
        self.centring.toggled.connect(self.centring_changed)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(TIGHT)
        grid.addWidget(self._caption, 0, 0)
        grid.addWidget(self.readers, 0, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.image, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.centring, 2, 0)
        grid.addWidget(self.bars, 1, 1)
        grid.addWidget(self._by, 2, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)

    @property
    def is_centred(self) -> bool:
        """Whether drawings are cut out and centred."""
        return self.centring.isChecked()

    @property
    def lines(self) -> int:
        """Height of the words above and below the image, with their gaps, in pixels."""
        above = max(self._caption.sizeHint().height(), self.readers.sizeHint().height())
        return above + self.centring.sizeHint().height() + 2 * TIGHT + 2

    @property
    def reader(self) -> str:
        """Who reads, in words."""
        return self._by.text()

    def show_seen(self, seen: Seen, frame: Frame) -> None:
        """Show what is given to the network."""
        self.image.set(seen, frame)

    def show_shares(self, names: Sequence[str], shares: npt.NDArray[np.floating] | None) -> None:
        """Show how probable each class is, or of many the likeliest; None before anything is drawn."""
        if len(names) > _MOST_BARS:
            chosen = range(_MOST_BARS) if shares is None else sorted(shares.argsort()[-_MOST_BARS:].tolist())
            names = [names[index] for index in chosen]
            shares = None if shares is None else shares[list(chosen)]
        self.bars.set(names, shares)

    def offer_readers(self, run_reads: bool, is_on_board: bool) -> None:
        """Let somebody choose who reads, where there is a choice."""
        self.readers.set_titles(_READERS if run_reads else ())
        if run_reads and self.readers.current != int(is_on_board):
            self.readers.choose(int(is_on_board))

    def show_reader(self, words: str, origin: str, frame: Frame) -> None:
        """Say who reads and how that came to be, and how ink is fitted into what is read."""
        if words != self._by.text():
            self._by.setText(words)
        self._by.setToolTip(origin)
        words = f"upright, {frame.side} × {frame.side} counted" if frame.is_counted else _centred(frame.box)
        if words != self.centring.text():
            self.centring.setText(words)
            self.centring.setToolTip(_COUNTED_TIP if frame.is_counted else _CENTRED_TIP)

    def show_image(self, shown: bool) -> None:
        """Show what the network sees, or the bars alone."""
        for part in (self._caption, self.image, self.centring):
            part.setVisible(shown)

    def fit(self, times: int) -> None:
        """Show each pixel that is seen as so many across and down."""
        side = times * 28 + 2
        if self.image.width() != side:
            self.image.setFixedSize(side, side)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self.image.apply_theme(theme)
        self.bars.apply_theme(theme)
        self.centring.ensurePolished()
        self.centring.setMinimumWidth(self.centring.sizeHint().width())


def _centred(box: int) -> str:
    return f"centred, box {box} × {box}"
