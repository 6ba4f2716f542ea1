"""The layers that an experiment may name between input and output; each makes its own in the network."""

from __future__ import annotations

from typing import Annotated, get_args

import msgspec

from nnviz.data.fields import field
from nnviz.nn import ACTIVATIONS, Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D, Penalty

_OWN = "This layer's own {0}, 0 for none. Shared, or left empty, it is the network's."
_SHARED = "shared"

Activation = Annotated[
    str,
    field("Activation", "The function that each unit applies to its weighted sum.", choices=ACTIVATIONS),
]
#: None, which is not written in a file, is the network's.
OwnL1 = Annotated[float, field("L1", _OWN.format("L1"), ge=0.0, le=10.0, none_means=_SHARED)] | None
OwnL2 = Annotated[float, field("L2", _OWN.format("L2"), ge=0.0, le=10.0, none_means=_SHARED)] | None


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

    units: Annotated[int, field("Units", "Neurons in this layer.", ge=1, le=10_000)]
    activation: Activation
    l1: OwnL1 = None
    l2: OwnL2 = None

    def make(self, initializer: str) -> Layer:
        """Return the layer."""
        return Dense(self.units, self.activation, initializer, _own(self.l1, self.l2))


class DropoutLayer(LayerSettings, frozen=True, kw_only=True, tag="dropout"):
    """Leaves out a random share of the values in training, so that no unit relies on one other."""

    rate: Annotated[float, field("Rate", "The share of values left out in each step.", ge=0.0, le=0.95)] = 0.5

    def make(self, initializer: str) -> Layer:  # noqa: ARG002
        """Return the layer."""
        return Dropout(self.rate)


class ConvolutionLayer(LayerSettings, frozen=True, kw_only=True, tag="convolution"):
    """Filters that slide over an image, each looking for one pattern everywhere."""

    filters: Annotated[int, field("Filters", "Patterns to look for.", ge=1, le=512)]
    kernel_size: Annotated[int, field("Kernel", "Width and height of a filter, in pixels.", ge=1, le=15)]
    activation: Activation
    padding: Annotated[int, field("Padding", "Zeros around the image, in pixels.", ge=0, le=7)] = 0
    stride: Annotated[
        int, field("Stride", "Pixels from one place of the filter to the next.", ge=1, le=8)
    ] = 1
    l1: OwnL1 = None
    l2: OwnL2 = None

    def make(self, initializer: str) -> Layer:
        """Return the layer."""
        return Conv2D(
            self.filters,
            self.kernel_size,
            self.activation,
            self.padding,
            self.stride,
            initializer=initializer,
            penalty=_own(self.l1, self.l2),
        )


class MaxPoolLayer(LayerSettings, frozen=True, kw_only=True, tag="max_pool"):
    """Keeps the largest of each square of values."""

    size: Annotated[int, field("Size", "Width and height of a square.", ge=1, le=14)] = 2

    def make(self, initializer: str) -> Layer:  # noqa: ARG002
        """Return the layer."""
        return MaxPool2D(self.size)


class FlattenLayer(LayerSettings, frozen=True, kw_only=True, tag="flatten"):
    """Lays an image out as a row of numbers for the dense layers behind."""

    def make(self, initializer: str) -> Layer:  # noqa: ARG002
        """Return the layer."""
        return Flatten()


def _own(l1: float | None, l2: float | None) -> Penalty | None:
    """Return a layer's own penalty, if it has one."""
    return None if l1 is l2 is None else Penalty(l1, l2)


AnyLayer = DenseLayer | DropoutLayer | ConvolutionLayer | MaxPoolLayer | FlattenLayer
#: By the name in a file.
LAYER_KINDS: dict[str, type[LayerSettings]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyLayer)
}
#: The layers that see an image as an image, not as a row of numbers.
ON_IMAGES = (ConvolutionLayer, MaxPoolLayer, FlattenLayer)
