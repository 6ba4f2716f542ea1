"""A loss is a value and its gradient as one value; LOSSES names them all.

Both are sums over the outputs and means over the batch. PyTorch's losses are by default means over the
outputs too, cross-entropy apart, and its squared error has no ½.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from nnviz.nn.arrays import Array, Scratch


class Loss(ABC):
    """How wrong outputs Y are, given targets T, both of shape (samples, outputs) and the same memory order.

    Attributes
    ----------
    output_activations
        Names of the activations that fit the output layer, the first the usual one.
    fused
        Whether `gradient` is taken with respect to the pre-activations of the output layer. The pair is then
        one function, exact where the activation saturates, and no other output activation will do.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    output_activations: ClassVar[tuple[str, ...]]
    fused: ClassVar[bool] = False

    @abstractmethod
    def value(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> float:
        """The mean loss of a sample; `z` holds the output layer's pre-activations."""

    @abstractmethod
    def each(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> Array:
        """The loss of each sample, (samples,): `value` is their mean."""

    @abstractmethod
    def gradient(self, outputs: Array, targets: Array, out: Array, scratch: Scratch) -> None:
        """Write the mean loss's gradient to `out`: with respect to the outputs, or to Z if `fused`."""


class CrossEntropy(Loss):
    """How surprising the right class is, in nats, under softmax probabilities."""

    name = "cross_entropy"
    title = "cross-entropy"
    formula = "L = −Σₖ tₖ log yₖ"
    output_activations = ("softmax",)
    fused = True

    def value(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> float:
        return _inner(targets, self._surprise(z, outputs, scratch)) / len(targets)

    def each(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> Array:
        surprise = self._surprise(z, outputs, scratch)
        return _row_sums(np.multiply(targets, surprise, surprise))

    def _surprise(self, z: Array, outputs: Array, scratch: Scratch) -> Array:
        """With log y = z − max z + log(max y), which is exact even where y itself has become 0."""
        surprise, highest, log_highest = scratch.spare, scratch.column, scratch.column2
        np.maximum.reduce(z, axis=1, out=highest, keepdims=True)
        np.maximum.reduce(outputs, axis=1, out=log_highest, keepdims=True)
        np.log(log_highest, log_highest)
        np.subtract(highest, z, surprise)
        return np.subtract(surprise, log_highest, surprise)

    def gradient(self, outputs: Array, targets: Array, out: Array, scratch: Scratch) -> None:
        np.subtract(outputs, targets, out)
        np.multiply(out, scratch.per_sample, out)


class BinaryCrossEntropy(Loss):
    """As cross-entropy, for outputs that each answer yes (1) or no (0) by themselves."""

    name = "binary_cross_entropy"
    title = "binary cross-entropy"
    formula = "L = −Σₖ (tₖ log yₖ + (1 − tₖ) log(1 − yₖ))"
    output_activations = ("sigmoid",)
    fused = True

    def value(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> float:
        """As log(1 + exp(z)) − t z, which is exact where the sigmoid is 0 or 1."""
        np.logaddexp(z, scratch.zeros, scratch.spare)
        return (float(np.add.reduce(scratch.spare, axis=None)) - _inner(targets, z)) / len(targets)

    def each(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> Array:
        np.logaddexp(z, scratch.zeros, scratch.spare)
        return _row_sums(scratch.spare) - _row_sums(targets * z)

    def gradient(self, outputs: Array, targets: Array, out: Array, scratch: Scratch) -> None:
        np.subtract(outputs, targets, out)
        np.multiply(out, scratch.per_sample, out)


class MeanSquaredError(Loss):
    """Half the squared distance between output and target."""

    name = "mse"
    title = "squared error"
    formula = "L = ½ Σₖ (yₖ − tₖ)²"
    output_activations = ("sigmoid", "identity", "tanh", "softmax")

    def value(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> float:
        error = scratch.spare
        np.subtract(outputs, targets, error)
        return 0.5 * _inner(error, error) / len(targets)

    def each(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> Array:
        error = scratch.spare
        np.subtract(outputs, targets, error)
        return 0.5 * _row_sums(np.multiply(error, error, error))

    def gradient(self, outputs: Array, targets: Array, out: Array, scratch: Scratch) -> None:
        np.subtract(outputs, targets, out)
        np.multiply(out, scratch.per_sample, out)


class MeanAbsoluteError(Loss):
    """The distance along the axes: outliers pull with no more than their sign, which of 0 is 0."""

    name = "mae"
    title = "absolute error"
    formula = "L = Σₖ |yₖ − tₖ|"
    output_activations = ("identity", "sigmoid", "tanh", "softmax")

    def value(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> float:
        error = scratch.spare
        np.subtract(outputs, targets, error)
        np.absolute(error, error)
        return float(np.add.reduce(error, axis=None)) / len(targets)

    def each(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> Array:
        error = scratch.spare
        np.subtract(outputs, targets, error)
        return _row_sums(np.absolute(error, error))

    def gradient(self, outputs: Array, targets: Array, out: Array, scratch: Scratch) -> None:
        np.subtract(outputs, targets, out)
        np.sign(out, out)
        np.multiply(out, scratch.per_sample, out)


class Huber(Loss):
    """Squared error up to 1, absolute error beyond: smooth, and robust (Huber 1964)."""

    name = "huber"
    title = "Huber"
    formula = "L = Σₖ ½ eₖ² if |eₖ| < 1, else |eₖ| − ½,  with e = y − t"
    output_activations = ("identity", "sigmoid", "tanh", "softmax")

    def value(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> float:
        """With c = e clipped to ±1, both branches are c e − ½ c²."""
        error, clipped = scratch.spare, scratch.spare2
        np.subtract(outputs, targets, error)
        np.clip(error, -1.0, 1.0, out=clipped)
        return (_inner(clipped, error) - 0.5 * _inner(clipped, clipped)) / len(targets)

    def each(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> Array:
        error, clipped = scratch.spare, scratch.spare2
        np.subtract(outputs, targets, error)
        np.clip(error, -1.0, 1.0, out=clipped)
        return _row_sums(clipped * (error - 0.5 * clipped))

    def gradient(self, outputs: Array, targets: Array, out: Array, scratch: Scratch) -> None:
        np.subtract(outputs, targets, out)
        np.clip(out, -1.0, 1.0, out=out)
        np.multiply(out, scratch.per_sample, out)


class Bowl(Loss):
    """The outputs' own squares: no targets, so what is made small is a function of the outputs alone."""

    name = "bowl"
    title = "bowl"
    formula = "L = Σₖ yₖ²"
    output_activations = ("identity",)

    def value(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> float:
        return _inner(outputs, outputs) / len(outputs)

    def each(self, z: Array, outputs: Array, targets: Array, scratch: Scratch) -> Array:
        return _row_sums(outputs * outputs)

    def gradient(self, outputs: Array, targets: Array, out: Array, scratch: Scratch) -> None:
        np.add(outputs, outputs, out)
        np.multiply(out, scratch.per_sample, out)


def _inner(a: Array, b: Array) -> float:
    """The sum of a b over all elements of two arrays of the same memory order."""
    return float(a.ravel("K").dot(b.ravel("K")))


def _row_sums(a: Array) -> Array:
    sums: Array = np.add.reduce(a, axis=1)
    return sums


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        CrossEntropy(),
        BinaryCrossEntropy(),
        MeanSquaredError(),
        MeanAbsoluteError(),
        Huber(),
        Bowl(),
    )
}
