from __future__ import annotations

import numpy as np
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from nnviz.data import Dataset
from nnviz.training.presets import preset
from nnviz.training.run import TrainingRun
from nnviz.ui.drawing.unit_plane import UnitPlane
from nnviz.ui.theme import LIGHT


def shifted(dataset: Dataset, by: float) -> Dataset:
    """Return the same data, all of them farther to the right."""
    train, test = (
        replace(split, inputs=np.add(split.inputs, (by, 0.0))) for split in (dataset.train, dataset.test)
    )
    return replace(dataset, train=train, test=test)


def test_the_view_stays_while_points_move_a_little_and_follows_when_they_go_far(qtbot: QtBot) -> None:
    dataset = TrainingRun(preset("clouds")).dataset
    plane = UnitPlane(LIGHT)
    qtbot.addWidget(plane)
    plane.resize(300, 300)
    plane.show()
    plane.take(dataset)
    seen = plane.grid
    assert seen is not None
    width = seen.right - seen.left
    plane.follow(shifted(dataset, 0.02 * width))
    assert plane.grid == seen
    plane.follow(shifted(dataset, 0.2 * width))
    moved = plane.grid
    assert moved is not None
    assert moved.left > seen.left + 0.15 * width
