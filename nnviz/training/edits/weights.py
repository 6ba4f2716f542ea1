"""The edit that gives a run the weights and biases of a file."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import TYPE_CHECKING

import numpy as np

from nnviz.nn import Network
from nnviz.training.edits import Intervention
from nnviz.training.reading import ExperimentError

if TYPE_CHECKING:
    from nnviz.training.run import TrainingRun

#: Parameters that an edit takes at most: it is kept, and saved, with its run.
MOST = 5_000_000


class TakeWeights(Intervention, frozen=True):
    """Set all weights and biases at once, and go on from there.

    Attributes
    ----------
    parameters
        The flat vector as float32, packed by zlib and written in base 64.
    name
        Of the file, for the mark in the curves.
    """

    parameters: str
    name: str

    @classmethod
    def of(cls, network: Network, name: str) -> TakeWeights:
        """Return the edit that makes a run's network this one."""
        raw = network.parameters.astype("<f4").tobytes()
        return cls(base64.b64encode(zlib.compress(raw, 1)).decode(), name)

    def act_on(self, run: TrainingRun) -> str:
        """Set them, if there are as many as the network has."""
        values = self._unpacked(len(run.network.parameters))
        run.network.parameters[...] = values
        run.measure()  # what was known of the run is of other weights
        return f"weights of {self.name}"

    def _unpacked(self, wanted: int) -> np.ndarray:
        size = 4 * min(wanted, MOST)
        try:
            unpack = zlib.decompressobj()
            raw = unpack.decompress(base64.b64decode(self.parameters, validate=True), size + 1)
        except (binascii.Error, zlib.error, ValueError):
            raise ExperimentError("parameters is not what zlib and base 64 make of numbers") from None
        if len(raw) != 4 * wanted:
            raise ExperimentError(
                f"the weights of {self.name} do not fit: this network has {wanted:,} weights and biases"
            )
        values = np.frombuffer(raw, "<f4")
        if not np.isfinite(values).all():
            raise ExperimentError(f"some weights of {self.name} are not finite numbers")
        return values


def require_same(network: Network, other: Network, name: str) -> None:
    """Raise a sentence if the weights of one network would mean something else in another.

    Raises
    ------
    ExperimentError
        It names both architectures.
    """
    if _meaning(network) != _meaning(other):
        here, there = _words(network), _words(other)
        raise ExperimentError(f"{name} has the layers {there}; this run has {here}: give it the same ones")


def _meaning(network: Network) -> tuple[object, ...]:
    """Return all that decides what a weight means."""
    layers = (
        (layer.name, *(_name(layer.settings().get(key)) for key in _TELLING)) for layer in network.layers
    )
    return (network.input_shape, *layers)


def _words(network: Network) -> str:
    """Return the layers that have weights: `784 - 30 sigmoid - 10 softmax`."""
    words = ["×".join(map(str, network.input_shape))]
    for layer in network.layers:
        settings = layer.settings()
        if layer.weights is not None:
            side = settings.get("kernel_size")
            kernel = f" of {side}×{side}" if side else ""
            words.append(f"{layer.output_shape[0]}{kernel} {_name(settings['activation'])}")
    return " - ".join(words)


def _name(value: object) -> str:
    return str(getattr(value, "name", value))


#: The settings of a layer that decide what its weights mean.
_TELLING = ("units", "filters", "kernel_size", "size", "stride", "padding", "activation")
