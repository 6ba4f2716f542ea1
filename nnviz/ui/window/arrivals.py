"""Arrivals: what is dropped on the window, or pasted into it, and who takes it.

A taker is a value in a list: adding one makes the window take another kind of file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


class Taker(msgspec.Struct, frozen=True):
    """Someone who takes files.

    Attributes
    ----------
    what
        What is taken, for a sentence: "an experiment (.toml)".
    takes
        Tells from a file's path, without reading it whole, whether it is for this taker.
    take
        Takes the file; says by itself, in the window, what is wrong with one that cannot be used.
    """

    what: str
    takes: Callable[[Path], bool]
    take: Callable[[Path], None]


class Arrivals:
    """Hands files that are dropped on the window to the first taker who takes them.

    The window hands its events over. A filter on it would see every event of the window, each wrapped for
    Python: a hundred a second while the panels draw.

    Parameters
    ----------
    window
        Where files are dropped.
    refuse
        Shows a sentence when nobody takes a file.
    """

    def __init__(self, window: QWidget, refuse: Callable[[str], None]) -> None:
        self._takers: list[Taker] = []
        self._refuse = refuse
        window.setAcceptDrops(True)

    def add(self, taker: Taker) -> None:
        """Have one more kind of file taken; those added first are asked first."""
        self._takers.append(taker)

    def arrive(self, paths: Sequence[Path]) -> None:
        """Hand files over, or say what would be taken."""
        for path in paths:
            taker = next((taker for taker in self._takers if taker.takes(path)), None)
            if taker is None:
                known = ", ".join(taker.what for taker in self._takers)
                self._refuse(f"{path.name} is nothing that can be opened here; drop {known}")
                return
            taker.take(path)

    def welcome(self, event: QDropEvent) -> None:
        """Let local files be dragged over the window."""
        if _local_files(event):
            event.acceptProposedAction()

    def drop(self, event: QDropEvent) -> None:
        """Take local files that are dropped on it."""
        if paths := _local_files(event):
            event.acceptProposedAction()
            self.arrive(paths)


def _local_files(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
