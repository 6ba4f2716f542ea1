"""WalkPointing: lights the number under the pointer everywhere, and has a weight's gradient checked."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject

from nnviz.training.moment import Failure
from nnviz.training.walk.asking import Check, check
from nnviz.training.walk.relations import goals, sources
from nnviz.training.walk.walk import Place, Walk
from nnviz.ui.drawing.microscope.view import MicroscopeView
from nnviz.ui.panels.microscope.walk import WalkState
from nnviz.ui.session import Session


class WalkPointing(QObject):
    """Shows where a number comes from and where it goes, and holds gradients against finite differences.

    Differences are taken on the run's own thread: of a large network and a batch they take longer than a
    frame.
    """

    def __init__(self, state: WalkState, view: MicroscopeView, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._state, self._view, self._session = state, view, session
        self._wanted: Place | None = None
        view.number_pointed.connect(self.point)

    def point(self, place: Place | None) -> None:
        """Light a number, or none."""
        walk = self._state.walk
        if walk is None or place is None:
            self._view.light(None)
            self.ask(self._state.checked)
            return
        with np.errstate(all="ignore"):
            came_from = sources(walk, self._state.stages, place)
        self._view.light(place, came_from, goals(walk, place))
        if walk.parameter(place) is not None:
            self.ask(place)

    def ask(self, place: Place | None) -> None:
        """Have the gradient of a weight or bias checked; for none, show no check."""
        walk, look = self._state.walk, self._view.look
        shown = look.check.place if look is not None and look.check is not None else None
        self._wanted = place
        if walk is None or place == shown:
            return
        if place is None:
            if look is not None:
                self._view.show_check(replace(look, check=None))
            return
        self._session.ask(lambda _run: check(walk, place), lambda found: self._take(found, walk))

    def _take(self, found: Check | Failure, walk: Walk) -> None:
        """Show a check, unless something else is looked at by now."""
        look = self._view.look
        if look is None or look.walk is not walk or isinstance(found, Failure) or found.place != self._wanted:
            return
        self._view.show_check(replace(look, check=found))
