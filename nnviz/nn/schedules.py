"""Learning-rate schedules: by what the learning rate is multiplied as training goes on; SCHEDULES names them.

Time is in epochs and may be a fraction, so a schedule does not depend on the batch size. All but one are
plain functions of time; ReduceOnPlateau is told the validation loss and remembers it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, fields
from math import cos, inf, pi
from typing import Any, ClassVar


@dataclass
class Schedule(ABC):
    """A factor on the learning rate."""

    title: ClassVar[str]

    @abstractmethod
    def factor(self, epoch: float) -> float:
        """The factor at a time, in epochs since the start."""

    def observe(self, loss: float) -> None:  # noqa: B027  most kinds do not care
        """Take note of a validation loss, once an epoch."""

    def state(self) -> dict[str, Any]:
        """All that the next factor depends on besides the time."""
        return asdict(self)

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a state that such a schedule once had."""
        for field in fields(self):
            setattr(self, field.name, state[field.name])


@dataclass
class Constant(Schedule):
    """The learning rate stays as it is."""

    title: ClassVar[str] = "constant"

    def factor(self, epoch: float) -> float:
        return 1.0


@dataclass
class StepDecay(Schedule):
    """Multiplies the rate by `decay` after every `every` epochs."""

    title: ClassVar[str] = "in steps"

    every: float = 10.0
    decay: float = 0.5

    def factor(self, epoch: float) -> float:
        return float(self.decay ** (epoch // self.every))


@dataclass
class Exponential(Schedule):
    """Multiplies the rate by `decay` an epoch, smoothly."""

    title: ClassVar[str] = "exponential"

    decay: float = 0.95

    def factor(self, epoch: float) -> float:
        return float(self.decay**epoch)


@dataclass
class Cosine(Schedule):
    """Half a cosine wave from 1 down to `lowest` in `length` epochs (Loshchilov and Hutter 2017)."""

    title: ClassVar[str] = "cosine"

    length: float = 30.0
    lowest: float = 0.0

    def factor(self, epoch: float) -> float:
        done = min(1.0, epoch / self.length)
        return self.lowest + (1.0 - self.lowest) * 0.5 * (1.0 + cos(pi * done))


@dataclass
class WarmUp(Schedule):
    """Rises evenly from `start` to 1 in `length` epochs and stays there."""

    title: ClassVar[str] = "warm-up"

    length: float = 1.0
    start: float = 0.01

    def factor(self, epoch: float) -> float:
        return self.start + (1.0 - self.start) * min(1.0, epoch / self.length)


@dataclass
class ReduceOnPlateau(Schedule):
    """Multiplies the rate by `decay` when the loss has not improved for more than `patience` observations.

    To improve is to fall below (1 − threshold) of the best so far, as in PyTorch's scheduler of this name.

    Attributes
    ----------
    lowest
        The factor under which it does not go.
    best, waited, reached
        What it remembers: the least loss, observations since then, and the present factor.
    """

    title: ClassVar[str] = "on a plateau"

    decay: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    lowest: float = 0.0
    best: float = inf
    waited: int = 0
    reached: float = 1.0

    def factor(self, epoch: float) -> float:
        return self.reached

    def observe(self, loss: float) -> None:
        if loss < self.best * (1.0 - self.threshold):
            self.best = loss
            self.waited = 0
            return
        self.waited += 1
        if self.waited > self.patience:
            self.reached = max(self.lowest, self.reached * self.decay)
            self.waited = 0


SCHEDULES: dict[str, type[Schedule]] = {
    "constant": Constant,
    "step": StepDecay,
    "exponential": Exponential,
    "cosine": Cosine,
    "warm_up": WarmUp,
    "reduce_on_plateau": ReduceOnPlateau,
}
