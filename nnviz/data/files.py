"""What all data sets from a user's own files share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from nnviz.data.dataset import DataError


class Source(NamedTuple):
    """A file as it is at the moment: as a key of a cache it tells whether the file has changed."""

    path: Path
    changed: int
    size: int


def source(file: str, kind: str) -> Source:
    """Return the file that a setting names.

    Parameters
    ----------
    file : str
        A path; ``~`` stands for the home folder.
    kind : str
        What file is wanted, to end the sentence of an error.

    Raises
    ------
    DataError
        If no file is named, or there is none that can be read under this name.
    """
    if not file:
        raise DataError(f"No file is chosen; choose {kind}.")
    path = Path(file).expanduser()
    try:
        if path.is_file():
            state = path.stat()
            return Source(path, state.st_mtime_ns, state.st_size)
    except (OSError, ValueError) as error:  # a name that no file can have, a folder that may not be entered
        raise DataError(f"The file {path} cannot be read ({error}); choose {kind}.") from None
    raise DataError(f"There is no file {path}; choose {kind}.")


class LineError(Exception):
    """What is wrong with a line, as the rest of a sentence that begins with its number."""

    def __init__(self, number: int, problem: str) -> None:
        super().__init__(problem)
        self.number = number


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a file is read into a DataError that names the file and the line."""
    try:
        yield
    except LineError as error:
        raise DataError(f"Line {error.number:,} of {path} {error}.") from None
    except OSError as error:
        raise DataError(f"The file {path} cannot be read ({error.strerror or error}).") from None
