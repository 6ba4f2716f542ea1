"""The column in a window of 1280 x 720 pixels: all of it is seen at once, whatever is open."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.data import DATASETS
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset, preset_names
from nnviz.ui.controls.column import ControlsColumn
from nnviz.ui.controls.folding import total_height
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, LIGHT

HEIGHT = 720 - LIGHT.size.transport - LIGHT.size.timeline - 2 * GAP
#: Hidden layers of whatever kind of data up to which nothing scrolls.
MOST_LAYERS = 5


def column_for(qtbot: QtBot, qapp: QApplication, experiment: Experiment) -> ControlsColumn:
    session = Session(experiment)
    column = ControlsColumn(session, LIGHT)
    session.setParent(column)
    qtbot.addWidget(column)
    column.resize(LIGHT.size.controls, HEIGHT)
    with qtbot.waitExposed(column):
        column.show()
    return column


def require_no_scrolling(qtbot: QtBot, column: ControlsColumn) -> None:
    content = column._scroll.widget()
    assert content is not None
    folds = {title: section.fold for title, section in column.sections.items()}
    qtbot.waitUntil(lambda: content.minimumSizeHint().height() == total_height(column.sections, folds))
    assert column._scroll.verticalScrollBar().maximum() == 0
    qtbot.waitUntil(lambda: column._scroll.horizontalScrollBar().maximum() == 0)


@pytest.mark.parametrize("name", preset_names())
def test_no_preset_needs_a_scroll_bar(qtbot: QtBot, qapp: QApplication, name: str) -> None:
    require_no_scrolling(qtbot, column_for(qtbot, qapp, preset(name)))


@pytest.mark.parametrize("layers", [1, MOST_LAYERS])
@pytest.mark.parametrize("name", DATASETS)
def test_no_data_set_needs_a_scroll_bar(qtbot: QtBot, qapp: QApplication, name: str, layers: int) -> None:
    hidden = [{"kind": "dense", "units": 5, "activation": "sigmoid"}] * layers
    experiment = preset("clouds").with_changes({"data.name": name, "model.hidden": hidden})
    require_no_scrolling(qtbot, column_for(qtbot, qapp, experiment))
