from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from nnviz.training.directions import RandomPair, WeightPair
from nnviz.training.edits import Edit
from nnviz.training.edits.layers import AddUnit
from nnviz.training.edits.surface import MoveWeights, PlaceWeightPair
from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.training.probes.surface import LossSurface
from nnviz.ui.fonts import font
from nnviz.ui.panels.surface.panel import SurfacePanel
from nnviz.ui.panels.surface.race import RACERS, STEPS
from nnviz.ui.theme import DARK, LECTURE

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]


@pytest.fixture
def opened(open_panel: Open, qtbot: QtBot) -> Callable[[Experiment], tuple[Any, Any]]:
    """Open the panel and wait until it has drawn a surface."""

    def open_it(experiment: Experiment) -> tuple[Any, Any]:
        panel, session = open_panel(SurfacePanel, experiment)
        session.submit = lambda edit: _submit(session, edit)
        qtbot.waitUntil(lambda: panel._surface is not None)
        return panel, session

    return open_it


def _submit(session: Any, edit: Edit) -> None:
    session.trained.apply(edit)
    session.train(0)


def test_two_parameters_are_the_axes_themselves(opened: Any) -> None:
    panel, session = opened(preset("bowl"))
    session.train(20)
    assert panel._directions == WeightPair(0, 1)
    assert panel.map.trail.places[-1] == pytest.approx(session.trained.network.parameters)
    assert panel.map.trail.places[0] == pytest.approx(session.trained.history.layers.start)
    assert panel.title_line.choice._titles == ("run", "race")


def test_the_whole_way_and_the_middle_of_the_bowl_are_in_sight(opened: Any) -> None:
    panel, session = opened(preset("bowl"))
    session.train(300)
    left, right, bottom, top = panel.map.rectangle
    for x, y in [*panel.map.trail.places, (0.0, 0.0)]:
        assert left < x < right
        assert bottom < y < top


def test_the_surface_is_measured_over_what_is_seen(opened: Any) -> None:
    panel, _ = opened(preset("bowl"))
    (wanted,) = panel.probes()
    left, right, bottom, top = panel.map.rectangle
    columns, rows = wanted.probe.columns, wanted.probe.rows
    assert wanted.probe == LossSurface(WeightPair(0, 1), left, right, bottom, top, columns, rows)
    assert columns * rows == pytest.approx(41 * 41, rel=0.05)
    assert columns / rows == pytest.approx((right - left) / (top - bottom), rel=0.05)
    x, y, loss = next(iter(panel.table().rows))
    assert loss == pytest.approx(x**2 + y**2, rel=1e-5)


def test_a_click_puts_the_weights_there(opened: Any) -> None:
    panel, session = opened(preset("bowl"))
    panel.map.clicked.emit(0.5, -0.5)
    assert session.trained.network.parameters == pytest.approx([0.5, -0.5])
    assert session.trained.log.past[-1].edit == PlaceWeightPair(0, 1, 0.5, -0.5)
    assert panel.map.trail.places[-1] == pytest.approx([0.5, -0.5])


def test_a_larger_network_offers_random_directions(opened: Any, recipe: Recipe, qtbot: QtBot) -> None:
    panel, session = opened(recipe())
    assert panel.title_line.choice._titles == ("two weights", "random")
    panel.title_line.choice._group.button(1).click()
    assert panel._directions == RandomPair(0)
    qtbot.waitUntil(lambda: panel._surface is not None)
    panel._turn()
    assert panel._directions == RandomPair(1)
    panel.map.clicked.emit(0.25, 0.5)
    assert session.trained.log.past[-1].edit == MoveWeights(1, 0.25, 0.5)
    assert panel.map.trail.places[-1] == pytest.approx([0.25, 0.5], abs=1e-6)


def test_a_small_network_opens_on_the_weights_that_turn_its_first_units_line(
    opened: Any, recipe: Recipe
) -> None:
    panel, _ = opened(recipe(model__hidden=[{"kind": "dense", "units": 2, "activation": "tanh"}]))
    assert panel._directions == WeightPair(0, 2)
    assert panel._frame.names == ("layer 1 unit 1 weight 1", "layer 1 unit 1 weight 2")


def test_a_weight_selected_elsewhere_becomes_the_axis_across(opened: Any, recipe: Recipe) -> None:
    panel, session = opened(recipe())
    before = panel._directions.first
    chosen = next(index for index in range(10) if index not in (before, panel._directions.second))
    session.selection.select(parameter=chosen)
    assert panel._directions == WeightPair(chosen, before)


def test_axes_are_chosen_from_the_menu(opened: Any, recipe: Recipe) -> None:
    panel, _ = opened(recipe())
    across, upwards = panel._menus
    across.actions()[4].trigger()
    upwards.actions()[5].trigger()
    assert panel._directions == WeightPair(4, 5)
    across.actions()[5].trigger()
    assert panel._directions == WeightPair(5, 4)


def test_optimisers_race_from_the_start_and_from_a_click(opened: Any, qtbot: QtBot) -> None:
    panel, session = opened(preset("bowl"))
    start = session.trained.network.parameters.copy()
    session.train(50)
    panel.title_line.choice._group.button(1).click()
    session.train(1)
    assert len(panel.race.courses) == len(RACERS)
    assert [entry.name for entry in panel.legend.entries] == ["SGD", "momentum", "RMSprop", "Adam"]
    assert panel.race.courses[0].places[0] == pytest.approx(start)
    panel.race.shown_steps = STEPS - 2
    qtbot.waitUntil(lambda: panel.race.shown_steps == STEPS)
    panel.map.clicked.emit(-0.5, 0.25)
    session.train(1)
    assert panel.race.courses[0].places[0] == pytest.approx([-0.5, 0.25])
    panel.title_line.choice._group.button(0).click()
    assert panel.race.probe is None
    assert not panel.legend.entries


@pytest.mark.parametrize("width", range(320, 760, 40))
def test_a_wide_scale_gives_way_to_the_names_of_a_race(width: int, opened: Any) -> None:
    panel, _ = opened(preset("bowl"))
    panel.resize(width, 400)
    panel.title_line.choice._group.button(1).click()
    panel.map._drawn = (replace(panel._surface, low=-1.25e-17, high=3.7e21, is_log=True), panel.map._drawn[1])
    panel._tell()
    words = QTextDocument()
    words.setDefaultFont(font(panel.theme.size.small, 600))
    words.setDocumentMargin(0)
    words.setHtml(panel.legend.readout)
    assert not panel.legend.readout or words.idealWidth() <= panel.legend.room
    assert panel.legend.readout or width < 700


def test_a_race_ends_with_its_network(opened: Any, recipe: Recipe) -> None:
    panel, session = opened(preset("bowl"))
    panel.title_line.choice._group.button(1).click()
    session.load(recipe())
    assert panel.race.probe is None, "no choice in sight would end it"
    assert not panel.legend.entries


def test_another_network_has_other_directions(opened: Any, recipe: Recipe) -> None:
    panel, session = opened(recipe())
    _submit(session, AddUnit(0))
    assert panel._frame.across.size == session.trained.network.parameters.size
    session.load(preset("bowl"))
    assert panel._directions == WeightPair(0, 1)


def test_the_pointer_reads_off_the_loss(opened: Any) -> None:
    panel, _ = opened(preset("bowl"))
    assert "loss" in panel.legend.readout
    panel._point_at((0.0, 0.5))
    assert "loss 0.2" in panel.legend.readout.split("&nbsp;")[-1]


def test_a_new_run_of_the_same_network_keeps_the_directions(opened: Any, recipe: Recipe) -> None:
    panel, session = opened(recipe())
    panel.title_line.choice._group.button(1).click()
    session.change({"seeds.weights": 5})
    session.train(3)
    assert panel._directions == RandomPair(0)
    assert np.array_equal(panel._frame.origin, session.trained.history.layers.start)


def test_it_dresses_in_every_theme(opened: Any, recipe: Recipe) -> None:
    panel, session = opened(recipe())
    panel.apply_theme(DARK.at(LECTURE))
    session.train(2)
    assert not panel.message
