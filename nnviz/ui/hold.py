"""Hold: what somebody drags in one panel has the others draw less often."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from nnviz.ui.panels.panel import Panel

#: Redraws a second, at most, of the panels beside the one that is held: the eye is on what moves.
BESIDE = 1.0
#: The same of those that show what comes of it.
FIRM_BESIDE = 12.0


class Hold:
    """Knows in which panel a mouse button went down, for as long as one is down.

    Attributes
    ----------
    key
        Of that panel; empty while there is none.
    """

    def __init__(self) -> None:
        self.key = ""
        self._is_pressed = False

    def look(self, panels: Sequence[Panel]) -> None:
        """See whether somebody has hold of one of these panels."""
        before, self._is_pressed = self._is_pressed, QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if not self._is_pressed:
            self.key = ""
        elif not before:
            self.key = next((panel.key for panel in panels if panel.underMouse()), "")

    def limit(self, panel: Panel) -> float:
        """Return how often a second a panel may draw, and have measured what it draws."""
        if not self.key or panel.key == self.key:
            return inf
        return BESIDE if panel.may_wait else FIRM_BESIDE
