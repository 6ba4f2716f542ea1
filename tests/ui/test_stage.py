from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal

from nnviz.ui import stage as stage_module
from nnviz.ui.stage import BUDGET, LATE, Stage


class Session(QObject):
    """What a stage asks of a session."""

    snapshot_ready = Signal(object)
    snapshot = "a snapshot"
    is_running = True

    def __init__(self) -> None:
        super().__init__()
        self.each_frame: list[Callable[[], object]] = []

    def watch(self, wanted: Sequence[object]) -> None:
        pass


class Clock:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(stage_module, "perf_counter", clock)
    return clock


@pytest.fixture
def session() -> Session:
    return Session()


def stage_of(session: Session, *panels: Any) -> Stage:
    stage = Stage(cast(Any, session), lambda: panels, session)
    stage.watch()
    return stage


def panel(key: str, rate: float, clock: Clock, takes: float = 0.0) -> Any:
    def present(_snapshot: object) -> None:
        clock.now += takes

    return SimpleNamespace(
        key=key, rate=rate, present=present, say_moment=lambda _snapshot: None, probes=lambda: ()
    )


def frame(session: Session, clock: Clock, seconds: float = 0.016) -> None:
    """Have something new, and the next frame come after a while."""
    session.snapshot_ready.emit(session.snapshot)
    clock.now += seconds
    for call in session.each_frame:
        call()


def test_each_panel_keeps_to_its_own_rate(session: Session, clock: Clock) -> None:
    stage = stage_of(session, panel("fast", 30, clock), panel("slow", 10, clock))
    for _ in range(125):  # two seconds
        frame(session, clock)
    assert stage.draws["fast"] == pytest.approx(60, abs=4)
    assert stage.draws["slow"] == pytest.approx(20, abs=2)


def test_what_takes_too_long_goes_on_in_the_next_frame(session: Session, clock: Clock) -> None:
    stage = stage_of(session, panel("one", 60, clock, 2 * BUDGET), panel("other", 60, clock, 2 * BUDGET))
    frame(session, clock)
    assert dict(stage.draws) == {"one": 1}
    frame(session, clock)
    assert dict(stage.draws) == {"one": 1, "other": 1}


def test_a_frame_that_comes_late_is_left_to_what_was_held_up(session: Session, clock: Clock) -> None:
    stage = stage_of(session, panel("one", 60, clock))
    frame(session, clock)
    frame(session, clock, LATE + 0.02)
    assert stage.draws["one"] == 1
    frame(session, clock)
    assert stage.draws["one"] == 2
