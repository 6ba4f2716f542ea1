"""The columns of a user's table: which hold features, which the class, and which says the split."""

from __future__ import annotations

import math
from collections.abc import Sequence

from nnviz.data.files import LineError

MOST_COLUMNS = 1_000
LONGEST_NAME = 60  # characters of a class or column
LARGEST_NUMBER = 1e30  # its square is still a number
MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?"))
SPLITS = ("train", "validation", "test")
SPLIT_NAME = "split"  # of the column that says which split a row belongs to


class Columns:
    """The columns of a table: their names, given or numbered, and what they hold.

    Parameters
    ----------
    number, cells
        The first line.
    label
        The name of the column with the class; empty for the last.
    """

    def __init__(self, number: int, cells: list[str], label: str) -> None:
        if not 2 <= len(cells) <= MOST_COLUMNS:
            raise LineError(
                number,
                f"has {len(cells):,} values, parted by commas, semicolons or tabs; a row needs a feature "
                f"and a class at least, and at most {MOST_COLUMNS:,} values",
            )
        numbered = [f"column {i + 1}" for i in range(len(cells))]
        given = [cell.strip() for cell in cells]
        self.named = any(math.isnan(number_in(cell)) for cell in cells[:-1])
        if label:
            self.named = label in given or label not in numbered
        names = cells if self.named else numbered
        self.names = tuple(name.strip()[:LONGEST_NAME] for name in names)
        if label and label not in self.names:
            raise LineError(number, f'has no column named "{label}"; there are {", ".join(self.names[:20])}')
        self._label = self.names.index(label) if label else len(self.names) - 1
        self._is_chosen = bool(label)
        self._split: int | None = None

    def look_for_split(self, first: Sequence[str]) -> None:
        """Have a column called split, with the names of splits in it, be neither a feature nor the class."""
        place = self.names.index(SPLIT_NAME) if SPLIT_NAME in self.names else len(first)
        if place < len(first) == len(self.names) > 2 and first[place].strip() in SPLITS:
            if place == self._label and not self._is_chosen:
                self._label = place - 1 if place else len(self.names) - 1
            self._split = None if place == self._label else place

    @property
    def has_split(self) -> bool:
        """Whether there is a column that says the split."""
        return self._split is not None

    @property
    def label_name(self) -> str:
        """The column with the class."""
        return self.names[self._label]

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The columns with numbers."""
        others = (self._label, self._split)
        return tuple(name for place, name in enumerate(self.names) if place not in others)

    def take_split(self, number: int, cells: list[str]) -> int:
        """Return which split a row belongs to."""
        name = cells[self._split].strip() if self._split is not None and self._split < len(cells) else ""
        if name not in SPLITS:
            raise LineError(
                number, f'has "{name[:20]}" in the column "{SPLIT_NAME}", not one of {", ".join(SPLITS)}'
            )
        return SPLITS.index(name)

    def parsed(self, number: int, cells: list[str]) -> tuple[list[float], str]:
        """Return the features and the class of a row."""
        if len(cells) != len(self.names):
            raise LineError(number, f"has {len(cells):,} values instead of {len(self.names):,}")
        name = cells[self._label].strip()
        others = (self._label, self._split)
        features = [cell for place, cell in enumerate(cells) if place not in others]
        numbers = [number_in(cell) for cell in features]
        if not all(map(_is_usable, numbers)):
            column = next(i for i, value in enumerate(numbers) if not _is_usable(value))
            raise LineError(number, _bad_cell(features[column].strip(), self.feature_names[column]))
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


def number_in(cell: str) -> float:
    """Return the number in a cell, NaN if there is none."""
    try:
        return float(cell)
    except ValueError:
        return math.nan
