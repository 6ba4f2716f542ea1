"""Weight initialisers: how a layer's first weights are drawn, from a generator that is an argument."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import sqrt
from typing import ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Shape

Draws: TypeAlias = npt.NDArray[np.float64]
Rng: TypeAlias = np.random.Generator | np.random.RandomState


class Initializer(ABC):
    """Draws the weights of one layer; biases are 0 unless the kind says otherwise.

    `fan_in` is the number of inputs of a unit, `fan_out` the number of units that one input reaches.
    """

    name: ClassVar[str]
    title: ClassVar[str]

    @abstractmethod
    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        """Weights of the given shape, in float64."""

    def biases(self, rng: Rng, units: int) -> Draws:
        """Biases, shape (units,), in float64."""
        return np.zeros(units)


@dataclass(frozen=True)
class Normal(Initializer):
    """Weights and biases from N(0, deviation²): what textbooks start with."""

    deviation: float = 1.0

    name = "normal"
    title = "normal N(0, 1)"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return self.deviation * rng.standard_normal(shape)

    def biases(self, rng: Rng, units: int) -> Draws:
        return self.deviation * rng.standard_normal(units)


class Scaled(Initializer):
    """N(0, 1) divided by the square root of a unit's inputs, so that its sum starts with variance 1."""

    name = "scaled"
    title = "normal, scaled 1/√n"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return rng.standard_normal(shape) / sqrt(fan_in)


class GlorotUniform(Initializer):
    """Uniform within ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010): suits tanh and sigmoid."""

    name = "glorot_uniform"
    title = "Glorot, uniform"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        limit = sqrt(6.0 / (fan_in + fan_out))
        return rng.uniform(-limit, limit, shape)


class HeNormal(Initializer):
    """N(0, 2 / fan in) (He, Zhang, Ren and Sun 2015): suits the rectifiers."""

    name = "he_normal"
    title = "He, normal"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return rng.standard_normal(shape) * sqrt(2.0 / fan_in)


class Zeros(Initializer):
    """All weights 0: every unit of a layer then learns the same, which is worth seeing once."""

    name = "zeros"
    title = "zeros"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return np.zeros(shape)


INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (Normal(), Scaled(), GlorotUniform(), HeNormal(), Zeros())
}
