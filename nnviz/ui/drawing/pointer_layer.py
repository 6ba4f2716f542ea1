"""PointerLayer: takes the mouse of a plot for itself, so that drawing on it cannot move or zoom it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnviz.ui.drawing.plot import Plot


class PointerLayer(QWidget):
    """A clear sheet over the area inside a plot's axes.

    Signals
    -------
    pressed(QPointF, object, object), moved(QPointF), released(QPointF)
        The pixel in the plot's area; of a press the button and the keys held down with it.
    left()
        The pointer has gone elsewhere.
    typed(str)
        A digit or a minus, while the layer has the focus.
    """

    pressed = Signal(QPointF, object, object)
    moved = Signal(QPointF)
    released = Signal(QPointF)
    left = Signal()
    typed = Signal(str)

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self._plot = plot
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.hide()
        plot.view_changed.connect(self.cover)

    def cover(self) -> None:
        """Lie over the plot's area, wherever that is now."""
        if not self.isHidden():
            self.setGeometry(self._plot.area)

    def set_active(self, active: bool) -> None:
        """Take the mouse, or leave it to the plot."""
        self.setVisible(active)
        if active:
            self.cover()
            self.raise_()
            self.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        self.setFocus()
        self.pressed.emit(event.position(), event.button(), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it, or point."""
        self.moved.emit(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self.released.emit(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Be a press like any other: quick clicks paint too."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom as ever."""
        QApplication.sendEvent(self._plot.wheel_taker, event)

    def leaveEvent(self, _event: QEvent) -> None:
        """Say that nothing is pointed at."""
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass on digits and a minus; all else is the window's."""
        if (event.text().isdigit() or event.text() == "-") and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
