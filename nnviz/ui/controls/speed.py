"""SpeedDial: the pace of training, from one step a second to flat out."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.ui.controls.scale import ScaledSlider, Tick
from nnviz.ui.numerals import count, significant
from nnviz.ui.theme import LIGHT, Theme

#: Positions of the slider for each factor of ten; the last stop, in place of 100,000, is flat out.
DECADE = 20
FLAT_OUT = 5 * DECADE
#: Width in rows of the text size; the second where there is little room.
_ROWS = (5.4, 3.2)


class SpeedDial(QWidget):
    """A logarithmic slider with a stop at each power of ten.

    Signals
    -------
    chosen(object)
        Steps a second; None for flat out.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._name = QLabel("Speed", self)
        self._name.setProperty("role", "small")
        self._words = QLabel(self)
        self._words.setProperty("role", "value")
        stops = [Tick(position) for position in range(0, FLAT_OUT + 1, DECADE)]
        self._scale = ScaledSlider(FLAT_OUT, stops, self)
        self.slider = self._scale.slider
        self.slider.setSingleStep(2)
        self.slider.setPageStep(DECADE)
        self.slider.setAccessibleName("Speed, steps a second")
        self.slider.valueChanged.connect(self._choose)
        line = QHBoxLayout()
        line.addWidget(self._name)
        line.addStretch(1)
        line.addWidget(self._words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._scale)
        column.addStretch(1)

    def show_speed(self, speed: float | None) -> None:
        """Show a pace without choosing it."""
        self.slider.blockSignals(True)
        self.slider.setValue(position_of(speed))
        self.slider.blockSignals(False)
        self._words.setText(speed_words(speed))

    def step(self, stops: int) -> None:
        """Go on by so many stops."""
        place = self.slider.value() / DECADE + stops
        self.slider.setValue(DECADE * (math.ceil(place) if stops < 0 else math.floor(place)))

    def be_short(self, is_short: bool) -> None:
        """Be narrow, without the name, or wide."""
        self._name.setVisible(not is_short)
        self.setFixedWidth(round(_ROWS[is_short] * self._theme.size.row))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._scale.apply_theme(theme)
        self.be_short(False)

    def _choose(self, position: int) -> None:
        speed = speed_at(position)
        self._words.setText(speed_words(speed))
        self.chosen.emit(speed)


def speed_at(position: int) -> float | None:
    """Return the steps a second at a position of the slider, in two digits; None for flat out."""
    return None if position >= FLAT_OUT else float(f"{10 ** (position / DECADE):.2g}")


def position_of(speed: float | None) -> int:
    """Return the slider's position nearest to a speed."""
    if speed is None:
        return FLAT_OUT
    return min(round(DECADE * math.log10(max(speed, 1.0))), FLAT_OUT - 1)


def speed_words(speed: float | None) -> str:
    """Say how fast: "200 steps/s" or "flat out"."""
    if speed is None:
        return "flat out"
    written = count(int(speed)) if speed == int(speed) else significant(speed, 2)
    return f"{written} step{'' if speed == 1 else 's'}/s"
