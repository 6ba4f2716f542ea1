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
from nnviz.ui.controls.layers import LayerRow
from nnviz.ui.controls.number_editors import NumberEditor
from nnviz.ui.controls.section import Fold
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, LIGHT, TEXT_SIZES, TextSize

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


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
@pytest.mark.parametrize("name", ["cnn", "lenet5"])
def test_nothing_is_wider_than_a_column_with_room_for_all(
    qtbot: QtBot, qapp: QApplication, name: str, size: TextSize
) -> None:
    column = column_for(qtbot, qapp, preset(name))
    column.apply_theme(LIGHT.at(size))
    column.resize(size.controls, 2000)
    for row in column._rows:
        if isinstance(row, LayerRow):
            row.make()
            row._ask_for_rest()
    content = column._scroll.widget()
    assert content is not None
    qtbot.waitUntil(lambda: content.minimumSizeHint().width() <= size.controls - 2)


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
def test_a_row_is_as_high_as_it_was_said_to_be_before_it_was_made(
    qtbot: QtBot, qapp: QApplication, size: TextSize
) -> None:
    column = column_for(qtbot, qapp, preset("mnist"))
    column.apply_theme(LIGHT.at(size))
    waiting = [row for row in column._rows if not row.is_made]
    said = [row.height_when(False) for row in waiting]
    for row in waiting:
        row.make()
        row.show()
    assert waiting
    assert [row.sizeHint().height() for row in waiting] == said


def test_what_is_folded_away_is_made_when_it_is_opened(qtbot: QtBot, qapp: QApplication) -> None:
    column = column_for(qtbot, qapp, preset("clouds"))
    start = column.sections["Start"]
    assert start.fold is Fold.LINE
    assert not any(row.is_made for row in start.rows)
    start.fold_requested.emit()
    assert all(row.is_made for row in start.rows)
    seeds = column.editor_row("seeds.data").editors["seeds.data"]
    seeds = column.editor_row("seeds.data").editors["seeds.data"]
    assert isinstance(seeds, NumberEditor)
    assert (seeds.isVisible(), seeds.box.text()) == (True, "1")
