"""The sections of an experiment: what is learnt, by which network, how, how long, and from which seeds.

They are plain `msgspec` structs. A field's annotation says its label, help, limits or choices and, where it
is not its section's own, the Effect of changing it. Everything else about a field follows from that (see
`fields`).
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from nnviz.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS
from nnviz.training.fields import Effect


def _optimizer_takes(hyperparameter: str) -> Any:
    return lambda experiment: hasattr(OPTIMIZERS[experiment.learning.optimizer](0.1), hyperparameter)


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a recipe comes from."""

    title: str = "Untitled"
    source: str = ""
    figure: str = ""


class DenseLayer(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="dense", tag_field="kind"
):
    """One fully connected hidden layer."""

    units: Annotated[int, Meta(ge=1, le=10_000, title="Units", description="Neurons in this layer.")] = 5
    activation: Annotated[
        str,
        Meta(
            title="Activation",
            description="The function that each unit applies to its weighted sum.",
            extra={"choices": ACTIVATIONS},
        ),
    ] = "sigmoid"


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The network: its hidden layers, its output and how its weights begin."""

    hidden: Annotated[
        tuple[DenseLayer, ...],
        Meta(
            title="Hidden layers", description="Layers between input and output; none is a linear classifier."
        ),
    ] = (DenseLayer(),)
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
