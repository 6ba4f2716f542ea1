from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGraphicsRectItem
from pytestqt.qtbot import QtBot

from nnviz.ui.drawing.ground import HAND, Ground
from nnviz.ui.drawing.moving_points import Brush
from nnviz.ui.drawing.plot import Axis, Plot
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.points import Points
from nnviz.ui.theme import LIGHT


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    plot = Plot(LIGHT, Axis("x"), Axis("y"), grid=False)
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    return plot


def pixels(plot: Plot) -> npt.NDArray[np.int_]:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).astype(int)


def points(plot: Plot, z: float, place: float) -> Points:
    added = plot.add(Points(15), z)
    added.set(np.array([[place, place]]), np.array([int(z)]))
    return added


def test_what_is_seen_is_the_same_and_lies_in_the_same_order(plot: Plot) -> None:
    points(plot, 1, 0.5)
    points(plot, 2, 0.51)
    brush = plot.add(Brush(), HAND + 2)
    brush.show_at(QPointF(100, 60), 20)
    ground = Ground(plot)
    free = pixels(plot)
    ground.hold()
    assert np.abs(pixels(plot) - free).max() <= 3
    ground.free()
    assert np.array_equal(pixels(plot), free)


def test_a_change_below_the_hand_shows(plot: Plot) -> None:
    below = points(plot, 1, 0.5)
    ground = Ground(plot)
    ground.hold()
    before = pixels(plot)
    below.set(np.array([[0.2, 0.2]]), np.array([1]))
    held = pixels(plot)
    ground.free()
    assert np.abs(held - before).max() > 50
    assert np.abs(held - pixels(plot)).max() <= 3


class Counted(QGraphicsRectItem):
    """Counts how often it is painted."""

    painted = 0

    def paint(self, *_: Any) -> None:
        self.painted += 1


def test_a_move_above_paints_nothing_below(plot: Plot) -> None:
    below, brush = Counted(0, 0, 50, 50), plot.add(Brush(), HAND)
    plot.add(PlotItem(below), 1)
    ground = Ground(plot)
    ground.hold()
    pixels(plot)
    painted = below.painted
    assert painted
    for column in range(10):
        brush.show_at(QPointF(column, 60), 20)
        pixels(plot)
    assert below.painted == painted
