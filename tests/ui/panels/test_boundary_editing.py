"""Points changed by the mouse over the boundary, as a person would."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from nnviz.data.clouds import cloud_centres, cloud_spreads
from nnviz.training.experiment import Experiment
from nnviz.ui.drawing import points
from nnviz.ui.numerals import percent
from nnviz.ui.panels.boundary.gestures import APART
from nnviz.ui.panels.boundary.panel import BoundaryPanel
from nnviz.ui.panels.boundary.pointer import FOLLOW_MS
from nnviz.ui.panels.boundary.words import safe_cell
from nnviz.ui.selection import Sample

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
FAR = (-40.0, 40.0)


class Hand:
    """A mouse over the plane, in data coordinates."""

    def __init__(self, panel: BoundaryPanel) -> None:
        self.panel, self.layer = panel, panel.editor.layer

    def pixel(self, x: float, y: float) -> QPoint:
        view = self.panel._plot.view
        return QPoint(round(float(view.x(x))), round(float(view.y(y))))

    def move(self, *place: float) -> None:
        """Move there, and give what follows a frame for it."""
        QTest.mouseMove(self.layer, self.pixel(*place))
        QTest.qWait(FOLLOW_MS + 4)

    def drag(
        self,
        *places: tuple[float, float],
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NONE,
    ) -> None:
        QTest.mousePress(self.layer, button, keys, self.pixel(*places[0]))
        for place in places[1:]:
            QTest.mouseMove(self.layer, self.pixel(*place))
        QTest.mouseRelease(self.layer, button, keys, self.pixel(*places[-1]))


@pytest.fixture
def painter(open_panel: Open, recipe: Recipe) -> tuple[BoundaryPanel, Any, Hand]:
    """A blank plane with two classes, ready to be painted on."""
    blank = recipe(data__name="own_points")
    panel, session = open_panel(BoundaryPanel, blank)
    return panel, session, Hand(panel)


@pytest.fixture
def clouds(open_panel: Open, recipe: Recipe) -> tuple[BoundaryPanel, Any, Hand]:
    """Three clouds, being edited."""
    panel, session = open_panel(BoundaryPanel, recipe())
    panel.set_editing(True)
    return panel, session, Hand(panel)


def train(session: Any) -> Any:
    return session.trained.dataset.train


def test_a_blank_plane_is_painted_click_by_click_with_keys_for_the_class(
    painter: tuple[BoundaryPanel, Any, Hand],
) -> None:
    panel, session, hand = painter
    assert panel.editor.is_active, "one can paint at once"
    assert panel.message == ""
    hand.drag((-3.0, 1.0))
    QTest.keyClick(hand.layer, Qt.Key.Key_1)
    hand.drag((3.0, -1.0))
    QTest.keyClick(hand.layer, Qt.Key.Key_7)
    hand.drag((3.0, 2.0))
    assert train(session).labels.tolist() == [0, 1, 1]
    np.testing.assert_allclose(train(session).inputs, [(-3, 1), (3, -1), (3, 2)], atol=0.02)
    session.train(50)
    assert session.trained.steps == 50


def test_a_blank_plane_says_at_once_what_to_do(
    open_panel: Open, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    monkeypatch.setattr(type(session), "is_running", True)
    session.train(1)
    session.load(recipe(data__name="own_points"))  # and no snapshot follows
    assert "paint points" in panel.legend.readout.lower()


def test_a_wide_brush_paints_many_points_within_its_reach(painter: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = painter
    panel.tools.brush.chosen.emit(2)
    hand.drag((0.0, 0.0), (0.0, 2.0))
    inputs = train(session).inputs
    view = panel._plot.view
    dabs = 1 + int((view.y(0.0) - view.y(2.0)) / (APART * panel.editor.brush.radius))
    assert len(inputs) == dabs * panel.editor.brush.points
    assert np.abs(view.x(inputs[:, 0]) - view.x(0.0)).max() <= panel.editor.brush.radius + 1


def test_a_quick_stroke_has_no_gaps(painter: tuple[BoundaryPanel, Any, Hand]) -> None:
    _panel, session, hand = painter
    hand.drag((-3.0, 1.0), (3.0, 1.0), (3.0, -2.0))
    points = train(session).inputs
    gaps = np.hypot(*np.diff(points, axis=0).T)
    assert len(points) > 20
    assert gaps.max() < 1.5 * gaps.min(), "as even as if the pointer had been slow"
    hand.drag((-3.5, 1.0), (3.0, 1.0), (3.0, -2.5), button=RIGHT)
    assert not len(train(session)), "the eraser misses nothing on its way"


def test_a_point_is_dragged_and_the_stroke_undone_and_redone(clouds: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = clouds
    row = int(train(session).inputs[:, 0].argmax())
    before = tuple(train(session).inputs[row].tolist())
    hand.drag(before, (before[0] - 0.2, before[1]), (0.0, 4.0))
    np.testing.assert_allclose(train(session).inputs[row], (0.0, 4.0), atol=0.05)
    assert len(train(session)) == 60
    QTest.keyClick(hand.layer, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    np.testing.assert_array_equal(train(session).inputs[row], before)
    assert not panel.tools.undo.isEnabled()
    panel.tools.redo.click()
    np.testing.assert_allclose(train(session).inputs[row], (0.0, 4.0), atol=0.05)


def test_the_other_points_are_not_stamped_anew_while_one_is_dragged(
    clouds: tuple[BoundaryPanel, Any, Hand], monkeypatch: pytest.MonkeyPatch
) -> None:
    _panel, session, hand = clouds
    row = int(train(session).inputs[:, 0].argmax())
    before = tuple(train(session).inputs[row].tolist())
    QTest.mousePress(hand.layer, LEFT, NONE, hand.pixel(*before))
    hand.move(0.0, 3.0)
    stamped: list[int] = []
    monkeypatch.setattr(points, "stamp", lambda _view, places, *_rest: stamped.append(len(places)))
    for place in ((0.0, 3.5), (0.0, 4.0)):
        hand.move(*place)
    np.testing.assert_allclose(train(session).inputs[row], (0.0, 4.0), atol=0.05)
    assert len(train(session)) - 1 not in stamped


def test_a_cloud_on_the_move_tells_how_well_anybody_could_do(clouds: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = clouds
    first, second = (tuple(each.tolist()) for each in cloud_centres(session.trained.experiment.data)[:2])
    QTest.mousePress(hand.layer, LEFT, NONE, hand.pixel(*second))
    for share in (0.5, 0.9, 1.0):
        there = [share * a + (1 - share) * b for a, b in zip(first, second, strict=True)]
        hand.move(*there)
    panel._point_at(first)
    assert panel._best is not None
    assert panel._best.accuracy < 0.7
    assert f"at best: {percent(panel._best.accuracy, 2)}" in panel.legend.readout


def test_a_click_on_a_point_moves_nothing(clouds: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = clouds
    before = train(session).inputs.copy()
    row = int(before[:, 0].argmax())
    hand.drag(tuple(before[row].tolist()))
    np.testing.assert_array_equal(train(session).inputs, before)
    assert not panel.editor.can_undo


def test_the_right_button_erases_and_shift_relabels(clouds: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = clouds
    panel.editor.choose(2)
    view = panel._plot.view
    low, high = view.data(3, view.height - 3), view.data(view.width - 3, 3)
    hand.drag(low, high, keys=SHIFT)
    assert set(train(session).labels.tolist()) == {2}
    place = tuple(train(session).inputs[5].tolist())
    hand.drag(place, button=RIGHT)
    assert len(train(session)) < 60
    panel.editor.undo()
    panel.editor.undo()
    assert np.bincount(train(session).labels).tolist() == [20, 20, 20]


def test_a_cloud_follows_its_centre_and_widens_by_its_square(clouds: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = clouds
    points, steps = train(session).inputs.copy(), session.trained.steps
    hand.drag((2.0, 2.0), (1.5, 1.0), (1.0, 0.0))
    settings = session.trained.experiment.data
    np.testing.assert_allclose(cloud_centres(settings)[1], (1.0, 0.0), atol=0.03)
    shift = cloud_centres(settings)[1] - (2.0, 2.0)
    np.testing.assert_allclose(train(session).inputs[20:40], points[20:40] + shift, atol=1e-9)
    centre = cloud_centres(settings)[0]
    hand.drag((centre[0] + 1.0, centre[1]), (centre[0] + 2.0, centre[1]))
    assert cloud_spreads(session.trained.experiment.data)[0] == pytest.approx(2.0, abs=0.03)
    panel.editor.undo()
    panel.editor.undo()
    np.testing.assert_allclose(train(session).inputs, points, atol=1e-9)
    assert session.trained.steps == steps


def test_the_best_possible_accuracy_follows_the_clouds(clouds: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = clouds
    panel._point_at(None)
    assert "97.03" in panel.legend.readout
    hand.drag((2.0, 2.0), (0.0, -1.9))
    session.train(0)
    panel._point_at(None)
    assert panel._best is not None
    assert panel._best.accuracy < 0.7


def test_painting_leaves_the_view_where_it_is(clouds: tuple[BoundaryPanel, Any, Hand]) -> None:
    panel, session, hand = clouds
    panel._plot._axes.box.setRange(xRange=(-9, 9), yRange=(-9, 9), padding=0)
    view = panel._plot.view
    hand.drag((-7.0, 7.0))
    assert len(train(session)) == 61
    assert panel._plot.view == view


def test_looking_paints_nothing_and_a_click_selects(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    x, y = train(session).inputs[7].tolist()
    panel._plot.clicked.emit(x, y)
    assert session.selection.now.sample is not None
    assert len(train(session)) == 60
    panel._plot.hovered.emit((x, y))
    assert "loss" in panel.legend.readout
    panel._plot.clicked.emit(*FAR)
    assert session.selection.now.sample is None


def test_a_hovered_point_says_its_own_loss(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(), (900, 700))
    session.train(30)
    row = int(session.trained.dataset.test.inputs[:, 0].argmax())
    split = session.trained.dataset.test
    loss = session.trained.network.loss(
        split.model_inputs(row, row + 1), split.targets[row : row + 1], "cross_entropy"
    )
    panel._plot.hovered.emit(tuple(split.inputs[row].tolist()))
    assert f"loss {loss:.3g}"[:9] in panel.legend.readout
    assert "test point" in panel.legend.readout
    assert session.selection.now.sample is None


def test_images_cannot_be_painted_on(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(BoundaryPanel, recipe(data__name="digits8x8"))
    assert not panel.title_line.choice.isVisibleTo(panel)


@pytest.fixture
def slope(open_panel: Open, recipe: Recipe) -> tuple[BoundaryPanel, Any, Hand]:
    """A regression over the plane, being edited."""
    regression = {"learning.loss": "mse", "model.output": "identity"}
    panel, session = open_panel(BoundaryPanel, recipe(data__name="plane", **regression))
    panel.set_editing(True)
    return panel, session, Hand(panel)


def test_points_of_a_regression_are_painted_with_a_typed_value(
    slope: tuple[BoundaryPanel, Any, Hand],
) -> None:
    panel, session, hand = slope
    count = len(train(session))
    hand.drag((-5.5, 5.9))
    box = panel.tools.value.box
    QTest.keyClick(hand.layer, Qt.Key.Key_Minus)
    QTest.keyClicks(box, "0.5")
    QTest.keyClick(box, Qt.Key.Key_Return)
    hand.drag((5.5, -5.9), (5.9, -5.9))
    values = train(session).targets[count:, 0]
    assert values[0] == 1.0
    assert len(values) > 1
    assert set(values[1:].tolist()) == {-0.5}
    QTest.keyClick(hand.layer, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(train(session)) == count + 1
    session.train(3)
    assert panel.message == ""


def test_a_point_of_a_regression_is_moved_with_its_value_which_a_click_takes_up(
    slope: tuple[BoundaryPanel, Any, Hand],
) -> None:
    panel, session, hand = slope
    row = int(train(session).inputs[:, 0].argmax())
    place, value = tuple(train(session).inputs[row].tolist()), float(train(session).targets[row, 0])
    hand.drag(place)
    assert panel.editor.value == value
    assert panel.tools.value.box.value() == pytest.approx(value, abs=0.005)
    hand.drag(place, (place[0] - 0.3, place[1]), (0.0, 0.0))
    np.testing.assert_allclose(train(session).inputs[row], (0.0, 0.0), atol=0.1)
    assert float(train(session).targets[row, 0]) == value


def test_a_box_gives_the_points_of_a_regression_one_value_and_the_right_button_erases(
    slope: tuple[BoundaryPanel, Any, Hand],
) -> None:
    panel, session, hand = slope
    panel.tools.value.box.setValue(0.25)
    count = len(train(session))
    hand.drag((-7.0, -7.0), (7.0, 7.0), keys=SHIFT)
    assert set(train(session).targets[:, 0].tolist()) == {0.25}
    hand.drag((0.0, -6.0), (0.0, 0.0), (0.0, 6.0), button=RIGHT)
    assert 0 < len(train(session)) < count


def test_saved_points_hold_every_split_and_no_formula(
    clouds: tuple[BoundaryPanel, Any, Hand], tmp_path: Path
) -> None:
    panel, session, hand = clouds
    hand.drag((-4.5, -4.5))
    panel.save_points(tmp_path / "points.csv")
    rows = list(csv.DictReader((tmp_path / "points.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 61 + 2 * 60
    assert list(rows[0]) == ["x", "y", "class", "split"]
    assert [float(rows[60]["x"]), float(rows[60]["y"])] == train(session).inputs[60].tolist()


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=cmd()", "'=cmd()"), ("-1", "-1"), ("@x", "'@x"), ("setosa", "setosa"), ("+a", "'+a")],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert safe_cell(cell) == written


def test_a_selected_sample_of_another_data_set_is_no_trouble(
    painter: tuple[BoundaryPanel, Any, Hand],
) -> None:
    panel, session, _ = painter
    session.selection.select(sample=Sample("train", 99))
    session.train(0)
    assert panel.message == ""
