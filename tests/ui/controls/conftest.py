"""A real session on small clouds, and the parts that control it."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.status import State
from nnviz.ui.controls.column import ControlsColumn
from nnviz.ui.session import Session
from nnviz.ui.theme import LIGHT

#: Changes that make the first preset quick to prepare.
SMALL = {"data.points": 20}
PATIENCE = 5_000


@pytest.fixture
def experiment() -> Experiment:
    return preset("clouds").with_changes(SMALL)


@pytest.fixture
def session(qtbot: QtBot, qapp: object, experiment: Experiment) -> Iterator[Session]:
    """Return a session that has its data and stands at step 0."""
    session = Session(experiment)
    session.start()
    qtbot.waitUntil(lambda: session.snapshot is not None and not session.status.busy, timeout=PATIENCE)
    assert session.status.state is State.PAUSED
    yield session
    session.close()
    session.deleteLater()


@pytest.fixture
def column(qtbot: QtBot, session: Session) -> ControlsColumn:
    """Return the column as high as in a window of 1280 x 720 pixels."""
    column = ControlsColumn(session, LIGHT)
    qtbot.addWidget(column)
    column.resize(LIGHT.size.controls, 640)
    with qtbot.waitExposed(column):
        column.show()
    return column


@pytest.fixture
def settled(qtbot: QtBot, session: Session) -> Callable[[], None]:
    """Return a wait until the run has dealt with every change."""

    def wait() -> None:
        qtbot.waitUntil(
            lambda: session.status.experiment == session.experiment and session._trainer.settled,
            timeout=PATIENCE,
        )

    return wait
