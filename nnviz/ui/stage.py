"""Stage: decides which panel draws when, so that no frame has too much to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter, thread_time

from msgspec.structs import replace
from PySide6.QtCore import QObject

from nnviz.training.moment import Snapshot
from nnviz.training.probes import Probe, Wanted
from nnviz.ui.governor import Governor
from nnviz.ui.hold import Hold
from nnviz.ui.panels.panel import Panel
from nnviz.ui.session import FRAME, Session

#: Seconds of drawing after which the other panels wait for the next frame.
BUDGET = 0.005
#: Seconds since the frame before after which a frame is left to what has been held up: painting and input.
LATE = 0.04
#: Seconds after which a panel that may wait has waited long enough to come before those that may not.
LONG = 1.2
#: Seconds for which a panel is not slowed after somebody has had hold of it or changed something, or it asked
#: for other things.
FRESH = 1.0


class Stage(QObject):
    """Draws each visible panel at its own rate, those first that may not wait, then who waited longest.

    While the run goes on, a panel draws at most as often as its rate says, and some of them less often while
    it goes flat out (see `governor`), save one that somebody has hold of or that has something else to show,
    and all of them for a while after an edit: but while something is dragged in a panel, the others wait (see
    `hold`). While the run stands still, whatever is new is drawn at once. What takes too long for one frame
    goes on in the next.

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
        self._unpainted: set[str] = set()
        self._drawn: dict[str, float] = {}
        self._looked = perf_counter()
        self._governor = Governor()
        self._hold = Hold()
        self._version = session.status.version
        self._asked: dict[str, tuple[Probe, ...]] = {}
        self._fresh_until: dict[str, float] = {}
        self._quick: frozenset[str] = frozenset()
        session.each_snapshot.append(self._take)
        session.each_frame.append(self.draw_due)

    def watch(self) -> None:
        """Have measured what the panels shown now want, and draw them anew."""
        self._panels = tuple(self._shown())
        self._have_measured()
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
        self._govern(began)
        if began - before > LATE or not self._stale:
            return
        waiting = [panel for panel in self._panels if panel.key in self._stale and self._may_draw(panel)]
        for panel in sorted(waiting, key=lambda panel: self._turn(panel, began)):
            if began >= self._drawn.get(panel.key, 0.0) + self._pause(panel):
                if not self._begin(panel):
                    self._draw(panel, began)
                if perf_counter() - began > BUDGET:
                    return

    def _govern(self, now: float) -> None:
        """Have the rates follow what drawing has cost, and what somebody does."""
        session, held, before = self._session, self._hold.key, self._quick
        self._hold.look(self._panels)
        self._governor.end_frame(thread_time(), is_usual=not held)
        if self._hold.key:
            self._fresh_until[self._hold.key] = now + FRESH
        if session.status.version != self._version:  # an edit, such as a value that was typed
            self._version = session.status.version
            self._fresh_until |= {panel.key: now + FRESH for panel in self._panels}
        self._quick = frozenset(key for key, until in self._fresh_until.items() if now < until)
        changed = session.is_running and self._governor.decide(now, self._panels, session.speed is None)
        if changed or self._quick != before or self._hold.key != held:
            self._have_measured()

    def _may_draw(self, panel: Panel) -> bool:
        """Whether a panel draws now: its first drawing is not of data that are about to be others."""
        return bool(self.draws[panel.key]) or not self._session.awaits_data

    def _turn(self, panel: Panel, now: float) -> tuple[bool, float]:
        """Return what sorts panels: those first that may not wait, or have waited long all the same."""
        drawn = self._drawn.get(panel.key, 0.0)
        return panel.may_wait and now < drawn + LONG, drawn

    def _pause(self, panel: Panel) -> float:
        """Return the seconds from one drawing of a panel to the next, at least."""
        limit = self._hold.limit(panel)
        if not self._session.is_running:
            return 1 / limit
        return 1 / min(panel.rate if panel.key in self._quick else self._governor.rate(panel), limit)

    def _have_measured(self) -> None:
        wanted = tuple(dict.fromkeys(self._wanted()))
        if wanted != self._watched:
            self._watched = wanted
            self._session.watch(wanted)

    def _wanted(self) -> Iterator[Wanted]:
        for panel in self._panels:
            probes = panel.probes()
            asked = tuple(each.probe for each in probes)
            if asked != self._asked.get(panel.key):
                self._asked[panel.key], self._fresh_until[panel.key] = asked, perf_counter() + FRESH
            keeps = not panel.may_wait or perf_counter() < self._fresh_until.get(panel.key, 0.0)
            for each in probes:
                rate = each.rate if keeps else self._governor.slowed(each.rate)
                yield replace(each, rate=min(rate, self._hold.limit(panel)))

    def _take(self, _snapshot: Snapshot) -> None:
        self._stale = {panel.key for panel in self._panels}

    def _begin(self, panel: Panel) -> bool:
        """Lay out a panel that draws in the next frame the first time; tell whether that was to do.

        While a window opens nothing else is held up, and nobody wants to wait another frame.
        """
        if not (panel.is_waiting and self._session.is_running) or self._session.snapshot is None:
            return False
        self._unpainted.add(panel.key)
        panel.setUpdatesEnabled(False)  # there is nothing on it yet
        panel.begin()
        return True

    def _draw(self, panel: Panel, began: float) -> None:
        snapshot = self._session.snapshot
        if snapshot is None:
            return
        # from the frame's beginning, half a frame early: a rate then keeps to whole frames
        self._drawn[panel.key] = began - FRAME / 2000
        self._stale.discard(panel.key)
        self.draws[panel.key] += 1
        work = thread_time()
        panel.present(snapshot)
        panel.say_moment(snapshot)
        self._governor.note(panel.key, thread_time() - work)
        if panel.key in self._unpainted:
            self._unpainted.remove(panel.key)
            panel.setUpdatesEnabled(True)
