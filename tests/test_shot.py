from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz import shot
from nnviz.app import main
from nnviz.data.kept_digits import KeptDigits
from nnviz.ui.panels import PANELS
from nnviz.ui.panels.pad.kept_row import own_folder
from nnviz.ui.theme import LIGHT

FEW = ["--steps", "30", "--set", "data.points=20"]


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_window_has_exactly_the_size_asked_for(tmp_path: Path, theme: str, qtbot: QtBot) -> None:
    file = tmp_path / "window.png"
    assert main(["shot", "clouds", "--out", str(file), "--size", "1100x700", "--theme", theme, *FEW]) == 0
    image = QImage(str(file))
    assert (image.width(), image.height()) == (1100, 700)
    assert len(colours(image)) > 50
    assert (image.pixelColor(270, 400).lightness() > 128) == (theme == "light")


@pytest.mark.parametrize("key", PANELS)
def test_a_panel_has_exactly_the_size_asked_for(tmp_path: Path, key: str, qtbot: QtBot) -> None:
    file = tmp_path / "panel.png"
    assert main(["shot", "clouds", "--out", str(file), "--size", "640x480", "--panel", key, *FEW]) == 0
    image = QImage(str(file))
    assert (image.width(), image.height()) == (640, 480)
    assert len(colours(image)) > 10


@pytest.mark.parametrize("size", ["1280x720", "1920x1080"])
def test_every_panel_in_the_window_shows_its_numbers(
    tmp_path: Path, size: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: dict[str, bool] = {}

    def last_look(window: Any) -> QPixmap:
        panels = window.docks.shown_panels()
        shown.update({panel.key: any(True for _ in panel.table().rows) for panel in panels})
        return last(window)

    last = shot._last_look
    monkeypatch.setattr(shot, "_last_look", last_look)
    assert main(["shot", "clouds", "--out", str(tmp_path / "window.png"), "--size", size, *FEW]) == 0
    assert {"boundary", "curves", "weights"} <= shown.keys()
    assert all(shown.values()), shown


@pytest.mark.parametrize("size", ["1280x720", "1920x1080"])
def test_nothing_in_the_window_is_still_kept_from_being_painted(
    tmp_path: Path, size: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []

    def last_look(window: Any) -> QPixmap:
        parts = [window, *window.findChildren(QWidget)]
        kept.extend(type(part).__name__ for part in parts if part.isVisible() and not part.updatesEnabled())
        return last(window)

    last = shot._last_look
    monkeypatch.setattr(shot, "_last_look", last_look)
    command = ["shot", "digits8x8", "--out", str(tmp_path / "window.png"), "--size", size, "--steps", "3"]
    assert main(command) == 0
    assert kept == []


def test_the_answers_are_in_the_picture_of_the_window(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "window.png"
    assert main(["shot", "digits8x8", "--out", str(file), "--steps", "30"]) == 0
    cards = QImage(str(file)).copy(285, 137, 545, 250)
    bars = QColor(LIGHT.accent).rgb()
    assert sum(cards.pixel(x, y) == bars for x in range(545) for y in range(250)) > 200


def test_the_same_command_gives_the_same_picture(tmp_path: Path, qtbot: QtBot) -> None:
    files = [tmp_path / "one.png", tmp_path / "other.png"]
    for file in files:
        assert main(["shot", "clouds", "--out", str(file), "--panel", "boundary", *FEW]) == 0
    assert QImage(str(files[0])) == QImage(str(files[1]))


def test_a_picture_shows_nothing_of_the_persons_own(tmp_path: Path, qtbot: QtBot) -> None:
    files = [tmp_path / "without.png", tmp_path / "with.png"]
    command = ["shot", "clouds", "--panel", "pad", "--size", "480x640", *FEW]
    assert main([*command, "--out", str(files[0])]) == 0
    digits = KeptDigits.none().with_digit(np.full((224, 224), 255, np.uint8), 3)
    digits.save(own_folder())
    assert main([*command, "--out", str(files[1])]) == 0
    assert files[0].read_bytes() == files[1].read_bytes()
