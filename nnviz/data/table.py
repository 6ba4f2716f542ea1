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
from nnviz.data.shares import TestShare, ValidationShare, parts, shared_out, shuffled
from nnviz.data.table_columns import Columns, number_in
from nnviz.data.targets import Targets, coding_of, encoded

MOST_ROWS = 100_000
MOST_NUMBERS = 10_000_000  # 80 MB
MOST_CLASSES = 100
LONGEST_LINE = 100_000  # bytes
DELIMITERS = ",;\t"
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
    """What a CSV file holds: float64 features (n, f), int64 labels (n,), their names, splits if there are."""

    features: Array
    labels: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    splits: Array | None = None  # (n,) indices into SPLITS, where the file says them


class Preview(NamedTuple):
    """The first rows of a CSV file as they stand there, the names of its columns, and which has the class."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    label: str


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
        columns = Columns(number, cells, "")
        following = (tuple(cells) for _, cells in islice(read, rows))
        first = () if columns.named else (tuple(cells),)
        shown = (*first, *following)[:rows]
        columns.look_for_split(shown[0] if shown else ())
        return Preview(columns.names, shown, columns.label_name)


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
    whole = Split(table.features, targets, table.labels)
    if table.splits is not None:
        train, validation, test = parts(whole, table.splits)
        train = shuffled(train, rng)
    else:
        shares = settings.validation_share, settings.test_share
        train, validation, test = shared_out(shuffled(whole, rng), *shares)
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
    columns = Columns(number, cells, label)
    first = [(number, cells)] if not columns.named else list(islice(rows, 1))
    columns.look_for_split(first[0][1] if first else ())
    rows = chain(first, rows)
    most = min(MOST_ROWS, MOST_NUMBERS // len(columns.names))
    features, labels, splits, classes = array("d"), array("q"), array("q"), dict[str, int]()
    for number, cells in rows:
        if len(labels) == most:
            raise LineError(
                number, f"is one row too many; at most {most:,} of {len(cells)} values can be read"
            )
        if columns.has_split:
            splits.append(columns.take_split(number, cells))
        numbers, name = columns.parsed(number, cells)
        features.extend(numbers)
        labels.append(_number_of(name, classes, number, columns))
    table = _table(features, labels, classes, columns.feature_names)
    return table._replace(splits=np.frombuffer(splits, np.int64)) if columns.has_split else table


def _number_of(name: str, classes: dict[str, int], line: int, columns: Columns) -> int:
    """Return the number of a class, the next one if it is new."""
    if name not in classes and len(classes) == MOST_CLASSES:
        raise LineError(
            line,
            f'brings a class too many; the column "{columns.label_name}" may have {MOST_CLASSES} '
            "different ones: choose the column that names the class",
        )
    return classes.setdefault(name, len(classes))


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
    return (number if math.isfinite(number := number_in(name)) else math.inf), name


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


TABLE = DatasetKind("table", "Own table (CSV)", OwnTable, make_table)
