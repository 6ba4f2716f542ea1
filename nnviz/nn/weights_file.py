"""A network in a file: architecture and parameters in one .npz, without pickles.

Entries: `format` (a version), `architecture` (JSON), `parameters` (the flat vector) and, where something is
to be told along, `notes` (JSON). A file is checked before anything is believed, and no more memory is taken
than a network may have; whatever is wrong with it is said in one sentence.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np

from nnviz.nn.arrays import Array
from nnviz.nn.layer import Layer
from nnviz.nn.layers import LAYERS
from nnviz.nn.network import Network
from nnviz.nn.penalties import Penalty

FORMAT = "nnviz network 1"
#: Bytes that each entry may have, unpacked; the parameters are 50 million numbers of four bytes.
ENTRIES = {"format": 10_000, "architecture": 1_000_000, "parameters": 200_000_000, "notes": 1_000_000}
OPTIONAL = ("notes",)
LONGEST_HEADER = 10_000
LARGEST_OUTPUT = 10_000_000


class WeightsFileError(ValueError):
    """A file that no network can be made of."""


def save_network(network: Network, path: str | Path, notes: Mapping[str, Any] | None = None) -> None:
    """Write a network to an .npz file, with notes of plain values for whoever reads it."""
    architecture = {
        "input_shape": network.input_shape,
        "penalty": _plain(network.penalty),
        "layers": [_describe(layer) for layer in network.layers],
    }
    entries: dict[str, Any] = {"format": FORMAT, "architecture": json.dumps(architecture)}
    if notes:
        entries["notes"] = json.dumps(notes)
    with Path(path).open("wb") as file:  # np.savez would add a suffix to a path
        np.savez(file, parameters=network.parameters, **entries)


def load_network(path: str | Path) -> Network:
    """Make the network that a file describes; see `load_with_notes`."""
    return load_with_notes(path)[0]


def load_with_notes(path: str | Path) -> tuple[Network, dict[str, Any]]:
    """Make the network that a file describes, and return it with the notes that were kept along.

    Raises
    ------
    WeightsFileError
        If the file is missing, damaged, of another kind, or does not fit together.
    """
    path = Path(path)
    entries = _read_entries(path)
    parameters = entries["parameters"]
    try:
        notes = json.loads(str(entries.get("notes", "{}")))
        if not isinstance(notes, dict):
            raise ValueError("its notes are no table")
        return _network(path.name, json.loads(str(entries["architecture"])), parameters), notes
    except (ValueError, TypeError, KeyError, RecursionError, MemoryError, OverflowError) as error:
        if isinstance(error, WeightsFileError):
            raise
        raise WeightsFileError(f"{path.name} describes no network that can be made: {error}") from error


def _network(name: str, architecture: dict[str, Any], parameters: Array) -> Network:
    layers = [_make(description) for description in architecture["layers"]]
    shape = tuple(architecture["input_shape"])
    wanted = _count(layers, shape)
    if parameters.shape != (wanted,):  # asked before memory is taken for them
        found = parameters.shape
        raise WeightsFileError(f"{name} should have {wanted:,} parameters for its layers, not {found}")
    network = Network([layer.twin() for layer in layers], shape, None, parameters.dtype)
    network.penalty = Penalty(**architecture["penalty"])
    network.parameters[:] = parameters
    return network


def _count(layers: list[Layer], shape: tuple[int, ...]) -> int:
    """Return how many parameters layers of these sizes have."""
    if not layers or not shape or any(type(size) is not int or size < 1 for size in shape):
        raise ValueError("it has no layers, or no shape of its input")
    for layer in layers:
        layer.connect(shape)
        shape = layer.output_shape
        if prod(shape) > LARGEST_OUTPUT:
            raise ValueError(f"a layer has {prod(shape):,} outputs; at most {LARGEST_OUTPUT:,} are made")
    return sum(layer.parameter_count() for layer in layers)


def _read_entries(path: Path) -> dict[str, Array]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in ENTRIES if n not in OPTIONAL or f"{n}.npy" in archive.namelist()]
            entries = {name: _read_entry(archive, name) for name in names}
    except FileNotFoundError:
        raise WeightsFileError(f"there is no file {path.name} in {path.parent}") from None
    except KeyError as error:
        raise WeightsFileError(f"{path.name} is no file of nnviz: an entry is missing") from error
    except (OSError, ValueError, EOFError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise WeightsFileError(f"{path.name} is damaged, or no file of nnviz: {error}") from error
    except (NotImplementedError, RuntimeError) as error:  # packed in a way that zipfile does not know
        raise WeightsFileError(f"{path.name} is no file of nnviz: {error}") from error
    _require_numbers(path.name, entries)
    return entries


def _read_entry(archive: zipfile.ZipFile, name: str) -> Array:
    """Read one array; its size is compared with what is allowed before memory is taken."""
    most = ENTRIES[name]
    with archive.open(f"{name}.npy") as stream:
        shape, dtype = _read_header(stream)
        if dtype.hasobject:
            raise ValueError(f"{name} is an array of objects, which are never opened")
        size = prod(shape) * dtype.itemsize
        if not 0 <= size <= most or any(length < 0 for length in shape):
            raise ValueError(f"{name} would take {size:,} bytes; at most {most:,} are read")
        data = stream.read(size)
        if len(data) < size:
            raise EOFError(f"{name} is cut short")
        stream.read(1)  # at the end the checksum is compared
    return np.frombuffer(data, dtype).reshape(shape)


def _read_header(stream: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("its arrays are of another version of NumPy's format")
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream, LONGEST_HEADER)
    return shape, dtype


def _require_numbers(name: str, entries: Mapping[str, Array]) -> None:
    if str(entries["format"]) != FORMAT:
        raise WeightsFileError(f"{name} was written by another version, which calls it {entries['format']}")
    parameters = entries["parameters"]
    if parameters.dtype not in (np.float32, np.float64):
        raise WeightsFileError(
            f"the parameters in {name} should be numbers of 4 or 8 bytes, not {parameters.dtype}"
        )
    if not np.isfinite(parameters).all():
        raise WeightsFileError(f"some parameters in {name} are not finite")


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
