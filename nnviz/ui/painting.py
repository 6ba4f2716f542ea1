"""Painting that waits for a frame of its own, so that no frame has too much to do."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from nnviz.ui.session import FRAME


def paint_later(widget: QWidget) -> None:
    """Leave the painting of a widget to the next frame: laying it out was enough for this one."""
    widget.setUpdatesEnabled(False)
    timer = QTimer(widget, singleShot=True, interval=FRAME)
    timer.timeout.connect(lambda: widget.setUpdatesEnabled(True))
    timer.timeout.connect(timer.deleteLater)
    timer.start()
