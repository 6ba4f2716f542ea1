from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.ui.window.arrivals import Arrivals, Taker


class Desk(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.taken: list[Path] = []
        self.arrivals = Arrivals(self, self.refused.append)
        self.arrivals.add(Taker("a table (.csv)", lambda path: path.suffix == ".csv", self.taken.append))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.arrivals.welcome(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.arrivals.drop(event)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk)
    return desk


def drop(window: QWidget, path: str) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, data, left, none))
    return enter.isAccepted()


def test_a_dropped_file_goes_to_who_takes_it(desk: Desk) -> None:
    assert drop(desk, "/data/points.csv")
    assert [path.name for path in desk.taken] == ["points.csv"]
    assert desk.refused == []


def test_what_nobody_takes_gets_a_sentence_that_says_what_would_be_taken(desk: Desk) -> None:
    drop(desk, "/data/letter.docx")
    assert desk.taken == []
    assert desk.refused == ["letter.docx is nothing that can be opened here; drop a table (.csv)"]
