"""A network in a file: architecture and parameters in one .npz, without pickles.

Entries: `format` (a version), `architecture` (JSON) and `parameters` (the flat vector). A file is checked
before anything is believed; whatever is wrong with it is said in one sentence.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.nn.layer import Layer
from nnviz.nn.layers import LAYERS
from nnviz.nn.network import Network
from nnviz.nn.penalties import Penalty

FORMAT = "nnviz network 1"
ENTRIES = ("format", "architecture", "parameters")


class WeightsFileError(ValueError):
    """A file that no network can be made of."""


def save_network(network: Network, path: str | Path) -> None:
    """Write a network to an .npz file."""
    architecture = {
        "input_shape": network.input_shape,
        "penalty": _plain(network.penalty),
        "layers": [_describe(layer) for layer in network.layers],
    }
    with Path(path).open("wb") as file:  # np.savez would add a suffix to a path
        np.savez(file, format=FORMAT, architecture=json.dumps(architecture), parameters=network.parameters)


def load_network(path: str | Path) -> Network:
    """Make the network that a file describes.

    Raises
    ------
    WeightsFileError
        If the file is missing, damaged, of another kind, or does not fit together.
    """
    path = Path(path)
    entries = _read_entries(path)
    parameters = entries["parameters"]
    try:
        architecture = json.loads(str(entries["architecture"]))
        layers = [_make(description) for description in architecture["layers"]]
        shape = tuple(architecture["input_shape"])
        network = Network(layers, shape, None, parameters.dtype, Penalty(**architecture["penalty"]))
    except (ValueError, TypeError, KeyError) as error:
        raise WeightsFileError(f"{path.name} describes no network that can be made: {error}") from error
    if parameters.shape != network.parameters.shape:
        wanted, found = network.parameters.size, parameters.shape
        raise WeightsFileError(f"{path.name} should have {wanted:,} parameters for its layers, not {found}")
    network.parameters[:] = parameters
    return network


def _read_entries(path: Path) -> Mapping[str, Array]:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
            entries = {name: file[name] for name in ENTRIES}
    except FileNotFoundError:
        raise WeightsFileError(f"there is no file {path.name} in {path.parent}") from None
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise WeightsFileError(f"{path.name} is damaged, or no file of nnviz: {error}") from error
    if str(entries["format"]) != FORMAT:
        raise WeightsFileError(
            f"{path.name} was written by another version, which calls it {entries['format']}"
        )
    if entries["parameters"].dtype.kind != "f":
        raise WeightsFileError(
            f"the parameters in {path.name} should be numbers, not {entries['parameters'].dtype}"
        )
    if not np.isfinite(entries["parameters"]).all():
        raise WeightsFileError(f"some parameters in {path.name} are not finite")
    return entries


def _describe(layer: Layer) -> dict[str, Any]:
    """A layer's kind and settings, as JSON knows them."""
    return {"kind": layer.name} | {name: _plain(value) for name, value in layer.settings().items()}


def _plain(value: Any) -> Any:
    """Registered values by their names, penalties by their strengths, numbers as they are."""
    if isinstance(value, Penalty):
        return {"l1": value.l1, "l2": value.l2}
    return getattr(value, "name", value)


def _make(description: dict[str, Any]) -> Layer:
    settings = dict(description)
    kind = settings.pop("kind")
    if kind not in LAYERS:
        raise ValueError(f"there is no kind of layer {kind!r}")
    if settings.get("penalty") is not None:
        settings["penalty"] = Penalty(**settings["penalty"])
    return LAYERS[kind](**settings)
