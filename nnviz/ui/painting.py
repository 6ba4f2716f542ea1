"""Painting that waits until everything is laid out, piece by piece, so that no frame has too much to do."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from nnviz.ui.session import FRAME


def paint_later(widget: QWidget) -> None:
    """Leave the painting of a widget to a later frame: laying it out was enough for this one.

    Until then what stood there is still seen; and what lies on the widget can leave its own layout to later.
    """
    if widget not in _HOLDS:
        _HOLDS[widget] = _Hold(widget)
    _HOLDS[widget].begin()


def lay_out(widget: QWidget, call: Callable[[], None], at_once: bool = False) -> None:
    """Have a widget lay itself out: at once, or while it is not painted anyway, soon, for its last size."""
    hold = None if widget.updatesEnabled() else _hold_of(widget)
    if hold is not None:
        hold.waiting.pop(widget, None)  # to come after what has been asked for meanwhile
    if hold is None or at_once:
        call()
    else:
        hold.waiting[widget] = call


def is_whole(window: QWidget) -> bool:
    """Tell whether nothing in a window is kept from being painted."""
    return all(
        not hold.is_on or not isValid(held) or held.window() is not window for held, hold in _HOLDS.items()
    )


class _Hold:
    """Keeps a widget from being painted while what lies on it is laid out, one part after the other.

    It goes with the widget, and knows it only through the timer that is a child of it.
    """

    def __init__(self, widget: QWidget) -> None:
        self.waiting: dict[QWidget, Callable[[], None]] = {}
        self.is_on = self._is_laid = False
        self._timer = QTimer(widget, singleShot=True)
        self._timer.timeout.connect(self._go_on)

    def begin(self) -> None:
        if not self.is_on:
            self.is_on, self._is_laid = True, False
            self._widget.setUpdatesEnabled(False)
            self._timer.start(0)

    @property
    def _widget(self) -> QWidget:
        widget = self._timer.parent()
        assert isinstance(widget, QWidget)
        return widget

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
            self.is_on = False
            self._widget.setUpdatesEnabled(True)


_HOLDS: WeakKeyDictionary[QWidget, _Hold] = WeakKeyDictionary()


def _hold_of(widget: QWidget) -> _Hold | None:
    """Return what keeps a widget, or what it lies on, from being painted."""
    for held, hold in _HOLDS.items():
        if hold.is_on and isValid(held) and (held is widget or held.isAncestorOf(widget)):
            return hold
    return None
