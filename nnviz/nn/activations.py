"""An activation is a function and its derivative as one value; ACTIVATIONS names them all.

Nothing here allocates: results go to `out`, and what else is needed lies in a `Scratch`.
"""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from nnviz.nn.activation import Activation
from nnviz.nn.arrays import Array, Scratch
from nnviz.nn.erf import erfc_of_positive


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
        np.greater(z, scratch.zeros, scratch.flags)
        np.copyto(out, scratch.flags)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.copyto(out, scratch.zeros)


class Sigmoid(Activation):
    """The logistic function, by way of tanh: it cannot overflow, and is twice as fast in float32."""

    name = "sigmoid"
    title = "sigmoid"
    formula = "f(z) = 1 / (1 + exp(−z))"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        _logistic(z, out, scratch)

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
    """The rectifier (Nair and Hinton 2010); its derivative at 0 is taken as 0."""

    name = "relu"
    title = "ReLU"
    formula = "f(z) = max(0, z)"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.maximum(z, scratch.zeros, out=out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.greater(outputs, scratch.zeros, scratch.flags)
        np.copyto(out, scratch.flags)


class LeakyReLU(Activation):
    """The rectifier with a slope of 0.01 below 0, so that no unit dies (Maas, Hannun and Ng 2013)."""

    name = "leaky_relu"
    title = "leaky ReLU"
    formula = "f(z) = z if z > 0, else 0.01 z"
    slope = 0.01

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.multiply(z, self.slope, out)
        np.maximum(z, out, out=out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        np.greater(z, scratch.zeros, scratch.flags)
        np.copyto(out, scratch.flags)
        np.multiply(out, 1.0 - self.slope, out)
        np.add(out, self.slope, out)


class ExponentialLinear(Activation):
    """The rectifier with an exponential below 0: scale · (z, or alpha (exp(z) − 1) where z is negative).

    ELU is Clevert, Unterthiner and Hochreiter 2016; SELU, whose two numbers keep mean 0 and variance 1 from
    layer to layer, is Klambauer, Unterthiner, Mayr and Hochreiter 2017.
    """

    def __init__(self, name: str, title: str, formula: str, alpha: float, scale: float) -> None:
        self.name = name
        self.title = title
        self.formula = formula
        self.alpha = alpha
        self.scale = scale

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.minimum(z, scratch.zeros, out=out)  # first, or exp overflows where it is not wanted
        np.expm1(out, out)
        np.multiply(out, self.alpha, out)
        np.maximum(z, scratch.zeros, out=scratch.spare)
        np.add(out, scratch.spare, out)
        np.multiply(out, self.scale, out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        """Where z is negative it is the output plus scale · alpha, elsewhere the scale."""
        edge = self.scale * self.alpha
        np.greater(z, scratch.zeros, scratch.flags)
        np.copyto(out, scratch.flags)
        np.multiply(out, self.scale - edge, out)
        np.minimum(outputs, scratch.zeros, out=scratch.spare)
        np.add(out, scratch.spare, out)
        np.add(out, edge, out)


class GELU(Activation):
    """z times the normal distribution's Φ(z), exactly (Hendrycks and Gimpel 2016), not by way of tanh."""

    name = "gelu"
    title = "GELU"
    formula = "f(z) = z Φ(z),  Φ the normal distribution"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        self._normal(z, out, scratch)
        np.multiply(out, z, out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        """Φ(z) + z φ(z), with the density φ."""
        self._normal(z, out, scratch)
        density = scratch.spare
        np.clip(z, -self.far, self.far, out=density)  # beyond, the density is 0 and a square might overflow
        np.multiply(density, density, density)
        np.multiply(density, -0.5, density)
        np.exp(density, density)
        np.multiply(density, 1.0 / sqrt(2.0 * pi), density)
        np.multiply(density, z, density)
        np.add(out, density, out)

    far = 40.0
    """Here the density has long become 0, in float64 too."""

    def _normal(self, z: Array, out: Array, scratch: Scratch) -> None:
        """Write Φ(z) = erfc(−z / √2) / 2 to `out`."""
        distance = scratch.spare
        np.absolute(z, distance)
        np.multiply(distance, sqrt(0.5), distance)
        np.minimum(distance, self.far, out=distance)
        erfc_of_positive(distance, out, scratch.spare2)
        # 1 − erfc / 2 on the positive side, erfc / 2 on the other: with s = ±1, (1 + s)/2 − s erfc / 2.
        np.copysign(scratch.half, z, distance)
        np.multiply(out, distance, out)
        np.subtract(distance, out, out)
        np.add(out, scratch.half, out)


class SiLU(Activation):
    """z times its own sigmoid (Hendrycks and Gimpel 2016), also called swish (Ramachandran et al. 2017)."""

    name = "silu"
    title = "SiLU (swish)"
    formula = "f(z) = z / (1 + exp(−z))"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        _logistic(z, out, scratch)
        np.multiply(out, z, out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        """The sum s + z s (1 − s) with s the sigmoid, and z s the output."""
        sigmoid = scratch.spare
        _logistic(z, sigmoid, scratch)
        np.subtract(scratch.one, sigmoid, out)
        np.multiply(out, outputs, out)
        np.add(out, sigmoid, out)


class Softplus(Activation):
    """A rectifier with a soft corner; its derivative is the sigmoid."""

    name = "softplus"
    title = "softplus"
    formula = "f(z) = log(1 + exp(z))"

    def forward(self, z: Array, out: Array, scratch: Scratch) -> None:
        np.logaddexp(z, scratch.zeros, out)

    def derivative(self, z: Array, outputs: Array, out: Array, scratch: Scratch) -> None:
        _logistic(z, out, scratch)


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


def _logistic(z: Array, out: Array, scratch: Scratch) -> None:
    """Write 1 / (1 + exp(−z)) = (1 + tanh(z / 2)) / 2 to `out`."""
    half = scratch.half
    np.multiply(z, half, out)
    np.tanh(out, out)
    np.multiply(out, half, out)
    np.add(out, half, out)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Identity(),
        Step(),
        Sigmoid(),
        Tanh(),
        ReLU(),
        LeakyReLU(),
        ExponentialLinear("elu", "ELU", "f(z) = z if z > 0, else exp(z) − 1", alpha=1.0, scale=1.0),
        ExponentialLinear(
            "selu",
            "SELU",
            "f(z) = 1.0507 z if z > 0, else 1.7581 (exp(z) − 1)",
            alpha=1.6732632423543772848170429916717,
            scale=1.0507009873554804934193349852946,
        ),
        GELU(),
        SiLU(),
        Softplus(),
        Softmax(),
    )
}
