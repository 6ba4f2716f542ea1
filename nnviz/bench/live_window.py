"""The program's window, opened to be measured, and the window's thread in the hand of a scenario."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.app import furnish
from nnviz.bench.scenario import ScenarioError, end_on_errors
from nnviz.interpreter import hurry
from nnviz.training.experiment import Experiment
from nnviz.training.saved_run import SavedRun
from nnviz.training.status import State
from nnviz.ui.application import make_application
from nnviz.ui.main_window import MainWindow
from nnviz.ui.session import Session

#: Width and height in pixels of the window that is measured.
SIZE = (1280, 800)
#: Seconds after which whatever is waited for will not come any more.
PATIENCE = 20.0


def application() -> QApplication:
    """Make the application as the program does, but let an error that nobody caught end the process."""
    hurry()
    end_on_errors()
    return make_application()


def open_live(experiment: Experiment) -> MainWindow:
    """Open the window on an experiment and return when it trains and every panel in sight has drawn."""
    window = MainWindow()
    window.setFixedSize(*SIZE)
    window.show()
    furnish(window, SavedRun(experiment))
    wait_until("the first drawing of every panel", lambda: window.has_drawn and window.session.steps > 0)
    return window


def check_live(window: MainWindow) -> None:
    """Make sure that what was measured was a run and panels that show it.

    Raises
    ------
    ScenarioError
        If training has stopped, or a panel in sight shows a sentence instead.
    """
    status = window.session.status
    if status.state is not State.RUNNING:
        raise ScenarioError(f"the run is {status.state.value.lower()}: {status.failure or status.divergence}")
    for panel in window.docks.shown_panels():
        if panel.message:
            raise ScenarioError(f"the panel {panel.key} shows no picture but: {panel.message}")


def pump(seconds: float) -> None:
    """Let the window live for a while: its timers, its drawing, its painting."""
    loop = QEventLoop()
    end = QTimer(loop, singleShot=True, timerType=Qt.TimerType.PreciseTimer, interval=round(1000 * seconds))
    end.timeout.connect(loop.quit)
    end.start()
    loop.exec()


def wait_until(what: str, holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Let the window live until something, in words and as a question, holds.

    Raises
    ------
    ScenarioError
        If it does not come to hold.
    """
    deadline = perf_counter() + patience
    while not holds():
        if perf_counter() > deadline:
            raise ScenarioError(f"{what} did not come within {patience:g} seconds")
        pump(0.01)


def settled(session: Session) -> bool:
    """Whether the run has become what was last asked for, and goes on."""
    status = session.status
    return status.experiment == session.experiment and not status.busy and session.is_running
