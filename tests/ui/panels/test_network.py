"""The network diagram, used as a person uses it: by pointing, dragging, clicking and typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from nnviz.training.edits.units import SetParameter
from nnviz.training.experiment import Experiment
from nnviz.ui.drawing.network.diagram import Part, Target
from nnviz.ui.fonts import font
from nnviz.ui.numerals import significant
from nnviz.ui.panels.boundary.panel import BoundaryPanel
from nnviz.ui.panels.network import NetworkPanel
from nnviz.ui.selection import Selection, Unit

from .conftest import Still

Open = Callable[..., tuple[Any, Still]]
Recipe = Callable[..., Experiment]
LARGE = (900, 560)


@pytest.fixture
def opened(open_panel: Open, recipe: Recipe) -> tuple[NetworkPanel, Still]:
    """2-4-3 on clouds, large enough for heads."""
    panel, session = open_panel(NetworkPanel, recipe(), LARGE)
    session.train(5)
    return panel, session


def place_of(panel: NetworkPanel, target: Target) -> QPoint:
    if target.part is Part.UNIT:
        return panel.diagram.tiles[target.column].rect(target.unit).center().toPoint()
    return panel.diagram.middle_of(target).toPoint()


def strong_edge(panel: NetworkPanel) -> Target:
    """Return an edge that nothing crosses in its middle, so that it can be met there."""
    for source in range(2):
        for unit in range(4):
            target = Target(Part.EDGE, 1, unit, source)
            if panel.diagram.target_at(panel.diagram.middle_of(target)) == target:
                return target
    raise AssertionError("every edge is crossed in its middle")


def drag(panel: NetworkPanel, start: QPoint, up: int, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mousePress(panel.diagram, Qt.MouseButton.LeftButton, modifier, start)
    QTest.mouseMove(panel.diagram, start - QPoint(0, up // 2))
    QTest.mouseMove(panel.diagram, start - QPoint(0, up))


def parameters(session: Still) -> np.ndarray[Any, Any]:
    return session.trained.network.parameters


def test_every_unit_has_a_picture_of_what_it_computes(opened: tuple[NetworkPanel, Still]) -> None:
    panel, _ = opened
    pictures = panel.diagram.cells.pictures
    assert [len(column) for column in pictures] == [2, 4, 3]
    images = [item.pixmap().toImage() for column in pictures for item in column]
    assert all(image.width() == image.height() >= 60 for image in images)
    x, y = images[:2]  # x grows to the right from blue over white to orange, y upwards
    assert x.pixelColor(2, 40).blue() > x.pixelColor(2, 40).red()
    assert x.pixelColor(x.width() - 3, 40).red() > x.pixelColor(x.width() - 3, 40).blue()
    assert y.pixelColor(40, 2).red() > y.pixelColor(40, 2).blue()


def pointed(session: Still) -> Unit | None:
    return session.selection.now.pointed


def test_pointing_at_a_unit_shows_it_everywhere_and_dims_what_is_not_joined(
    opened: tuple[NetworkPanel, Still],
) -> None:
    panel, session = opened
    QTest.mouseMove(panel.diagram, place_of(panel, Target(Part.UNIT, 1, 2)))
    assert pointed(session) == Unit(0, 2)
    assert panel.legend.readout.startswith("layer 1 unit 3: tanh, bias")
    cells = panel.diagram.cells
    assert [unit for unit in range(4) if cells.is_dimmed(1, unit)] == [0, 1, 3]
    assert not any(cells.is_dimmed(column, unit) for column in (0, 2) for unit in range(2))
    bright, dim = panel.diagram.edges.drawn
    assert (bright, dim) == (2 + 3, 8 + 12 - 5)
    QTest.mouseMove(panel.diagram, QPoint(2, panel.diagram.height() - 2))
    assert pointed(session) is None
    assert panel.diagram.edges.drawn == (20, 0)


def test_a_pointed_unit_fills_the_boundary(qtbot: QtBot, recipe: Recipe, open_panel: Open) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.watch(panel.probes())
    before = panel.title_line.note
    session.selection.select(pointed=Unit(0, 1))
    session.watch(panel.probes())
    assert panel.title_line.note == "layer 1 unit 2, ±1"
    session.selection.select(pointed=Unit(0, 9))
    session.watch(panel.probes())
    session.selection.select(pointed=None)
    session.watch(panel.probes())
    assert panel.title_line.note == before


def test_pointing_at_an_edge_tells_its_weight_and_gradient(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    target = strong_edge(panel)
    QTest.mouseMove(panel.diagram, place_of(panel, target))
    layer = session.trained.network.layers[0]
    assert layer.weights is not None
    assert layer.weight_gradient is not None
    weight = f"{abs(layer.weights[target.source, target.unit]):.3g}"[:4]
    readout = panel.legend.readout
    assert readout.startswith(f"{'xy'[target.source]} → layer 1 unit {target.unit + 1}: weight")
    assert weight in readout
    assert "gradient" in readout


def test_a_dragged_edge_is_set_at_once_and_its_value_is_shown(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    target = strong_edge(panel)
    found = panel.hand.parameter_of(target)
    assert found is not None
    index, before, _ = found
    drag(panel, place_of(panel, target), up=50)
    dragged = float(parameters(session)[index])
    assert dragged == pytest.approx(before + panel.hand.limit / 2, rel=1e-3)
    assert not session.trained.history.marks
    assert session.selection.now.parameter == index
    QTest.mouseRelease(panel.diagram, Qt.MouseButton.LeftButton)
    assert [words.words.partition(" = ")[0] for words in session.trained.history.marks] == [
        f"layer 1 unit {target.unit + 1} weight {target.source + 1}"
    ]
    edits = [logged.edit for logged in session.trained.log.edits]
    assert [type(edit) for edit in edits] == [SetParameter] * 3
    session.train(1)
    assert parameters(session)[index] != dragged  # it learns on


def test_a_long_drag_goes_as_far_as_the_pointer_though_the_scale_widens(
    opened: tuple[NetworkPanel, Still],
) -> None:
    panel, session = opened
    found = panel.hand.parameter_of(target := strong_edge(panel))
    assert found is not None
    index, before, _ = found
    limit = panel.hand.limit
    panel.hand.grab(target)
    for pixels in (100.0, 200.0, 300.0):
        panel.hand.pull(pixels, fine=False)
    assert panel.hand.limit > limit, "the colours make room for the weight"
    assert parameters(session)[index] == pytest.approx(before + 3 * limit, rel=1e-2)
    panel.hand.pull(0.0, fine=False)
    assert parameters(session)[index] == pytest.approx(before, rel=1e-2)
    panel.hand.let_go()


def test_a_dragged_bias_is_set_too(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    target = Target(Part.BIAS, 2, 1)
    before = float(session.trained.network.layers[1].biases[1])  # type: ignore[index]
    drag(panel, place_of(panel, target), up=-30)
    QTest.mouseRelease(panel.diagram, Qt.MouseButton.LeftButton)
    after = float(session.trained.network.layers[1].biases[1])  # type: ignore[index]
    assert after == pytest.approx(before - 0.3 * panel.hand.limit, rel=1e-2)


def test_a_unit_is_muted_by_key_and_crossed_out(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    click(panel, Target(Part.UNIT, 1, 3))
    assert session.selection.now.unit == Unit(0, 3)
    QTest.keyClick(panel.diagram, Qt.Key.Key_X)
    assert session.trained.network.muted == ((3,), ())
    assert panel.diagram.cells.muted(1) == {3}
    QTest.keyClick(panel.diagram, Qt.Key.Key_X)
    assert not any(session.trained.network.muted)


def click(panel: NetworkPanel, target: Target) -> None:
    QTest.mouseClick(
        panel.diagram, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place_of(panel, target)
    )


def units(session: Still) -> list[int]:
    return [each.units for each in session.trained.experiment.model.hidden if hasattr(each, "units")]


def first_weights(session: Still) -> Any:
    return session.trained.network.layers[0].weights


def test_keys_add_and_remove_units_and_arrows_move(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    kept = first_weights(session).copy()
    click(panel, Target(Part.UNIT, 1, 0))
    QTest.keyClick(panel.diagram, Qt.Key.Key_Plus)
    assert units(session) == [5]
    assert [len(tiles) for tiles in panel.diagram.tiles] == [2, 5, 3]
    QTest.keyClick(panel.diagram, Qt.Key.Key_Down)
    assert session.selection.now.unit == Unit(0, 1)
    QTest.keyClick(panel.diagram, Qt.Key.Key_Delete)
    assert units(session) == [4]
    assert session.selection.now == Selection()
    np.testing.assert_array_equal(first_weights(session)[:, :3], kept[:, [0, 2, 3]])


def buttons(panel: NetworkPanel, words: str) -> Iterator[QToolButton]:
    found = panel.diagram.findChildren(QToolButton)
    return (button for button in found if button.isVisible() and words in button.toolTip())


def test_small_buttons_above_the_columns_add_and_remove(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    next(buttons(panel, "Add a unit")).click()
    assert units(session) == [5]
    next(buttons(panel, "Remove the selected unit")).click()
    assert units(session) == [4]
    next(buttons(panel, "Add a layer")).click()
    assert units(session) == [4, 4]
    assert [len(tiles) for tiles in panel.diagram.tiles] == [2, 4, 4, 3]
    next(buttons(panel, "Remove this layer")).click()
    assert units(session) == [4]
    assert session.trained.steps == 5


def test_the_menu_offers_what_can_be_done(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    panel.menu.fill(Target(Part.UNIT, 1, 1))
    entries = {action.text().partition("\t")[0]: action for action in panel.menu.menu.actions()}
    assert {"Mute unit", "Remove unit", "Remove the layer", "Add a layer before"} <= set(entries)
    entries["Remove the layer"].trigger()
    assert units(session) == []
    panel.menu.fill(Target(Part.UNIT, 1, 1))
    assert "Remove unit" not in {action.text().partition("\t")[0] for action in panel.menu.menu.actions()}


def test_an_activation_is_changed_and_the_weights_stay(opened: tuple[NetworkPanel, Still]) -> None:
    panel, session = opened
    before = parameters(session).copy()
    panel.heads.activation_chosen.emit(0, "relu")
    assert session.trained.experiment.to_plain()["model"]["hidden"][0]["activation"] == "relu"
    np.testing.assert_array_equal(parameters(session), before)


def test_a_large_network_is_summed_up(open_panel: Open, recipe: Recipe) -> None:
    layers = [{"kind": "dense", "units": 120, "activation": "relu"}]
    panel, session = open_panel(
        NetworkPanel, recipe(data__name="digits8x8", model__hidden=layers, learning__batch_size=32), LARGE
    )
    session.train(3)
    image, hidden, output = panel.diagram.tiles
    assert (len(image), len(output)) == (1, 10)
    assert len(hidden) == 16
    assert any("+ 104 more" in word.text for word in panel.diagram.captions.words)
    bright, _ = panel.diagram.edges.drawn
    assert bright <= 16 + 150
    assert panel.title_line.note == "test sample 1"
    panel.diagram.hovered.emit(Target(Part.UNIT, 2, 3))
    session.trained.network.forward(session.trained.dataset.test.model_inputs(0, 1).reshape(1, -1))
    given = float(session.trained.network.outputs[0, 3])
    assert panel.legend.readout.startswith(f"class 3: softmax {significant(given)}, bias")
    assert any(word.text.startswith("weights ±") for word in panel.diagram.captions.words)


def test_an_objective_has_no_units(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NetworkPanel, recipe(data__name="objective"))
    session.train(1)
    assert panel.message == "A function of two parameters has no units to show."


def test_what_is_shown_can_be_saved_as_numbers(opened: tuple[NetworkPanel, Still]) -> None:
    panel, _ = opened
    rows = list(panel.table().rows)
    assert len(rows) == 2 * 4 + 4 + 4 * 3 + 3
    assert rows[0][:2] == ("x", "layer 1 unit 1")


def test_the_pointer_is_read_in_the_smallest_strip(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NetworkPanel, recipe(), (320, 128))
    session.train(2)
    target = panel.diagram.target_at(QPointF(place_of(panel, Target(Part.UNIT, 2, 1))))
    assert target == Target(Part.UNIT, 2, 1)
    assert not list(buttons(panel, "Add"))


@pytest.mark.parametrize("width", [320, 380, 420, 500])
def test_the_hint_gives_way_to_a_scale_with_long_limits(width: int, open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NetworkPanel, recipe(), (width, 168))
    parameters(session)[0] = -2e16
    session.train(0)
    assert "−3×10¹⁶" in panel.legend.readout
    words = QTextDocument()
    words.setDefaultFont(font(panel.theme.size.small, 600))
    words.setDocumentMargin(0)
    words.setHtml(panel.legend.readout)
    assert words.idealWidth() <= panel.legend.room


def test_heads_and_feet_follow_the_size_of_the_panel(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NetworkPanel, recipe(), (424, 168))
    session.train(1)
    assert not list(buttons(panel, "Add"))
    for size in ((600, 500), (420, 500)):
        panel.resize(*size)
        QTest.qWait(1)
        assert list(buttons(panel, "Add"))
        heads = [head.geometry() for head in panel.heads._widgets]
        for head, tiles in zip(heads, panel.diagram.tiles, strict=True):
            assert head.left() <= tiles.centre <= head.right()
            assert panel.diagram.rect().contains(head)
        assert panel.diagram.head


@pytest.mark.parametrize("size", [(424, 168), (424, 300), (420, 500)])
def test_of_many_units_so_many_are_shown_that_their_pictures_can_be_told_apart(
    open_panel: Open, recipe: Recipe, size: tuple[int, int]
) -> None:
    layers = [{"kind": "dense", "units": 30, "activation": "tanh"}]
    panel, session = open_panel(NetworkPanel, recipe(model__hidden=layers), size)
    session.train(1)
    hidden = panel.diagram.tiles[1]
    assert len(hidden) >= 8
    assert hidden.side >= 16
