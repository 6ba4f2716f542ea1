"""The sections of an experiment: what is learnt, by which network, how, how long, and from which seeds.

They are plain `msgspec` structs. A field's annotation says its label, help, limits or choices and, where it
is not its section's own, the Effect of changing it. Everything else about a field follows from that (see
`fields`).
"""

from __future__ import annotations

from inspect import signature
from typing import Annotated, Any

import msgspec
from msgspec import Meta

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

    hidden: Annotated[
        tuple[AnyLayer, ...],
        Meta(
            title="Hidden layers", description="Layers between input and output; none is a linear classifier."
        ),
    ] = (DenseLayer(units=5, activation="sigmoid"),)
    output: Annotated[
        str,
        Meta(
            title="Output",
            description="The output layer's activation. Which ones fit depends on the loss.",
            extra={"choices": ACTIVATIONS},
        ),
    ] = "softmax"
    initializer: Annotated[
        str,
        Meta(
            title="Weights",
            description="The distribution from which the initial weights are drawn.",
            extra={"choices": INITIALIZERS},
        ),
    ] = "scaled"


class Learning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the weights are changed."""

    optimizer: Annotated[
        str,
        Meta(
            title="Optimiser",
            description="The rule that turns a gradient into a step.",
            extra={"choices": OPTIMIZERS, "effect": Effect.NEW_OPTIMIZER},
        ),
    ] = "sgd"
    learning_rate: Annotated[
        float,
        Meta(
            ge=1e-6,
            le=100.0,
            title="Rate",
            description="How far one step goes along the gradient. Too small is slow, too large diverges.",
            extra={"logarithmic": True},
        ),
    ] = 0.1
    momentum: Annotated[
        float,
        Meta(
            ge=0.0,
            le=0.999,
            title="Momentum",
            description="The share of the last step that goes on into the next.",
            extra={"when": _optimizer_takes("momentum")},
        ),
    ] = 0.9
    decay: Annotated[
        float,
        Meta(
            ge=0.0,
            le=0.9999,
            title="Decay",
            description="The share of the running mean of squared gradients that stays in each step.",
            extra={"when": _optimizer_takes("decay")},
        ),
    ] = 0.99
    weight_decay: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1.0,
            title="Weight decay",
            description="The share of each weight, times the rate, that is lost in each step.",
            extra={"when": _optimizer_takes("weight_decay")},
        ),
    ] = 0.01
    schedule: Annotated[
        str,
        Meta(
            title="Schedule",
            description="How the learning rate changes as training goes on.",
            extra={"choices": SCHEDULES},
        ),
    ] = "constant"
    schedule_every: Annotated[
        float,
        Meta(
            gt=0.0,
            le=1e6,
            title="Every",
            description="Epochs from one drop of the rate to the next.",
            extra={"unit": "epochs", "when": _schedule_takes("every")},
        ),
    ] = 10.0
    schedule_decay: Annotated[
        float,
        Meta(
            gt=0.0,
            le=1.0,
            title="Factor",
            description="By what the rate is multiplied when it drops.",
            extra={"when": _schedule_takes("decay")},
        ),
    ] = 0.5
    schedule_length: Annotated[
        float,
        Meta(
            gt=0.0,
            le=1e6,
            title="Length",
            description="Epochs until the schedule has run its course.",
            extra={"unit": "epochs", "when": _schedule_takes("length")},
        ),
    ] = 10.0
    schedule_lowest: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1.0,
            title="Lowest",
            description="The share of the rate below which it does not fall.",
            extra={"when": _schedule_takes("lowest")},
        ),
    ] = 0.0
    schedule_patience: Annotated[
        int,
        Meta(
            ge=0,
            le=100_000,
            title="Patience",
            description="Measurements without a lower validation loss before the rate drops.",
            extra={"when": _schedule_takes("patience")},
        ),
    ] = 10
    batch_size: Annotated[
        int,
        Meta(
            ge=0,
            le=1_000_000,
            title="Batch",
            description="Samples whose mean gradient makes one step; 0 takes the whole training split.",
            extra={"zero_means": "all"},
        ),
    ] = 32
    loss: Annotated[
        str,
        Meta(title="Loss", description="What training makes small.", extra={"choices": LOSSES}),
    ] = "cross_entropy"
    l1: Annotated[
        float,
        Meta(
            ge=0.0,
            le=10.0,
            title="L1",
            description="Strength of the penalty on the weights' sizes, which draws them to exactly 0.",
            extra={"advanced": True},
        ),
    ] = 0.0
    l2: Annotated[
        float,
        Meta(
            ge=0.0,
            le=10.0,
            title="L2",
            description="Strength of the penalty on the weights' squares, which keeps them all small.",
        ),
    ] = 0.0
    clip_norm: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1e6,
            title="Clip norm",
            description="The length to which a longer gradient is shortened.",
            extra={"advanced": True, "zero_means": "off"},
        ),
    ] = 0.0
    clip_value: Annotated[
        float,
        Meta(
            ge=0.0,
            le=1e6,
            title="Clip value",
            description="The size that no component of the gradient may exceed.",
            extra={"advanced": True, "zero_means": "off"},
        ),
    ] = 0.0
    shuffle: Annotated[
        bool,
        Meta(
            title="Shuffle",
            description="Whether each epoch takes the samples in an order of its own.",
            extra={"advanced": True},
        ),
    ] = True
    measure_every: Annotated[
        int,
        Meta(
            ge=1,
            le=100_000,
            title="Measure",
            description="After how many epochs loss and accuracy of every split are measured.",
            extra={"unit": "epochs"},
        ),
    ] = 1


class Stop(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When `nnviz train` ends; the window goes on until it is paused."""

    epochs: Annotated[
        int, Meta(ge=1, le=10_000_000, title="Epochs", description="Passes over the training split.")
    ] = 10
    patience: Annotated[
        int,
        Meta(
            ge=0,
            le=1_000_000,
            title="Or after",
            description="After so many measurements without a lower validation loss the best weights return.",
            extra={"unit": "no better", "zero_means": "never"},
        ),
    ] = 0


class Seeds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the random numbers start; the same seeds give the same run, bit for bit."""

    data: Annotated[
        int,
        Meta(
            ge=0,
            le=2**31,
            title="Data seed",
            description="Draws the points, or shuffles the samples before they are split.",
            extra={"effect": Effect.NEW_DATA},
        ),
    ] = 1
    weights: Annotated[
        int,
        Meta(
            ge=0,
            le=2**31,
            title="Weights",
            description="Draws the initial weights; 0 goes on in the stream that drew the data.",
            extra={"effect": Effect.NEW_NETWORK, "zero_means": "data"},
        ),
    ] = 1
    order: Annotated[
        int,
        Meta(ge=0, le=2**31, title="Order", description="Shuffles the training samples before each epoch."),
    ] = 1
