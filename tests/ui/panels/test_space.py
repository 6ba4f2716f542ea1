from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.probes.space import HiddenSpace
from nnviz.ui.panels.space import SpacePanel
from nnviz.ui.theme import DARK, LECTURE

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]


def deep(recipe: Recipe, *units: int) -> Experiment:
    return recipe(model__hidden=[{"kind": "dense", "units": n, "activation": "tanh"} for n in units])


def test_the_first_hidden_layer_is_shown_first(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(SpacePanel, deep(recipe, 4, 2))
    session.train(10)
    assert [wanted.probe for wanted in panel.probes()] == [HiddenSpace(1)]
    assert panel.title_line.choice._titles == ("plane", "layer 1", "2")
    assert "of the spread" in panel.legend.readout
    assert [entry.name for entry in panel.legend.entries] == list(session.trained.dataset.class_names)


def test_another_layer_is_chosen_in_the_title(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(SpacePanel, deep(recipe, 4, 2))
    panel.title_line.choice._group.button(2).click()
    assert panel._probe == HiddenSpace(2)
    assert panel._names == ("unit 1", "unit 2")
    assert panel._found.points.shape == (60, 2)
    panel.title_line.choice._group.button(0).click()
    assert "lines" in panel.legend.readout


def test_two_units_are_chosen_from_the_menu(open_panel: Open, recipe: Recipe) -> None:
    panel, _ = open_panel(SpacePanel, deep(recipe, 4))
    across, upwards = panel._menus
    across.actions()[2].trigger()
    assert panel._names == ("unit 3", "unit 2")
    upwards.actions()[2].trigger()
    assert panel._names == ("unit 2", "unit 3")


@pytest.mark.parametrize("turn", [[[-1, 0], [0, 1]], [[0, 1], [1, 0]], [[0, -1], [1, 0]]])
def test_a_picture_that_was_turned_or_mirrored_is_turned_back(
    open_panel: Open, recipe: Recipe, turn: list[list[int]]
) -> None:
    panel, session = open_panel(SpacePanel, deep(recipe, 4))
    session.train(30)
    before, space = panel.plane._before.copy(), panel._found
    turned = replace(space, points=space.points @ np.array(turn, float))
    panel._show_found(turned)
    assert panel.plane._before == pytest.approx(before)


def test_axes_keep_their_names_when_they_change_places(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(SpacePanel, deep(recipe, 4))
    session.train(30)
    first = panel._names
    swapped = replace(panel._found, points=panel._found.points[:, ::-1])
    panel._show_found(swapped)
    assert panel._names == first[::-1]


def test_everything_is_in_sight_and_small_changes_move_nothing(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(SpacePanel, deep(recipe, 4))
    session.train(50)
    view = panel.plane.view
    points = panel.plane._before
    assert view.horizontal.low < points[:, 0].min() < points[:, 0].max() < view.horizontal.high
    assert view.vertical.low < points[:, 1].min() < points[:, 1].max() < view.vertical.high
    box = panel.plane._box
    session.train(1)
    assert panel.plane._box == box


def test_fewer_layers_show_the_last_one(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(SpacePanel, deep(recipe, 4, 3))
    panel.title_line.choice._group.button(2).click()
    session.load(deep(recipe, 4))
    assert panel._probe.layer == 1
    session.load(recipe(model__hidden=[]))
    assert "no hidden layer" in panel.legend.readout


def test_data_that_do_not_lie_in_a_plane_are_told_so(open_panel: Open) -> None:
    panel, _ = open_panel(SpacePanel, preset("line"))
    assert "needs two inputs" in panel.message
    assert panel.probes() == ()


def test_the_table_has_every_point_that_is_drawn(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(SpacePanel, deep(recipe, 4))
    rows = list(panel.table().rows)
    assert len(rows) == len(panel._found.points)
    assert {row[2] for row in rows} == set(session.trained.dataset.class_names)


def test_it_dresses_in_every_theme(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(SpacePanel, deep(recipe, 4), (424, 128))
    panel.apply_theme(DARK.at(LECTURE))
    session.train(3)
    assert not panel.message
