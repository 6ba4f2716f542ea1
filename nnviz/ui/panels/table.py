"""Table: what a panel shows, as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import msgspec


class Table(msgspec.Struct, frozen=True):
    """What a panel shows, as numbers for a spreadsheet."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[object]]

    def write_csv(self, path: Path) -> None:
        """Write a header and one line a row."""
        with path.open("w", newline="", encoding="utf-8") as file:
            self._write(file)

    def csv_text(self) -> str:
        """Return the same as a text."""
        text = io.StringIO(newline="")
        self._write(text)
        return text.getvalue()

    def _write(self, file: TextIO) -> None:
        writer = csv.writer(file)
        writer.writerow(self.columns)
        writer.writerows(self.rows)
