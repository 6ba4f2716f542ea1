"""A layer turns one batch into another and, on the way back, one gradient into another.

A layer owns its buffers; its weights and biases are views of the network's parameter vector. After a step
all that it computed can be read from it: `inputs`, `pre_activations`, `outputs`, `deltas`, gradients.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import prod
from typing import Any, ClassVar

import numpy as np

from nnviz.nn.activations import ACTIVATIONS, Activation
from nnviz.nn.arrays import Array, Buffers, Order, Scratch, Shape, memory_order, order_of, product_into
from nnviz.nn.initializers import INITIALIZERS, Initializer, Rng
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

    inputs: Array
    """The last batch given to `forward`."""
    outputs: Array
    """What `forward` made of it."""
    input_gradient: Array | None = None
    """dL/d inputs of the last `backward`; None where no layer before has parameters, so that nobody asks."""

    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """The arguments that make such a layer again."""

    def twin(self) -> Layer:
        """A new, unconnected layer with the same settings."""
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
    def resize(self, inputs: Array, wanted: bool) -> None:
        """Prepare for batches of the shape and memory order of `inputs`.

        `wanted` says whether `backward` has to give dL/d inputs: not if no layer before has parameters.
        """

    @abstractmethod
    def forward(self, inputs: Array, training: bool) -> Array:
        """The outputs for a batch; `training` matters to layers such as Dropout."""

    @abstractmethod
    def backward(self, upstream: Array) -> Array | None:
        """Fill the gradients, given `upstream` = dL/d outputs; return dL/d inputs, if wanted."""


class ActivatedLayer(Layer):
    """A layer with parameters: a linear map, then an activation."""

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

    def __init__(self, activation: str | Activation, initializer: str | Initializer) -> None:
        self.activation = resolve("activation", ACTIVATIONS, activation)
        self.initializer = resolve("initializer", INITIALIZERS, initializer)

    @abstractmethod
    def weight_shape(self) -> Shape:
        """The shape of the connected layer's weights."""

    @abstractmethod
    def fans(self) -> tuple[int, int]:
        """How many inputs a unit has, and how many units one input reaches."""

    @property
    @abstractmethod
    def bias_count(self) -> int:
        """One a unit, or one a filter."""

    @abstractmethod
    def propagate(self) -> Array | None:
        """Fill the gradients from `deltas`; return dL/d inputs."""

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

    def backward(self, upstream: Array) -> Array | None:
        self.activation.backward(self.pre_activations, self.outputs, upstream, self.deltas, self.scratch)
        return self.propagate()

    def _make_batch_buffers(self, shape: Shape, order: Order) -> None:
        take = self._buffers.take
        self.pre_activations = take("pre_activations", shape, order)
        self.outputs = take("outputs", shape, order)
        self.deltas = take("deltas", shape, order)
        self.scratch = Scratch(self._buffers, shape, order)


class Dense(ActivatedLayer):
    """Every unit sees every input: Z = X W + b, A = f(Z).

    Parameters
    ----------
    units
        The number of units, 1 to LARGEST_LAYER.
    activation, initializer
        Names in ACTIVATIONS and INITIALIZERS, or values.
    """

    name = "dense"

    def __init__(
        self,
        units: int,
        activation: str | Activation = "identity",
        initializer: str | Initializer = "glorot_uniform",
    ) -> None:
        super().__init__(activation, initializer)
        if not 1 <= units <= LARGEST_LAYER:
            raise ValueError(f"a Dense layer has 1 to {LARGEST_LAYER:,} units, not {units!r}")
        self.units = units

    def settings(self) -> dict[str, Any]:
        return {"units": self.units, "activation": self.activation, "initializer": self.initializer}

    def shape_after(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 1:
            raise ValueError("takes one row of numbers a sample (put Flatten() before it)")
        return (self.units,)

    def weight_shape(self) -> Shape:
        return (*self.input_shape, self.units)

    def fans(self) -> tuple[int, int]:
        return self.input_shape[0], self.units

    @property
    def bias_count(self) -> int:
        return self.units

    def resize(self, inputs: Array, wanted: bool) -> None:
        samples = len(inputs)
        self._make_batch_buffers((samples, self.units), memory_order(samples, self.units))
        self._ones = self._buffers.take("ones", (samples,), fill=1.0)
        self._into_pre_activations = product_into(self.pre_activations)
        self.input_gradient = None
        if wanted:
            self.input_gradient = self._buffers.take("input_gradient", inputs.shape, order_of(inputs))
            self._into_input_gradient = product_into(self.input_gradient)

    def forward(self, inputs: Array, training: bool) -> Array:
        self.inputs = inputs
        self._into_pre_activations(inputs, self.weights)
        np.add(self.pre_activations, self.biases, self.pre_activations)
        self.activation.forward(self.pre_activations, self.outputs, self.scratch)
        return self.outputs

    def propagate(self) -> Array | None:
        deltas = self.deltas
        self.inputs.T.dot(deltas, self.weight_gradient)
        self._ones.dot(deltas, self.bias_gradient)
        if self.input_gradient is not None:
            self._into_input_gradient(deltas, self.weights.T)
        return self.input_gradient
