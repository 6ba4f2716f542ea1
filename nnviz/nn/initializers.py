"""Weight initialisers: how a layer's first weights are drawn, from a generator that is an argument."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import sqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.nn.arrays import Shape

Draws: TypeAlias = npt.NDArray[np.float64]
Rng: TypeAlias = np.random.Generator | np.random.RandomState


class Initializer(ABC):
    """Draws the weights of one layer; biases are 0 unless the kind says otherwise.

    `fan_in` is the number of inputs of a unit, `fan_out` the number of units that one input reaches.
    """

    name: str
    title: str

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
    name: str = "normal"
    title: str = "normal"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return self.deviation * rng.standard_normal(shape)

    def biases(self, rng: Rng, units: int) -> Draws:
        return self.deviation * rng.standard_normal(units)


@dataclass(frozen=True)
class Uniform(Initializer):
    """Weights and biases spread evenly over ±limit."""

    limit: float = 1.0
    name: str = "uniform"
    title: str = "uniform −1 to 1"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return rng.uniform(-self.limit, self.limit, shape)

    def biases(self, rng: Rng, units: int) -> Draws:
        return rng.uniform(-self.limit, self.limit, units)


@dataclass(frozen=True)
class Playground(Initializer):
    """Weights spread evenly over ±½ and biases of 0.1, as tensorflow/playground begins."""

    name: str = "playground"
    title: str = "playground, ±½"

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return rng.uniform(-0.5, 0.5, shape)

    def biases(self, rng: Rng, units: int) -> Draws:
        return np.full(units, 0.1)


@dataclass(frozen=True)
class Constant(Initializer):
    """All weights the same number: every unit of a layer then learns the same, which is worth seeing once."""

    name: str
    title: str
    number: float

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        return np.full(shape, self.number)


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    """Weights whose variance is `gain` over a mean of the fans, so that signals keep their size.

    Attributes
    ----------
    incoming, outgoing
        How much the number of inputs and of outputs of a unit count in the mean.
    uniform
        Whether to draw from a uniform distribution of that variance, instead of a normal one.
    """

    name: str
    title: str
    gain: float
    incoming: float
    outgoing: float
    uniform: bool

    def weights(self, rng: Rng, shape: Shape, fan_in: int, fan_out: int) -> Draws:
        fan = max(self.incoming * fan_in + self.outgoing * fan_out, 1.0)  # 0 in a layer without inputs
        deviation = sqrt(self.gain / fan)
        if self.uniform:
            return rng.uniform(-sqrt(3.0) * deviation, sqrt(3.0) * deviation, shape)
        return deviation * rng.standard_normal(shape)


# Scaled 1/√n: LeCun, Bottou, Orr and Müller 1998. Glorot and Bengio 2010 keep the gradients' size too and
# suit sigmoid and tanh; He, Zhang, Ren and Sun 2015 suit the rectifiers, which let half of the variance pass.
INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (
        Normal(),
        Uniform(),
        Playground(),
        VarianceScaling("scaled", "1/√n", 1.0, 1.0, 0.0, uniform=False),
        VarianceScaling("glorot_uniform", "Glorot, uniform", 1.0, 0.5, 0.5, uniform=True),
        VarianceScaling("glorot_normal", "Glorot, normal", 1.0, 0.5, 0.5, uniform=False),
        VarianceScaling("he_uniform", "He, uniform", 2.0, 1.0, 0.0, uniform=True),
        VarianceScaling("he_normal", "He, normal", 2.0, 1.0, 0.0, uniform=False),
        Constant("zeros", "zeros", 0.0),
        Constant("constant", "constant 0.1", 0.1),
    )
}

SHORT_NAMES = {"glorot": "glorot_uniform", "he": "he_normal"}
"""The variant that is meant when none is named."""
