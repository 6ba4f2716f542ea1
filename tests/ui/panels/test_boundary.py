from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nnviz.data.planar import PLANAR
from nnviz.training.evaluation import Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.presets import preset
from nnviz.training.probes import BoundaryGrid
from nnviz.training.probes.contours import class_scores
from nnviz.ui.drawing.plane import MOST_DRAWN, drawn_of
from nnviz.ui.drawing.plane_colours import LOOKS, sureness
from nnviz.ui.panels.boundary.panel import BoundaryPanel
from nnviz.ui.theme import DARK, LECTURE, LIGHT

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]


def forward(session: Any, places: Any) -> Any:
    """Return what the network in training says at some places, scaled as the data are."""
    split = session.trained.dataset.train
    inputs = (np.asarray(places, np.float64) - split.offset) * split.scale
    return session.trained.network.forward(inputs.astype(np.float32)).copy()


def percents(readout: str) -> list[int]:
    """Return the shares that stand in a read-out."""
    return [int(number) for number in re.findall(r"(\d+)\u202f%", readout)]


def test_rings_of_the_batch_are_named_while_there_are_any(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(learning__batch_size=10), (568, 584))
    assert "batch" not in names_in(panel.legend)
    session.train(1)
    assert "batch" in names_in(panel.legend)
    session.load(recipe(learning__batch_size=0))
    session.train(1)
    assert "batch" not in names_in(panel.legend)


def names_in(legend: Any) -> tuple[str, ...]:
    return tuple(entry.name for entry in legend.entries)


def hover(panel: BoundaryPanel, x: float, y: float) -> str:
    panel._plot.hovered.emit((x, y))
    return str(panel.legend.readout)


def free_place(session: Any) -> tuple[float, float]:
    """Return the place of a lattice that is farthest from all points."""
    dataset = session.trained.dataset
    points = np.concatenate([dataset.train.inputs, dataset.test.inputs])
    low, high = points.min(axis=0), points.max(axis=0)
    lattice = np.array(
        [(x, y) for x in np.linspace(low[0], high[0], 30) for y in np.linspace(low[1], high[1], 30)]
    )
    away = np.hypot(*(lattice[:, None] - points).transpose(2, 0, 1)).min(axis=1)
    x, y = lattice[away.argmax()]
    return float(x), float(y)


def test_the_picture_is_what_the_network_says_over_what_is_seen(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.train(20)
    grid, boundary = panel.plane.drawn
    view = panel._plot.view
    assert (grid.left, grid.right) == (view.horizontal.low, view.horizontal.high)
    assert (grid.bottom, grid.top) == (view.vertical.low, view.vertical.high)
    assert 0.9 < grid.rows * grid.columns / 10_000 < 1.1
    for row, column in ((0, 0), (-1, -1), (7, 40)):
        x, y = np.linspace(grid.left, grid.right, grid.columns), np.linspace(grid.bottom, grid.top, grid.rows)
        expected = forward(session, [(x[column], y[row])])[0]
        np.testing.assert_allclose(boundary.probabilities[row, column], expected, rtol=1e-4)
    assert panel.message == ""


def test_one_unit_is_as_long_across_as_upwards_and_every_point_is_in_sight(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(), (700, 400))
    view = panel._plot.view
    across = (view.horizontal.high - view.horizontal.low) / view.width
    up = (view.vertical.high - view.vertical.low) / view.height
    assert across == pytest.approx(up, rel=0.01)
    for split in (session.trained.dataset.train, session.trained.dataset.test):
        columns, rows = view.x(split.inputs[:, 0]), view.y(split.inputs[:, 1])
        assert columns.min() > 0
        assert columns.max() < view.width
        assert rows.min() > 0
        assert rows.max() < view.height


@pytest.mark.parametrize("clouds", range(2, 9))
def test_the_readout_is_the_networks_own_answer(open_panel: Open, recipe: Recipe, clouds: int) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(data__clouds=clouds), (1200, 700))
    session.train(30)
    readout = hover(panel, 0.5, -1.25)
    expected = forward(session, [(0.5, -1.25)])[0]
    assert "0.50" in readout
    assert "−1.25" in readout
    assert percents(readout) == [round(100 * float(p)) for p in expected]
    assert names_in(panel.legend)[:clouds] == session.trained.dataset.class_names


def test_the_readout_keeps_the_best_classes_where_there_is_no_room_for_all(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(data__clouds=8), (420, 420))
    session.train(30)
    expected = forward(session, [(0.5, -1.25)])[0]
    shown = percents(hover(panel, 0.5, -1.25))
    assert 1 <= len(shown) < 8
    assert sorted(shown) == sorted(round(100 * float(p)) for p in np.sort(expected)[-len(shown) :])


def test_the_readout_follows_the_run_under_a_resting_pointer(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    before = hover(panel, 1.0, 1.0)
    session.train(50)
    assert panel.legend.readout != before
    panel._plot.hovered.emit(None)
    assert "at best: 97.03" in panel.legend.readout


def test_data_that_are_scaled_for_the_network_are_shown_as_they_are(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(data__name="moons", data__scaling="standardise"))
    session.train(10)
    assert session.trained.dataset.train.is_scaled
    expected = forward(session, [(0.5, 0.25)])[0]
    assert percents(hover(panel, 0.5, 0.25)) == [round(100 * float(p)) for p in expected]


def test_the_wrong_points_are_ringed(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.train(40)
    dataset = session.trained.dataset
    wrong = [
        split.inputs[forward(session, split.inputs).argmax(axis=1) != split.labels]
        for split in (dataset.train, dataset.test)
    ]
    np.testing.assert_array_equal(panel.plane.wrong, np.concatenate(wrong))
    assert len(panel.plane.wrong) > 0


def test_while_it_trains_rings_wait_for_all_splits_and_once_it_stands_for_none(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.train(40)
    plane, before = panel.plane, panel.plane.wrong
    dataset = session.trained.dataset
    all_wrong = {split: np.zeros(len(getattr(dataset, split)), bool) for split in MOST_DRAWN}
    half_new = {**plane._verdicts, "train": all_wrong["train"]}
    plane.ring(half_new, moves=True)
    assert plane.wrong is before
    plane.ring(half_new)
    assert len(plane.wrong) > len(dataset.train)
    plane.ring(all_wrong, moves=True)
    assert len(plane.wrong) > len(dataset.train)
    fresh = {split: right.copy() for split, right in all_wrong.items()}
    plane.ring(fresh, moves=True)
    assert len(plane.wrong) == len(dataset.train) + len(dataset.test)


def test_rings_are_thin_where_many_points_are_wrong(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    assert len(panel.plane.wrong) > 0.15 * 120
    assert panel.plane._rings._thin
    session.train(300)
    assert 0 < len(panel.plane.wrong) < 0.15 * 120
    assert not panel.plane._rings._thin


def test_more_points_than_can_be_told_apart_are_drawn_evenly(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(data__points=200), (900, 700))
    most = MOST_DRAWN["test"]
    chosen = drawn_of(600, most)
    assert len(chosen) == most
    assert np.bincount(session.trained.dataset.test.labels[chosen]).tolist() == [most // 3] * 3
    assert f"test, {most} of 600" in names_in(panel.legend)


def test_zooming_has_another_part_of_the_plane_measured(
    open_panel: Open, recipe: Recipe, qtbot: QtBot
) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.train(1)
    home = panel.plane.drawn[0]
    with qtbot.waitSignal(panel.probes_changed):
        panel._plot._axes.box.setRange(xRange=(0, 2), yRange=(0, 2), padding=0)
    grid = next(wanted.probe for wanted in panel.probes() if isinstance(wanted.probe, BoundaryGrid))
    assert grid != home
    assert grid == panel.plane.drawn[0]
    assert grid.left == pytest.approx(panel._plot.view.horizontal.low)
    assert grid.right - grid.left < 5
    with qtbot.waitSignal(panel.probes_changed):
        panel._plot.reset_view()
    assert panel.plane.drawn[0] == home


def test_images_are_no_plane_and_the_button_loads_one(open_panel: Open) -> None:
    panel, session = open_panel(BoundaryPanel, preset("clouds").with_changes({"data.name": "digits8x8"}))
    assert panel.message == "The boundary needs two inputs."
    assert panel.probes() == ()
    assert panel.table().rows == ()
    (button,) = [b for b in panel.findChildren(QPushButton) if b.text() == "Load Clouds"]
    button.click()
    assert session.trained.experiment == preset("clouds")
    assert panel.message == ""
    assert panel.plane.drawn is not None


def test_from_the_plane_to_images_and_back(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.load(recipe(data__name="digits8x8"))
    assert panel.probes() == ()
    assert panel.message
    session.load(recipe(data__clouds=5))
    assert panel.message == ""
    assert panel.plane.drawn[1].probabilities.shape[-1] == 5


@pytest.mark.parametrize("name", PLANAR)
def test_every_data_set_in_the_plane_is_drawn(open_panel: Open, recipe: Recipe, name: str) -> None:
    panel, session = open_panel(BoundaryPanel, recipe(data__name=name).with_changes(fitting(name)))
    session.train(3)
    assert panel.message == ""
    assert panel.plane.drawn is not None
    assert hover(panel, 0.5, 0.5)
    assert len(list(panel.table().rows)) == panel.plane.drawn[0].rows * panel.plane.drawn[0].columns


def fitting(name: str) -> dict[str, Any]:
    """Return what an experiment on a regression has to have."""
    return {"learning.loss": "mse", "model.output": "identity"} if name in ("plane", "bumps") else {}


def test_a_regression_shows_its_values_and_has_no_wrong_points(open_panel: Open, recipe: Recipe) -> None:
    changes = fitting("plane")
    panel, session = open_panel(BoundaryPanel, recipe(data__name="plane").with_changes(changes))
    session.train(50)
    assert len(panel.plane.wrong) == 0
    assert len(panel.plane.drawn[1].lines) == 0
    assert all(not isinstance(wanted.probe, Evaluation) for wanted in panel.probes())
    assert panel.title_line.note == "the network's output"
    assert "wrong" not in names_in(panel.legend)
    place = free_place(session)
    assert hover(panel, *place).endswith(f"{forward(session, [place])[0, 0]:.3g}".replace("-", "−"))


@pytest.mark.parametrize(
    ("targets", "output", "levels"),
    [("zero_one", "sigmoid", (0.0, 1.0)), ("minus_plus", "tanh", (-1.0, 1.0))],
)
def test_one_output_tells_two_classes_apart(
    open_panel: Open, recipe: Recipe, targets: str, output: str, levels: tuple[float, float]
) -> None:
    recipe_of_two = recipe(
        data__name="moons", data__targets=targets, learning__loss="mse", model__output=output
    )
    panel, session = open_panel(BoundaryPanel, recipe_of_two)
    session.train(100)
    shares = class_scores(forward(session, [(0.5, 0.25)])[0], levels)
    assert percents(hover(panel, 0.5, 0.25)) == [round(100 * float(share)) for share in shares]
    ends = panel.plane.drawn[1].lines.reshape(-1, 2)
    assert len(ends)
    np.testing.assert_allclose(forward(session, ends).mean(), sum(levels) / 2, atol=0.02)
    assert panel.title_line.note == "class probabilities"


def test_outputs_that_are_no_probabilities_are_not_blended(open_panel: Open, recipe: Recipe) -> None:
    changes = recipe(learning__loss="mse", model__output="identity")
    panel, session = open_panel(BoundaryPanel, changes, (700, 584))
    session.train(30)
    assert panel.title_line.note == "winning class"
    assert "no probabilities to blend" in panel.legend.readout
    place = free_place(session)
    expected = forward(session, [place])[0]
    assert not percents(hover(panel, *place))
    assert f"{abs(expected[0]):.2g}" in panel.legend.readout


def test_a_diverged_run_is_shown_at_its_last_finite_step(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(
        BoundaryPanel, recipe(learning__loss="mse", model__output="identity", learning__learning_rate=50.0)
    )
    session.train(500)
    divergence = session.status.divergence
    assert divergence is not None
    assert panel.message == ""
    assert panel.title_line.note == f"step {divergence.last_step}, the last finite"
    assert panel.plane.drawn[1].largest > 1e3
    assert "×10" in panel.legend.readout


def test_a_probe_that_failed_is_told(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    moment = session.snapshot.moment
    grid = next(wanted.probe for wanted in panel.probes() if isinstance(wanted.probe, BoundaryGrid))
    session.show(session.status, Snapshot(moment, {grid: Failure("It broke.", "where")}, {grid: 0}))
    assert panel.message.startswith("It broke.")
    session.train(1)
    assert panel.message == ""


def test_a_theme_changes_every_colour_and_no_number(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.train(5)
    light, drawn = panel.plane._colours(panel.plane.drawn[1]), panel.plane.drawn
    panel.apply_theme(DARK.at(LECTURE))
    dark = panel.plane._colours(panel.plane.drawn[1])
    assert panel.plane.drawn[1] is drawn[1]
    assert dark[..., :3].mean() < 80 < 200 < light[..., :3].mean()
    panel.apply_theme(LIGHT)
    np.testing.assert_array_equal(panel.plane._colours(panel.plane.drawn[1]), light)


def test_layers_can_be_hidden(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(BoundaryPanel, recipe())
    for words, items in panel.plane.layers().items():
        action = next(action for action in panel.title_line.menu.actions() if action.text() == words)
        action.trigger()
        assert not any(part.isVisible() for item in items for part in item.parts)
        action.trigger()
        assert all(part.isVisible() for item in items for part in item.parts)


def test_the_table_is_the_grid(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    table = panel.table()
    rows = np.array(list(table.rows))
    assert table.columns == ("x", "y", *session.trained.dataset.class_names)
    np.testing.assert_allclose(rows[::997, 2:], forward(session, rows[::997, :2]), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize(("look", "note"), [(name, look.title) for name, look in LOOKS.items()])
def test_the_plane_is_coloured_as_chosen(open_panel: Open, recipe: Recipe, look: str, note: str) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.train(30)
    panel.look(look)
    assert panel.title_line.note == note
    shares = panel.plane.drawn[1].shares
    np.testing.assert_array_equal(
        panel.plane._colours(panel.plane.drawn[1]), LOOKS[look].colours(shares, panel.theme)
    )
    assert ("100\u202f%" in panel.legend.readout) == (look == "sureness"), "a scale has limits"


def test_the_shade_of_sureness_grows_from_even_odds_to_certainty() -> None:
    scores = np.array([[[0.5, 0.5], [0.75, 0.25], [0.0, 1.0]]])
    even, half, sure = sureness(scores, LIGHT)[0, :, :3].astype(int).sum(axis=1)
    assert even == 3 * 255
    assert even > half > sure


def test_the_first_picture_of_other_data_comes_with_the_next_snapshot_of_a_run(
    open_panel: Open, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = open_panel(BoundaryPanel, recipe())
    session.train(20)
    for running in (True, False):
        monkeypatch.setattr(type(session), "is_running", running)
        panel.blockSignals(True)  # the session would measure and draw at once
        panel._dataset = None  # as if these were other data
        panel.draw(session.snapshot)
        assert (panel.plane.drawn is None) == running
        panel.draw(session.snapshot)
        assert panel.plane.drawn is not None
