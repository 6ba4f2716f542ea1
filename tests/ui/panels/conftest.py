"""A session of one moment: what a panel asks for is measured at once, and nothing runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.training.divergence import explain
from nnviz.training.edits import ChangeExperiment, Edit
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Moment, Snapshot
from nnviz.training.predictor import Predictor
from nnviz.training.probes import Probe, Wanted
from nnviz.training.run import DivergedError, TrainingRun
from nnviz.training.status import State, Status
from nnviz.ui.panels.panel import Panel
from nnviz.ui.session import Session
from nnviz.ui.theme import LIGHT


class Still(Session):
    """A session without threads, around a run that the test drives."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self.trained = TrainingRun(experiment)
        self._wanted: Sequence[Wanted] = ()

    def train(self, steps: int) -> None:
        """Make some steps and show where they lead, be it to divergence."""
        divergence = None
        with np.errstate(all="ignore"):
            try:
                for _ in range(steps):
                    self.trained.step()
            except DivergedError as error:
                divergence = explain(self.trained, error)
        state = State.PAUSED if divergence is None else State.DIVERGED
        self._measure(Status(state, self.trained.experiment, self.trained.steps, divergence=divergence))

    def change(self, changes: Mapping[str, Any]) -> None:
        self.trained.apply(ChangeExperiment(self.trained.experiment.with_changes(changes)))

    def load(self, experiment: Experiment) -> None:
        self.trained = TrainingRun(experiment)
        self.train(0)

    def ask(self, question: Callable[[TrainingRun], Any], answer: Callable[[Any], None]) -> None:
        answer(question(self.trained))

    def submit(self, edit: Edit) -> None:
        self.trained.apply(edit)
        self.train(0)

    def step(self) -> None:
        self.train(1)

    def watch(self, wanted: Sequence[Wanted]) -> None:
        self._wanted = tuple(wanted)
        self._measure(self.status)

    def _measure(self, status: Status) -> None:
        moment = self.trained.moment()
        results = {each.probe: _measured(each.probe, moment) for each in self._wanted}
        self.show(status, Snapshot(moment, results, dict.fromkeys(results, moment.step)))


def _measured(probe: Probe, moment: Moment) -> Any:
    """Measure as the observer does."""
    try:
        with np.errstate(all="ignore"):
            return probe.measure(moment, Predictor().follow(moment))
    except Exception as error:
        return Failure(str(error), "")


Open = Callable[..., tuple[Any, Still]]


@pytest.fixture
def recipe() -> Callable[..., Experiment]:
    """Three clouds of 20 points and a small network; `data__points=5` changes a field."""
    plain = {
        "data": {"name": "clouds", "points": 20},
        "model": {"hidden": [{"kind": "dense", "units": 4, "activation": "tanh"}]},
        "learning": {"learning_rate": 0.5, "batch_size": 0},
    }
    base = Experiment.from_plain(plain)
    return lambda **changes: base.with_changes(
        {path.replace("__", "."): value for path, value in changes.items()}
    )


@pytest.fixture
def open_panel(qtbot: QtBot) -> Open:
    """Return a function that opens a panel of a class on an experiment, wired as the window does it."""

    def open_it(
        panel_class: type[Panel], recipe: Experiment, size: tuple[int, int] = (568, 584)
    ) -> tuple[Panel, Still]:
        session = Still(recipe)
        panel = panel_class(LIGHT, session)
        qtbot.addWidget(panel)
        panel.probes_changed.connect(lambda: session.watch(panel.probes()))
        panel.resize(*size)
        panel.show()
        session.each_snapshot.append(panel.present)
        session.train(0)
        return panel, session

    return open_it
