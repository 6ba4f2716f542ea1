"""An activation is a function and its derivative as one value; ACTIVATIONS names them all.

Nothing here allocates: results go to `out`, and what else is needed lies in a `Scratch`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Array, Buffers, Scratch, order_of


class Activation(ABC):
    """A differentiable function of a layer's pre-activations Z, shape (samples, units)."""

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]

    @abstractmethod
    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        """Write the activations A = f(Z) to `out`."""

    @abstractmethod
    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        """Write f'(Z), element by element, to `out`; `outputs` is f(Z), which often helps."""

    def backward(self, z: Array, outputs: Array, upstream: Array, out: Array, scratch: Scratch) -> None:
        """Write dL/dZ to `out`, given `upstream` = dL/dA."""
        self.derivative(z, outputs, out, scratch)
        np.multiply(out, upstream, out)

    def __call__(self, z: npt.ArrayLike) -> Array:
        """f(Z) as a new array; for a curve on the screen, not for a step."""
        values = np.atleast_2d(np.asarray(z, dtype=np.result_type(z, np.float32)))
        out = np.empty_like(values)
        self.forward(values, out, Scratch(Buffers(values.dtype), values.shape, order_of(values)))
        return out.reshape(np.shape(z))


class Identity(Activation):
    """Passes the pre-activations on: a linear layer."""

    name = "identity"
    title = "identity"
    formula = "f(z) = z"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.copyto(out, z)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.copyto(out, scratch.one)

    def backward(self, z: Array, outputs: Array, upstream: Array, out: Array, scratch: Scratch) -> None:
        np.copyto(out, upstream)


class Step(Activation):
    """Fires when the weighted sum beats the threshold; its derivative is 0, so nothing can be learnt."""

    name = "step"
    title = "step"
    formula = "f(z) = 1 if z > 0, else 0"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.greater(z, scratch.zeros, out=out, casting="unsafe")

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.copyto(out, scratch.zeros)


class Sigmoid(Activation):
    """The logistic function, by way of tanh: it cannot overflow, and is twice as fast in float32."""

    name = "sigmoid"
    title = "sigmoid"
    formula = "f(z) = 1 / (1 + exp(−z))"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        half = scratch.half
        np.multiply(z, half, out)
        np.tanh(out, out)
        np.multiply(out, half, out)
        np.add(out, half, out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.subtract(scratch.one, outputs, out)
        np.multiply(out, outputs, out)


class Tanh(Activation):
    """The hyperbolic tangent."""

    name = "tanh"
    title = "tanh"
    formula = "f(z) = tanh(z)"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.tanh(z, out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.multiply(outputs, outputs, out)
        np.subtract(scratch.one, out, out)


class ReLU(Activation):
    """The rectifier; its derivative at 0 is taken as 0."""

    name = "relu"
    title = "ReLU"
    formula = "f(z) = max(0, z)"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.maximum(z, scratch.zeros, out=out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.greater(outputs, scratch.zeros, out=out, casting="unsafe")


class LeakyReLU(Activation):
    """The rectifier with a slope of 0.01 below 0, so that no unit dies."""

    name = "leaky_relu"
    title = "leaky ReLU"
    formula = "f(z) = z if z > 0, else 0.01 z"
    slope = 0.01

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.multiply(z, self.slope, out)
        np.maximum(z, out, out=out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.greater(z, scratch.zeros, out=out, casting="unsafe")
        np.multiply(out, 1.0 - self.slope, out)
        np.add(out, self.slope, out)


class Softmax(Activation):
    """Probabilities over the units of a layer: the one activation whose units depend on each other."""

    name = "softmax"
    title = "softmax"
    formula = "f(z)ₖ = exp(zₖ) / Σⱼ exp(zⱼ)"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        column = scratch.column
        np.maximum.reduce(z, axis=1, out=column, keepdims=True)
        np.subtract(z, column, out)  # the largest exponent is then 0, which cannot overflow
        np.exp(out, out)
        np.add.reduce(out, axis=1, out=column, keepdims=True)
        np.divide(out, column, out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        """The diagonal of the Jacobian: what a unit's own pre-activation does to its output."""
        np.subtract(scratch.one, outputs, out)
        np.multiply(out, outputs, out)

    def backward(self, z: Array, outputs: Array, upstream: Array, out: Array, scratch: Scratch) -> None:
        column = scratch.column
        np.multiply(upstream, outputs, out)
        np.add.reduce(out, axis=1, out=column, keepdims=True)
        np.subtract(upstream, column, out)
        np.multiply(out, outputs, out)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (Identity(), Step(), Sigmoid(), Tanh(), ReLU(), LeakyReLU(), Softmax())
}
