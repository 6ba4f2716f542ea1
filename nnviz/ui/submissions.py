"""SubmissionStrip: a submission in the making, off the window's thread, with progress and a way to stop."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from nnviz.data import DataError
from nnviz.training.submission import StoppedError, write_submission
from nnviz.training.trained import Trained, TrainedError
from nnviz.ui.numerals import count
from nnviz.ui.theme import GAP, INSET, TIGHT

_LOOK_EVERY = 50
"""Milliseconds between two looks at how far the thread has come."""
_PATIENCE = 5.0
"""Seconds that the thread is waited for: a thousand digits at most are read before it looks."""


class SubmissionStrip(QFrame):
    """`Reading test.csv  [=====   ]  Stop`, and then what came of it.

    Signals
    -------
    ended(str)
        In one sentence: how many digits went where, or what was wrong.
    """

    ended = Signal(str)

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
        self._timer = QTimer(self, interval=_LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._share, self._sentence = 0.0, ""
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._thread is not None

    def begin(self, digits: Path, out: Path, trained: Trained) -> None:
        """Read a file of digits and write the answers; one at a time."""
        if self.is_busy:
            self.ended.emit("One file is being read already: wait for it, or stop it.")
            return
        self._stopping.clear()
        self._share, self._sentence = 0.0, ""
        self._words.setText(f"Reading {digits.name}")
        self._bar.setValue(0)
        self._thread = threading.Thread(
            target=self._work, args=(digits, out, trained), name="nnviz submission", daemon=True
        )
        self._thread.start()
        self._timer.start()
        self.show()

    def stop(self) -> None:
        """Give it up; nothing is written."""
        self._stopping.set()

    def close_thread(self) -> None:
        """Stop, and wait for the thread."""
        self.stop()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
            self._thread = None

    def _work(self, digits: Path, out: Path, trained: Trained) -> None:
        try:
            rows = write_submission(digits, out, trained, self._note)
            self._sentence = f"{count(rows)} digits of {digits.name} answered in {out}."
        except StoppedError:
            self._sentence = f"Stopped; {out.name} was not written."
        except (DataError, TrainedError) as error:
            self._sentence = str(error)
        except Exception as error:  # whatever it is, the strip must not stay for ever
            self._sentence = f"{digits.name} could not be answered: {error}"

    def _note(self, share: float) -> bool:
        self._share = share
        return not self._stopping.is_set()

    def _look(self) -> None:
        self._bar.setValue(round(1000 * self._share))
        if self._thread is not None and not self._thread.is_alive():
            self._thread = None
            self._timer.stop()
            self.hide()
            self.ended.emit(self._sentence)
