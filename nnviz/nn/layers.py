"""A layer turns one batch into another and, on the way back, one gradient into another.

A layer owns its buffers; its weights and biases are views of the network's parameter vector. After a step
all that it computed can be read from it: `inputs`, `pre_activations`, `outputs`, `deltas`, gradients.
"""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from math import prod
from typing import Any, ClassVar

import numpy as np

from nnviz.nn.activations import ACTIVATIONS, Activation
from nnviz.nn.arrays import (
    Array,
    Buffers,
    Scratch,
    Shape,
    is_innermost,
    product_into,
    wants_innermost,
    with_ones,
)
from nnviz.nn.initializers import INITIALIZERS, SHORT_NAMES, Initializer, Rng
from nnviz.nn.penalties import Penalty
from nnviz.nn.registry import resolve

LARGEST_LAYER = 1_000_000
"""More units than this are a typing mistake: the weights would not fit in memory."""


class Layer(ABC):
    """One step of a network, from (samples, *input_shape) to (samples, *output_shape).

    A network calls, in this order: `connect` once with shapes, `attach` once with memory, `resize` for each
    new batch size, then `forward` and `backward`, which allocate nothing.
    """

    name: ClassVar[str]

    input_shape: Shape
    output_shape: Shape
    parameter_slice = slice(0, 0)
    weights: Array | None = None
    biases: Array | None = None
    weight_gradient: Array | None = None
    bias_gradient: Array | None = None

    outputs: Array
    """What the last `forward` gave."""
    input_gradient: Array | None = None
    """dL/d inputs of the last `backward`; None where no layer before has parameters, so that nobody asks."""

    _given: Array

    @property
    def inputs(self) -> Array:
        """The last batch given to `forward`."""
        return self._without_ones(self._given)

    def _without_ones(self, given: Array) -> Array:
        """A batch of rows may bring a column of ones with it (see `with_ones`)."""
        return given[:, : self.input_shape[0]]

    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """The arguments that make such a layer again."""

    def twin(self) -> Layer:
        """A new, unconnected layer that will behave the same, given the same parameters."""
        return type(self)(**self.settings())

    @abstractmethod
    def shape_after(self, input_shape: Shape) -> Shape:
        """The shape of one output, given the shape of one input.

        Raises
        ------
        ValueError
            If the layer cannot take such an input; the sentence goes on after "but its input ...".
        """

    def parameter_count(self) -> int:
        """How many weights and biases the connected layer has."""
        return 0

    def connect(self, input_shape: Shape) -> None:
        """Fix the layer's shapes."""
        self.output_shape = self.shape_after(input_shape)
        self.input_shape = input_shape

    def attach(self, parameters: Array, gradient: Array, start: int) -> None:
        """Take this layer's part of the flat vectors, from `start` on, and make its buffers."""
        self._buffers = Buffers(parameters.dtype)
        self.parameter_slice = slice(start, start + self.parameter_count())

    def initialize(self, rng: Rng) -> None:  # noqa: B027  nothing to draw is usual
        """Draw the first weights, then the biases."""

    @abstractmethod
    def resize(self, given: Array, wanted: bool) -> Array:
        """Prepare for batches like `given`; return what `forward` will return for them.

        `wanted` says whether `backward` has to give dL/d inputs: not if no layer before has parameters.
        """

    @abstractmethod
    def forward(self, given: Array, training: bool) -> Array:
        """Compute `outputs` and return them for the next layer, perhaps with a column of ones.

        `training` matters to layers such as Dropout.
        """

    @abstractmethod
    def backward(self, upstream: Array) -> Array | None:
        """Fill the gradients, given `upstream` = dL/d outputs; return dL/d inputs, if wanted."""


class ActivatedLayer(Layer):
    """A layer with parameters: a linear map, then an activation.

    Attributes
    ----------
    penalty
        Of this layer's weights; None means the network's. May be changed at any time.
    muted
        Units (or filters) whose output is held at 0, and through which nothing is learnt. The same.
    """

    weights: Array
    biases: Array
    weight_gradient: Array
    bias_gradient: Array

    pre_activations: Array
    """Z of the last batch."""
    deltas: Array
    """dL/dZ of the last backward pass."""
    scratch: Scratch
    """For the activation, and for the loss behind the last layer; of the shape of Z."""

    def __init__(
        self, activation: str | Activation, initializer: str | Initializer, penalty: Penalty | None
    ) -> None:
        if isinstance(initializer, str):
            initializer = SHORT_NAMES.get(initializer, initializer)
        self.activation = resolve("activation", ACTIVATIONS, activation)
        self.initializer = resolve("initializer", INITIALIZERS, initializer)
        self.penalty = penalty
        self.muted: tuple[int, ...] = ()

    def settings(self) -> dict[str, Any]:
        return {"activation": self.activation, "initializer": self.initializer, "penalty": self.penalty}

    def twin(self) -> Layer:
        twin = type(self)(**self.settings())
        twin.muted = self.muted
        return twin

    @abstractmethod
    def weight_shape(self) -> Shape:
        """The shape of the connected layer's weights."""

    @abstractmethod
    def fans(self) -> tuple[int, int]:
        """How many inputs a unit has, and how many units one input reaches."""

    @property
    def bias_count(self) -> int:
        """One a unit, or one a filter."""
        return self.output_shape[0]

    @abstractmethod
    def combine(self, given: Array) -> None:
        """Write Z, the weighted sums of the inputs plus the biases, to `pre_activations`."""

    @abstractmethod
    def differentiate(self) -> Array | None:
        """Fill the gradients from `deltas`; return dL/d inputs, if wanted."""

    def parameter_count(self) -> int:
        return prod(self.weight_shape()) + self.bias_count

    def attach(self, parameters: Array, gradient: Array, start: int) -> None:
        super().attach(parameters, gradient, start)
        self.weights, self.biases = self._split(parameters[self.parameter_slice])
        self.weight_gradient, self.bias_gradient = self._split(gradient[self.parameter_slice])

    def _split(self, vector: Array) -> tuple[Array, Array]:
        split = vector.size - self.bias_count
        return vector[:split].reshape(self.weight_shape()), vector[split:]

    def initialize(self, rng: Rng) -> None:
        self.weights[:] = self.initializer.weights(rng, self.weight_shape(), *self.fans())
        self.biases[:] = self.initializer.biases(rng, self.bias_count)

    def forward(self, given: Array, training: bool) -> Array:
        self._given = given
        self.combine(given)
        self.activation.forward(self.pre_activations, self.outputs, self.scratch)
        if self.muted:
            self.outputs[:, self.muted] = 0.0
        return self._handed_on

    def backward(self, upstream: Array) -> Array | None:
        self.activation.backward(self.pre_activations, self.outputs, upstream, self.deltas, self.scratch)
        return self.propagate()

    def propagate(self) -> Array | None:
        """The part of `backward` after `deltas` are known, which a fused loss fills by itself."""
        if self.muted:
            self.deltas[:, self.muted] = 0.0
        return self.differentiate()

    def _make_batch_buffers(self, shape: Shape, innermost: bool) -> None:
        take = self._buffers.take
        self.pre_activations = take("pre_activations", shape, innermost)
        if innermost and len(shape) == 2:
            self._handed_on = with_ones(self._buffers, "outputs", *shape)
            self.outputs = self._handed_on[:, :-1]
        else:
            self.outputs = self._handed_on = take("outputs", shape, innermost)
        self.deltas = take("deltas", shape, innermost)
        self.scratch = Scratch(self._buffers, shape, innermost)


class Dense(ActivatedLayer):
    """Every unit sees every input: Z = X W + b, A = f(Z).

    Parameters
    ----------
    units
        The number of units, 1 to LARGEST_LAYER.
    activation, initializer
        Names in ACTIVATIONS and INITIALIZERS, or values.
    penalty
        Of this layer's weights, if not the network's.
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
        self.input_gradient = (
            self._buffers.take("input_gradient", inputs.shape, innermost) if wanted else None
        )
        return self.outputs

    def forward(self, given: Array, training: bool) -> Array:
        self._given = given
        inputs = self.inputs
        if not training:
            np.copyto(self.outputs, inputs)
            return self.outputs
        mask = self.mask
        self.generator.random(out=mask.ravel("K"), dtype=mask.dtype.type)
        np.greater_equal(mask, self.rate, self._kept)
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


def checked_count(subject: str, count: object, largest: int, things: str) -> int:
    """`count` itself, if it is a whole number from 1 to `largest`."""
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or not 1 <= count <= largest:
        raise ValueError(f"{subject} 1 to {largest:,} {things}, not {count!r}")
    return int(count)
