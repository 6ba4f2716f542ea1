"""KeepingSheet: how much memory the timeline may take, for this person's window from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from nnviz.training.timeline import Keeping
from nnviz.ui.controls.field_sheet import FieldSheet

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

TITLE = "Timeline"
NOTE = "More of it: any step of a long run is reached sooner."


class KeepingSheet(FieldSheet):
    """Stands above the timeline; what it is told is in force at once and remembered."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(TITLE, window.settings.keeping, window.timeline.pause_when, window.theme, window)
        self._window = window
        self.say(NOTE)

    def take(self, name: str, value: Any) -> bool:
        """Set the memory."""
        try:
            keeping = msgspec.convert({name: value}, Keeping)
        except msgspec.ValidationError:
            return False
        self._window.settings.keeping = keeping
        self._window.session.keep_within(keeping.nbytes)
        return True
