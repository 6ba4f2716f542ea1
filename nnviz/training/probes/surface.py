"""LossSurface: the loss over a plane through the present weights. Race: several optimisers from one start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import DataError, Split
from nnviz.nn import OPTIMIZERS, Network, Stack
from nnviz.training.directions import Directions, Frame
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe, SlicedProbe
from nnviz.training.probes.contours import zero_lines
from nnviz.training.probes.layer_health import gradient_on, sample_count, sampled

#: Training samples at most: each of a thousand places costs a pass over them.
MOST_SAMPLES = 250
#: Lines of equal loss.
LEVELS = 12
#: Largest over lowest loss from which on both are told apart by their logarithm, and at most so far down.
WIDE, DEEPEST = 30.0, 1e-3

Floats = NDArray[np.float64]
Array = NDArray[Any]
#: Gives the losses for sets of parameters (count, n).
LossesAt = Callable[[Array], Any]


class Surface(msgspec.Struct, frozen=True, eq=False):
    """The loss on a grid of a plane.

    Attributes
    ----------
    losses
        (rows, columns), row 0 at the lowest of the upward axis; not finite where it overflows.
    low, high
        The least and the largest finite loss.
    is_log
        Whether levels are spaced by their logarithm.
    lines
        (k, 2, 2) pieces of the lines of equal loss.
    frame
        The plane.
    samples
        Training samples that the loss is the mean of.
    """

    losses: Floats
    low: float
    high: float
    is_log: bool
    lines: NDArray[np.float32]
    frame: Frame
    samples: int

    def shares(self) -> Floats:
        """Return where each loss lies between the least (0) and the largest (1)."""
        if self.high <= self.low:
            return np.zeros_like(self.losses)
        losses = np.nan_to_num(self.losses, nan=self.high, posinf=self.high)
        if not self.is_log:
            return (losses - self.low) / (self.high - self.low)
        low = np.log(max(self.low, self.high * DEEPEST))
        raised = np.log(np.maximum(losses, np.exp(low)))
        shares: Floats = (raised - low) / (np.log(self.high) - low)
        return shares


class LossSurface(SlicedProbe, frozen=True):
    """The mean loss of training samples over a rectangle of a plane through the present weights."""

    directions: Directions
    left: float
    right: float
    bottom: float
    top: float
    columns: int
    rows: int

    def slices(self, moment: Moment, network: Network) -> Iterator[Surface | None]:
        """Compute row by row."""
        frame = self.directions.frame(network, moment.history.layers.start)
        sample = surface_sample(moment, network)
        inputs = sample.model_inputs(dtype=network.dtype).reshape(len(sample), *network.input_shape)
        losses_of = _stacked if Stack.suits(network) else _in_turn
        losses_at = losses_of(network, inputs, sample, moment.experiment.learning.loss, self.columns)
        x = np.linspace(self.left, self.right, self.columns)
        y = np.linspace(self.bottom, self.top, self.rows)
        losses = np.empty((self.rows, self.columns))
        across = (x - x[0]).astype(network.dtype)[:, None] * frame.across
        for row, up in enumerate(y.tolist()):
            losses[row] = losses_at(across + frame.moved(moment.parameters, (float(x[0]), up)))
            yield None
        yield _surface(losses, x, y, frame, len(sample))


def _stacked(network: Network, inputs: Array, sample: Split, loss: str, count: int) -> LossesAt:
    return Stack(network, inputs, sample.targets, loss, count).losses


def _in_turn(network: Network, inputs: Array, sample: Split, loss: str, _count: int) -> LossesAt:
    def losses_at(places: Array) -> list[float]:
        losses = []
        for place in places:
            network.parameters[:] = place
            losses.append(network.loss(inputs, sample.targets, loss))
        return losses

    return losses_at


def surface_sample(moment: Moment, network: Network) -> Split:
    """Return the training samples that a surface is made from, the same ones every time.

    Raises
    ------
    DataError
        If there is none yet.
    """
    if not len(moment.dataset.train):
        raise DataError("there is no point yet whose loss could be shown; paint some")
    return sampled(moment.dataset.train, min(sample_count(network), MOST_SAMPLES))


def _surface(losses: Floats, x: Floats, y: Floats, frame: Frame, samples: int) -> Surface:
    finite = losses[np.isfinite(losses)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    is_log = low >= 0 and high > WIDE * low
    within = np.nan_to_num(losses, nan=high, posinf=high)
    if high <= low:
        levels: Floats = np.empty(0)
    elif is_log:
        levels = np.geomspace(max(low, high * DEEPEST), high, LEVELS + 2)[1:-1]
    else:
        levels = np.linspace(low, high, LEVELS + 2)[1:-1]
    lines = zero_lines(within - levels[:, None, None], x, y)
    return Surface(losses, low, high, is_log, lines, frame, samples)


class Course(msgspec.Struct, frozen=True, eq=False):
    """The way of one optimiser: its title, its places (steps + 1, 2) and its losses (steps + 1,)."""

    title: str
    places: Floats
    losses: Floats


class Race(Probe, frozen=True):
    """Several optimisers from one start, at the experiment's rate, each step on the same training samples.

    They race on a network of their own: the run does not take part.
    """

    directions: Directions
    start: tuple[float, ...]
    optimizers: tuple[str, ...]
    steps: int

    def measure(self, moment: Moment, network: Network) -> tuple[Course, ...]:
        """Let one after the other run from the start."""
        present = network.parameters.copy()
        frame = self.directions.frame(network, moment.history.layers.start)
        courses = tuple(self._course(name, moment, network, frame) for name in self.optimizers)
        network.parameters[:] = present
        return courses

    def _course(self, name: str, moment: Moment, network: Network, frame: Frame) -> Course:
        learning = moment.experiment.learning
        sample = surface_sample(moment, network)
        optimizer = OPTIMIZERS[name](learning.learning_rate)
        network.parameters[:] = self.start
        parameters, losses = [network.parameters.copy()], [gradient_on(network, sample, learning.loss)]
        for _ in range(self.steps):
            optimizer.update(network.parameters, network.gradient)
            parameters.append(network.parameters.copy())
            losses.append(gradient_on(network, sample, learning.loss))
        return Course(optimizer.title, frame.place(np.array(parameters)), np.array(losses))
