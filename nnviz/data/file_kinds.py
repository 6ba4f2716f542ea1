"""Which data set a person's own file is for, told from its name and its first bytes."""

from __future__ import annotations

from pathlib import Path

from nnviz.data.dataset import DataError
from nnviz.data.digit_csv import is_digit_csv
from nnviz.data.idx import is_idx
from nnviz.data.own_digits import IDX, KAGGLE
from nnviz.data.table import TABLE

#: What the name of a table ends in.
TABLES = (".csv", ".tsv")


def data_set_for(file: str) -> str:
    """Return the name of the data set that reads a file.

    Raises
    ------
    DataError
        If it is missing, or of a kind that none reads.
    """
    path = Path(file)
    if not path.is_file():
        raise DataError(f"There is no file {file}.")
    if is_idx(path):
        return IDX.name
    if path.suffix.lower() not in TABLES:
        raise DataError(f"The file {file} is no table (.csv, .tsv) and no IDX file: it holds no data set.")
    return KAGGLE.name if is_digit_csv(path) else TABLE.name
