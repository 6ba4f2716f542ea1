"""SubmissionStrip: a submission in the making, off the window's thread, with progress and a way to stop."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from nnviz.data import DataError
from nnviz.training.submission import StoppedError, write_submission
from nnviz.training.trained import Trained, TrainedError, on_board
from nnviz.ui.numerals import count
from nnviz.ui.theme import GAP, INSET, TIGHT
from nnviz.ui.window.background import Background

_LOOK_EVERY = 50
"""Milliseconds between two looks at how far the thread has come."""


class SubmissionStrip(QFrame):
    """`Reading test.csv  [=====   ]  Stop`, and then what came of it.

    Signals
    -------
    ended(str, bool)
        In one sentence: how many digits went where, or what was wrong; and whether all went well.
    """

    ended = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._words, self._bar, self._stop = QLabel(), QProgressBar(), QPushButton("Stop")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._stop.clicked.connect(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, TIGHT, INSET, TIGHT)
        row.setSpacing(2 * GAP)
        row.addWidget(self._words)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self._share: float = 0.0
        self._timer = QTimer(self, interval=_LOOK_EVERY)
        self._timer.timeout.connect(lambda: self._bar.setValue(round(1000 * self._share)))
        self._background = Background(self)
        self._stopping = Event()
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._background.is_busy

    def begin(self, digits: Path, out: Path, trained: Trained) -> None:
        """Read a file of digits and write the answers; one at a time."""
        if self.is_busy:
            self.ended.emit("One file is being read already: wait for it, or stop it.", False)
            return
        self._stopping.clear()
        self._share = 0.0
        self._words.setText(f"Reading {digits.name}")
        self._bar.setValue(0)
        self._background.do(lambda: write_submission(digits, out, trained, self._note), self._end)
        self._out, self._reader = out, "the network on board" if trained is on_board() else "this run"
        self._timer.start()
        self.show()

    def stop(self) -> None:
        """Give it up; nothing is written."""
        self._stopping.set()

    def close_thread(self) -> None:
        """Stop, and wait for the thread."""
        self.stop()
        self._timer.stop()
        self._background.close()

    def _note(self, share: float) -> bool:
        self._share = share
        return not self._stopping.is_set()

    def _end(self, result: int | Exception) -> None:
        self._timer.stop()
        self.hide()
        is_well = isinstance(result, int | StoppedError)
        self.ended.emit(self._outcome(result), is_well)

    def _outcome(self, result: int | Exception) -> str:
        if isinstance(result, StoppedError):
            return f"Stopped; {self._out.name} was not written."
        if isinstance(result, (DataError, TrainedError)):
            return str(result)
        if isinstance(result, Exception):
            return f"{self._out.name} could not be written: {result}"
        return f"{count(result)} digits answered in {self._out}, read by {self._reader}."
