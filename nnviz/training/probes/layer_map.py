"""LayerMap: test samples where a layer puts them, by its first two principal components.

Principal components: H. Hotelling, "Analysis of a complex of statistical variables into principal
components" (1933). They are found by subspace iteration, which for two of hundreds of components takes a
small part of the time of all of them; two pictures are turned onto each other by orthogonal Procrustes
analysis (P. H. Schoenemann 1966).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Split
from nnviz.nn import ActivatedLayer, Network
from nnviz.training.evaluate import answers, chunks
from nnviz.training.evaluation import SLICE
from nnviz.training.moment import Moment
from nnviz.training.probes import SlicedProbe

Floats = NDArray[np.floating[Any]]

#: Samples on the map: enough to see every class, few enough to be drawn several times a second.
MOST = 1500
#: The last layer before the output.
LAST_HIDDEN = -2
#: Parts of a filter's map, down and across, whose means stand for it.
PARTS = 4
#: Axes that the iteration goes on with beside the two, and how often.
SPARE, ROUNDS = 6, 30


class LayerPoints(msgspec.Struct, frozen=True, eq=False):
    """Test samples on a map.

    Attributes
    ----------
    places
        (n, 2) along the first and second principal component.
    explained
        (2,) the share of 1 of the activations' variance that lies along each.
    labels, answers
        (n,) true classes, and those that the network gives.
    index, count
        Which layer this is, of how many that have units.
    """

    places: Floats
    explained: Floats
    labels: NDArray[np.int64]
    answers: NDArray[np.int64]
    index: int
    count: int

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which samples (n,) are classified wrongly."""
        return np.asarray(self.labels != self.answers)


class LayerMap(SlicedProbe, frozen=True):
    """The first test samples where a layer, of those that have units, puts them.

    Attributes
    ----------
    layer
        Counted from 0; the last one if there are fewer. Less than 0: from the end.
    """

    layer: int = LAST_HIDDEN
    most: int = MOST

    def slices(self, moment: Moment, network: Network) -> Iterator[LayerPoints | None]:
        """Run the network over the samples, a few at a time, and project what the layer makes of them."""
        layers = [layer for layer in network.layers if isinstance(layer, ActivatedLayer)]
        index = self.layer if self.layer >= 0 else max(len(layers) + self.layer, 0)
        index = min(index, len(layers) - 1)
        split: Split = moment.dataset.test
        count = min(self.most, len(split))
        outputs = np.empty((count, *network.output_shape), network.dtype)
        parts = []
        for rows, inputs in chunks(network, split, count, SLICE):
            outputs[rows] = network.forward(inputs)
            parts.append(features(layers[index].outputs))
            yield None
        places, explained = projected(np.concatenate(parts) if parts else np.empty((0, 1)))
        given = answers(outputs, moment.dataset)
        yield LayerPoints(places, explained, split.labels[:count], given, index, len(layers))


def features(outputs: Floats) -> Floats:
    """Return activations (n, units) as they are; of maps (n, filters, rows, columns) the means of parts."""
    if outputs.ndim == 2:
        return np.array(outputs, np.float32)
    rows, columns = ([*dict.fromkeys(np.arange(PARTS) * side // PARTS)] for side in outputs.shape[2:])
    down = np.add.reduceat(outputs, rows, axis=2, dtype=np.float32)
    sums = np.add.reduceat(down, columns, axis=3)
    heights, widths = (
        np.diff([*starts, side]) for starts, side in zip((rows, columns), outputs.shape[2:], strict=True)
    )
    means = sums / (heights[:, None] * widths).astype(np.float32)
    return means.reshape(len(outputs), -1)


def projected(samples: Floats) -> tuple[Floats, Floats]:
    """Return samples (n, features) along their first two principal components, (n, 2), and the shares.

    The shares (2,) are those of the variance; what is not finite counts as 0.
    """
    finite = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    centred = finite - finite.mean(axis=0) if len(finite) else finite
    axes, variances = principal_axes(centred.T @ centred)
    total = float(np.square(centred).sum())
    places = np.zeros((len(centred), 2), np.float32)
    places[:, : axes.shape[1]] = centred @ axes
    shares = np.zeros(2)
    shares[: len(variances)] = variances / total if total > 0 else 0.0
    return places, shares


def principal_axes(scatter: Floats) -> tuple[Floats, Floats]:
    """Return the axes (features, 2) of a scatter matrix along which it is largest, and how large it is."""
    size = len(scatter)
    start = np.random.default_rng(0).normal(size=(size, min(2 + SPARE, size)))
    axes = np.linalg.qr(start)[0]
    for _ in range(ROUNDS):
        axes = np.linalg.qr(scatter @ axes)[0]
    variances, turn = np.linalg.eigh(axes.T @ scatter @ axes)
    best = variances.argsort()[::-1][:2]
    return axes @ turn[:, best], np.maximum(variances[best], 0.0)


def turned_onto(places: Floats, before: Floats) -> Floats:
    """Return places (n, 2) turned and mirrored so that each point lies as near as can be to where it was."""
    left, _, right = np.linalg.svd(places.T.astype(np.float64) @ before)
    turned: Floats = (places @ (left @ right)).astype(np.float32)
    return turned
