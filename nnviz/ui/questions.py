"""Questions: what was asked about the run and is answered on its own thread, between two steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnviz.training.mailbox import LatestValue


class Questions:
    """Waiting answers, each with whoever wants to hear it."""

    def __init__(self) -> None:
        self._asked: list[tuple[LatestValue[Any], Callable[[Any], None]]] = []

    def place_for(self, answer: Callable[[Any], None]) -> LatestValue[Any]:
        """Return a place in which what is put will be heard."""
        place: LatestValue[Any] = LatestValue()
        self._asked.append((place, answer))
        return place

    def hear(self) -> None:
        """Pass on the answers that have come."""
        waiting, self._asked = self._asked, []
        for place, answer in waiting:
            found = place.take()
            if found is None:
                self._asked.append((place, answer))
            else:
                answer(found)
