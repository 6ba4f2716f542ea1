"""Trained: a network that has learnt, with what it takes to use it away from its data set.

A file of weights alone could not be used: whoever gives the network a picture has to scale it as the
training digits were scaled, and to name the classes. Both go along in the file's notes.
"""

from __future__ import annotations

from functools import cache, cached_property
from math import prod
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.nn import Network, WeightsFileError, load_with_notes, save_network
from nnviz.resources_path import resources_dir

#: The network that comes with the program; its notes hold the command that made it.
ON_BOARD = "digits.npz"
#: Of a picture that is read.
FULL_INK = 255
#: What is kept along with the network.
NOTES = ("class_names", "offset", "scale", "white", "origin")
LONGEST_ORIGIN = 1000
#: Samples among which there is one of full ink.
SOME = 2000


class TrainedError(ValueError):
    """Weights that cannot be kept or used; one sentence."""


class Trained(msgspec.Struct, frozen=True, dict=True):
    """A network in use.

    Attributes
    ----------
    network
        Takes samples of the data set's own numbers, scaled by ``(sample - offset) * scale``.
    class_names
        Of its outputs; empty where they are no classes.
    offset, scale
        Numbers, or lists of one number or one for each feature.
    white
        The number that full ink has in the data set: 255 in MNIST, 16 in the 8x8 digits.
    origin
        How it came to be: the command that made it, or the name of an experiment.
    """

    network: Network
    class_names: tuple[str, ...]
    offset: Any
    scale: Any
    white: float
    origin: str

    @classmethod
    def of(cls, network: Network, dataset: Dataset, origin: str) -> Trained:
        """Take a network as it is now, with the scaling of the data set that it learns from."""
        train = dataset.train
        offset, scale = (np.ravel(value).tolist() for value in (train.offset, train.scale))
        white = float(train.inputs[:SOME].max(initial=0))
        return cls(network, dataset.class_names, offset, scale, white, origin)

    @classmethod
    def load(cls, path: Path) -> Trained:
        """Read a file that `save` wrote.

        Raises
        ------
        TrainedError
            If the file is missing, damaged, of another kind, or does not fit together.
        """
        try:
            network, notes = load_with_notes(path)
            return cls(network, **_checked(notes, network))
        except WeightsFileError as error:
            raise TrainedError(str(error)) from None
        except ValueError as error:
            raise TrainedError(f"the notes in {path.name} do not fit its network: {error}") from None

    def save(self, path: Path) -> None:
        """Write the network and its notes to an .npz file.

        Raises
        ------
        TrainedError
            If the file cannot be written.
        """
        notes = {name: getattr(self, name) for name in NOTES}
        try:
            save_network(self.network, path, notes)
        except OSError as error:
            raise TrainedError(f"{path} cannot be written: {error.strerror or error}") from None

    @property
    def side(self) -> int:
        """Pixels across and down of the grey pictures that the network reads; 0 if it reads none."""
        shape = self.network.input_shape
        side = shape[-1] if len(shape) == 3 else round(shape[0] ** 0.5)
        return side if shape in ((side * side,), (1, side, side)) else 0

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[Any]:
        """Return what the network gives (n, outputs) for grey pictures (n, side, side), ink 255."""
        return self.network.predict(self.samples(images))

    def samples(self, images: NDArray[np.uint8]) -> NDArray[Any]:
        """Return grey pictures (n, side, side), ink 255, as the network is given them."""
        offset, scale = self._scaling
        samples: NDArray[Any] = np.asarray(images, self.network.dtype).reshape(len(images), -1)
        samples = samples * (self.white / FULL_INK)
        samples -= offset
        samples *= scale
        return samples.reshape(-1, *self.network.input_shape)

    @cached_property
    def _scaling(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """Offset and scale in the network's type: made of lists, they would take as long as the answer."""
        offset, scale = (np.asarray(value, self.network.dtype) for value in (self.offset, self.scale))
        return offset, scale


@cache
def on_board() -> Trained:
    """Return the network that comes with the program, trained beforehand on MNIST."""
    return Trained.load(resources_dir() / "networks" / ON_BOARD)


def _checked(notes: dict[str, Any], network: Network) -> dict[str, Any]:
    """Return the notes, or defaults where a file has none; raise a ValueError for what does not fit."""
    outputs = network.output_shape[0]
    names = tuple(map(str, notes.get("class_names", range(outputs))))
    if len(names) not in (0, outputs) and not (outputs == 1 and len(names) == 2):
        raise ValueError(f"it names {len(names)} classes for {outputs} outputs")
    numbers = {}
    for name, usual in (("offset", 0.0), ("scale", 1.0), ("white", float(FULL_INK))):
        values = np.asarray(notes.get(name, usual), np.float64)
        if not np.isfinite(values).all() or values.size not in (1, prod(network.input_shape)):
            raise ValueError(f"its {name} is not one finite number, or one for each input")
        numbers[name] = values.reshape(-1).tolist()
    return {
        "class_names": names,
        **numbers,
        "white": numbers["white"][0],
        "origin": str(notes.get("origin", ""))[:LONGEST_ORIGIN],
    }
