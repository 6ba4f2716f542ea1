"""Optimisers: arithmetic on one flat parameter vector and one gradient; OPTIMIZERS names their kinds.

The definitions are PyTorch's, so that results can be held against it. A long vector is worked on in blocks
that stay in the processor's cache, because every pass over main memory costs as much as several in cache.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import isfinite, sqrt
from typing import Any, ClassVar, TypeAlias

import numpy as np

from nnviz.nn.arrays import Array

State: TypeAlias = dict[str, Any]
Block: TypeAlias = tuple[Array, ...]

AT_ONCE = 98_304
"""Numbers that are worked on at a time: parameters, gradient, moments and scratch together."""
CLEARING = 128
"""After so many updates dead moments are cleared."""


class Optimizer(ABC):
    """Moves parameters against their gradient, in place.

    Attributes
    ----------
    learning_rate
        A plain attribute, as are the other numbers: what it is set to counts from the next update on.
    updates
        How many updates were made.
    moments
        Names of what the kind remembers of each parameter from update to update.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    moments: ClassVar[tuple[str, ...]] = ()

    def __init__(self, learning_rate: float) -> None:
        if not (isfinite(learning_rate) and learning_rate >= 0.0):
            raise ValueError(f"a learning rate is a finite number, 0 or more, not {learning_rate!r}")
        self.learning_rate = learning_rate
        self.updates = 0
        self._memory: dict[str, Array] = {}
        self._vectors: tuple[Array, Array] | None = None
        self._blocks: list[Block] = []

    def update(self, parameters: Array, gradient: Array) -> None:
        """Make one update of `parameters`, in place; always the same two vectors."""
        vectors = self._vectors
        if vectors is None or vectors[0] is not parameters or vectors[1] is not gradient:
            self._prepare(parameters, gradient)
        self.updates += 1
        self._begin()
        for block in self._blocks:
            self._update(block)
        if self.moments and self.updates % CLEARING == 0:
            self._clear_dead_moments()

    def _prepare(self, parameters: Array, gradient: Array) -> None:
        """Cut the vectors, the moments and a scratch vector into blocks."""
        self._vectors = parameters, gradient
        for name in self.moments:
            if name not in self._memory:
                self._memory[name] = np.zeros_like(parameters)
        moments = [self._memory[name] for name in self.moments]
        whole = [parameters, gradient, *moments]
        size = AT_ONCE // (len(whole) + 1)
        scratch = np.empty_like(parameters[:size])
        self._dead = np.empty(scratch.size, bool)
        self._blocks = []
        for start in range(0, parameters.size, size):
            block = [vector[start : start + size] for vector in whole]
            self._blocks.append((*block, scratch[: block[0].size]))

    def _begin(self) -> None:  # noqa: B027  most kinds need nothing
        """Compute what is the same for all blocks of an update."""

    @abstractmethod
    def _update(self, block: Block) -> None:
        """Update one block: parameters, gradient, the moments in their order, and scratch."""

    def _clear_dead_moments(self) -> None:
        """Set to 0 what has all but died away, such as the moments of weights of a pixel that is never lit.

        Left alone it would shrink into subnormal numbers, with which processors are several times slower.
        """
        for _, _, *moments, scratch in self._blocks:
            dead = self._dead[: scratch.size]
            for moment in moments:
                np.absolute(moment, scratch)
                np.less(scratch, 1e3 * np.finfo(moment.dtype).tiny, dead)
                np.copyto(moment, 0.0, where=dead)

    def state(self) -> State:
        """All that the next update depends on besides its arguments; the arrays are copies."""
        return {"updates": self.updates} | {name: memory.copy() for name, memory in self._memory.items()}

    def restore(self, state: State) -> None:
        """Go back to a state that such an optimiser once had."""
        self.updates = state["updates"]
        self._memory = {name: state[name].copy() for name in self.moments if name in state}
        self._vectors = None


class SGD(Optimizer):
    """Gradient descent: θ ← θ − η g."""

    name = "sgd"
    title = "SGD"

    def _update(self, block: Block) -> None:
        parameters, gradient, scratch = block
        np.multiply(gradient, self.learning_rate, scratch)
        np.subtract(parameters, scratch, parameters)


class Momentum(Optimizer):
    """Gradient descent with a velocity (Polyak 1964): v ← μ v + g, θ ← θ − η v."""

    name = "momentum"
    title = "momentum"
    moments = ("velocity",)

    def __init__(self, learning_rate: float, momentum: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.momentum = momentum

    def _update(self, block: Block) -> None:
        parameters, gradient, velocity, scratch = block
        np.multiply(velocity, self.momentum, velocity)
        np.add(velocity, gradient, velocity)
        np.multiply(velocity, self.learning_rate, scratch)
        np.subtract(parameters, scratch, parameters)


class Nesterov(Momentum):
    """Momentum that looks ahead (Nesterov 1983, as PyTorch has it): v ← μ v + g, θ ← θ − η (g + μ v)."""

    name = "nesterov"
    title = "Nesterov momentum"

    def _update(self, block: Block) -> None:
        parameters, gradient, velocity, scratch = block
        np.multiply(velocity, self.momentum, velocity)
        np.add(velocity, gradient, velocity)
        np.multiply(velocity, self.momentum, scratch)
        np.add(scratch, gradient, scratch)
        np.multiply(scratch, self.learning_rate, scratch)
        np.subtract(parameters, scratch, parameters)


class Adagrad(Optimizer):
    """A rate for each parameter, that falls with all it has seen (Duchi, Hazan and Singer 2011).

    s ← s + g², θ ← θ − η g / (√s + ε)

    Notes
    -----
    Its first step is η whatever the gradient's size, unless that is near ε. So where the terms of a gradient
    cancel, as the signs of an absolute error do, the step shows what rounding leaves of it: 3e-17 in float64,
    or 0 if summed in another order, make a step of 3e-17 η / ε = 3e-7 η or none. Held against PyTorch, whose
    formula is the same, about one run in a hundred with that loss differs by so much.
    """

    name = "adagrad"
    title = "Adagrad"
    moments = ("square",)

    def __init__(self, learning_rate: float, epsilon: float = 1e-10) -> None:
        super().__init__(learning_rate)
        self.epsilon = epsilon

    def _update(self, block: Block) -> None:
        parameters, gradient, square, scratch = block
        np.multiply(gradient, gradient, scratch)
        np.add(square, scratch, square)
        np.sqrt(square, scratch)
        np.add(scratch, self.epsilon, scratch)
        np.divide(gradient, scratch, scratch)
        np.multiply(scratch, self.learning_rate, scratch)
        np.subtract(parameters, scratch, parameters)


class RMSprop(Optimizer):
    """The gradient over its running root mean square (Hinton 2012).

    s ← α s + (1 − α) g², θ ← θ − η g / (√s + ε)
    """

    name = "rmsprop"
    title = "RMSprop"
    moments = ("square",)

    def __init__(self, learning_rate: float, decay: float = 0.99, epsilon: float = 1e-8) -> None:
        super().__init__(learning_rate)
        self.decay = decay
        self.epsilon = epsilon

    def _update(self, block: Block) -> None:
        parameters, gradient, square, scratch = block
        np.multiply(square, self.decay, square)
        np.multiply(gradient, gradient, scratch)
        np.multiply(scratch, 1.0 - self.decay, scratch)
        np.add(square, scratch, square)
        np.sqrt(square, scratch)
        np.add(scratch, self.epsilon, scratch)
        np.divide(gradient, scratch, scratch)
        np.multiply(scratch, self.learning_rate, scratch)
        np.subtract(parameters, scratch, parameters)


class Adam(Optimizer):
    """Momentum over a running root mean square, both freed of their bias to 0 (Kingma and Ba 2015).

    m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε)
    """

    name = "adam"
    title = "Adam"
    moments = ("mean", "square")

    def __init__(
        self, learning_rate: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon

    def _begin(self) -> None:
        unbias = sqrt(1.0 - self.beta2**self.updates)
        self._rate = self.learning_rate * unbias / (1.0 - self.beta1**self.updates)
        self._epsilon = self.epsilon * unbias

    def _update(self, block: Block) -> None:
        parameters, gradient, mean, square, scratch = block
        np.multiply(mean, self.beta1, mean)
        np.multiply(gradient, 1.0 - self.beta1, scratch)
        np.add(mean, scratch, mean)
        np.multiply(square, self.beta2, square)
        np.multiply(gradient, gradient, scratch)
        np.multiply(scratch, 1.0 - self.beta2, scratch)
        np.add(square, scratch, square)
        np.sqrt(square, scratch)
        np.add(scratch, self._epsilon, scratch)
        np.divide(mean, scratch, scratch)
        np.multiply(scratch, self._rate, scratch)
        np.subtract(parameters, scratch, parameters)


class AdamW(Adam):
    """Adam after a shrinking of its own, θ ← (1 − η λ) θ (Loshchilov and Hutter 2019)."""

    name = "adamw"
    title = "AdamW"

    def __init__(
        self,
        learning_rate: float,
        weight_decay: float = 0.01,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon)
        self.weight_decay = weight_decay

    def _update(self, block: Block) -> None:
        parameters = block[0]
        np.multiply(parameters, 1.0 - self.learning_rate * self.weight_decay, parameters)
        super()._update(block)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    kind.name: kind for kind in (SGD, Momentum, Nesterov, Adagrad, RMSprop, Adam, AdamW)
}
