"""A table dropped on the window, as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.training.status import State
from nnviz.ui.main_window import MainWindow
from nnviz.ui.session import Session
from nnviz.ui.window.table_card import TableCard

PATIENCE = 10_000
FLOWERS = [
    "length,width,height,weight,kind",
    *(f"{i / 2},{-i},{i % 7},{i % 3},{('rose', 'daisy', 'lily')[i % 3]}" for i in range(60)),
]


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """A window on small clouds; its panels are of no concern here."""
    window = MainWindow()
    session = Session(preset("clouds").with_changes({"data.points": 20}))
    window.furnish(session)
    qtbot.addWidget(window)
    session.start()
    qtbot.waitUntil(lambda: session.snapshot is not None, timeout=PATIENCE)
    yield window
    window.close()


def dropped(qtbot: QtBot, window: MainWindow, folder: Path, content: bytes) -> TableCard:
    path = folder / "own.csv"
    path.write_bytes(content)
    window.arrivals.arrive([path])
    card = window.findChildren(TableCard)[-1]
    qtbot.waitUntil(lambda: not card.says.text().startswith("Reading"), timeout=PATIENCE)
    return card


def text_of(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def test_a_table_of_four_features_and_three_classes_is_seen_and_learnt(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    card = dropped(qtbot, window, tmp_path, text_of(FLOWERS))
    assert card.says.text() == "60 rows, 4 features, 3 classes: daisy, lily, rose"
    assert window.session.experiment.value("data.name") == "clouds", (
        "nothing is loaded before it is asked for"
    )
    card.scaling.setCurrentIndex(card.scaling.findData("min_max"))
    card.accept.click()
    qtbot.waitUntil(
        lambda: window.session.status.state is State.RUNNING and window.session.status.step > 0,
        timeout=PATIENCE,
    )
    snapshot = window.session.snapshot
    assert snapshot is not None
    qtbot.waitUntil(
        lambda: window.session.snapshot is not None and window.session.snapshot.moment.dataset.features == 4,
        timeout=PATIENCE,
    )
    assert window.session.experiment.data.scaling == "min_max"


def test_another_column_may_be_the_class(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    numbers = ["length,sort,width", *(f"{i / 2},{i % 4},{-i}" for i in range(30))]
    card = dropped(qtbot, window, tmp_path, text_of(numbers))
    assert "30 classes" in card.says.text()
    card.label.setCurrentIndex(1)
    card.label.activated.emit(1)
    qtbot.waitUntil(lambda: "4 classes" in card.says.text(), timeout=PATIENCE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (text_of(["a,b,c", "1,2,x", "3,,y"]), 'Line 3 of {} has no value in the column "b"'),
        (text_of(["a,b,c", "1,2,x", "3,many,y"]), 'Line 3 of {} has "many" in the column "b"'),
        (text_of(["a,b,c", "1,=cmd(),x", "3,4,y"]), 'Line 2 of {} has "=cmd()" in the column "b"'),
        (text_of(["a,b,c", "1,2,x", "3,4,x"]), "All rows of {} have the same class"),
        ("a,b,c\n1,2,größe\n3,4,x".encode("latin-1"), "Line 2 of {} is not text in UTF-8"),
        (text_of(["a,b,c", "1,2,x,4"]), "Line 2 of {} has 4 values instead of 3"),
        (text_of(["a,b,c", *["1,2,x"] * 100_001]), "Line 100,002 of {} is one row too many"),
        (b"", "Line 1 of {} has 0 values"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Line 1 of {} is not text in UTF-8"),
    ],
)
def test_a_malformed_table_is_named_with_its_line_and_the_run_stays(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, content: bytes, words: str
) -> None:
    experiment = window.session.experiment
    card = dropped(qtbot, window, tmp_path, content)
    assert card.says.text().startswith(words.format(tmp_path / "own.csv"))
    assert not card.accept.isEnabled()
    card.close()
    assert window.session.experiment == experiment
    assert window.session.status.state is State.PAUSED
