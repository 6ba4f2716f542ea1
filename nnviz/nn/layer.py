"""What a layer is: it turns one batch into another and, on the way back, one gradient into another.

A layer owns its buffers; its weights and biases are views of the network's parameter vector. After a step
all that it computed can be read from it: `inputs`, `pre_activations`, `outputs`, `deltas`, gradients.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from math import prod
from typing import Any, ClassVar

import numpy as np

from nnviz.nn.activation import Activation
from nnviz.nn.activations import ACTIVATIONS
from nnviz.nn.arrays import Array, Buffers, Scratch, Shape, with_ones
from nnviz.nn.initializers import INITIALIZERS, SHORT_NAMES, Initializer, Rng
from nnviz.nn.penalties import Penalty
from nnviz.nn.registry import resolve


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
    muted: tuple[int, ...] = ()

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
            If the layer cannot take such an input; the network goes on with ", but its input has shape ...".
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
        Of this layer's weights, in the place of the network's; None means the network's. May be changed at
        any time.
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
        self.muted = ()

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


def checked_count(subject: str, count: object, largest: int, things: str) -> int:
    """`count` itself, if it is a whole number from 1 to `largest`.

    Raises
    ------
    ValueError
        If it is not: "`subject` 1 to `largest` `things`, not ...".
    """
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or not 1 <= count <= largest:
        raise ValueError(f"{subject} 1 to {largest:,} {things}, not {count!r}")
    return int(count)
