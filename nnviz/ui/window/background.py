"""Background: work that takes longer than a frame, off the window's thread, one piece after another."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY = 15
"""Milliseconds between two looks at whether a piece is done."""
_PATIENCE = 5.0
"""Seconds that the thread is waited for when the window closes."""


class Background(QObject):
    """Does pieces of work in a thread, and hands on what came of each on the window's thread."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[Callable[[], Any], Callable[[Any], None]]] = deque()
        self._thread: threading.Thread | None = None
        self._result: Any = None
        self._timer = QTimer(self, interval=_LOOK_EVERY)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being done."""
        return self._thread is not None

    def do(self, work: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Have something worked out.

        Parameters
        ----------
        work
            Called on the thread; touches neither widgets nor the run.
        take
            Called on the window's thread with what `work` returned, or with the exception it raised.
        """
        self._waiting.append((work, take))
        if self._thread is None:
            self._begin()

    def close(self) -> None:
        """Give up what waits, and wait for what is being done."""
        self._waiting.clear()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            self._thread = None

    def _begin(self) -> None:
        work, _ = self._waiting[0]
        self._thread = threading.Thread(target=self._work, args=(work,), name="nnviz files", daemon=True)
        self._thread.start()
        self._timer.start()

    def _work(self, work: Callable[[], Any]) -> None:
        try:
            self._result = work()
        except Exception as error:  # whoever asked decides what to say of it
            self._result = error

    def _look(self) -> None:
        if self._thread is None or self._thread.is_alive():
            return
        self._thread = None
        _, take = self._waiting.popleft()
        result, self._result = self._result, None
        if self._waiting:
            self._begin()
        else:
            self._timer.stop()
        take(result)
