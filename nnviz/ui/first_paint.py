"""What comes after a paint: a window that stands there to be seen before anything else is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class _Event(QObject):
    """Waits for one event of a widget, then is gone: a filter that stayed would slow every event down."""

    def __init__(self, widget: QWidget, then: Callable[[], None], kind: QEvent.Type) -> None:
        super().__init__(widget)
        self._then, self._kind = then, kind
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == self._kind:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)  # what lies on the widget is painted in the same breath
            self.deleteLater()
        return False


def after_paint(widget: QWidget, then: Callable[[], None]) -> None:
    """Call `then` once, as soon as a widget and everything on it have been painted the next time.

    A timer of no length is not enough: it fires before the window system has asked for the first paint.
    """
    _Event(widget, then, QEvent.Type.Paint)


def after_update(window: QWidget, then: Callable[[], None]) -> None:
    """Call `then` once, as soon as whatever was out of date anywhere on a window has been painted."""
    _Event(window, then, QEvent.Type.UpdateRequest)
