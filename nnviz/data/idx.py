"""The IDX format of MNIST: arrays of bytes behind a short header, usually gzipped.

A header is four bytes, 0, 0, the type of the numbers (8: unsigned bytes) and how many dimensions,
then the length of each dimension as a big-endian 32-bit number. The format and the files:
Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits".
"""

from __future__ import annotations

import gzip
import zlib
from math import prod
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from nnviz.data.dataset import Array, DataError

UNSIGNED_BYTES = 8
GZIP_MAGIC = b"\x1f\x8b"
LARGEST_EXPANSION = 1032  # what deflate can make of a byte at most
LARGEST_FILE = 500_000_000  # bytes, uncompressed: ten times MNIST
#: How files of images and of labels begin, unpacked.
IMAGES, LABELS = b"\0\0\x08\x03", b"\0\0\x08\x01"
PIECE = 1 << 18  # bytes read at once: no call holds the interpreter for more than a millisecond


def read_idx(path: Path, dimensions: int, remedy: str) -> Array:
    """Read an IDX file of bytes, gzipped or not.

    Parameters
    ----------
    dimensions : int
        How many dimensions the array must have: 3 for images, 1 for labels.
    remedy : str
        What the reader can do about a bad file, to end the sentence of the error.

    Raises
    ------
    DataError
        If the file is missing, cut short, too long, damaged or of another kind. A header that
        promises more than the file can hold is refused before memory is taken for it.
    """
    try:
        with path.open("rb") as file, _unpacked(file) as stream:
            shape = _read_header(stream, dimensions)
            _require_plausible(prod(shape), path.stat().st_size, stream is not file)
            return _read_bytes(stream, shape)
    except FileNotFoundError:
        problem = "is missing"
    except EOFError:
        problem = "is cut short"
    except (gzip.BadGzipFile, zlib.error):
        problem = "is damaged: its compressed contents or their checksum are wrong"
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
    except _ContentsError as error:
        problem = str(error)
    raise DataError(f"The file {path} {problem}; {remedy}.")


def is_idx(path: Path) -> bool:
    """Tell from its first bytes whether a file, gzipped or not, holds images or labels."""
    return first_bytes(path) in (IMAGES, LABELS)


def first_bytes(path: Path) -> bytes:
    """Return the four bytes that a file begins with when unpacked; fewer if there are not so many."""
    try:
        with path.open("rb") as file:
            return _unpacked(file).read(len(IMAGES))
    except (OSError, EOFError, zlib.error):
        return b""


class _ContentsError(Exception):
    """What is wrong with a file, as the rest of a sentence that begins with its name."""


def _unpacked(file: BinaryIO) -> BinaryIO:
    magic = file.read(2)
    file.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=file)) if magic == GZIP_MAGIC else file


def _read_header(stream: BinaryIO, dimensions: int) -> tuple[int, ...]:
    zeros, kind, found = _exactly(stream, 2), *_exactly(stream, 2)
    if zeros != b"\0\0" or kind != UNSIGNED_BYTES:
        raise _ContentsError("is not an IDX file of unsigned bytes")
    if found != dimensions:
        raise _ContentsError(f"has {found} dimensions instead of {dimensions}")
    header = _exactly(stream, 4 * dimensions)
    return tuple(int(length) for length in np.frombuffer(header, ">u4"))


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _require_plausible(promised: int, size: int, compressed: bool) -> None:
    possible = size * LARGEST_EXPANSION if compressed else size
    if promised > LARGEST_FILE:
        raise _ContentsError(f"promises {promised:,} bytes in its header; at most {LARGEST_FILE:,} are read")
    if promised > possible:
        raise _ContentsError(f"promises {promised:,} bytes in its header, more than it can hold")


def _read_bytes(stream: BinaryIO, shape: tuple[int, ...]) -> Array:
    array = np.empty(shape, np.uint8)
    left = array.reshape(-1).data
    while left:
        count = stream.readinto(left[:PIECE])  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        left = left[count:]
    if stream.read(1):  # at the end of a gzipped file this also compares the checksum
        raise _ContentsError("goes on after the last of its data")
    return array
