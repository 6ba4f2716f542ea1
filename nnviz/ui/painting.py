"""Painting that waits until everything is laid out, piece by piece, so that no frame has too much to do."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from nnviz.ui.session import FRAME


def paint_later(widget: QWidget) -> None:
    """Leave the painting of a widget to a later frame: laying it out was enough for this one.

    Until then what stood there is still seen; and what lies on the widget can leave its own layout to later.
    """
    if widget not in _HOLDS:
        _HOLDS[widget] = _Hold(widget)


def lay_out(widget: QWidget, call: Callable[[], None]) -> None:
    """Have a widget lay itself out: at once, or while it is not painted anyway, soon, for its last size."""
    hold = None if widget.updatesEnabled() else _hold_of(widget)
    if hold is None:
        call()
    else:
        hold.waiting[widget] = call


class _Hold(QObject):
    """Keeps a widget from being painted while what lies on it is laid out, one part after the other."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.waiting: dict[QWidget, Callable[[], None]] = {}
        self._widget, self._is_laid = widget, False
        widget.setUpdatesEnabled(False)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(0)

    def _go_on(self) -> None:
        if self.waiting:
            self._is_laid = False
            part = next(iter(self.waiting))
            call = self.waiting.pop(part)
            self._timer.start(0)
            if isValid(part):
                call()
        elif not self._is_laid:
            self._is_laid = True
            self._timer.start(FRAME)  # for painting is a frame's work, too
        else:
            del _HOLDS[self._widget]
            self._widget.setUpdatesEnabled(True)
            self.deleteLater()


_HOLDS: WeakKeyDictionary[QWidget, _Hold] = WeakKeyDictionary()


def _hold_of(widget: QWidget | None) -> _Hold | None:
    """Return what keeps a widget, or what it lies on, from being painted."""
    while widget is not None and widget not in _HOLDS:
        widget = widget.parentWidget()
    return None if widget is None else _HOLDS[widget]
