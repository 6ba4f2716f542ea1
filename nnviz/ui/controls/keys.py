"""Keys that a widget keeps for itself though the window has a shortcut for them."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


def claims(event: QEvent, keys: Container[int]) -> bool:
    """Accept an event that asks whether one of these keys is wanted here; tell whether it was one."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    if is_wanted := event.key() in keys:
        event.accept()
    return is_wanted
