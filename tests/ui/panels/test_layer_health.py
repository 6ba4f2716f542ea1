from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnviz.training.edits import Seek
from nnviz.training.experiment import Experiment
from nnviz.training.layer_log import NOTED
from nnviz.training.probes.layer_health import LayerHealth
from nnviz.ui.colour_maps import contrast
from nnviz.ui.drawing.layer_colours import layer_colour
from nnviz.ui.numerals import significant
from nnviz.ui.panels.layer_health import LayerHealthPanel
from nnviz.ui.theme import DARK, LECTURE, LIGHT, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]
PLACE = (424, 272)


def deep(recipe: Recipe, activation: str, *units: int) -> Experiment:
    return recipe(model__hidden=[{"kind": "dense", "units": n, "activation": activation} for n in units])


def test_the_curves_are_what_the_run_noted(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, recipe(), PLACE)
    session.train(50)
    notes = session.trained.history.view().layers
    assert notes.values.shape[1:] == (2, 4)
    for name in ("gradient norm", "update ratio"):
        for index, curve in enumerate(panel.plots[name].curves):
            steps, values = curve.data
            assert np.array_equal(steps, notes.steps)
            assert np.array_equal(values, notes.noted(name)[:, index])


def test_the_table_says_the_last_numbers_and_those_under_the_pointer(
    open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(LayerHealthPanel, recipe(), PLACE)
    assert "no step yet" in panel.table_of_layers.words
    session.train(20)
    notes = session.trained.history.view().layers
    words = panel.table_of_layers.words
    assert {"step 20", "layer 1", "output", *NOTED[2:]} <= set(words)
    assert {significant(value, 2) for value in notes.noted("update ratio")[-1]} <= set(words)
    panel._point_at((5.2, 0.001))
    assert "step 5" in panel.table_of_layers.words
    assert significant(notes.noted("gradient norm")[4, 0], 2) in panel.table_of_layers.words


def test_what_cannot_die_or_saturate_has_no_share(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, deep(recipe, "relu", 5), PLACE)
    session.train(3)
    rows = dict(panel.table_of_layers._rows)
    assert rows["saturated"] == ("–", "–")
    assert rows["dead"][0].endswith("%")
    assert rows["dead"][1] == "–"


def test_dead_and_saturated_units_are_drawn_where_there_is_room(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, recipe(), PLACE)
    session.train(5)
    assert panel.plots["dead"].isHidden()
    panel.resize(900, 600)
    session.train(5)
    assert not panel.plots["dead"].isHidden()
    assert len(panel.plots["saturated"].curves[0].data[0]) == 10


def test_the_spread_is_asked_for_only_while_it_is_shown(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, deep(recipe, "tanh", 4, 3), PLACE)
    session.train(5)
    assert panel.probes() == ()
    panel.title_line.choice._group.button(1).click()
    assert [wanted.probe for wanted in panel.probes()] == [LayerHealth()]
    words = panel.histograms.words
    assert {"weights", "gradients", "activations", "layer 1", "layer 2", "output"} <= set(words)
    assert sum(word.endswith("% saturated") for word in words) == 2
    assert [entry.name for entry in panel.legend.entries] == ["now", "at the start"]
    panel.title_line.choice._group.button(0).click()
    assert panel.legend.entries == ()


def test_going_back_shows_what_was_known_then(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, recipe(), PLACE)
    session.train(40)
    session.trained.apply(Seek(10))
    session.train(0)
    assert panel.plots["update ratio"].curves[0].data[0].tolist() == [*range(1, 11)]


def test_another_number_of_layers_has_other_curves(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, recipe(), PLACE)
    session.train(5)
    session.load(deep(recipe, "tanh", 4, 3, 3))
    session.train(5)
    assert len(panel.plots["update ratio"].curves) == 4
    assert "layer 3" in panel.table_of_layers.words


def test_the_table_has_a_row_a_step_and_layer(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, recipe(), PLACE)
    session.train(3)
    table = panel.table()
    rows = list(table.rows)
    assert len(rows) == 6
    assert table.columns == ("step", "layer", *NOTED)
    assert rows[1][:2] == (1, "output")


@pytest.mark.parametrize("theme", [LIGHT, DARK.at(LECTURE)])
@pytest.mark.parametrize("layers", [1, 2, 9])
def test_every_layer_stands_out_from_the_surface(theme: Theme, layers: int) -> None:
    colours = [layer_colour(theme, index, layers) for index in range(layers)]
    assert len(set(colours)) == layers
    assert min(contrast(colour, theme.surface) for colour in colours) > 1.8


def test_it_dresses_in_every_theme(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(LayerHealthPanel, deep(recipe, "sigmoid", *[3] * 8), PLACE)
    session.train(5)
    for view in (0, 1):
        panel.title_line.choice._group.button(view).click()
        panel.apply_theme(DARK.at(LECTURE))
        assert not panel.message
