"""Going to and fro with the mouse and the keyboard, in a real session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.status import State
from nnviz.ui.controls.timeline_bar import BUTTONS, WAYS, TimelineBar
from nnviz.ui.controls.track import Track
from nnviz.ui.controls.transport import TransportBar
from nnviz.ui.drawing.texts import advance
from nnviz.ui.session import Session
from nnviz.ui.theme import DARK, LECTURE, LIGHT, TEXT_SIZES

PATIENCE = 10_000
STEPS = 300


@pytest.fixture
def bar(qtbot: QtBot, session: Session) -> Iterator[TimelineBar]:
    """A bar as wide as a window, over a run of some steps that stands still."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 56)
    bar = TimelineBar(session, LIGHT, window)
    bar.resize(1280, 56)
    with qtbot.waitExposed(window):
        window.show()
    session.set_speed(None)
    session.run()
    qtbot.waitUntil(lambda: session.steps >= STEPS, timeout=PATIENCE)
    session.pause()
    qtbot.waitUntil(lambda: stands(bar, session.steps), timeout=PATIENCE)
    yield bar
    window.close()  # it has to live as long


def stands(bar: TimelineBar, step: int) -> bool:
    """Tell whether run, snapshot and head are all at a step."""
    session = bar._session
    return (
        not session.is_running
        and session.is_settled
        and session.status.target is None
        and session.snapshot is not None
        and session.snapshot.moment.step == session.steps == bar.track.step == step
    )


def at(bar: TimelineBar, step: int) -> QPoint:
    return QPoint(round(bar.track.x_of(step)), bar.track._rail_y)


def seek(qtbot: QtBot, bar: TimelineBar, step: int) -> None:
    bar.seek(step)
    qtbot.waitUntil(lambda: stands(bar, step), timeout=PATIENCE)


def test_at_the_end_the_head_is_filled_and_live_is_lit(bar: TimelineBar) -> None:
    assert not bar.track.is_looking_back
    assert bar.track._head.brush().color().name() == LIGHT.accent.lower()
    assert bar.live.property("kind") == "live"
    assert bar.name.text() == "Timeline"


def test_a_moment_newer_than_the_status_is_no_look_back(bar: TimelineBar) -> None:
    session = bar._session
    session.status = replace(session.status, state=State.RUNNING, step=session.steps - 5)
    bar.draw()
    assert not bar.track.is_looking_back
    assert bar.track.step == session.steps


def test_a_click_goes_there_and_the_head_is_hollow(qtbot: QtBot, bar: TimelineBar) -> None:
    known = bar.track.course.known
    QTest.mouseClick(bar.track, Qt.MouseButton.LeftButton, pos=at(bar, 120))
    step = bar.track.step
    assert abs(step - 120) <= 2
    qtbot.waitUntil(lambda: stands(bar, step), timeout=PATIENCE)
    assert bar.track.is_looking_back
    assert bar.track.course.known == known
    assert bar.track._head.brush().color().name() == LIGHT.field.lower()
    assert bar.name.text() == f"step {step}"
    QTest.mouseClick(bar.live, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stands(bar, known), timeout=PATIENCE)


def test_dragging_follows_the_pointer_and_ends_where_it_is_let_go(qtbot: QtBot, bar: TimelineBar) -> None:
    QTest.mousePress(bar.track, Qt.MouseButton.LeftButton, pos=at(bar, 200))
    for step in range(190, 40, -5):
        QTest.mouseMove(bar.track, at(bar, step))
        assert abs(bar.track._shown - step) <= 2
    QTest.mouseRelease(bar.track, Qt.MouseButton.LeftButton, pos=at(bar, 45))
    step = bar.track.step
    assert abs(step - 45) <= 2
    qtbot.waitUntil(lambda: stands(bar, step), timeout=PATIENCE)


def test_what_is_not_known_cannot_be_gone_to(bar: TimelineBar) -> None:
    assert bar.track.step_of(10_000) == bar.track.course.known
    assert bar.track.step_of(-50) == 0


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("first", 200, 0),
        ("back", 200, 199),
        ("on", 200, 201),
        ("epoch_back", 200, 199),
        ("epoch_on", 200, 201),
    ],
)
def test_every_way_leads_there(qtbot: QtBot, bar: TimelineBar, name: str, start: int, end: int) -> None:
    seek(qtbot, bar, start)
    bar.actions_by_name[name].trigger()
    qtbot.waitUntil(lambda: stands(bar, end), timeout=PATIENCE)


def test_keys_pressed_quickly_all_count(qtbot: QtBot, bar: TimelineBar) -> None:
    end = bar.track.course.known
    for _ in range(30):
        bar.actions_by_name["back"].trigger()
    qtbot.waitUntil(lambda: stands(bar, end - 30), timeout=PATIENCE)


def test_a_step_on_from_the_end_is_a_new_one(qtbot: QtBot, bar: TimelineBar) -> None:
    end = bar.track.course.known
    bar.actions_by_name["on"].trigger()
    qtbot.waitUntil(lambda: stands(bar, end + 1), timeout=PATIENCE)


def test_playing_ends_at_the_known_end(qtbot: QtBot, bar: TimelineBar) -> None:
    end = bar.track.course.known
    seek(qtbot, bar, 100)
    bar.actions_by_name["play"].trigger()
    qtbot.waitUntil(lambda: stands(bar, end), timeout=PATIENCE)
    assert bar._session.status.state is State.PAUSED


def test_epochs_of_many_steps_are_gone_by(qtbot: QtBot, bar: TimelineBar) -> None:
    bar._session.change({"learning.batch_size": 7})  # nine steps an epoch
    bar._session.run()
    start = bar._session.steps
    qtbot.waitUntil(lambda: bar._session.steps > start + 30, timeout=PATIENCE)
    bar._session.pause()
    qtbot.waitUntil(lambda: stands(bar, bar._session.steps), timeout=PATIENCE)
    seek(qtbot, bar, start + 13)
    bar.epoch_back()
    qtbot.waitUntil(lambda: stands(bar, start + 9), timeout=PATIENCE)
    bar.epoch_back()
    qtbot.waitUntil(lambda: stands(bar, start), timeout=PATIENCE)
    bar.epoch_on()
    qtbot.waitUntil(lambda: stands(bar, start + 9), timeout=PATIENCE)


def test_a_change_in_the_past_leaves_a_branch_and_a_flag(qtbot: QtBot, bar: TimelineBar) -> None:
    seek(qtbot, bar, 150)
    bar._session.change({"learning.learning_rate": 0.5})
    qtbot.waitUntil(lambda: stands(bar, 150) and bar.track.course.known == 150, timeout=PATIENCE)
    snapshot = bar._session.snapshot
    assert snapshot is not None
    assert [branch.start for branch in snapshot.moment.history.branches] == [150]
    assert [flag.isVisible() for flag in bar.track._flags] == [True]
    words = [item.text() for item in bar.track.scene.items() if isinstance(item, QGraphicsSimpleTextItem)]
    assert "rate 0.015 → 0.5" in words


def test_without_a_run_there_is_a_rail_and_no_head(qtbot: QtBot) -> None:
    track = Track(LIGHT)
    qtbot.addWidget(track)
    track.resize(600, LIGHT.size.timeline)
    with qtbot.waitExposed(track):
        track.show()
    assert track._rail.rect().width() > 500
    assert not track._head.isVisible()


def test_the_head_touches_no_word(bar: TimelineBar) -> None:
    for size in TEXT_SIZES.values():
        track = bar.track
        bar.apply_theme(LIGHT.at(size))
        capitals = size.small * 0.73 / 2
        above = track._words_y + capitals
        below = min(word.y for word in track._texts.words if word.y > track._rail_y) - capitals
        head = track._head.sceneBoundingRect()
        assert above < head.top() < head.bottom() < below


def test_no_word_stands_on_the_mark_of_the_best_loss(bar: TimelineBar) -> None:
    track = bar.track
    for best in range(60, 141, 2):
        track.course = replace(track.course, best=best)
        for word in track._words_above([(100, "epoch 100")]):
            left = word.x - word.anchor * advance(word.text, word.style)
            right = left + advance(word.text, word.style)
            assert right < track.x_of(best) - 5 or left > track.x_of(best) + 5, (best, word.text)


def test_no_key_is_taken_twice(qtbot: QtBot, session: Session, bar: TimelineBar) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    transport = TransportBar(session, LIGHT, window)
    assert transport.parentWidget() is window
    theirs = {key.toString() for action in window.actions() for key in action.shortcuts()}
    own = [key for way in WAYS.values() for key in way.keys]
    assert len(set(own)) == len(own)
    assert not theirs & {QKeySequence(key).toString() for key in own}
    assert all(bar.buttons[name].accessibleName() and bar.buttons[name].toolTip() for name in BUTTONS)


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_everything_fits_at_every_size(bar: TimelineBar, width: int) -> None:
    for theme in (LIGHT.at(LECTURE), DARK):
        bar.apply_theme(theme)
        bar.resize(width, theme.size.timeline)
        assert bar.sizeHint().width() <= width
        assert bar.track.width() >= 300
        texts = [item for item in bar.track.scene.items() if isinstance(item, QGraphicsSimpleTextItem)]
        for text in texts:
            if text.isVisible():
                place = text.sceneBoundingRect()
                assert place.left() >= 0
                assert place.right() <= bar.track.width() + 1
                assert place.bottom() <= theme.size.timeline


def test_drawing_while_training_keeps_to_ten_a_second(
    qtbot: QtBot, bar: TimelineBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(bar.track, "show_course", lambda *_: drawn.append(1))
    bar._session.run()
    qtbot.waitUntil(lambda: bar._session.is_running, timeout=PATIENCE)
    drawn.clear()
    qtbot.wait(500)
    assert len(drawn) <= 7
