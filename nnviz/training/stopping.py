"""EarlyStopping: ends a run whose validation loss has not improved for long enough; DivergedError at once."""

from __future__ import annotations

import math
from typing import Any

import msgspec
from msgspec.structs import replace
from numpy.typing import NDArray


class DivergedError(ArithmeticError):
    """A loss that is not finite any more.

    Attributes
    ----------
    step
        The updates made when that loss was found.
    loss
        Infinity or NaN.
    """

    def __init__(self, step: int, loss: float) -> None:
        kind = "infinite" if math.isinf(loss) else "not a number"
        super().__init__(f"the loss became {kind} at step {step:,}")
        self.step = step
        self.loss = loss


class EarlyStopping(msgspec.Struct, frozen=True):
    """What is remembered of the best measurement; a new value with each.

    Attributes
    ----------
    best_loss, best_parameters, best_step
        Of the lowest validation loss so far; None before the first.
    waited
        Measurements since then.
    """

    best_loss: float = math.inf
    best_parameters: NDArray[Any] | None = None
    best_step: int = 0
    waited: int = 0

    def after(self, loss: float, parameters: NDArray[Any], step: int) -> EarlyStopping:
        """Return what is known after another measurement."""
        if loss < self.best_loss:
            return EarlyStopping(loss, parameters.copy(), step)
        return EarlyStopping(self.best_loss, self.best_parameters, self.best_step, self.waited + 1)

    def rested(self) -> EarlyStopping:
        """Return the same best, with all the patience there was at first."""
        return replace(self, waited=0)
