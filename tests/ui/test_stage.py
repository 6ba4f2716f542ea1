from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Qt

from nnviz.training.probes import Wanted, Weights
from nnviz.ui import hold as hold_module
from nnviz.ui import stage as stage_module
from nnviz.ui.hold import BESIDE, FIRM_BESIDE
from nnviz.ui.stage import BUDGET, LATE, Stage


class Session(QObject):
    """What a stage asks of a session."""

    snapshot = "a snapshot"
    is_running = True
    awaits_data = False
    speed: float | None = 200.0
    status = SimpleNamespace(version=0)

    def __init__(self) -> None:
        super().__init__()
        self.each_frame: list[Callable[[], object]] = []
        self.each_snapshot: list[Callable[[object], object]] = []

    def watch(self, wanted: Sequence[Wanted]) -> None:
        self.watched = list(wanted)


class Clock:
    """Seconds that pass when they are told to, with or without work."""

    now = 100.0
    work = 5.0

    def __call__(self) -> float:
        return self.now

    def worked(self) -> float:
        return self.work


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(stage_module, "perf_counter", clock)
    monkeypatch.setattr(stage_module, "thread_time", clock.worked)
    return clock


@pytest.fixture(autouse=True)
def no_button(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no button down, though Qt may remember one that a test before has pressed."""
    press(monkeypatch, Qt.MouseButton.NoButton)


@pytest.fixture
def session() -> Session:
    return Session()


def stage_of(session: Session, *panels: Any) -> Stage:
    stage = Stage(cast(Any, session), lambda: panels, session)
    stage.watch()
    return stage


def panel(key: str, rate: float, clock: Clock, takes: float = 0.0, may_wait: bool = True) -> Any:
    def present(_snapshot: object) -> None:
        clock.now += takes
        clock.work += takes

    return SimpleNamespace(
        key=key,
        rate=rate,
        may_wait=may_wait,
        is_waiting=False,
        present=present,
        say_moment=lambda _snapshot: None,
        probes=lambda: (Wanted(Weights(len(key)), rate),),
        underMouse=lambda: False,
    )


def frame(session: Session, clock: Clock, seconds: float = 0.016) -> None:
    """Have something new, and the next frame come after a while."""
    for tell in session.each_snapshot:
        tell(session.snapshot)
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


def test_flat_out_a_costly_panel_draws_and_has_measured_less_often_and_the_firm_one_as_ever(
    session: Session, clock: Clock
) -> None:
    firm, costly = panel("firm", 20, clock, 0.004, may_wait=False), panel("costly", 12, clock, 0.02)
    stage = stage_of(session, firm, costly)
    session.speed = None
    for _ in range(250):
        frame(session, clock)
    before = dict(stage.draws)
    began = clock.now
    for _ in range(250):
        frame(session, clock)
    seconds = clock.now - began
    assert (stage.draws["firm"] - before["firm"]) / seconds > 17
    assert (stage.draws["costly"] - before["costly"]) / seconds == pytest.approx(12 / 4, abs=0.3)
    assert session.watched == [Wanted(Weights(4), 20), Wanted(Weights(6), 12 / 4)]


def test_at_a_set_speed_nothing_is_held_back(session: Session, clock: Clock) -> None:
    stage = stage_of(session, panel("costly", 12, clock, 0.01))
    session.speed = None
    for _ in range(250):
        frame(session, clock)
    session.speed = 200.0
    for _ in range(100):
        frame(session, clock)
    assert session.watched == [Wanted(Weights(6), 12)]
    before, began = stage.draws["costly"], clock.now
    for _ in range(250):
        frame(session, clock)
    assert (stage.draws["costly"] - before) / (clock.now - began) > 10


def slowed(session: Session, clock: Clock, costly: Any) -> Stage:
    """Return a stage that slows a panel as far as may be."""
    stage = stage_of(session, costly)
    session.speed = None
    for _ in range(300):
        frame(session, clock)
    assert session.watched[0] == Wanted(Weights(6), 2)
    return stage


def drawn_in_half_a_second(stage: Stage, session: Session, clock: Clock) -> int:
    before = stage.draws["costly"]
    for _ in range(30):
        frame(session, clock)
    return stage.draws["costly"] - before


def press(monkeypatch: pytest.MonkeyPatch, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    monkeypatch.setattr(hold_module, "QGuiApplication", SimpleNamespace(mouseButtons=lambda: button))


def test_a_panel_that_somebody_has_hold_of_keeps_its_rate(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    costly = panel("costly", 12, clock, 0.2)
    stage = slowed(session, clock, costly)
    assert drawn_in_half_a_second(stage, session, clock) <= 2
    monkeypatch.setattr(costly, "underMouse", lambda: True)
    assert drawn_in_half_a_second(stage, session, clock) <= 2  # it is only pointed at
    press(monkeypatch)
    costly.present = lambda _snapshot: None
    assert drawn_in_half_a_second(stage, session, clock) >= 5
    assert session.watched == [Wanted(Weights(6), 12)]


def test_a_panel_that_asks_for_something_else_shows_it_at_once(session: Session, clock: Clock) -> None:
    costly = panel("costly", 12, clock, 0.2)
    stage = slowed(session, clock, costly)
    costly.probes = lambda: (Wanted(Weights(1), 12),)
    costly.present = lambda _snapshot: None
    stage.watch()
    assert session.watched == [Wanted(Weights(1), 12)]
    assert drawn_in_half_a_second(stage, session, clock) >= 5


def test_after_an_edit_every_panel_follows_at_once(session: Session, clock: Clock) -> None:
    costly = panel("costly", 12, clock, 0.2)
    stage = slowed(session, clock, costly)
    costly.present = lambda _snapshot: None
    session.status = SimpleNamespace(version=1)
    assert drawn_in_half_a_second(stage, session, clock) >= 5
    assert session.watched == [Wanted(Weights(6), 12)]


def test_one_that_may_not_wait_comes_first_but_none_waits_for_ever(session: Session, clock: Clock) -> None:
    firm = panel("firm", 60, clock, 2 * BUDGET, may_wait=False)
    stage = stage_of(session, panel("waits", 20, clock, 2 * BUDGET), firm)
    for _ in range(60):
        frame(session, clock)
    assert stage.draws["firm"] > 55
    assert 1 <= stage.draws["waits"] <= 4


@pytest.mark.parametrize("is_running", [True, False])
def test_while_something_is_dragged_in_a_panel_the_others_wait(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch, is_running: bool
) -> None:
    held, beside = panel("held", 30, clock), panel("beside", 10, clock)
    firm = panel("firm", 30, clock, may_wait=False)
    stage = stage_of(session, held, beside, firm)
    session.is_running = is_running
    held.underMouse = lambda: True
    frame(session, clock)
    press(monkeypatch)
    frame(session, clock)
    before, began = dict(stage.draws), clock.now
    held.underMouse = lambda: False  # the pointer has left it with the button still down
    for _ in range(250):
        frame(session, clock)
    rates = {key: (stage.draws[key] - before[key]) / (clock.now - began) for key in before}
    assert rates["held"] > 28
    assert rates["beside"] == pytest.approx(BESIDE, abs=0.3)
    assert rates["firm"] == pytest.approx(FIRM_BESIDE, abs=1)
    assert {each.rate for each in session.watched} == {30, BESIDE, FIRM_BESIDE}
    press(monkeypatch, Qt.MouseButton.NoButton)
    frame(session, clock)
    assert {each.rate for each in session.watched} == {30, 10}


def test_a_press_beside_the_panels_holds_none(
    session: Session, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    slider_is_pressed = panel("boundary", 30, clock)
    stage_of(session, slider_is_pressed)
    press(monkeypatch)
    frame(session, clock)
    slider_is_pressed.underMouse = lambda: True  # dragged over it
    frame(session, clock)
    assert session.watched == [Wanted(Weights(8), 30)]


def test_the_first_drawing_is_not_of_data_that_are_about_to_be_others(session: Session, clock: Clock) -> None:
    stage = stage_of(session, panel("one", 60, clock))
    session.awaits_data = True
    frame(session, clock)
    assert not stage.draws
    session.awaits_data = False
    frame(session, clock)
    assert stage.draws["one"] == 1
    session.awaits_data = True  # what has drawn goes on: the run may go on for long
    frame(session, clock)
    assert stage.draws["one"] == 2


def test_a_panel_is_laid_out_in_one_frame_and_drawn_in_the_next_before_it_is_painted(
    session: Session, clock: Clock
) -> None:
    new = panel("new", 60, clock)
    done: list[object] = []

    def begin() -> None:
        new.is_waiting = False
        done.append("laid out")

    new.is_waiting, new.begin, new.setUpdatesEnabled = True, begin, done.append
    new.present = lambda _snapshot: done.append("drawn")
    stage = stage_of(session, new)
    frame(session, clock)
    assert done == [False, "laid out"]
    assert not stage.draws
    frame(session, clock)
    assert done == [False, "laid out", "drawn", True]
    frame(session, clock)
    assert done[4:] == ["drawn"]


def test_a_panel_of_a_run_that_stands_is_drawn_at_once(session: Session, clock: Clock) -> None:
    new = panel("new", 60, clock)
    new.is_waiting, session.is_running = True, False
    stage = stage_of(session, new)
    frame(session, clock)
    assert stage.draws["new"] == 1
