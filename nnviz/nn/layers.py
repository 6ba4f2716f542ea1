"""The layers for rows of numbers: Dense, Dropout, and Flatten, which makes rows of images."""

from __future__ import annotations

import copy
from math import prod
from typing import Any

import numpy as np

from nnviz.nn.activation import Activation
from nnviz.nn.arrays import Array, Buffers, Shape, is_innermost, product_into, wants_innermost
from nnviz.nn.convolution import Conv2D
from nnviz.nn.initializers import Initializer, Rng
from nnviz.nn.layer import ActivatedLayer, Layer, checked_count
from nnviz.nn.penalties import Penalty
from nnviz.nn.pooling import MaxPool2D

LARGEST_LAYER = 1_000_000
"""More units than this are a typing mistake: the weights would not fit in memory."""


class Dense(ActivatedLayer):
    """Every unit sees every input: Z = X W + b, A = f(Z); W has the shape (inputs, units).

    Parameters
    ----------
    units
        The number of units, 1 to LARGEST_LAYER.
    activation, initializer
        Names in ACTIVATIONS and INITIALIZERS, or values.
    penalty
        Of this layer's weights, where it is not the network's: Penalty(l1=0, l2=0) leaves them free.
    """

    name = "dense"

    def __init__(
        self,
        units: int,
        activation: str | Activation = "identity",
        initializer: str | Initializer = "glorot_uniform",
        penalty: Penalty | None = None,
    ) -> None:
        super().__init__(activation, initializer, penalty)
        self.units = checked_count("a Dense layer has", units, LARGEST_LAYER, "units")

    def settings(self) -> dict[str, Any]:
        return {"units": self.units, **super().settings()}

    def shape_after(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 1:
            raise ValueError("takes one row of numbers a sample (put Flatten() before it)")
        return (self.units,)

    def weight_shape(self) -> Shape:
        return (*self.input_shape, self.units)

    def fans(self) -> tuple[int, int]:
        return self.input_shape[0], self.units

    def attach(self, parameters: Array, gradient: Array, start: int) -> None:
        super().attach(parameters, gradient, start)
        shape = (self.input_shape[0] + 1, self.units)
        self._weights_and_biases = parameters[self.parameter_slice].reshape(shape)
        self._weight_and_bias_gradient = gradient[self.parameter_slice].reshape(shape)

    def resize(self, given: Array, wanted: bool) -> Array:
        samples = len(given)
        inputs = self._without_ones(given)
        self._brings_ones = given.shape != inputs.shape
        self._make_batch_buffers((samples, self.units), wants_innermost(samples, self.units))
        self._ones = self._buffers.take("ones", (samples,), fill=1.0)
        self._into_pre_activations = product_into(self.pre_activations)
        self.input_gradient = None
        if wanted:
            self.input_gradient = self._buffers.take("input_gradient", inputs.shape, is_innermost(inputs))
            self._into_input_gradient = product_into(self.input_gradient)
        return self._handed_on

    def combine(self, given: Array) -> None:
        if self._brings_ones:
            self._into_pre_activations(given, self._weights_and_biases)
        else:
            self._into_pre_activations(given, self.weights)
            np.add(self.pre_activations, self.biases, self.pre_activations)

    def differentiate(self) -> Array | None:
        deltas = self.deltas
        if self._brings_ones:
            self._given.T.dot(deltas, self._weight_and_bias_gradient)
        else:
            self._given.T.dot(deltas, self.weight_gradient)
            self._ones.dot(deltas, self.bias_gradient)
        if self.input_gradient is not None:
            self._into_input_gradient(deltas, self.weights.T)
        return self.input_gradient


class Dropout(Layer):
    """In training, silences each input with a probability of `rate`, and makes up for it with the others.

    The others are divided by 1 − rate, so nothing has to change when training is over (Srivastava, Hinton,
    Krizhevsky, Sutskever and Salakhutdinov 2014; the "inverted" form that PyTorch has too).

    Attributes
    ----------
    rate
        0 (nothing happens) to below 1. May be changed at any time.
    generator
        Draws the masks; seeded from the network's `rng`. Its state belongs to the state of a training.
    """

    name = "dropout"

    def __init__(self, rate: float = 0.5) -> None:
        if not 0.0 <= rate < 1.0:
            raise ValueError(f"a dropout rate is at least 0 and below 1, not {rate!r}")
        self.rate = rate
        self.generator = np.random.default_rng(0)

    def settings(self) -> dict[str, Any]:
        return {"rate": self.rate}

    def twin(self) -> Layer:
        twin = Dropout(self.rate)
        twin.generator = copy.deepcopy(self.generator)
        return twin

    def shape_after(self, input_shape: Shape) -> Shape:
        return input_shape

    def initialize(self, rng: Rng) -> None:
        self.generator = np.random.default_rng(int.from_bytes(rng.bytes(16), "little"))

    def resize(self, given: Array, wanted: bool) -> Array:
        inputs = self._without_ones(given)
        innermost = is_innermost(inputs)
        self.outputs = self._buffers.take("outputs", inputs.shape, innermost)
        self.mask = self._buffers.take("mask", inputs.shape, innermost)
        self._kept = self._buffers.take_flags("kept", inputs.shape, innermost)
        # Drawn in float32 whatever the network's type: a copy in float64 has the same masks.
        self._draws = self.mask
        if self.mask.dtype != np.float32:
            self._draws = Buffers(np.float32).take("draws", inputs.shape, innermost)
        self.input_gradient = (
            self._buffers.take("input_gradient", inputs.shape, innermost) if wanted else None
        )
        return self.outputs

    def forward(self, given: Array, training: bool) -> Array:
        self._given = given
        inputs = self.inputs
        if not training:
            np.copyto(self.outputs, inputs)
            self.mask[...] = 1.0
            return self.outputs
        mask = self.mask
        self.generator.random(out=self._draws.ravel("K"), dtype=np.float32)
        np.greater_equal(self._draws, self.rate, self._kept)
        np.copyto(mask, self._kept)
        np.multiply(mask, 1.0 / (1.0 - self.rate), mask)
        np.multiply(inputs, mask, self.outputs)
        return self.outputs

    def backward(self, upstream: Array) -> Array | None:
        if self.input_gradient is not None:
            np.multiply(upstream, self.mask, self.input_gradient)
        return self.input_gradient


class Flatten(Layer):
    """An image as one row of numbers: channel by channel, row by row. Costs nothing; it is another view."""

    name = "flatten"

    def settings(self) -> dict[str, Any]:
        return {}

    def shape_after(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def resize(self, given: Array, wanted: bool) -> Array:
        return self.forward(given, training=False)

    def forward(self, given: Array, training: bool) -> Array:
        self._given = given
        self.outputs = self.inputs.reshape(len(given), -1)
        return self.outputs

    def backward(self, upstream: Array) -> Array | None:
        self.input_gradient = upstream.reshape(len(upstream), *self.input_shape)
        return self.input_gradient


LAYERS: dict[str, type[Layer]] = {kind.name: kind for kind in (Dense, Dropout, Conv2D, MaxPool2D, Flatten)}
"""All kinds of layers, by the name that a file knows them by."""
