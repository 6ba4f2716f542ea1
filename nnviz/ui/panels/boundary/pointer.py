"""Pointer: shows over the plane what a press would do there, and tells now and then where it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal

from nnviz.ui.drawing.ground import HAND
from nnviz.ui.drawing.moving_points import Brush
from nnviz.ui.drawing.plot import Plot
from nnviz.ui.drawing.pointer_layer import PointerLayer

#: Milliseconds between two times that is told what is pointed at.
HOVER_MS = 33
#: Milliseconds between two places that are followed: a frame.
FOLLOW_MS = 16


class Pointer(QObject):
    """The cursor and the circle around it.

    Signals
    -------
    told(object)
        `(x, y)` under the pointer, or None when it has left.
    """

    told = Signal(object)

    def __init__(self, plot: Plot, layer: PointerLayer, parent: QObject) -> None:
        super().__init__(parent)
        self._plot, self._layer = plot, layer
        self._circle = plot.add(Brush(), HAND + 2)
        self._place: QPointF | None = None
        self._told = QTimer(self, singleShot=True, interval=HOVER_MS)
        self._told.timeout.connect(self._tell)

    def show(self, place: QPointF, grabs: bool, radius: float) -> None:
        """Show that a press at a pixel would grab what is there, or else reach so many pixels."""
        shape = Qt.CursorShape.SizeAllCursor if grabs else Qt.CursorShape.CrossCursor
        if self._layer.cursor().shape() != shape:
            self._layer.setCursor(shape)
        self._circle.show_at(place, 0.0 if grabs else radius)
        self._place = place
        if not self._told.isActive():
            self._told.start()

    def hide(self) -> None:
        """Show nothing: it has left."""
        self._circle.show_at(None, 0)
        if self._place is not None:
            self._place = None
            self.told.emit(None)

    def _tell(self) -> None:
        """Say what is pointed at; not at each move, for what it is takes longer to find than to drag."""
        if self._place is not None:
            self.told.emit(self._plot.view.data(self._place.x(), self._place.y()))


class Pace(QObject):
    """Follows a place that changes at any rate once a frame: what is seen of it is no more than that.

    Parameters
    ----------
    follow
        Called with the newest place: at once if there was none for a frame, else when that is over.
    """

    def __init__(self, follow: Callable[[QPointF], None], parent: QObject) -> None:
        super().__init__(parent)
        self._follow = follow
        self._newest: QPointF | None = None
        self._frame = QTimer(self, singleShot=True, interval=FOLLOW_MS, timerType=Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._go_on)

    def take(self, place: QPointF) -> None:
        """Follow to a place, now or soon."""
        self._newest = place
        if not self._frame.isActive():
            self._go_on()

    def end(self) -> None:
        """Forget a place that was not followed yet."""
        self._newest = None
        self._frame.stop()

    def _go_on(self) -> None:
        place, self._newest = self._newest, None
        if place is not None:
            self._frame.start()
            self._follow(place)
