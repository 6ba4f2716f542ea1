from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.training.status import State, Status
from nnviz.ui.window.veil import AFTER, Veil

PREPARING = Status(State.RUNNING, busy="Preparing the data")
OLD, NEW = preset("clouds"), preset("digits8x8")


class Session(QObject):
    """What a veil asks of a session."""

    experiment = NEW
    status = PREPARING
    snapshot: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.each_status: list[Callable[[Status], object]] = []
        self.each_snapshot: list[Callable[[Any], None]] = []

    @property
    def awaits_data(self) -> bool:
        return bool(self.snapshot.moment.experiment.data != self.experiment.data)

    def tell(self, status: Status) -> None:
        self.status = status
        for tell in self.each_status:
            tell(status)

    def bring(self, experiment: object) -> None:
        self.snapshot = SimpleNamespace(moment=SimpleNamespace(experiment=experiment))
        for call in self.each_snapshot:
            call(self.snapshot)


@pytest.fixture
def session(qtbot: QtBot) -> Session:
    session = Session()
    session.bring(OLD)
    return session


@pytest.fixture
def veil(qtbot: QtBot, session: Session) -> Iterator[Veil]:
    window = QWidget()
    qtbot.addWidget(window)
    panels = QWidget(window)
    window.resize(600, 400)
    panels.setGeometry(100, 50, 500, 350)
    window.show()
    yield Veil(panels, cast(Any, session), window)
    window.close()


def test_panels_of_the_data_before_are_covered_until_the_new_ones_are_there(
    qtbot: QtBot, session: Session, veil: Veil
) -> None:
    session.tell(PREPARING)
    assert not veil.isVisible()
    qtbot.waitUntil(veil.isVisible)
    assert veil.geometry().getRect() == (100, 50, 500, 350)
    assert "Preparing the data" in veil.text()
    session.bring(OLD)
    assert veil.isVisible()
    session.tell(replace(PREPARING, busy=""))
    assert veil.isVisible()
    session.bring(NEW)
    assert not veil.isVisible()


def test_a_moment_of_work_is_not_said(qtbot: QtBot, session: Session, veil: Veil) -> None:
    session.tell(PREPARING)
    session.tell(replace(PREPARING, busy=""))
    session.bring(NEW)
    qtbot.wait(2 * AFTER)
    assert not veil.isVisible()


def test_going_back_in_the_same_run_covers_nothing(qtbot: QtBot, session: Session, veil: Veil) -> None:
    session.bring(NEW)
    session.tell(replace(PREPARING, busy="Going back"))
    qtbot.wait(2 * AFTER)
    assert not veil.isVisible()


def test_data_that_cannot_be_had_leave_the_panels_uncovered(
    qtbot: QtBot, session: Session, veil: Veil
) -> None:
    session.tell(PREPARING)
    qtbot.waitUntil(veil.isVisible)
    session.tell(Status(State.EMPTY, notice="There is no such file."))
    assert not veil.isVisible()


def test_panels_that_cannot_be_painted_are_not_covered_yet(
    qtbot: QtBot, session: Session, veil: Veil
) -> None:
    veil._panels.setUpdatesEnabled(False)
    session.tell(PREPARING)
    qtbot.wait(2 * AFTER)
    assert not veil.isVisible()
    veil._panels.setUpdatesEnabled(True)
    qtbot.waitUntil(veil.isVisible)
