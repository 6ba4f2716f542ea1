"""Parts: what the panel is put together from."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nnviz.ui.theme import INSET


def side_by_side(left: QWidget, right: QWidget) -> QWidget:
    """Put two widgets side by side; the right one takes the room that is left over."""
    content = QWidget()
    row = QHBoxLayout(content)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(INSET)
    row.addWidget(left)
    row.addWidget(right, 1)
    return content


def button(parent: QWidget) -> QToolButton:
    """Return a button for the end of a legend."""
    made = QToolButton(parent)
    made.setProperty("role", "segment")
    made.setProperty("place", "only")
    return made
