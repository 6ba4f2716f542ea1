"""A user's own table: a CSV file of numbers with a column that names the class.

Cells are read as numbers or as the names of classes, never run; commas, semicolons and tabs part them.
"""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Annotated, BinaryIO, NamedTuple

import numpy as np

from nnviz.data.dataset import Array, DataError, Dataset, DatasetKind, DataSettings, Random, Split
from nnviz.data.fields import field
from nnviz.data.files import LineError, Source, naming, source
from nnviz.data.scaling import ScalingName, scaled
from nnviz.data.shares import TestShare, ValidationShare, shared_out, shuffled
from nnviz.data.targets import Targets, coding_of, encoded

MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_NUMBERS = 10_000_000  # 80 MB
MOST_CLASSES = 100
LONGEST_NAME = 60  # characters of a class or column
LONGEST_LINE = 100_000  # bytes
DELIMITERS = ",;\t"
LARGEST_NUMBER = 1e30  # its square is still a number
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?"))
TABLE_FILE = "a CSV file with a row for each sample, its features as numbers and its class"


class OwnTable(DataSettings, frozen=True, kw_only=True, tag="table"):
    """Settings of a user's table."""

    file: Annotated[str, field("File", "A CSV file: a row for each sample, its features and its class.")] = ""
    label: Annotated[
        str, field("Class column", "The name of the column with the classes; left empty, it is the last.")
    ] = ""
    test_share: TestShare = 0.25
    validation_share: ValidationShare = 0.15
    targets: Targets = "one_hot"
    scaling: ScalingName = "standardise"


class Table(NamedTuple):
    """What a CSV file holds: float64 features (n, f), int64 labels (n,) and their names."""

    features: Array
    labels: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


class Preview(NamedTuple):
    """The first rows of a CSV file as they stand there, and the names of its columns, given or numbered."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def preview_table(file: Source, rows: int = 5) -> Preview:
    """Read the beginning of a CSV file.

    Raises
    ------
    DataError
        If it cannot be read as one; the sentence names the line.
    """
    with naming(file.path), file.path.open("rb") as lines:
        read = _rows(_decoded(lines))
        number, cells = next(read, (1, []))
        columns = _Columns(number, cells, "")
        following = (tuple(cells) for _, cells in islice(read, rows))
        first = () if columns.named else (tuple(cells),)
        return Preview(columns.names, (*first, *following)[:rows])


def make_table(settings: OwnTable, rng: np.random.RandomState, _held_out_rng: Random) -> Dataset:
    """Make a data set of a table, its rows shuffled by ``rng``.

    Raises
    ------
    DataError
        If the file is missing or cannot be used; the sentence names the line.
    """
    table = read_table(source(settings.file, TABLE_FILE), settings.label)
    coding = coding_of(settings)
    targets = encoded(table.labels, len(table.class_names), coding)
    rows = shuffled(Split(table.features, targets, table.labels), rng)
    train, validation, test = shared_out(rows, settings.validation_share, settings.test_share)
    dataset = Dataset(
        "table",
        "Your table",
        train,
        validation,
        test,
        table.class_names,
        table.feature_names,
        (len(table.feature_names),),
        coding.task,
        coding.levels or (0.0, 1.0),
    )
    return scaled(dataset, settings.scaling)


@lru_cache(maxsize=1)
def read_table(file: Source, label: str = "") -> Table:
    """Read a CSV file with or without a line of column names.

    Parameters
    ----------
    label : str
        The name of the column with the classes; empty for the last one.

    Raises
    ------
    DataError
        If a value is missing or not a number, a line too long or too short, the text not UTF-8, if there
        are too many rows, columns or classes, or fewer than two classes.
    """
    with naming(file.path), file.path.open("rb") as lines:
        table = _read(_decoded(lines), label)
    if len(table.class_names) < 2:
        raise DataError(
            f"All rows of {file.path} have the same class, or there are none; there is nothing to tell apart."
        )
    return table


def _read(lines: Iterator[str], label: str) -> Table:
    rows = _rows(lines)
    number, cells = next(rows, (1, []))
    columns = _Columns(number, cells, label)
    if not columns.named:
        rows = chain([(number, cells)], rows)
    most = min(MOST_ROWS, MOST_NUMBERS // len(columns.names))
    features, labels, classes = array("d"), array("q"), dict[str, int]()
    for number, cells in rows:
        if len(labels) == most:
            raise LineError(
                number, f"is one row too many; at most {most:,} of {len(cells)} values can be read"
            )
        numbers, name = columns.parsed(number, cells)
        features.extend(numbers)
        labels.append(classes.setdefault(name, len(classes)))
        if len(classes) > MOST_CLASSES:
            raise LineError(
                number,
                f'brings a class too many; the column "{columns.label_name}" may have {MOST_CLASSES} '
                "different ones: choose the column that names the class",
            )
    return _table(features, labels, classes, columns.feature_names)


def _table(
    features: array[float], labels: array[int], classes: dict[str, int], feature_names: tuple[str, ...]
) -> Table:
    """Put the classes, numbered as they came, into the order of their names."""
    class_names = tuple(sorted(classes, key=_order))
    ranks = np.empty(len(classes), np.int64)
    ranks[[classes[name] for name in class_names]] = np.arange(len(classes))
    return Table(
        np.frombuffer(features, np.float64).reshape(-1, len(feature_names)),
        ranks.take(np.frombuffer(labels, np.int64)),
        feature_names,
        class_names,
    )


def _order(name: str) -> tuple[float, str]:
    """Sort 10 behind 9, and numbers before words."""
    return (number if math.isfinite(number := _number(name)) else math.inf), name


class _Columns:
    """The columns of a table: their names, given or numbered, and which one holds the class."""

    def __init__(self, number: int, cells: list[str], label: str) -> None:
        if not 2 <= len(cells) <= MOST_COLUMNS:
            raise LineError(
                number,
                f"has {len(cells):,} values, parted by commas, semicolons or tabs; a row needs a feature "
                f"and a class at least, and at most {MOST_COLUMNS:,} values",
            )
        numbered = [f"column {i + 1}" for i in range(len(cells))]
        given = [cell.strip() for cell in cells]
        self.named = any(math.isnan(_number(cell)) for cell in cells[:-1])
        if label:
            self.named = label in given or label not in numbered
        names = cells if self.named else numbered
        self.names = tuple(name.strip()[:LONGEST_NAME] for name in names)
        if label and label not in self.names:
            raise LineError(number, f'has no column named "{label}"; there are {", ".join(self.names[:20])}')
        self._label = self.names.index(label) if label else len(self.names) - 1

    @property
    def label_name(self) -> str:
        return self.names[self._label]

    @property
    def feature_names(self) -> tuple[str, ...]:
        return self.names[: self._label] + self.names[self._label + 1 :]

    def parsed(self, number: int, cells: list[str]) -> tuple[list[float], str]:
        """Return the features and the class of a row."""
        if len(cells) != len(self.names):
            raise LineError(number, f"has {len(cells):,} values instead of {len(self.names):,}")
        name = cells.pop(self._label).strip()
        numbers = [_number(cell) for cell in cells]
        if not all(map(_is_usable, numbers)):
            column = next(i for i, value in enumerate(numbers) if not _is_usable(value))
            raise LineError(number, _bad_cell(cells[column].strip(), self.feature_names[column]))
        if name.lower() in MISSING:
            raise LineError(number, f'has no class in the column "{self.label_name}"')
        if len(name) > LONGEST_NAME:
            raise LineError(number, f"has a class whose name is longer than {LONGEST_NAME} characters")
        return numbers, name


def _bad_cell(cell: str, column: str) -> str:
    if cell.lower() in MISSING:
        return f'has no value in the column "{column}"; fill it in or leave the row out'
    return f'has "{cell[:20]}" in the column "{column}" where a number up to {LARGEST_NUMBER:g} belongs'


def _is_usable(number: float) -> bool:
    return -LARGEST_NUMBER <= number <= LARGEST_NUMBER  # which NaN is not


def _number(cell: str) -> float:
    """Return the number in a cell, NaN if there is none."""
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _rows(lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty with the number of the line where each ends."""
    first = next(lines, "")
    reader = csv.reader(chain((first,), lines), delimiter=max(DELIMITERS, key=first.count))
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield reader.line_num, cells
    except csv.Error as error:
        raise LineError(reader.line_num, f"cannot be read as CSV ({error})") from None


def _decoded(lines: BinaryIO) -> Iterator[str]:
    number = 0
    while line := lines.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise LineError(number, f"is longer than {LONGEST_LINE:,} bytes")
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise LineError(number, "is not text in UTF-8; save the file with that encoding") from None


TABLE = DatasetKind("table", "A table of your own (CSV)", OwnTable, make_table)
