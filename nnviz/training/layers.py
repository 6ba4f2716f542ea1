"""The layers that an experiment may name between input and output; each makes its own in the network."""

from __future__ import annotations

from typing import Annotated, get_args

import msgspec
from msgspec import Meta

from nnviz.nn import ACTIVATIONS, Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D, Penalty

Activation = Annotated[
    str,
    Meta(
        title="Activation",
        description="The function that each unit applies to its weighted sum.",
        extra={"choices": ACTIVATIONS},
    ),
]
ADVANCED = {"advanced": True}


class LayerSettings(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    omit_defaults=True,
):
    """What all layers have in common."""

    def make(self, initializer: str) -> Layer:
        """Return the layer, not yet part of a network.

        Parameters
        ----------
        initializer
            Name of the distribution of its first weights.
        """
        raise NotImplementedError


class DenseLayer(LayerSettings, frozen=True, kw_only=True, tag="dense"):
    """Units that each see all of the layer before."""

    units: Annotated[int, Meta(ge=1, le=10_000, title="Units", description="Neurons in this layer.")]
    activation: Activation
    l1: Annotated[
        float,
        Meta(
            ge=0.0, le=10.0, title="L1", description="In place of the network's L1, unless 0.", extra=ADVANCED
        ),
    ] = 0.0
    l2: Annotated[
        float,
        Meta(
            ge=0.0, le=10.0, title="L2", description="In place of the network's L2, unless 0.", extra=ADVANCED
        ),
    ] = 0.0

    def make(self, initializer: str) -> Layer:
        """Return the layer."""
        own = Penalty(self.l1, self.l2)
        return Dense(self.units, self.activation, initializer, own if own else None)


class DropoutLayer(LayerSettings, frozen=True, kw_only=True, tag="dropout"):
    """Leaves out a random share of the values in training, so that no unit relies on one other."""

    rate: Annotated[
        float, Meta(ge=0.0, le=0.95, title="Rate", description="The share of values left out in each step.")
    ] = 0.5

    def make(self, initializer: str) -> Layer:  # noqa: ARG002
        """Return the layer."""
        return Dropout(self.rate)


class ConvolutionLayer(LayerSettings, frozen=True, kw_only=True, tag="convolution"):
    """Filters that slide over an image, each looking for one pattern everywhere."""

    filters: Annotated[int, Meta(ge=1, le=512, title="Filters", description="Patterns to look for.")]
    kernel_size: Annotated[
        int, Meta(ge=1, le=15, title="Kernel", description="Width and height of a filter, in pixels.")
    ]
    activation: Activation
    padding: Annotated[
        int, Meta(ge=0, le=7, title="Padding", description="Zeros around the image, in pixels.")
    ] = 0
    stride: Annotated[
        int, Meta(ge=1, le=8, title="Stride", description="Pixels from one place of the filter to the next.")
    ] = 1

    def make(self, initializer: str) -> Layer:
        """Return the layer."""
        return Conv2D(
            self.filters,
            self.kernel_size,
            self.activation,
            self.padding,
            self.stride,
            initializer=initializer,
        )


class MaxPoolLayer(LayerSettings, frozen=True, kw_only=True, tag="max_pool"):
    """Keeps the largest of each square of values."""

    size: Annotated[int, Meta(ge=1, le=14, title="Size", description="Width and height of a square.")] = 2

    def make(self, initializer: str) -> Layer:  # noqa: ARG002
        """Return the layer."""
        return MaxPool2D(self.size)


class FlattenLayer(LayerSettings, frozen=True, kw_only=True, tag="flatten"):
    """Lays an image out as a row of numbers for the dense layers behind."""

    def make(self, initializer: str) -> Layer:  # noqa: ARG002
        """Return the layer."""
        return Flatten()


AnyLayer = DenseLayer | DropoutLayer | ConvolutionLayer | MaxPoolLayer | FlattenLayer
#: By the name in a file.
LAYER_KINDS: dict[str, type[LayerSettings]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyLayer)
}
#: The layers that see an image as an image, not as a row of numbers.
ON_IMAGES = (ConvolutionLayer, MaxPoolLayer, FlattenLayer)
