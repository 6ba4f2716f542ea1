from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.pausing import PauseWhen
from nnviz.training.status import State
from nnviz.ui.controls.pause_sheet import NO_SAMPLE, PauseButton, PauseSheet
from nnviz.ui.selection import Sample
from nnviz.ui.session import Session
from nnviz.ui.theme import LIGHT

PATIENCE = 10_000


@pytest.fixture
def button(qtbot: QtBot, session: Session) -> Iterator[PauseButton]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 500)
    button = PauseButton(session, LIGHT, window)
    button.apply_theme(LIGHT)
    button.move(640, 460)
    with qtbot.waitExposed(window):
        window.show()
    yield button
    window.close()  # it has to live as long


def sheet_of(button: PauseButton) -> PauseSheet:
    button.click()
    assert button.sheet is not None
    return button.sheet


def type_into(sheet: PauseSheet, name: str, text: str) -> None:
    box = sheet.editors[name].focus_part
    assert box is not None
    box.setFocus()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def test_a_condition_is_typed_in_and_the_run_pauses_by_it(
    qtbot: QtBot, session: Session, button: PauseButton
) -> None:
    sheet = sheet_of(button)
    type_into(sheet, "epoch", "40")
    assert button.when == PauseWhen(epoch=40)
    assert button.property("kind") == "live"
    session.set_speed(None)
    session.run()
    qtbot.waitUntil(lambda: session.status.reason != "", timeout=PATIENCE)
    assert session.status.state is State.PAUSED
    assert session.status.reason == "paused at step 40: 40 epochs are over"


def test_the_sheet_stands_over_the_button_and_goes_with_escape(qtbot: QtBot, button: PauseButton) -> None:
    sheet = sheet_of(button)
    assert sheet.geometry().bottom() < button.geometry().top()
    assert sheet.geometry().right() <= button.geometry().right() + 1
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: button.sheet is None, timeout=PATIENCE)


def test_a_value_that_cannot_be_is_refused_and_the_last_good_one_stays(button: PauseButton) -> None:
    sheet = sheet_of(button)
    type_into(sheet, "accuracy", "90")
    type_into(sheet, "accuracy", "900")
    assert button.when == PauseWhen(accuracy=90.0)
    box = sheet.editors["accuracy"].focus_part
    assert box is not None
    assert box.property("state") == "wrong"
    assert sheet.note == "Accuracy over must be a number from 0 to 100."
    QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_into(sheet, "accuracy", "95")
    assert sheet.note == NO_SAMPLE


def test_what_is_set_is_shown_again(button: PauseButton, qtbot: QtBot) -> None:
    type_into(sheet_of(button), "stalled", "5")
    button.click()
    qtbot.waitUntil(lambda: button.sheet is None, timeout=PATIENCE)
    box = sheet_of(button).editors["stalled"].focus_part
    assert box is not None
    assert box.property("text") == "5"


def test_the_selected_sample_is_named(session: Session, button: PauseButton) -> None:
    sheet = sheet_of(button)
    assert sheet.note == NO_SAMPLE
    session.selection.select(sample=Sample("train", 3))
    assert sheet.note == "train sample 3"
