"""ScaledSlider: a slider over a scale whose ticks and labels are drawn once into a picture behind it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from nnviz.ui.controls.buttons import Slider
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import LIGHT, Theme

#: Width of the handle and height of the slider's own part, as the style sheet has them.
HANDLE = 11
SLIDER = 20
_TICK = 5


class Tick(msgspec.Struct, frozen=True):
    """A place on the slider's scale, in its own units, and the words under it."""

    at: int
    label: str = ""


class ScaledSlider(QWidget):
    """A slider with ticks, and words under some of them.

    Parameters
    ----------
    positions : int
        The slider goes from 0 to this.
    ticks : sequence of Tick
        In order from left to right.
    """

    def __init__(self, positions: int, ticks: Sequence[Tick], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ticks = tuple(ticks)
        self._theme = LIGHT
        self._picture = QLabel(self)
        self.slider = Slider(self)
        self.slider.setRange(0, positions)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for the handle, and for the words if there are any."""
        words = any(tick.label for tick in self._ticks)
        return QSize(120, SLIDER + (self._theme.size.small + 4 if words else 0))

    def minimumSizeHint(self) -> QSize:
        """As high as the hint, and as narrow as can be used."""
        return QSize(72, self.sizeHint().height())

    def apply_theme(self, theme: Theme) -> None:
        """Draw the scale in the theme's colours."""
        self._theme = theme
        self.updateGeometry()
        self._draw()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Fit the scale to the slider."""
        self.slider.setGeometry(0, 0, self.width(), SLIDER)
        self._picture.setGeometry(self.rect())
        self._draw()

    def x_of(self, at: int) -> float:
        """Return where the handle's middle is at a value of the slider."""
        return HANDLE / 2 + at / max(self.slider.maximum(), 1) * (self.width() - HANDLE)

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        if picture.isNull():
            return
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setPen(QColor(self._theme.strong))
        for tick in self._ticks:
            x = round(self.x_of(tick.at))
            painter.drawLine(QPoint(x, SLIDER // 2 - _TICK), QPoint(x, SLIDER // 2 + _TICK))
        self._draw_labels(painter)
        painter.end()
        self._picture.setPixmap(picture)

    def _draw_labels(self, painter: QPainter) -> None:
        """Write the words under their ticks, the outer ones moved in; leave out what would touch another."""
        words = font(self._theme.size.small)
        painter.setFont(words)
        painter.setPen(QColor(self._theme.muted))
        free = 0.0
        for tick in self._ticks:
            width = width_of(tick.label, words)
            left = min(max(self.x_of(tick.at) - width / 2, 0.0), self.width() - width)
            if tick.label and left >= free:
                painter.drawText(QRectF(left, SLIDER, width + 1, self.height() - SLIDER), tick.label)
                free = left + width + 4
