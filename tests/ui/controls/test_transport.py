from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.experiment import Experiment
from nnviz.training.status import State, Status
from nnviz.ui.controls.figures import STATES
from nnviz.ui.controls.speed import FLAT_OUT, position_of, speed_at, speed_words
from nnviz.ui.controls.transport import TransportBar
from nnviz.ui.session import Session
from nnviz.ui.theme import DARK, LECTURE, LIGHT, TEXT_SIZES


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    QVBoxLayout(window).setContentsMargins(0, 0, 0, 0)
    qtbot.addWidget(window)
    return window


@pytest.fixture
def bar(qtbot: QtBot, window: QWidget, session: Session) -> TransportBar:
    bar = TransportBar(session, LIGHT, window)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(bar)
    window.resize(1280, 64)
    with qtbot.waitExposed(window):
        window.show()
    window.setFocus()
    return bar


def state(session: Session) -> State:
    return session.status.state


def test_space_runs_and_pauses(qtbot: QtBot, window: QWidget, bar: TransportBar, session: Session) -> None:
    run = bar.commands["run"]
    assert run.text() == "Run"
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(session) is State.RUNNING and session.status.step > 0)
    assert run.text() == "Pause"
    assert bar.state.word.text() == "Running"
    QTest.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(session) is State.PAUSED)
    assert (run.text(), bar.state.word.text()) == ("Run", "Paused")


def test_a_step_is_one_batch_and_an_epoch_ends_where_it_should(
    qtbot: QtBot, bar: TransportBar, session: Session
) -> None:
    session.change({"learning.batch_size": 20})
    bar.buttons["step"].click()
    qtbot.waitUntil(lambda: session.status.step == 1)
    assert bar.step.value.text() == "1"
    assert bar.epoch.value.text() == "0.33"
    bar.buttons["epoch"].click()
    qtbot.waitUntil(lambda: session.status.step == 3 and state(session) is State.PAUSED)
    assert bar.epoch.value.text() == "1"
    assert bar.step.note.text() == "of 30,000"


def test_reset_keeps_the_weights_and_new_weights_do_not(
    qtbot: QtBot, window: QWidget, bar: TransportBar, session: Session
) -> None:
    def weights() -> Any:
        assert session.snapshot is not None
        return session.snapshot.moment.parameters

    first = weights()
    bar.buttons["step"].click()
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.moment.step == 1)
    QTest.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: session.snapshot is not None and session.snapshot.moment.step == 0)
    assert (weights() == first).all()
    QTest.keyClick(window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: not (weights() == first).all())


def test_figures_say_how_fast_it_goes(qtbot: QtBot, bar: TransportBar, session: Session) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.status.steps_per_second > 0)
    qtbot.waitUntil(lambda: bar.steps.value.text() != "—")
    session.pause()
    qtbot.waitUntil(lambda: bar.steps.value.text() == "—")


def test_figures_change_at_most_ten_times_a_second_while_running(
    qtbot: QtBot, bar: TransportBar, session: Session
) -> None:
    session._timer.stop()
    running = replace(session.status, state=State.RUNNING)
    session.show(replace(running, step=10), None)
    session.show(replace(running, step=11), None)
    assert bar.step.value.text() == "10"
    session.show(replace(session.status, state=State.PAUSED, step=12), None)
    assert bar.step.value.text() == "12"


def test_a_figure_never_moves_what_is_beside_it(bar: TransportBar, session: Session) -> None:
    session._timer.stop()
    places = []
    for step in (1, 22, 333, 4_444, 9_999):
        session.show(replace(session.status, step=step, epoch=float(step)), None)
        bar._row.activate()
        places.append([figure.x() for figure in (bar.step, bar.epoch, bar.steps, bar.samples, bar.state)])
    assert all(each == places[0] for each in places)


def test_a_longer_figure_has_nothing_around_it_laid_out(bar: TransportBar) -> None:
    class Requests(QObject):
        count = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.count += event.type() is QEvent.Type.LayoutRequest
            return False

    bar.steps.show_value("98")
    QTest.qWait(20)
    requests = Requests()
    bar.installEventFilter(requests)
    for value in ("9,870", "12", "1,024"):
        bar.steps.show_value(value)
        QTest.qWait(20)
        assert bar.steps.rect().contains(bar.steps.value.geometry())
    assert requests.count == 0


@pytest.mark.parametrize("each", list(State))
def test_every_state_has_its_word_and_what_it_allows(
    bar: TransportBar, session: Session, each: State
) -> None:
    session._timer.stop()
    session.show(Status(state=each, experiment=session.experiment), None)
    assert bar.state.word.text() == STATES[each].word
    assert bar.commands["run"].isEnabled() == (each not in (State.EMPTY, State.DIVERGED))
    assert bar.commands["reset"].isEnabled()


def test_a_run_without_a_point_waits(bar: TransportBar, session: Session) -> None:
    session._timer.stop()
    session.show(Status(state=State.RUNNING, experiment=session.experiment, is_waiting=True), None)
    assert bar.state.word.text() == "Waiting"
    assert "paint some points" in bar.state.toolTip()
    assert bar.commands["run"].text() == "Pause"
    session.show(Status(state=State.RUNNING, experiment=session.experiment), None)
    assert bar.state.word.text() == "Running"
    assert not bar.state.toolTip()


def test_preparing_shows_only_when_it_takes_long(qtbot: QtBot, bar: TransportBar, session: Session) -> None:
    session._timer.stop()
    session.show(replace(session.status, busy="Preparing the data"), None)
    assert bar.state.word.text() == "Paused"
    qtbot.waitUntil(lambda: bar.state.word.text() == "Preparing")
    assert bar.state.toolTip() == "Preparing the data"
    session.show(replace(session.status, busy=""), None)
    assert bar.state.word.text() == "Paused"


def test_the_dial_sets_the_pace_and_shows_another(bar: TransportBar, session: Session) -> None:
    speeds = []
    bar.speed.chosen.connect(lambda _: speeds.append(session.speed))
    bar.speed.slider.setValue(FLAT_OUT)
    bar.speed.step(-1)
    bar.speed.step(-1)
    assert speeds == [None, 10_000, 1_000]
    session.change({"data.name": "digits8x8"})
    assert session.speed is None
    assert bar.speed.slider.value() == FLAT_OUT
    assert bar.speed._words.text() == "flat out"


@pytest.mark.parametrize("speed", [1, 2, 10, 200, 1_000, 10_000, 50_000, None])
def test_a_speed_stands_where_it_is_read(speed: float | None) -> None:
    assert speed_at(position_of(speed)) == (None if speed is None else pytest.approx(speed, rel=0.06))


def test_speeds_are_written_as_they_are_said() -> None:
    assert [speed_words(speed) for speed in (1, 1.6, 200, 10_000, None)] == [
        "1 step/s",
        "1.6 steps/s",
        "200 steps/s",
        "10,000 steps/s",
        "flat out",
    ]


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES.keys())
@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_all_of_it_fits_at_every_text_size(
    window: QWidget, bar: TransportBar, size: Any, width: int, qapp: QApplication
) -> None:
    bar.apply_theme(DARK.at(size))
    window.resize(width, size.transport)
    for button in bar.buttons.values():  # or the words lose what hangs below their line
        assert button.sizeHint().height() <= button.height() + 1  # that one is of its border
    assert bar._row.sizeHint().width() <= width
    assert bar.buttons["run"].toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon
    for figure in (bar.step, bar.epoch, bar.samples, bar.state):
        assert figure.isVisible()


def test_words_come_back_with_the_room(window: QWidget, bar: TransportBar) -> None:
    bar.apply_theme(LIGHT.at(LECTURE))
    window.resize(1024, 80)
    assert not bar.steps.isVisible()
    assert bar.buttons["step"].toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    window.resize(1920, 80)
    assert bar.steps.isVisible()
    assert bar.buttons["step"].toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextUnderIcon


def test_every_command_names_its_key(bar: TransportBar, window: QWidget) -> None:
    keys = [action.shortcut().toString() for action in window.actions()]
    assert len(set(keys)) == len(keys)
    for action in bar.commands.values():
        assert action in window.actions()
        assert action.shortcut().toString() in action.toolTip()


def test_enter_presses_the_focused_button_and_space_does_not(
    qtbot: QtBot, bar: TransportBar, session: Session, experiment: Experiment
) -> None:
    button = bar.buttons["new_weights"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert session.experiment.seeds.weights == experiment.seeds.weights + 1
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert session.experiment.seeds.weights == experiment.seeds.weights + 1
    qtbot.waitUntil(lambda: state(session) is State.RUNNING)
