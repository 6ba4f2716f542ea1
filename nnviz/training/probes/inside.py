"""Inside: what a layer makes of one image, and which pixels argue for a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Split
from nnviz.nn import ActivatedLayer, Conv2D, Network
from nnviz.training.evaluation import Evaluation
from nnviz.training.moment import Moment
from nnviz.training.probes import Probe, SlicedProbe
from nnviz.training.probes.contours import class_scores
from nnviz.training.trained import Trained

Floats = NDArray[np.floating[Any]]

#: Of a layer's weights so many lie within the limit that is reported; a few would make the others pale.
TYPICAL = 0.98


class LayerInside(msgspec.Struct, frozen=True, eq=False):
    """What a layer makes of one image.

    Attributes
    ----------
    layer
        Counted from 0 in the network.
    count
        How many layers there are to choose from, and `index` which of them this is.
    weights
        (units, rows, columns) what each unit takes from where: of a convolution its kernel, of a layer on an
        image or on maps these side by side, else the units of the layer before in rows.
    outputs
        (units, rows, columns) the activations: a map for each filter, a single number for each unit.
    typical, largest
        The magnitude within which nearly all weights lie, and the largest one.
    muted
        Units that are held at 0.
    """

    layer: int
    index: int
    count: int
    weights: Floats
    outputs: Floats
    typical: float
    largest: float
    muted: tuple[int, ...]


class Inside(Probe, frozen=True):
    """What one layer, of those that have units, makes of one image; the last one if there are fewer.

    Attributes
    ----------
    drawing
        The image, if it is not in a split: its bytes row by row, 255 ink.
    """

    split: str
    row: int
    layer: int
    drawing: bytes = b""

    def measure(self, moment: Moment, network: Network) -> LayerInside:
        """Run the network over the image and look into the layer."""
        numbers = [i for i, layer in enumerate(network.layers) if isinstance(layer, ActivatedLayer)]
        index = min(self.layer, len(numbers) - 1)
        network.forward(_given(moment, network, self.split, self.row, self.drawing))
        layer = network.layers[numbers[index]]
        assert isinstance(layer, ActivatedLayer)
        outputs = np.array(layer.outputs[0], np.float32)
        weights = tiles_of(layer, _seen_by(network, numbers[index], moment))
        sizes = np.abs(weights)
        sizes = sizes[np.isfinite(sizes)]
        return LayerInside(
            layer=numbers[index],
            index=index,
            count=len(numbers),
            weights=weights,
            outputs=outputs if outputs.ndim == 3 else outputs.reshape(-1, 1, 1),
            typical=float(np.quantile(sizes, TYPICAL)) if len(sizes) else 0.0,
            largest=float(sizes.max(initial=0.0)),
            muted=layer.muted,
        )


def _given(moment: Moment, network: Network, split: str, row: int, drawing: bytes) -> Floats:
    """Return what the network is given of a sample, or of a drawing in its place."""
    if drawing:
        image = np.frombuffer(drawing, np.uint8).reshape(1, *moment.dataset.input_shape[1:])
        return Trained.of(network, moment.dataset, "").samples(image)
    part: Split = getattr(moment.dataset, split)
    return part.model_inputs(row, row + 1, dtype=network.dtype).reshape(1, *network.input_shape)


def _seen_by(network: Network, number: int, moment: Moment) -> tuple[int, ...]:
    """Return the shape of what a layer looks at, before it was made a row of numbers."""
    while number > 0 and not isinstance(network.layers[number - 1], ActivatedLayer):
        number -= 1
        if len(network.layers[number].input_shape) == 3:
            return network.layers[number].input_shape
    if number == 0:
        return moment.dataset.input_shape
    return network.layers[number - 1].output_shape


def tiles_of(layer: ActivatedLayer, seen: tuple[int, ...]) -> Floats:
    """Return the weights of each unit as a tile (units, rows, columns), given the shape of what it sees."""
    if isinstance(layer, Conv2D):
        return side_by_side(layer.weights)
    units = layer.weights.T
    shape = seen if len(seen) == 3 else (units.shape[1], 1, 1)
    return side_by_side(units.reshape(len(units), *shape))


def side_by_side(images: Floats) -> Floats:
    """Put the channels of images (n, channels, rows, columns) side by side in about a square each.

    What is left over at the end is 0.
    """
    count, channels, rows, columns = images.shape
    across = int(np.ceil(np.sqrt(channels)))
    down = -(-channels // across)
    sheet = np.zeros((count, down * across, rows, columns), np.float32)
    sheet[:, :channels] = images
    parts = sheet.reshape(count, down, across, rows, columns).transpose(0, 1, 3, 2, 4)
    return parts.reshape(count, down * rows, across * columns)


class Argument(msgspec.Struct, frozen=True, eq=False):
    """Which pixels of an image argue for a class.

    Attributes
    ----------
    gradient
        (rows, columns) by how much the class's score before the softmax grows with each pixel; the sum over
        channels.
    target
        The class.
    scores
        (classes,) what the network gives for the image.
    """

    gradient: Floats
    target: int
    scores: Floats


class PixelArgument(Probe, frozen=True):
    """Which pixels of one image argue for a class, and which against; by default for the network's answer.

    This is the gradient of the score with respect to the image (K. Simonyan, A. Vedaldi and A. Zisserman,
    "Deep inside convolutional networks", 2014), with its sign.
    """

    split: str
    row: int
    target: int | None = None
    drawing: bytes = b""

    def measure(self, moment: Moment, network: Network) -> Argument:
        """Run the network forward, and its engine backward down to the pixels."""
        inputs = _given(moment, network, self.split, self.row, self.drawing)
        scores = class_scores(network.forward(inputs)[0].copy(), moment.dataset.levels)
        target = int(scores.argmax()) if self.target is None else self.target
        shares = np.zeros((1, *network.output_shape), network.dtype)
        if shares.shape[1] == 1:  # one output tells two classes apart
            shares[0, 0] = 1.0 if target else -1.0
        else:
            shares[0, target] = 1.0
        gradient = network.input_gradient(inputs, shares).reshape(moment.dataset.input_shape)
        return Argument(gradient.sum(axis=0), target, scores)


class Accuracies(NamedTuple):
    """Shares of 1 of a split that are classified rightly, with all units and without the muted ones."""

    with_all: float
    without_muted: float


class Muting(SlicedProbe, frozen=True):
    """What muting costs: the accuracy on a split with all units and without the muted ones, at one moment."""

    split: str

    def slices(self, moment: Moment, network: Network) -> Iterator[Accuracies | None]:
        """Run the network over the split with all its units, then without the muted ones."""
        muted, found = network.muted, []
        try:
            for units in (tuple(() for _ in muted), muted):
                network.muted = units
                for evaluated in Evaluation(self.split).slices(moment, network):
                    if evaluated is not None:
                        found.append(evaluated.accuracy)
                    yield None
            yield Accuracies(*found)
        finally:
            network.muted = muted
