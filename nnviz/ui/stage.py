"""Stage: decides which panel draws when, so that no frame has too much to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from time import perf_counter

from PySide6.QtCore import QObject

from nnviz.training.moment import Snapshot
from nnviz.training.probes import Wanted
from nnviz.ui.panels.panel import Panel
from nnviz.ui.session import FRAME, Session

#: Seconds of drawing after which the other panels wait for the next frame.
BUDGET = 0.005
#: Seconds since the frame before after which a frame is left to what has been held up: painting and input.
LATE = 0.04


class Stage(QObject):
    """Draws each visible panel at its own rate, the one that has waited longest first.

    While the run goes on, a panel draws at most as often as its rate says; while it stands still, whatever is
    new is drawn at once. What takes too long for one frame goes on in the next.

    Parameters
    ----------
    session
        Where snapshots come from, and what panels want measured goes.
    shown
        Returns the panels that can be seen now; asked by `watch` alone, for looking takes a while.

    Attributes
    ----------
    draws
        How often each panel has drawn, by its key.
    """

    def __init__(self, session: Session, shown: Callable[[], Sequence[Panel]], parent: QObject) -> None:
        super().__init__(parent)
        self.draws: Counter[str] = Counter()
        self._session = session
        self._shown = shown
        self._panels: Sequence[Panel] = ()
        self._watched: tuple[Wanted, ...] = ()
        self._stale: set[str] = set()
        self._drawn: dict[str, float] = {}
        self._looked = perf_counter()
        session.snapshot_ready.connect(self._take)
        session.each_frame.append(self.draw_due)

    def watch(self) -> None:
        """Have measured what the panels shown now want, and draw them anew."""
        self._panels = tuple(self._shown())
        wanted = tuple(dict.fromkeys(probe for panel in self._panels for probe in panel.probes()))
        if wanted != self._watched:
            self._watched = wanted
            self._session.watch(wanted)
        if self._session.snapshot is not None:
            self._take(self._session.snapshot)

    def draw_all(self) -> None:
        """Draw every visible panel now."""
        for panel in self._panels:
            self._draw(panel, perf_counter())
        self._stale.clear()

    def draw_due(self) -> None:
        """Draw the panels that are due, as far as this frame has room."""
        began, before = perf_counter(), self._looked
        self._looked = began
        if began - before > LATE or not self._stale:
            return
        waiting = [panel for panel in self._panels if panel.key in self._stale]
        for panel in sorted(waiting, key=lambda panel: self._drawn.get(panel.key, 0.0)):
            if not self._session.is_running or began >= self._drawn.get(panel.key, 0.0) + 1 / panel.rate:
                self._draw(panel, began)
                if perf_counter() - began > BUDGET:
                    return

    def _take(self, _snapshot: Snapshot) -> None:
        self._stale = {panel.key for panel in self._panels}

    def _draw(self, panel: Panel, began: float) -> None:
        snapshot = self._session.snapshot
        if snapshot is None:
            return
        # from the frame's beginning, half a frame early: a rate then keeps to whole frames
        self._drawn[panel.key] = began - FRAME / 2000
        self._stale.discard(panel.key)
        self.draws[panel.key] += 1
        panel.present(snapshot)
        panel.say_moment(snapshot)
