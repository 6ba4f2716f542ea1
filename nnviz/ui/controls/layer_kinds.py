"""What the controls call each kind of layer, and how layers are added and removed."""

from __future__ import annotations

from typing import Any

import msgspec

from nnviz.data import DatasetKind
from nnviz.training.experiment import Experiment
from nnviz.training.layers import (
    LAYER_KINDS,
    ON_IMAGES,
    ConvolutionLayer,
    DenseLayer,
    DropoutLayer,
    FlattenLayer,
    LayerSettings,
    MaxPoolLayer,
)
from nnviz.ui.numerals import count


class LayerWords(msgspec.Struct, frozen=True):
    """A kind of layer: its name in a row, in "Add ... after it", and a new one of it."""

    row: str
    added: str
    new: LayerSettings

    @property
    def help(self) -> str:
        """What such a layer does."""
        return (type(self.new).__doc__ or "").strip()


#: By the name in a file.
WORDS = {
    "dense": LayerWords("Layer", "a layer", DenseLayer(units=5, activation="sigmoid")),
    "dropout": LayerWords("Dropout", "dropout", DropoutLayer()),
    "convolution": LayerWords(
        "Conv", "a convolution", ConvolutionLayer(filters=8, kernel_size=3, activation="relu")
    ),
    "max_pool": LayerWords("Pool", "max pooling", MaxPoolLayer()),
    "flatten": LayerWords("Flatten", "flatten", FlattenLayer()),
}


def words_of(kind: str) -> LayerWords:
    """Return what a kind of layer is called."""
    return WORDS[kind]


def kind_of(layer: LayerSettings) -> str:
    """Return a layer's kind as a file names it."""
    return str(type(layer).__struct_config__.tag)


def kinds_for(data: DatasetKind) -> list[str]:
    """Return the kinds of layers that can see the data; those for images see nothing else."""
    return [kind for kind, layer in LAYER_KINDS.items() if data.is_image or layer not in ON_IMAGES]


def without_layer(experiment: Experiment, number: int) -> dict[str, Any]:
    """Return the change that removes a hidden layer."""
    layers = experiment.model.hidden
    return _change([*layers[:number], *layers[number + 1 :]])


def with_layer_after(experiment: Experiment, number: int, kind: str = "dense") -> dict[str, Any]:
    """Return the change that adds a hidden layer after another; -1 puts it in front.

    A dense one is like the one before it. Behind the first layer on images comes what lays them out in a row.
    """
    layers = list(experiment.model.hidden)
    before = [layer for layer in layers[: number + 1] if kind_of(layer) == kind == "dense"]
    new = before[-1] if before else WORDS[kind].new
    added = [*layers[: number + 1], new, *layers[number + 1 :]]
    if isinstance(new, ON_IMAGES) and not any(isinstance(layer, FlattenLayer) for layer in added):
        added.insert(number + 2, FlattenLayer())
    return _change(added)


def layer_sizes(experiment: Experiment) -> tuple[str, str]:
    """Return the hidden layers in a line, by their sizes or by their number."""
    layers = experiment.model.hidden
    words = f"{len(layers)} hidden layers" if layers else "no hidden layer"
    sizes = [count(layer.units) for layer in layers if isinstance(layer, DenseLayer)]
    return (", ".join(sizes) + " units" if len(sizes) == len(layers) > 0 else words), words


def _change(layers: list[Any]) -> dict[str, Any]:
    return {"model.hidden": [msgspec.to_builtins(layer) for layer in layers]}
