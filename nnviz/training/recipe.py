"""The sections of an experiment: what is learnt, by which network, how, how long, and from which seeds.

They are plain `msgspec` structs. A field's annotation says its label, help, limits or choices and, where it
is not its section's own, the Effect of changing it. Everything else about a field follows from that (see
`fields`).
"""

from __future__ import annotations

from inspect import signature
from typing import Annotated, Any

import msgspec

from nnviz.data.features import PLAIN, FeatureNames
from nnviz.data.fields import field
from nnviz.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from nnviz.training.fields import Effect
from nnviz.training.layers import AnyLayer, DenseLayer


def _optimizer_takes(name: str) -> Any:
    return lambda experiment: name in signature(OPTIMIZERS[experiment.learning.optimizer]).parameters


def _schedule_takes(name: str) -> Any:
    return lambda experiment: name in signature(SCHEDULES[experiment.learning.schedule]).parameters


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a recipe comes from."""

    title: str = "Untitled"
    source: str = ""
    figure: str = ""


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The network: its hidden layers, its output and how its weights begin."""

    features: FeatureNames = PLAIN
    hidden: Annotated[
        tuple[AnyLayer, ...],
        field("Hidden layers", "Layers between input and output; none is a linear classifier."),
    ] = (DenseLayer(units=5, activation="sigmoid"),)
    output: Annotated[
        str,
        field(
            "Output",
            "The output layer's activation. Which ones fit depends on the loss.",
            choices=ACTIVATIONS,
        ),
    ] = "softmax"
    initializer: Annotated[
        str,
        field("Weights", "The distribution from which the initial weights are drawn.", choices=INITIALIZERS),
    ] = "scaled"
    parameters: Annotated[
        tuple[Annotated[float, field("Number", "A weight or bias.", ge=-1e6, le=1e6)], ...],
        field(
            "Given weights",
            "Weights, then biases, of one layer after another, in place of drawn ones.",
        ),
    ] = ()


class Learning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the weights are changed."""

    optimizer: Annotated[
        str,
        field(
            "Optimiser",
            "The rule that turns a gradient into a step.",
            choices=OPTIMIZERS,
            effect=Effect.NEW_OPTIMIZER,
        ),
    ] = "sgd"
    learning_rate: Annotated[
        float,
        field(
            "Rate",
            "How far one step goes along the gradient. Too small is slow, too large diverges.",
            ge=1e-6,
            le=100.0,
            logarithmic=True,
        ),
    ] = 0.1
    momentum: Annotated[
        float,
        field(
            "Momentum",
            "The share of the last step that goes on into the next.",
            ge=0.0,
            le=0.999,
            when=_optimizer_takes("momentum"),
        ),
    ] = 0.9
    decay: Annotated[
        float,
        field(
            "Decay",
            "The share of the running mean of squared gradients that stays in each step.",
            ge=0.0,
            le=0.9999,
            when=_optimizer_takes("decay"),
        ),
    ] = 0.99
    weight_decay: Annotated[
        float,
        field(
            "Weight decay",
            "The share of each weight, times the rate, that is lost in each step.",
            ge=0.0,
            le=1.0,
            when=_optimizer_takes("weight_decay"),
        ),
    ] = 0.01
    schedule: Annotated[
        str, field("Schedule", "How the learning rate changes as training goes on.", choices=SCHEDULES)
    ] = "constant"
    schedule_every: Annotated[
        float,
        field(
            "Every",
            "Epochs from one drop of the rate to the next.",
            gt=0.0,
            le=1e6,
            unit="epochs",
            when=_schedule_takes("every"),
        ),
    ] = 10.0
    schedule_decay: Annotated[
        float,
        field(
            "Factor",
            "By what the rate is multiplied when it drops.",
            gt=0.0,
            le=1.0,
            when=_schedule_takes("decay"),
        ),
    ] = 0.5
    schedule_length: Annotated[
        float,
        field(
            "Length",
            "Epochs until the schedule has run its course.",
            gt=0.0,
            le=1e6,
            unit="epochs",
            when=_schedule_takes("length"),
        ),
    ] = 10.0
    schedule_lowest: Annotated[
        float,
        field(
            "Lowest",
            "The share of the rate below which it does not fall.",
            ge=0.0,
            le=1.0,
            when=_schedule_takes("lowest"),
        ),
    ] = 0.0
    schedule_patience: Annotated[
        int,
        field(
            "Patience",
            "Measurements without a lower validation loss before the rate drops.",
            ge=0,
            le=100_000,
            when=_schedule_takes("patience"),
        ),
    ] = 10
    batch_size: Annotated[
        int,
        field(
            "Batch",
            "Samples whose mean gradient makes one step; 0 takes the whole training split.",
            ge=0,
            le=1_000_000,
            zero_means="all",
        ),
    ] = 32
    loss: Annotated[str, field("Loss", "What training makes small.", choices=LOSSES)] = "cross_entropy"
    l1: Annotated[
        float,
        field(
            "L1",
            "Strength of the penalty on the weights' sizes, which draws them to exactly 0.",
            ge=0.0,
            le=10.0,
        ),
    ] = 0.0
    l2: Annotated[
        float,
        field(
            "L2",
            "Strength of the penalty on the weights' squares, which keeps them all small.",
            ge=0.0,
            le=10.0,
        ),
    ] = 0.0
    clip_norm: Annotated[
        float,
        field(
            "Clip norm",
            "The length to which a longer gradient is shortened.",
            ge=0.0,
            le=1e6,
            zero_means="off",
        ),
    ] = 0.0
    clip_value: Annotated[
        float,
        field(
            "Clip value",
            "The size that no component of the gradient may exceed.",
            ge=0.0,
            le=1e6,
            zero_means="off",
        ),
    ] = 0.0
    shuffle: Annotated[
        bool, field("Shuffle", "Whether each epoch takes the samples in an order of its own.")
    ] = True
    measure_every: Annotated[
        int,
        field(
            "Measure",
            "After how many epochs loss and accuracy of every split are measured.",
            ge=1,
            le=100_000,
            unit="epochs",
        ),
    ] = 1


class Stop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When `nnviz train` ends; the window goes on until it is paused."""

    epochs: Annotated[
        int,
        field(
            "Epochs",
            "Passes over the training split; training without a window ends there, the window goes on.",
            ge=1,
            le=10_000_000,
        ),
    ] = 10
    patience: Annotated[
        int,
        field(
            "Stop after",
            "After so many measurements without a lower validation loss the run ends with the best weights.",
            ge=0,
            le=1_000_000,
            unit="no better",
            zero_means="never",
        ),
    ] = 0


class Seeds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the random numbers start; the same seeds give the same run, bit for bit."""

    data: Annotated[
        int,
        field(
            "Data seed",
            "Draws the points, or shuffles the samples before they are split.",
            ge=0,
            le=2**31,
            effect=Effect.NEW_DATA,
        ),
    ] = 1
    weights: Annotated[
        int,
        field(
            "Weights",
            "Draws the initial weights; 0 goes on in the stream that drew the data.",
            ge=0,
            le=2**31,
            effect=Effect.NEW_NETWORK,
            zero_means="data",
        ),
    ] = 1
    order: Annotated[
        int, field("Order", "Shuffles the training samples before each epoch.", ge=0, le=2**31)
    ] = 1
