"""Memory that is made once: buffers handed out as views, and the scratch that functions may write on.

Samples are in rows everywhere, but not always next to each other in memory. A narrow layer seen over a
long batch keeps the samples of one unit side by side (Fortran order), because reductions over three
outputs, or a column added to 1,500 short rows, would otherwise be loops of three.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from math import prod
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Order: TypeAlias = Literal["C", "F"]
Shape: TypeAlias = tuple[int, ...]

NARROW = 16
"""Up to this many units a layer keeps the samples innermost, if there are more samples than units."""


def memory_order(samples: int, units: int) -> Order:
    """The faster memory order of a (samples, units) array."""
    return "F" if units <= NARROW and samples > units else "C"


def order_of(array: Array) -> Order:
    """The memory order that `array` has."""
    return "C" if array.flags.c_contiguous else "F"


def product_into(out: Array) -> Callable[[Array, Array], Any]:
    """A function of a and b that writes the matrix product a b into `out`.

    np.dot with `out` is the product with the least overhead, but it writes C order only; for an `out` in
    Fortran order the transposed product is written, which needs no copy either.
    """
    if out.flags.c_contiguous:
        return lambda a, b: a.dot(b, out)
    transposed = out.T
    return lambda a, b: b.T.dot(a.T, transposed)


class Buffers:
    """Named buffers of one type; each grows to the largest size asked for, and never shrinks."""

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self.dtype = np.dtype(dtype)
        self._memory: dict[str, Array] = {}

    def take(self, name: str, shape: Shape, order: Order = "C", fill: float = 0.0) -> Array:
        """A contiguous view of the buffer `name`; a buffer that nobody writes to keeps its `fill`."""
        size = prod(shape)
        memory = self._memory.get(name)
        if memory is None or memory.size < size:
            memory = self._memory[name] = np.full(size, fill, self.dtype)
        return memory[:size].reshape(shape, order=order)


class Scratch:
    """What an activation or a loss needs besides its operands, for arrays of one shape.

    Constants are arrays, because NumPy takes twice as long over a Python number when arrays are small.

    Parameters
    ----------
    buffers
        Where the memory comes from; it has to be the caller's own.
    shape, order
        Of the arrays that will be worked on: (samples, ...).
    """

    def __init__(self, buffers: Buffers, shape: Shape, order: Order) -> None:
        self._buffers = buffers
        self._shape = shape
        self._order = order
        self.one = np.array(1.0, buffers.dtype)
        self.half = np.array(0.5, buffers.dtype)
        self.per_sample = np.array(1.0 / shape[0], buffers.dtype)

    @cached_property
    def zeros(self) -> Array:
        """Zeros, not to be written to (comparing with an array is several times faster than with 0)."""
        return self._buffers.take("zeros", self._shape, self._order)

    @cached_property
    def spare(self) -> Array:
        """Any values; free to be overwritten."""
        return self._buffers.take("spare", self._shape, self._order)

    @cached_property
    def spare2(self) -> Array:
        """As `spare`, another one."""
        return self._buffers.take("spare2", self._shape, self._order)

    @cached_property
    def column(self) -> Array:
        """One value a sample, shape (samples, 1); free to be overwritten."""
        return self._buffers.take("column", (self._shape[0], 1))

    @cached_property
    def column2(self) -> Array:
        """As `column`, another one."""
        return self._buffers.take("column2", (self._shape[0], 1))
