import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.divergence import Divergence
from nnviz.training.moment import Failure
from nnviz.training.status import State
from nnviz.ui.controls import sentences
from nnviz.ui.controls import strips as strips_module
from nnviz.ui.controls.strips import DivergenceStrip, Strips
from nnviz.ui.session import Session
from nnviz.ui.theme import DARK, LIGHT

DIVERGENCE = Divergence(
    step=640,
    kind="infinite",
    layer=2,
    layers=2,
    since=("rate 0.05 → 1.5", 600),
    growth=10.2,
    calm_step=603,
    calm_loss=0.0312,
    last_step=639,
    last_loss=3e34,
    gentler_rate=0.5,
)


@pytest.fixture
def strips(qtbot: QtBot, session: Session) -> Strips:
    strips = Strips(session, LIGHT)
    qtbot.addWidget(strips)
    return strips


def test_a_note_gives_way_where_its_button_would_stick_out(qtbot: QtBot, session: Session) -> None:
    place, strip = QWidget(), DivergenceStrip(DIVERGENCE, session)
    qtbot.addWidget(place)
    strip.setParent(place)
    strip.apply_theme(LIGHT)
    place.show()
    for width, shown in ((700, True), (400, False), (700, True)):
        strip.resize(width, 300)
        QTest.qWait(1)
        assert strip.ways[0]._note.isVisible() == shown
        right = strip.sentence.geometry().right()
        assert all(way.geometry().right() <= right + 1 for way in strip.ways)


def test_there_is_none_while_all_is_well(strips: Strips, session: Session) -> None:
    assert strips.isHidden()
    session.show(replace(session.status, version=session.status.version + 1), None)
    assert strips.isHidden()


def test_a_divergence_is_told_as_it_happened() -> None:
    assert sentences.divergence_title(DIVERGENCE) == "Diverged at step 640: the loss became infinite"
    assert sentences.divergence_sentence(DIVERGENCE) == (
        "It began in layer 2, the output: since rate went from 0.05 to 1.5 at step 600, "
        "the loss grew about tenfold a step. Every step up to 639 is kept."
    )
    back, on = sentences.ways_on(DIVERGENCE)
    assert (back.words, back.note) == ("Go back to step 603, rate 0.5", "loss was 0.0312")
    assert (on.words, on.note) == ("Go on from step 639, rate 0.5", "last finite")


def test_without_a_changed_setting_the_climb_is_dated() -> None:
    sentence = sentences.divergence_sentence(replace(DIVERGENCE, since=None, layer=1))
    assert sentence.startswith("It began in layer 1: from step 603 on the loss grew about tenfold")


def test_two_ways_to_the_same_step_are_one() -> None:
    assert len(sentences.ways_on(replace(DIVERGENCE, calm_step=639))) == 1


def test_a_rate_too_large_ends_in_a_strip_that_leads_back(
    qtbot: QtBot, strips: Strips, session: Session
) -> None:
    session.set_speed(None)
    session.change(
        {
            "learning.loss": "mse",
            "model.output": "identity",
            "model.hidden": [{"kind": "dense", "units": 5, "activation": "relu"}],
        }
    )
    session.run()
    qtbot.waitUntil(lambda: session.status.step > 200)
    session.change({"learning.learning_rate": 90.0})
    qtbot.waitUntil(lambda: isinstance(strips.strip, DivergenceStrip), timeout=10_000)
    strip = strips.strip
    assert isinstance(strip, DivergenceStrip)
    assert "rate went from 0.015 to 90" in strip.sentence.text()
    assert session.status.state is State.DIVERGED
    QTest.mouseClick(strip.ways[0], Qt.MouseButton.LeftButton)
    assert session.experiment.learning.learning_rate == 30.0
    qtbot.waitUntil(lambda: session.status.version >= 3)


def test_a_failure_offers_its_details(strips: Strips, session: Session) -> None:
    session._timer.stop()
    failure = Failure("Training stopped: no room", "Traceback: no room")
    session.show(replace(session.status, state=State.FAILED, failure=failure), None)
    assert strips.strip is not None
    assert strips.strip.headline.text() == "Training stopped: no room"
    copy = strips.strip.findChild(QPushButton)
    assert copy is not None
    copy.click()
    assert QGuiApplication.clipboard().text() == "Traceback: no room"


def test_a_notice_can_be_dismissed_and_goes_with_the_next_edit(strips: Strips, session: Session) -> None:
    session._timer.stop()
    refused = replace(session.status, version=5, notice="learning.batch_size is 7; it must not be")
    session.show(refused, None)
    assert strips.strip is not None
    assert strips.strip.sentence.text() == "Batch 7: it must not be"
    strips.dismiss()
    session.show(replace(refused, step=1), None)
    assert strips.isHidden()
    session.show(replace(refused, version=6), None)
    assert not strips.isHidden()
    session.show(replace(refused, version=7, notice=""), None)
    assert strips.isHidden()


def test_what_the_window_told_stays_while_the_run_goes_on(strips: Strips, session: Session) -> None:
    strips.show_failure(Failure("KeyError: 'x'", "Traceback"))
    session.change({"learning.learning_rate": 0.3})
    session.show(replace(session.status, version=9), None)
    assert not strips.isHidden()
    strips.apply_theme(DARK)
    strips.dismiss()
    assert strips.isHidden()


def test_a_wished_pause_is_told_calmly_and_goes_when_the_run_goes_on(
    strips: Strips, session: Session
) -> None:
    session._timer.stop()
    paused = replace(session.status, reason="paused at step 5: epoch 5 is over")
    session.show(paused, None)
    assert strips.strip is not None
    assert strips.strip.sentence.text() == "Paused at step 5: epoch 5 is over"
    assert strips.strip.property("kind") == "calm"
    session.show(replace(paused, reason="", state=State.RUNNING), None)
    assert strips.isHidden()


def test_good_news_goes_after_a_while_and_bad_news_stays(
    qtbot: QtBot, strips: Strips, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strips_module, "TOLD_MS", 30)
    strips.tell("a.csv could not be saved: no room", is_well=False)
    strips.tell("Saved a.csv.", is_well=True)
    assert strips.strip is not None
    assert strips.strip.property("kind") == "calm"
    qtbot.waitUntil(lambda: strips.strip is None)
    assert strips.isHidden()
    strips.tell("a.csv could not be saved: no room", is_well=False)
    qtbot.wait(60)
    assert strips.strip is not None


def test_a_refused_file_is_told_of_though_the_run_goes_on_at_once(
    qtbot: QtBot, strips: Strips, session: Session
) -> None:
    session.change({"data.name": "table", "data.file": "nowhere.csv"})
    session.run()
    qtbot.waitUntil(lambda: session.status.state is State.RUNNING and session.is_settled)
    assert strips.strip is not None
    assert "nowhere.csv" in strips.strip.sentence.text()
    session.pause()
    qtbot.waitUntil(lambda: session.status.state is State.PAUSED)
    assert strips.strip is not None
    strips.dismiss()
    session.run()
    qtbot.waitUntil(lambda: session.status.state is State.RUNNING)
    assert strips.strip is None


def test_a_divergence_that_was_put_away_can_be_told_again(strips: Strips, session: Session) -> None:
    session._timer.stop()
    session.show(replace(session.status, state=State.DIVERGED, divergence=DIVERGENCE), None)
    assert strips.strip is not None
    strips.strip.close_button.click()
    assert strips.isHidden()
    strips.tell_again()
    assert isinstance(strips.strip, DivergenceStrip)
