"""nnviz shot: a picture of the window, or of one panel, for a slide; the same for the same experiment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nnviz.training.divergence import explain
from nnviz.training.moment import Snapshot
from nnviz.training.predictor import Predictor
from nnviz.training.probes import Wanted
from nnviz.training.reading import ExperimentError
from nnviz.training.run import DivergedError, TrainingRun
from nnviz.training.status import State, Status


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
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(picture.scale)
    status = train(run, steps)
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["nnviz"])
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
    from PySide6.QtWidgets import QApplication

    from nnviz.ui.main_window import MainWindow
    from nnviz.ui.panels import PANELS
    from nnviz.ui.session import Session
    from nnviz.ui.theme import THEMES

    if picture.panel and picture.panel not in PANELS:
        raise ExperimentError(f"there is no panel {picture.panel!r}; there is {', '.join(PANELS)}")

    class Still(Session):
        """A session of one moment: what is watched is measured at once, and nothing runs."""

        def watch(self, wanted: Sequence[Wanted]) -> None:
            moment, network = run.moment(), Predictor()
            with np.errstate(all="ignore"):
                results = {each.probe: each.probe.measure(moment, network.follow(moment)) for each in wanted}
            self.show(status, Snapshot(moment, results, dict.fromkeys(results, moment.step)))

        def close(self) -> None:
            """There is no thread to end."""

    session = Still(run.experiment)
    window = MainWindow(theme=THEMES[picture.theme])
    window.furnish(session)
    window.add_panels()
    window.setFixedSize(*picture.size)
    window.show()
    if picture.panel:
        window.docks.show_panel(picture.panel)
        window.docks.maximise(picture.panel)
    for _ in range(20):  # layouts settle over a few rounds of events
        QApplication.processEvents()
    session.watch(())  # a panel that needs no probe is never watched, and the others learn of the data set
    window.stage.watch()
    window.stage.draw_all()
    QApplication.processEvents()
    image = window.docks.panels[picture.panel].picture() if picture.panel else window.grab()
    window.close()
    if not image.save(str(picture.out), "PNG"):
        raise ExperimentError(f"{picture.out} could not be written")
