"""Updater: one update of the weights: gradient, clipping, the schedule's rate, the optimiser's step."""

from __future__ import annotations

import inspect
import math
from typing import Any

from numpy.typing import NDArray

from nnviz.nn import LOSSES, OPTIMIZERS, SCHEDULES, Network, Penalty, clip_by_norm, clip_by_value
from nnviz.training.recipe import Learning


class Updater:
    """Changes a network's weights as the learning fields of an experiment say.

    Attributes
    ----------
    optimizer, schedule
        With all that they remember.
    is_scheduled
        Whether the rate changes with the epoch.
    """

    def __init__(self, learning: Learning, network: Network) -> None:
        self.network = network
        self.optimizer = OPTIMIZERS[learning.optimizer](
            **_arguments(OPTIMIZERS[learning.optimizer], learning)
        )
        self.schedule = SCHEDULES[learning.schedule](
            **_arguments(SCHEDULES[learning.schedule], learning, "schedule_")
        )
        self.adopt(learning)

    def adopt(self, learning: Learning) -> None:
        """Take over changed fields; the optimiser's memory stays unless it is another optimiser."""
        self.learning = learning
        if learning.optimizer != self.optimizer.name:
            self.optimizer = OPTIMIZERS[learning.optimizer](learning.learning_rate)
        for name, value in _arguments(OPTIMIZERS[learning.optimizer], learning).items():
            setattr(self.optimizer, name, value)
        kind = SCHEDULES[learning.schedule]
        if not isinstance(self.schedule, kind):
            self.schedule = kind()
        for name, value in _arguments(kind, learning, "schedule_").items():
            setattr(self.schedule, name, value)
        self.is_scheduled = learning.schedule != "constant"
        self.network.penalty = Penalty(learning.l1, learning.l2)
        self._loss = LOSSES[learning.loss]

    def update(self, inputs: NDArray[Any], targets: NDArray[Any], epoch: float) -> float:
        """Make one update unless the batch's loss is not finite; return that loss, as it was before."""
        network = self.network
        loss = network.loss_and_gradient(inputs, targets, self._loss)
        if not math.isfinite(loss):
            return loss
        self.prepare(epoch)
        self.optimizer.update(network.parameters, network.gradient)
        return loss

    def prepare(self, epoch: float) -> None:
        """Clip the gradient and set the rate, between the gradient and the optimiser's step."""
        gradient, learning = self.network.gradient, self.learning
        if learning.clip_value:
            clip_by_value(gradient, learning.clip_value)
        if learning.clip_norm:
            clip_by_norm(gradient, learning.clip_norm)
        if self.is_scheduled:
            self.optimizer.learning_rate = learning.learning_rate * self.schedule.factor(epoch)

    def observe(self, validation_loss: float) -> None:
        """Tell the schedule of a measured validation loss."""
        if math.isfinite(validation_loss):
            self.schedule.observe(validation_loss)

    def state(self) -> dict[str, Any]:
        """Copy everything that the next update depends on besides the weights and the batch."""
        return {
            "optimizer": self.optimizer.state(),
            "schedule": self.schedule.state(),
            "generators": [generator.bit_generator.state for generator in self.network.generators],
            "muted": self.network.muted,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a state of the same learning fields and layers."""
        self.optimizer.restore(state["optimizer"])
        self.schedule.restore(state["schedule"])
        self.network.muted = state["muted"]
        for generator, kept in zip(self.network.generators, state["generators"], strict=True):
            generator.bit_generator.state = kept


def _arguments(kind: type[Any], learning: Learning, prefix: str = "") -> dict[str, Any]:
    """Return those of the learning fields that an optimiser or schedule takes, without their prefix."""
    fields = {name: getattr(learning, prefix + name, None) for name in inspect.signature(kind).parameters}
    return {name: value for name, value in fields.items() if value is not None}
