"""nnviz shot: a picture of the window, or of one panel, for a slide; the same for the same experiment."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from nnviz.training.divergence import explain
from nnviz.training.moment import Snapshot
from nnviz.training.predictor import Predictor
from nnviz.training.probes import Probe, Wanted
from nnviz.training.reading import ExperimentError
from nnviz.training.run import DivergedError, TrainingRun
from nnviz.training.status import State, Status

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from nnviz.ui.session import Session

#: Times that all is drawn: what a panel wants measured may depend on what it has drawn.
PASSES = 3


@dataclass(frozen=True)
class Picture:
    """What to take a picture of.

    Attributes
    ----------
    size
        Width and height of the window (or the panel) in its own pixels; the file has `scale` times as many.
    panel
        A panel's key; empty for the window.
    """

    out: Path
    size: tuple[int, int] = (1280, 720)
    scale: float = 1.0
    theme: str = "light"
    panel: str = ""


def shoot(run: TrainingRun, steps: int, picture: Picture) -> None:
    """Train for some steps and write a picture of what the window shows then.

    Raises
    ------
    ExperimentError
        If there is no such panel, or the file cannot be written.
    """
    from nnviz.ui.panels import PANELS

    if picture.panel and picture.panel not in PANELS:
        raise ExperimentError(f"there is no panel {picture.panel!r}; there is {', '.join(PANELS)}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(picture.scale)
    status = train(run, steps)
    from nnviz.ui.application import make_application

    application = make_application()
    _render(run, status, picture)
    del application  # it had to outlive the window


def train(run: TrainingRun, steps: int) -> Status:
    """Make the steps, and return what a trainer would say of the run then."""
    state, divergence = State.PAUSED, None
    with np.errstate(all="ignore"):
        try:
            for _ in range(steps):
                run.step()
        except DivergedError as error:
            state, divergence = State.DIVERGED, explain(run, error)
    return Status(state, run.experiment, run.steps, run.epochs, divergence=divergence)


def _render(run: TrainingRun, status: Status, picture: Picture) -> None:
    from PySide6.QtCore import QSettings, QStandardPaths

    with TemporaryDirectory(prefix="nnviz-") as folder:  # not the person's own arrangement, nor in its place
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        QStandardPaths.setTestModeEnabled(True)  # nor the digits that somebody keeps
        take = _panel_picture if picture.panel else _window_picture
        image = take(_still(run, status), picture)
        QStandardPaths.setTestModeEnabled(False)
    if not image.save(str(picture.out), "PNG"):
        raise ExperimentError(f"{picture.out} could not be written")


def _window_picture(session: Session, picture: Picture) -> QPixmap:
    from nnviz.ui.main_window import MainWindow
    from nnviz.ui.theme import THEMES

    window = MainWindow(theme=THEMES[picture.theme])
    window.furnish(session)
    window.add_panels()
    window.setFixedSize(*picture.size)
    window.show()
    _settle(window)
    for _ in range(PASSES):
        window.stage.draw_all()
        _settle(window)
    return _last_look(window)


def _panel_picture(session: Session, picture: Picture) -> QPixmap:
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.panels import PANELS
    from nnviz.ui.style import dress
    from nnviz.ui.theme import THEMES

    theme = THEMES[picture.theme]
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, theme)
    panel = PANELS[picture.panel].load()(theme, session)
    panel.setFixedSize(*picture.size)
    panel.show()
    _settle(panel)
    for _ in range(PASSES):
        session.watch(panel.probes())
        assert session.snapshot is not None
        panel.present(session.snapshot)
        _settle(panel)
    return _last_look(panel)


def _last_look(widget: QWidget) -> QPixmap:
    """Take the picture and do away with what it shows."""
    from PySide6.QtCore import QCoreApplication, QEvent

    image = widget.grab()
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return image


def _settle(window: QWidget) -> None:
    """Let layouts settle, in a few rounds of events, and wait for what is laid out piece by piece."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.painting import is_whole

    for _ in range(20):
        QApplication.processEvents()
    while not is_whole(window):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _still(run: TrainingRun, status: Status) -> Session:
    """Return a session of one moment: what is watched is measured at once, and nothing runs."""
    from nnviz.ui.session import Session

    moment, network = run.moment(), Predictor()
    results: dict[Probe, Any] = {}

    class Still(Session):
        def watch(self, wanted: Sequence[Wanted]) -> None:
            with np.errstate(all="ignore"):
                for probe in (each.probe for each in wanted if each.probe not in results):
                    results[probe] = probe.measure(moment, network.follow(moment))
            self.show(status, Snapshot(moment, dict(results), dict.fromkeys(results, moment.step)))

        def ask(self, question: Callable[[TrainingRun], Any], answer: Callable[[Any], None]) -> None:
            answer(question(run))

        def close(self) -> None:
            """There is no thread to end."""

    session = Still(run.experiment)
    session.watch(())  # panels learn of the data set even if nothing has to be measured for them
    return session
