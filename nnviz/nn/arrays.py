"""Memory that is made once: buffers handed out as views, and the scratch that functions may write on.

Samples are in rows everywhere, shape (samples, ...), but not always apart from each other in memory. With
the samples *innermost*, the values of one unit for all samples lie side by side. Narrow layers want that,
because a maximum over three outputs, or a bias added to 1,500 short rows, would otherwise be loops of three;
images want it, because a patch is then cut out in long runs and flattening costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import prod
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Flags: TypeAlias = npt.NDArray[np.bool_]
Shape: TypeAlias = tuple[int, ...]

NARROW = 16
"""Up to this many units a layer keeps its samples innermost, if there are more samples than units."""


def wants_innermost(samples: int, units: int) -> bool:
    """Whether a (samples, units) array is faster to work on with its samples innermost."""
    return units <= NARROW and samples > units


def with_ones(buffers: Buffers, name: str, samples: int, units: int) -> Array:
    """A (samples, units + 1) view with its samples innermost, whose last column is 1.

    The next layer's biases then ride in its matrix product as one more row of weights, and their gradient in
    the other: for small layers that is a third of all calls.
    """
    array = buffers.take(name, (samples, units + 1), innermost=True)
    array[:, -1] = 1.0
    return array


def is_innermost(array: Array) -> bool:
    """Whether the samples of `array` are innermost."""
    return not array.flags.c_contiguous


def product_into(out: Array) -> Callable[[Array, Array], Any]:
    """A function of a and b that writes the matrix product a b into `out`.

    np.dot with `out` is the product with the least overhead, but it can only write what is contiguous row by
    row; where `out` has its samples innermost, the transposed product is written, which needs no copy either.
    """
    if out.flags.c_contiguous:
        return lambda a, b: a.dot(b, out)
    transposed = out.T
    return lambda a, b: b.T.dot(a.T, transposed)


class Buffers:
    """Named buffers, of one type unless said otherwise; each grows to the largest size asked for."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        self._memory: dict[str, npt.NDArray[Any]] = {}

    def take(self, name: str, shape: Shape, innermost: bool = False, fill: float = 0.0) -> Array:
        """A view of the buffer `name`, shape (samples, ...); what nobody writes to keeps its `fill`."""
        return self._view(name, shape, innermost, fill, self.dtype)

    def take_flags(self, name: str, shape: Shape, innermost: bool = False) -> Flags:
        """As `take`, for truth values."""
        return self._view(name, shape, innermost, False, np.dtype(bool))

    def _view(
        self, name: str, shape: Shape, innermost: bool, fill: float, dtype: np.dtype[Any]
    ) -> npt.NDArray[Any]:
        size = prod(shape)
        memory = self._memory.get(name)
        if memory is None or memory.size < size:
            memory = self._memory[name] = np.full(size, fill, dtype)
        if innermost:
            apart = memory[:size].reshape(*shape[1:], shape[0])
            return apart.transpose(len(shape) - 1, *range(len(shape) - 1))  # ten times faster than moveaxis
        return memory[:size].reshape(shape)


class Scratch:
    """What an activation or a loss needs besides its operands, for arrays of one shape.

    Constants are arrays, because NumPy takes twice as long over a Python number when arrays are small.

    Parameters
    ----------
    buffers
        Where the memory comes from; it has to be the caller's own.
    shape, innermost
        Of the arrays that will be worked on: (samples, units, ...), and whether their samples are innermost.
    """

    def __init__(self, buffers: Buffers, shape: Shape, innermost: bool) -> None:
        self._buffers = buffers
        self._shape = shape
        self._innermost = innermost
        self.one = np.array(1.0, buffers.dtype)
        self.half = np.array(0.5, buffers.dtype)
        self.per_sample = np.array(1.0 / shape[0], buffers.dtype)

    @cached_property
    def zeros(self) -> Array:
        """Zeros, not to be written to (comparing with an array is several times faster than with 0)."""
        return self._buffers.take("zeros", self._shape, self._innermost)

    @cached_property
    def spare(self) -> Array:
        """Any values; free to be overwritten."""
        return self._buffers.take("spare", self._shape, self._innermost)

    @cached_property
    def spare2(self) -> Array:
        """As `spare`, another one."""
        return self._buffers.take("spare2", self._shape, self._innermost)

    @cached_property
    def flags(self) -> Flags:
        """Truth values, free to be overwritten; a cast inside a comparison would allocate."""
        return self._buffers.take_flags("flags", self._shape, self._innermost)

    @cached_property
    def column(self) -> Array:
        """One value for all the units, shape (samples, 1, ...); free to be overwritten."""
        return self._buffers.take("column", self._column_shape, self._innermost)

    @cached_property
    def column2(self) -> Array:
        """As `column`, another one."""
        return self._buffers.take("column2", self._column_shape, self._innermost)

    @property
    def _column_shape(self) -> Shape:
        return (self._shape[0], 1, *self._shape[2:])
