"""Kaggle's CSV files of digits.

``train.csv`` (Digit Recognizer, https://www.kaggle.com/c/digit-recognizer) begins with a line
``label,pixel0,...,pixel783`` and has a digit on each of the others; that first line may be missing.
``test.csv`` is the same without the labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from nnviz.data.dataset import Array, DataError
from nnviz.data.files import LineError, Source, naming

WHITE = 255
PIXELS = 28 * 28
MOST_DIGITS = 250_000  # six times Kaggle's, 200 MB
SHORTEST_LINE = 2 * PIXELS  # bytes: one for each pixel and its comma
LONGEST_LINE = 20_000  # bytes; the names of the columns take 7,000, a digit at most 3,200
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Columns(NamedTuple):
    """What stands on a line: how many numbers, what the first is called, and all of them in words."""

    number: int
    first: bytes
    words: str


LABELLED = Columns(1 + PIXELS, b"label", f"a label and {PIXELS} pixels")
UNLABELLED = Columns(PIXELS, b"pixel0", f"{PIXELS} pixels")


@lru_cache(maxsize=1)
def read_digit_csv(csv: Source) -> tuple[Array, Array]:
    """Read labels and pixels from a CSV file of digits.

    Returns
    -------
    images, labels : uint8 arrays (n, 1, 28, 28) and (n,)

    Raises
    ------
    DataError
        If a line is not a label from 0 to 9 and 784 numbers from 0 to 255, or if there are too many.
        Memory is taken for as many digits as the size of the file allows, and no more.
    """
    with naming(csv.path), csv.path.open("rb") as lines:
        images, labels = _read_digits(lines, min(csv.size // SHORTEST_LINE + 1, MOST_DIGITS))
    if len(np.unique(labels)) < 2:
        raise DataError(f"The file {csv.path} has fewer than two classes; there is nothing to tell apart.")
    return images.reshape(-1, 1, 28, 28), labels


def unlabelled_digits(path: Path, some: int = 1000) -> Iterator[tuple[Array, int]]:
    """Read the pixels of Kaggle's ``test.csv``, some lines at a time.

    Yields
    ------
    images, position : uint8 array (n, 28, 28) and the bytes of the file read so far

    Raises
    ------
    DataError
        If a line is not 784 numbers from 0 to 255, or there is none; the sentence names the line.
    """
    with naming(path), path.open("rb") as lines:
        rows: list[Array] = []
        count = 0
        for _, row in _rows(lines, UNLABELLED):
            rows.append(row)
            count += 1
            if len(rows) == some:
                yield np.array(rows).reshape(-1, 28, 28), lines.tell()
                rows = []
        if not count:
            raise DataError(f"The file {path} has no digits: no line of {PIXELS} pixels.")
        if rows:
            yield np.array(rows).reshape(-1, 28, 28), lines.tell()


def is_digit_csv(path: Path) -> bool:
    """Tell from the first line whether a file is meant to have Kaggle's labelled digits."""
    return _has_columns(path, LABELLED)


def is_unlabelled_csv(path: Path) -> bool:
    """Tell from the first line whether a file is meant to have Kaggle's digits without labels."""
    return _has_columns(path, UNLABELLED)


def _has_columns(path: Path, columns: Columns) -> bool:
    try:
        with path.open("rb") as file:
            line = file.readline(LONGEST_LINE).removeprefix(BYTE_ORDER_MARK)
    except OSError:
        return False
    meant = columns.first + (b",pixel0," if columns is LABELLED else b",")
    return line.count(b",") + 1 == columns.number or line.replace(b'"', b"").lower().startswith(meant)


def _read_digits(lines: BinaryIO, room: int) -> tuple[Array, Array]:
    images, labels = np.empty((room, PIXELS), np.uint8), np.empty(room, np.uint8)
    count = 0
    for number, row in _rows(lines, LABELLED):
        if count == room:
            raise LineError(number, f"is one digit too many; at most {MOST_DIGITS:,} can be read")
        labels[count], images[count] = row[0], row[1:]
        count += 1
    return images[:count], labels[:count]


def _rows(lines: BinaryIO, columns: Columns) -> Iterator[tuple[int, Array]]:
    """Yield each line's place and numbers; a first line that names the columns is passed over."""
    number = 0
    while line := lines.readline(LONGEST_LINE):
        number += 1
        if number == 1 and _names_columns(line.removeprefix(BYTE_ORDER_MARK), columns):
            continue
        row = _parsed(line, number, columns)
        if columns is LABELLED and row[0] > 9:
            raise LineError(number, f"has the label {row[0]} instead of 0 to 9")
        yield number, row


def _names_columns(line: bytes, columns: Columns) -> bool:
    """Whether the first line says ``label,pixel0,...`` rather than holding a digit."""
    cells = line.split(b",")
    if cells[0].strip(b' "\r\n').lower() != columns.first:
        return False
    if len(cells) != columns.number:
        named = len(cells) - columns.number + PIXELS
        raise LineError(1, f"names {named:,} columns of pixels instead of {PIXELS}")
    return True


def _parsed(line: bytes, number: int, columns: Columns) -> Array:
    cells = line.split(b",")
    if len(cells) != columns.number:
        values = "1 value" if len(cells) == 1 else f"{len(cells):,} values"
        raise LineError(number, f"has {values} instead of {columns.words}")
    try:
        return np.frombuffer(bytes(map(int, cells)), np.uint8)
    except ValueError:
        column = next(i for i, cell in enumerate(cells) if not _is_byte(cell))
        shown = cells[column].strip()[:20].decode("ascii", "replace")
        raise LineError(
            number, f'has "{shown}" as value {column + 1} where a whole number from 0 to 255 belongs'
        ) from None


def _is_byte(cell: bytes) -> bool:
    try:
        return 0 <= int(cell) <= WHITE
    except ValueError:
        return False
