"""What is arranged by hand is kept for windows of that size, and leaves others as they are."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.ui.main_window import MainWindow, Stroke
from nnviz.ui.session import Session

PATIENCE = 20_000
LARGE, SMALL = (1920, 1080), (1280, 720)


def opened(qtbot: QtBot, size: tuple[int, int]) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.resize(*size)
    window.furnish(Session(preset("clouds").with_changes({"data.points": 20}), window))
    window.session.start()
    qtbot.waitUntil(
        lambda: window.stroke is Stroke.PANELS and len(window.docks.panels) >= 4, timeout=PATIENCE
    )
    return window


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    window = opened(qtbot, LARGE)
    yield window
    window.close()


def shown(window: MainWindow) -> set[str]:
    return {panel.key for panel in window.docks.shown_panels()}


def columns(window: MainWindow) -> int:
    return len({panel.mapTo(window, panel.rect().topLeft()).x() for panel in window.docks.shown_panels()})


def move_by_hand(window: MainWindow, qtbot: QtBot) -> None:
    window.docks.bring_into_sight("space")
    window.docks._set_shown("network", False)
    qtbot.waitUntil(lambda: shown(window) == {"boundary", "curves", "space", "predictions"}, timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(window.settings.arrangement("plane-wide")), timeout=PATIENCE)


def test_what_was_moved_in_a_large_window_does_not_squeeze_a_small_one(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert columns(window) == 3
    move_by_hand(window, qtbot)
    window.close()
    small = opened(qtbot, SMALL)
    qtbot.waitUntil(lambda: columns(small) == 2 and "network" in shown(small), timeout=PATIENCE)
    small.close()
    large = opened(qtbot, LARGE)
    qtbot.waitUntil(lambda: "space" in shown(large) and "network" not in shown(large), timeout=PATIENCE)
    large.close()


def test_a_window_that_is_made_smaller_takes_the_arrangement_of_its_size(
    window: MainWindow, qtbot: QtBot
) -> None:
    move_by_hand(window, qtbot)
    window.resize(*SMALL)
    qtbot.waitUntil(lambda: columns(window) == 2 and "network" in shown(window), timeout=PATIENCE)
    window.resize(*LARGE)
    qtbot.waitUntil(lambda: columns(window) == 3 and "network" not in shown(window), timeout=PATIENCE)
