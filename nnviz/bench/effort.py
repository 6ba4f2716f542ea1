"""Effort: how long and how often each scenario measures."""

from __future__ import annotations

import json
from typing import NamedTuple


class Effort(NamedTuple):
    """How long and how often to measure.

    Attributes
    ----------
    pairs
        Phases with the window, and as many without, for each network.
    controls
        Pairs of phases that both have no window, for each network.
    phase, warm_up
        Seconds that one phase takes, and that a network trains before the first.
    openings, tours
        Fresh processes from which the median is taken.
    training
        Seconds for which MNIST trains before the memory is read.
    patience
        Seconds that a tour stays with each thing it has changed.
    """

    pairs: int = 6
    controls: int = 3
    phase: float = 1.5
    warm_up: float = 1.5
    openings: int = 5
    tours: int = 3
    training: float = 4.0
    patience: float = 0.8

    def to_json(self) -> str:
        """Return the effort as an argument for a scenario's process."""
        return json.dumps(self._asdict())

    @classmethod
    def from_json(cls, text: str) -> Effort:
        """Read such an argument."""
        return cls(**json.loads(text))
