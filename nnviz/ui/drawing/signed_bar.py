"""SignedBar: a weight as a bar from zero, on the signed map, that can be dragged."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsLineItem, QGraphicsRectItem, QWidget

from nnviz.ui.colour_maps import ZERO
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.theme import Theme

_HANDLE = 3.0


class SignedBar(Canvas):
    """A value from −limit to limit.

    Signals
    -------
    dragged(float)
        The value under the pointer while it is held.
    let_go()
        It was released.
    """

    dragged = Signal(float)
    let_go = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._track, self._zero = QGraphicsRectItem(), QGraphicsLineItem()
        self._bar, self._handle = QGraphicsRectItem(), QGraphicsRectItem()
        for item in (self._track, self._bar, self._zero, self._handle):
            self.scene.addItem(item)
        self._value, self._limit = 0.0, 1.0
        self.is_held = False
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.apply_theme(theme)

    def set(self, value: float, limit: float) -> None:
        """Show a value within a limit."""
        if (value, limit) != (self._value, self._limit):
            self._value, self._limit = value, limit
            self.arrange()

    @property
    def _ends(self) -> tuple[float, float]:
        return _HANDLE + 1, self.width() - _HANDLE - 1

    def _x(self, value: float) -> float:
        left, right = self._ends
        return (left + right) / 2 + self._share(value) * (right - left) / 2

    def _share(self, value: float) -> float:
        """Return the part of the limit, within -1 and 1; 0 for what is no number."""
        return 0.0 if isnan(value) else min(max(value / self._limit, -1.0), 1.0)

    def arrange(self) -> None:
        """Draw for the present size."""
        left, right = self._ends
        middle, zero, at = self.height() / 2, self._x(0), self._x(self._value)
        self._track.setRect(left, middle - 1.5, right - left, 3)
        self._zero.setLine(zero, middle - 7, zero, middle + 7)
        self._bar.setRect(min(zero, at), middle - 4, abs(at - zero), 8)
        self._handle.setRect(at - _HANDLE, middle - 9, 2 * _HANDLE, 18)
        entry = ZERO + round(127 * self._share(self._value))
        self._bar.setBrush(QColor(self.theme.signed.colour(entry)))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours."""
        none = QPen(Qt.PenStyle.NoPen)
        self._track.setPen(none)
        self._track.setBrush(QColor(theme.border))
        self._bar.setPen(QPen(QColor(theme.strong), 1))
        self._zero.setPen(QPen(QColor(theme.strong), 1))
        self._handle.setPen(QPen(QColor(theme.accent), 1))
        self._handle.setBrush(QColor(theme.surface))
        super().apply_theme(theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.is_held = True
            self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.is_held:
            self._follow(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        if self.is_held:
            self.is_held = False
            self.let_go.emit()

    def _follow(self, place: QPointF) -> None:
        left, right = self._ends
        share = (2 * place.x() - left - right) / max(right - left, 1.0)
        value = float(f"{min(max(share, -1.0), 1.0) * self._limit:.3g}")
        self.set(value, self._limit)
        self.dragged.emit(value)
