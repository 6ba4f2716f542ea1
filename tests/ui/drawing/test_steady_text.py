from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.drawing.steady_text import SteadyText


class Requests(QObject):
    """Counts how often a widget is asked to lay itself out."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.LayoutRequest
        return False


def shown(text: SteadyText, qtbot: QtBot) -> QWidget:
    place = QWidget()
    QHBoxLayout(place).addWidget(text)
    qtbot.addWidget(place)
    place.resize(300, 60)
    place.show()
    return place


def test_nothing_is_laid_out_anew_for_a_text_that_has_room(qtbot: QtBot) -> None:
    text = SteadyText()
    place = shown(text, qtbot)
    text.say("= 10.25")
    qtbot.wait(20)
    requests = Requests()
    place.installEventFilter(requests)
    for number in range(5):
        text.say(f"= {number}.1")
        qtbot.wait(5)
    assert (requests.count, text.text()) == (0, "= 4.1")
    text.say("= 1234567.25")
    qtbot.wait(20)
    assert requests.count > 0


def test_it_grows_with_what_it_says_and_is_small_again_when_relaxed(qtbot: QtBot) -> None:
    text = SteadyText(least=20)
    _place = shown(text, qtbot)
    text.say("a word")
    narrow = text.minimumWidth()
    text.say("a word and several others")
    wide = text.minimumWidth()
    text.say("a word")
    assert 20 < narrow < wide == text.minimumWidth()
    text.relax(20)
    assert (text.text(), text.minimumWidth()) == ("", 20)


def test_one_that_fills_never_widens_what_it_is_in(qtbot: QtBot) -> None:
    text = SteadyText(fills=True)
    place = shown(text, qtbot)
    text.say("a long sentence " * 20)
    qtbot.wait(20)
    assert place.width() == 300
    assert text.width() <= 300
    assert text.height() > 10


def test_it_has_its_room_beside_what_takes_all_that_is_left(qtbot: QtBot) -> None:
    text, greedy = SteadyText(least=60), SteadyText(fills=True)
    place = shown(greedy, qtbot)
    layout = place.layout()
    assert layout is not None
    layout.addWidget(text)
    text.say("= 1.25")
    qtbot.wait(20)
    assert text.width() == 60
    assert place.rect().contains(text.geometry())
    assert greedy.width() > 100
