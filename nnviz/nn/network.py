"""A network: layers in order, over one flat vector of parameters and one of their gradient."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Array, Buffers, Shape, is_innermost, wants_innermost, with_ones
from nnviz.nn.initializers import Rng
from nnviz.nn.layer import ActivatedLayer, Layer
from nnviz.nn.layers import Dropout
from nnviz.nn.losses import LOSSES, Loss
from nnviz.nn.penalties import Penalty
from nnviz.nn.registry import resolve

NO_PENALTY = Penalty()
CHUNK = 1 << 17
"""Numbers in the widest layer's outputs that are good to compute at a time."""


class Network:
    """Layers in order, with everything that a step needs made beforehand.

    Parameters
    ----------
    layers
        At least one; the network keeps these very objects, so a layer belongs to one network.
    input_shape
        The shape of one sample, such as (2,) or (1, 28, 28).
    rng
        Draws the first parameters in float64, layer by layer, weights before biases. None leaves them 0,
        for a network whose parameters come from elsewhere.
    dtype
        float32 to train, float64 to check.
    penalty
        Of the weights of all layers, but for what they have of their own. May be changed at any time.

    Attributes
    ----------
    parameters, gradient
        Flat vectors. Each layer's weights and biases, and their gradients, are views of them, so both may be
        modified in place at any time between two steps.

    Raises
    ------
    ValueError
        If a layer cannot take what the layer before it gives; the sentence names its number and the shapes.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Shape,
        rng: Rng | None,
        dtype: npt.DTypeLike = np.float32,
        penalty: Penalty = NO_PENALTY,
    ) -> None:
        if not layers:
            raise ValueError("a network needs at least one layer")
        self.layers = tuple(layers)
        self.input_shape = tuple(input_shape)
        self.dtype = np.dtype(dtype)
        self.penalty = penalty
        self._connect()
        size = sum(layer.parameter_count() for layer in self.layers)
        self.parameters: Array = np.zeros(size, self.dtype)
        self.gradient: Array = np.zeros(size, self.dtype)
        self._attach()
        if rng is not None:
            for layer in self.layers:
                layer.initialize(rng)
        self._buffers = Buffers(self.dtype)
        self._samples = 0
        self._wants_input_gradient = False
        self._layers_with_parameters = [layer for layer in self.layers if isinstance(layer, ActivatedLayer)]
        # No gradient is wanted before the first layer that has parameters.
        first = next((i for i, layer in enumerate(self.layers) if layer.parameter_count()), 0)
        self._hidden_backwards = self.layers[first:-1][::-1]

    def _connect(self) -> None:
        shape = self.input_shape
        for number, layer in enumerate(self.layers, 1):
            if hasattr(layer, "input_shape"):
                raise ValueError(f"layer {number} belongs to a network already: make a new one")
            try:
                layer.connect(shape)
            except ValueError as error:
                place = f"layer {number} ({type(layer).__name__})"
                raise ValueError(f"{place} {error}, but its input has shape {shape}") from None
            shape = layer.output_shape

    def _attach(self) -> None:
        start = 0
        for layer in self.layers:
            layer.attach(self.parameters, self.gradient, start)
            start = layer.parameter_slice.stop

    @property
    def output_shape(self) -> Shape:
        """The shape of one output."""
        return self.layers[-1].output_shape

    @property
    def generators(self) -> tuple[np.random.Generator, ...]:
        """What the layers draw from in training (Dropout): a part of the state of a run."""
        return tuple(layer.generator for layer in self.layers if isinstance(layer, Dropout))

    @property
    def muted(self) -> tuple[tuple[int, ...], ...]:
        """The muted units of each layer (see `ActivatedLayer`); may be set at any time between two steps."""
        return tuple(layer.muted for layer in self.layers)

    @muted.setter
    def muted(self, muted: Sequence[tuple[int, ...]]) -> None:
        for layer, units in zip(self.layers, muted, strict=True):
            layer.muted = units

    @property
    def outputs(self) -> Array:
        """The last batch's outputs."""
        return self.layers[-1].outputs

    def forward(self, inputs: npt.ArrayLike, training: bool = False) -> Array:
        """The outputs for a batch of any size, shape (samples, *output_shape).

        They are a view of a buffer and valid until the next call. `training` switches on what only happens
        in training, such as dropout.
        """
        batch = self._as_batch(inputs)
        if len(batch) != self._samples:
            self._resize(batch)
        for layer in self.layers:
            batch = layer.forward(batch, training)
        return self.layers[-1].outputs

    def loss_and_gradient(self, inputs: npt.ArrayLike, targets: npt.ArrayLike, loss: str | Loss) -> float:
        """The mean loss of a batch, without the penalty; `gradient` then holds the gradient of both.

        Parameters
        ----------
        inputs, targets
            Shapes (samples, *input_shape) and (samples, *output_shape).
        loss
            A name in LOSSES, or a value.

        Raises
        ------
        ValueError
            If a shape is another, the last layer is not activated, or its activation does not fit the loss.
        """
        if isinstance(loss, str):
            loss = resolve("loss", LOSSES, loss)
        last = self._output_layer(loss)
        value = self._loss(inputs, targets, loss, training=True)
        outputs, truth = last.outputs, self._targets
        if loss.fused:
            loss.gradient(outputs, truth, last.deltas, last.scratch)
            upstream = last.propagate()
        else:
            loss.gradient(outputs, truth, self._output_gradient, last.scratch)
            upstream = last.backward(self._output_gradient)
        for layer in self._hidden_backwards:
            assert upstream is not None
            upstream = layer.backward(upstream)
        for layer in self._layers_with_parameters:
            penalty = self.penalty_on(layer)
            if penalty.l1 or penalty.l2:
                spare = self._buffers.take("weights", layer.weights.shape)
                penalty.add_gradient(layer.weights, layer.weight_gradient, spare)
        return value

    def penalty_value(self) -> float:
        """What the penalties on the present weights add to the loss."""
        return sum(self.penalty_on(layer).value(layer.weights) for layer in self._layers_with_parameters)

    def penalty_on(self, layer: ActivatedLayer) -> Penalty:
        """What acts on the weights of one of the layers: the network's penalty, or the layer's own."""
        return self.penalty if layer.penalty is None else layer.penalty.over(self.penalty)

    def loss(self, inputs: npt.ArrayLike, targets: npt.ArrayLike, loss: str | Loss) -> float:
        """The mean loss of a batch as it is outside of training; `outputs` then has what was made of it."""
        return self._loss(inputs, targets, resolve("loss", LOSSES, loss), training=False)

    def _loss(self, inputs: npt.ArrayLike, targets: npt.ArrayLike, loss: Loss, training: bool) -> float:
        last = self._output_layer(loss)
        outputs = self.forward(inputs, training)
        truth = self._targets
        if np.shape(targets) != truth.shape:
            raise ValueError(f"the targets have shape {np.shape(targets)}, but the outputs {truth.shape}")
        np.copyto(truth, targets, casting="same_kind")
        return loss.value(last.pre_activations, outputs, truth, last.scratch)

    def input_gradient(self, inputs: npt.ArrayLike, shares: npt.ArrayLike) -> Array:
        """The gradient, with respect to the inputs, of a weighted sum of the last layer's Z.

        As the network is outside of training. Buffers are made anew for it and `gradient` is overwritten, so
        that it is asked of a copy rather than of a network in training.

        Parameters
        ----------
        inputs, shares
            Shapes (samples, *input_shape) and (samples, *output_shape): a row of a one and zeros gives the
            gradient of one output before its activation (Simonyan, Vedaldi and Zisserman 2014).

        Returns
        -------
        A new array of the shape of `inputs`.
        """
        last = self.layers[-1]
        assert isinstance(last, ActivatedLayer)
        self._wants_input_gradient, self._samples = True, 0
        try:
            self.forward(inputs)
            last.deltas[...] = shares
            upstream = last.propagate()
            for layer in self.layers[-2::-1]:
                assert upstream is not None
                upstream = layer.backward(upstream)
            return np.array(upstream)
        finally:
            self._wants_input_gradient, self._samples = False, 0

    def predict(self, inputs: npt.ArrayLike, chunk: int | None = None) -> Array:
        """The outputs for any number of samples as a new array.

        They are computed `chunk` samples at a time, or as many as the processor's cache holds.
        """
        samples = np.asarray(inputs)
        chunk = max(1, min(chunk or self.chunk, len(samples)))
        if chunk >= len(samples) > 0:
            return self.forward(samples).copy("K")
        outputs = self._new_outputs(len(samples))
        for first in range(0, len(samples), chunk):
            start = min(first, len(samples) - chunk)  # the last as many as the others: no buffer changes
            outputs[start : start + chunk] = self.forward(samples[start : start + chunk])
        return outputs

    @property
    def chunk(self) -> int:
        """How many samples at a time keep every layer's outputs in cache; as good as any for speed."""
        return max(1, CHUNK // max(prod(layer.output_shape) for layer in self.layers))

    def _new_outputs(self, samples: int) -> Array:
        shape = (samples, *self.output_shape)
        return Buffers(self.dtype).take("outputs", shape, len(shape) == 2 and wants_innermost(*shape))

    def copy(self, dtype: npt.DTypeLike | None = None) -> Network:
        """A network with arrays of its own and the same values, in another type if one is given."""
        layers = [layer.twin() for layer in self.layers]
        twin = Network(layers, self.input_shape, None, dtype or self.dtype, self.penalty)
        twin.parameters[:] = self.parameters
        return twin

    def _output_layer(self, loss: Loss) -> ActivatedLayer:
        last = self.layers[-1]
        if not isinstance(last, ActivatedLayer):
            kind = type(last).__name__
            raise ValueError(f"layer {len(self.layers)} ({kind}) cannot be the last: end with Dense")
        if loss.fused and last.activation.name not in loss.output_activations:
            fitting = " or ".join(loss.output_activations)
            raise ValueError(f"{loss.name} needs {fitting} in the last layer, not {last.activation.name}")
        return last

    def _as_batch(self, inputs: npt.ArrayLike) -> Array:
        """`inputs` as the first layer likes it best: as it is, or in a buffer."""
        batch = np.asarray(inputs)
        if batch.shape[1:] != self.input_shape or not len(batch):
            expected = ", ".join(map(str, self.input_shape))
            raise ValueError(f"the network takes inputs of shape (samples, {expected}), not {batch.shape}")
        if batch.ndim == 2 and wants_innermost(*batch.shape):
            if len(batch) != self._samples:
                self._narrow_inputs = with_ones(self._buffers, "inputs", *batch.shape)
            np.copyto(self._narrow_inputs[:, :-1], batch, casting="unsafe")
            return self._narrow_inputs
        if batch.dtype == self.dtype:
            return batch
        converted = self._buffers.take("inputs", batch.shape)
        np.copyto(converted, batch, casting="unsafe")
        return converted

    def _resize(self, batch: Array) -> None:
        wanted = self._wants_input_gradient
        for layer in self.layers:
            batch = layer.resize(batch, wanted)
            wanted = wanted or layer.parameter_count() > 0
        outputs, take = self.layers[-1].outputs, self._buffers.take
        self._targets = take("targets", outputs.shape, is_innermost(outputs))
        self._output_gradient = take("output_gradient", outputs.shape, is_innermost(outputs))
        self._samples = len(batch)
