"""Governor: keeps what drawing takes from a run that goes flat out within a share of the time."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnviz.ui.panels.panel import Panel

#: The part of the time that the work of the window's thread for all panels may take.
SHARE = 0.16
#: The part that is left to the panels that may wait, however much the others take.
LEAST_SHARE = 0.05
#: The part of its rate to which each is slowed at most, and times a second between which that part is held.
LEAST_PART, LEAST_RATES = 0.25, (1.0, 2.0)
#: What rates may be multiplied by: few values, for what is to be measured is asked for anew with each change.
FACTORS = tuple(2 ** (-n / 2) for n in range(9))
#: Seconds between two decisions.
PATIENCE = 1.0
#: The part of the room that a faster rate may take: it has to last.
LASTING = 0.8
#: Drawings of a panel the middle one of which is what it costs: a stall is not a habit.
MEMORY = 5


class Governor:
    """Slows the panels that may wait while a run goes flat out, all by one factor.

    What a panel costs is measured: the work of the window's thread from one frame to the next, painting
    included, is put down to the panels drawn in between, in proportion to the work of their drawing. Once a
    second the largest factor is taken with which all panels stay within `SHARE` of the time. None is slowed
    to less than a quarter of its rate or, if it is a fast one, to less than twice a second; and what panels
    have measured is slowed as they are.

    Attributes
    ----------
    factor
        What rates are multiplied by now.
    """

    def __init__(self) -> None:
        self.factor = 1.0
        self._costs: dict[str, deque[float]] = {}
        self._drawn: dict[str, float] = {}
        self._work = 0.0
        self._decided = 0.0

    def note(self, key: str, work: float) -> None:
        """Note the seconds of work that the drawing of a panel has been in this frame."""
        self._drawn[key] = work

    def end_frame(self, work: float, is_usual: bool = True) -> None:
        """End a frame, when the thread has worked for so many seconds since it began.

        Of an unusual one, in which a hand was followed, the work is not put down to the panels.
        """
        spent, self._work = work - self._work, work
        if not self._drawn:
            return
        if not is_usual:
            self._drawn.clear()
            return
        times = spent / max(sum(self._drawn.values()), 1e-9)
        for key, own in self._drawn.items():
            self._costs.setdefault(key, deque(maxlen=MEMORY)).append(own * times)
        self._drawn.clear()

    def decide(self, now: float, panels: Sequence[Panel], is_flat_out: bool) -> bool:
        """Choose the factor for the panels in sight; tell whether it is another one."""
        if now < self._decided + PATIENCE:
            return False
        self._decided, before = now, self.factor
        self.factor = self._fitting(panels) if is_flat_out else 1.0
        return self.factor != before

    def slowed(self, rate: float) -> float:
        """Return how often is drawn or measured what should be so many times a second."""
        return _slowed(rate, self.factor)

    def rate(self, panel: Panel) -> float:
        """Return how often a panel draws."""
        return self.slowed(panel.rate) if panel.may_wait else panel.rate

    def _fitting(self, panels: Sequence[Panel]) -> float:
        costs = {panel.key: median(self._costs.get(panel.key) or (0.0,)) for panel in panels}
        firm = sum(costs[panel.key] * panel.rate for panel in panels if not panel.may_wait)
        waiting = [(costs[panel.key], panel.rate) for panel in panels if panel.may_wait]
        room = max(LEAST_SHARE, SHARE - firm)
        for factor in FACTORS:
            taken = sum(cost * _slowed(rate, factor) for cost, rate in waiting)
            if taken <= (room if factor <= self.factor else room * LASTING):
                return factor
        return FACTORS[-1]


def _slowed(rate: float, factor: float) -> float:
    low, high = LEAST_RATES
    return min(rate, max(rate * factor, min(max(rate * LEAST_PART, low), high)))
