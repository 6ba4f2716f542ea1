from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.painting import paint_later


def test_painting_waits_for_the_next_frame_and_then_goes_on(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    paint_later(widget)
    paint_later(widget)
    assert not widget.updatesEnabled()
    qtbot.waitUntil(widget.updatesEnabled)
