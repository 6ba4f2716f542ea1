"""What an activation is: a function and its derivative as one value; `activations` has the kinds."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Array, Buffers, Scratch


class Activation(ABC):
    """A differentiable function of a layer's pre-activations Z, shape (samples, units)."""

    name: str
    title: str
    formula: str

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
        return self.with_slopes(z)[0]

    def with_slopes(self, z: npt.ArrayLike) -> tuple[Array, Array]:
        """f(Z) and f'(Z) as new arrays; for a curve on the screen, not for a step."""
        given = np.asarray(z)
        values = np.atleast_2d(given).astype(np.result_type(given, np.float32))
        outputs, slopes = np.empty_like(values), np.empty_like(values)
        scratch = Scratch(Buffers(values.dtype), values.shape, False)
        self.forward(values, outputs, scratch)
        self.derivative(values, outputs, slopes, scratch)
        return outputs.reshape(given.shape), slopes.reshape(given.shape)
