from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QComboBox

from nnviz.training.edits import Reset
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.presets import preset
from nnviz.training.probes.weights import WeightsByUnit
from nnviz.ui.colour_maps import signed_index
from nnviz.ui.numerals import significant
from nnviz.ui.panels.weights import WeightsPanel
from nnviz.ui.selection import Unit
from nnviz.ui.theme import DARK, LECTURE, LIGHT, TEXT_SIZES, TextSize, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]


@pytest.fixture
def digits(recipe: Recipe) -> Experiment:
    """The small digits: eight by eight pixels, four units."""
    return recipe(data__name="digits8x8", learning__batch_size=32)


def deep(recipe: Recipe, *units: int) -> Experiment:
    """Three clouds and layers of so many units."""
    return recipe(model__hidden=[{"kind": "dense", "units": count, "activation": "tanh"} for count in units])


def numbers(panel: Any) -> list[str]:
    return [item.text() for item in panel._matrix._numbers]


def names(panel: Any) -> set[str]:
    return {item.text() for item in panel._matrix._names} - {""}


def written(values: Any) -> list[str]:
    return [f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−") for value in np.ravel(values).tolist()]


def dots_of(panel: Any, place: QPointF) -> str:
    """Return the colour of a pixel of the tiles."""
    return str(panel._tiles.grab().toImage().pixelColor(place.toPoint()).name()).upper()


def test_a_small_matrix_has_the_networks_numbers(theme: Theme, open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (424, 160))
    session.train(12)
    layer = session.trained.network.layers[0]
    assert numbers(panel) == written([*layer.weights, layer.biases])
    assert names(panel) == {"x", "y", "bias", *(f"unit {unit}" for unit in range(1, 5))}
    assert panel.title_line._note_text == "input → layer 1"


def test_a_clicked_weight_is_selected_and_stays_told(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (424, 160))
    panel._matrix.clicked.emit(1, 2)
    network, now = session.trained.network, session.selection.now
    assert now.unit == Unit(0, 2)
    assert now.parameter == network.layers[0].weights.shape[1] + 2
    session.train(5)
    assert panel.legend.readout == f"weight from y to unit 3: {significant(network.layers[0].weights[1, 2])}"
    panel._matrix.clicked.emit(-1, 0)
    bias = network.layers[0].parameter_slice.start + network.layers[0].weights.size
    assert session.selection.now.parameter == bias
    assert "bias of unit 1" in panel.legend.readout
    panel._choose(1)
    session.train(1)
    assert "bias of" not in panel.legend.readout, "it is another layer's"
    session.selection.clear()
    session.load(preset("bowl"))
    panel._matrix.clicked.emit(0, 1)
    assert session.selection.now.parameter == 1


def test_the_chooser_shows_another_layer(theme: Theme, open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (424, 240))
    panel.title_line.choice._group.button(1).click()
    layer = session.trained.network.layers[1]
    assert numbers(panel) == written([*layer.weights, layer.biases])
    classes = {f"class {name}" for name in session.trained.dataset.class_names}
    assert names(panel) == {"bias", *classes, *(f"unit {unit}" for unit in range(1, 5))}
    assert panel.title_line._note_text == "layer 1 → output"
    assert [wanted.probe for wanted in panel.probes()] == [WeightsByUnit(1)]


def test_many_layers_are_in_a_list(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, deep(recipe, 3, 4, 5, 6), (500, 300))
    chooser = panel.title_line.findChild(QComboBox)
    assert chooser.isVisibleTo(panel.title_line)
    assert not panel.title_line.choice.isVisibleTo(panel.title_line)
    assert [chooser.itemText(index) for index in range(chooser.count())][-1] == "Layer 5"
    chooser.setCurrentIndex(2)
    chooser.activated.emit(2)
    assert panel._found.weights.shape == session.trained.network.layers[2].weights.shape
    assert panel.title_line._note_text == "layer 2 → layer 3"


def test_a_layer_that_is_gone_gives_way_to_the_last(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, deep(recipe, 3, 4, 5), (500, 300))
    panel.title_line.choice._group.button(3).click()
    session.load(deep(recipe, 6))
    session.train(1)
    assert np.array_equal(panel._found.weights, session.trained.network.layers[1].weights)
    assert panel._layers.current == 1
    assert panel.title_line._note_text == "layer 1 → output"


def test_without_a_choice_there_is_no_chooser(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(model__hidden=[]), (424, 160))
    assert not panel.title_line.choice.isVisibleTo(panel.title_line)
    assert panel.title_line._note_text == "input → output"
    assert panel._found.weights.shape == session.trained.network.layers[0].weights.shape


def test_images_have_a_tile_a_unit_in_the_colours_of_the_weights(
    theme: Theme, open_panel: Open, digits: Experiment
) -> None:
    panel, session = open_panel(WeightsPanel, digits, (500, 400))
    session.train(20)
    assert panel._views.currentWidget() is panel._tiles
    layer, limit = session.trained.network.layers[0], panel._limits[0].value
    grid = panel._tiles._grid
    for unit, row, column in ((0, 3, 4), (2, 7, 0), (3, 5, 6)):
        at = panel._tiles._rect(unit).topLeft() + QPointF(0.5, 0.5)
        place = at + QPointF((column + 0.5) * grid.width / 8, (row + 0.5) * grid.height / 8)
        value = layer.weights[row * 8 + column, unit]
        assert dots_of(panel, place) == theme.signed.colour(int(signed_index(np.array(value), limit)))
        panel._tiles.pointed.emit(place)
        assert panel.legend.readout.startswith(f"weight from pixel ({column}, {row}) to unit {unit + 1}: ")
        shown = float(panel.legend.readout.rpartition(" ")[2].replace("−", "-"))
        assert shown == pytest.approx(value, rel=5e-3, abs=1e-4)


def test_the_strip_below_a_tile_is_its_bias(theme: Theme, open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(WeightsPanel, digits, (500, 400))
    session.train(20)
    limit, biases = panel._limits[0].value, session.trained.network.layers[0].biases
    grid = panel._tiles._grid
    place = panel._tiles._rect(2).bottomLeft() + QPointF(4, grid.strip - 1)
    assert dots_of(panel, place) == theme.signed.colour(int(signed_index(biases[2], limit)))
    panel._tiles.pointed.emit(place)
    assert panel.legend.readout.startswith("bias of unit 3: ")
    assert float(panel.legend.readout.rpartition(" ")[2].replace("−", "-")) == pytest.approx(
        biases[2], rel=5e-3
    )


def test_pointing_at_a_matrix_names_the_weight(theme: Theme, open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (568, 240))
    layer, matrix = session.trained.network.layers[0], panel._matrix
    cell, corner = matrix._cell, matrix._area.topLeft()
    matrix.pointed.emit(corner + QPointF(2.4 * cell[0], 1.4 * cell[1]))
    assert panel.legend.readout.startswith("weight from y to unit 3: ")
    value = float(panel.legend.readout.rpartition(" ")[2].replace("−", "-"))
    assert value == pytest.approx(layer.weights[1, 2], rel=5e-3)
    matrix.pointed.emit(QPointF(corner.x() + 0.4 * cell[0], matrix._bias_top + 2))
    assert panel.legend.readout.startswith("bias of unit 1: ")
    matrix.pointed.emit(None)
    assert "2 × 4 weights" in panel.legend.readout


def test_what_is_read_off_follows_the_training(theme: Theme, open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (568, 240))
    panel._matrix.pointed.emit(panel._matrix._area.topLeft() + QPointF(2, 2))
    before = panel.legend.readout
    session.train(30)
    assert panel.legend.readout != before


def test_the_limit_is_printed_widens_and_starts_afresh_on_reset(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(learning__learning_rate=0.01), (424, 160))
    parameters = session.trained.network.parameters
    kept = parameters.copy()
    first = panel._limits[0].value
    assert panel._bar._texts[0] == f"+{first:g}"
    parameters[:] = 40
    session.train(1)
    assert panel._bar._texts[:3] == ("+50", "0", "−50")
    parameters[:] = kept / 100
    session.train(1)
    assert panel._bar._texts[0] == "+50"
    session.trained.apply(Reset())
    session.train(0)
    assert panel._limits[0].value == first


def test_huge_weights_have_their_power_of_ten_at_the_bar(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (424, 200))
    session.trained.network.parameters[:] = 2.5e16
    panel._found = None
    session.train(0)
    assert panel._bar._texts == ("+3", "0", "−3", "×10¹⁶")
    assert set(numbers(panel)) == {"2.50"}


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("images", [True, False])
def test_weights_that_are_not_finite_are_no_error(
    open_panel: Open, recipe: Recipe, digits: Experiment, bad: float, images: bool
) -> None:
    panel, session = open_panel(WeightsPanel, digits if images else recipe(), (424, 300))
    session.trained.network.parameters[3] = bad
    with np.errstate(all="ignore"):
        session.train(0)
    assert not panel.message
    assert panel._bar._texts[0].startswith("≥")


def test_data_sets_are_switched_live(open_panel: Open, recipe: Recipe, digits: Experiment) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (500, 400))
    for experiment in (digits, recipe(), digits):
        session.load(experiment)
        session.train(1)
        is_image = session.trained.dataset.is_image
        assert panel._views.currentWidget() is (panel._tiles if is_image else panel._matrix)
        assert np.array_equal(panel._found.weights, session.trained.network.layers[0].weights)
        assert not panel.message


def test_the_table_holds_every_weight_and_bias(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(WeightsPanel, digits, (500, 400))
    rows = list(panel.table().rows)
    layer = session.trained.network.layers[0]
    assert panel.table().columns == ("from", "to", "value")
    assert [row[2] for row in rows] == [*layer.weights.ravel().tolist(), *layer.biases.tolist()]
    assert rows[4 * 13 + 1][:2] == ("pixel (5, 1)", "unit 2")
    assert rows[-1][:2] == ("bias", "unit 4")


@pytest.mark.parametrize("other", [DARK, LIGHT.at(LECTURE), DARK.at(LECTURE)])
@pytest.mark.parametrize("images", [True, False])
def test_another_theme_draws_zero_in_its_own_colour(
    open_panel: Open, recipe: Recipe, digits: Experiment, other: Theme, images: bool
) -> None:
    panel, session = open_panel(WeightsPanel, digits if images else recipe(), (500, 400))
    session.trained.network.parameters[:] = 0
    session.train(0)
    panel.apply_theme(other)
    assert not panel.message
    view = panel._tiles if images else panel._matrix
    picture = view._picture.pixmap().toImage()
    middle = picture.pixelColor(12, 9).name().upper()
    assert middle == other.signed.colour(128)


def test_a_failed_measurement_is_told(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (424, 160))
    moment = session.snapshot.moment
    panel.present(Snapshot(moment, {WeightsByUnit(0): Failure("no lens", "traceback")}, {}))
    assert "no lens" in panel.message


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_the_kernels_of_convolutions_are_tiles(
    theme: Theme, open_panel: Open, recipe: Recipe, layer: int
) -> None:
    kernel = {"kind": "convolution", "kernel_size": 3, "activation": "relu"}
    hidden = [{**kernel, "filters": 4}, {**kernel, "filters": 2}, {"kind": "flatten"}]
    panel, session = open_panel(
        WeightsPanel, recipe(data__name="digits8x8", learning__batch_size=32, model__hidden=hidden)
    )
    panel._choose(layer)
    session.train(3)
    assert panel.message == ""
    window = ((1, 3, 3), (4, 3, 3), ())[layer]
    assert panel._window == window
    if window:
        kernels = session.trained.network.layers[layer].weights
        assert np.array_equal(panel._tiles._weights, kernels.reshape(len(kernels), -1, 3))


def test_a_panel_that_failed_tries_again_when_asked(theme: Theme, open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe())
    draw, panel.draw = panel.draw, None
    session.train(1)
    assert "could not be drawn" in panel.message
    panel.draw = draw
    panel.retry()
    session.train(1)
    assert panel.message == ""


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
def test_a_small_matrix_has_its_numbers_and_most_of_a_large_panel(
    open_panel: Open, recipe: Recipe, size: TextSize
) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (424, 320))
    panel.apply_theme(LIGHT.at(size))
    session.train(1)
    matrix = panel._matrix
    assert len(numbers(panel)) == 3 * 4
    assert matrix._size()[1] > 0.6 * matrix.height()
    boxes = [item.sceneBoundingRect() for item in matrix._numbers]
    assert all(box.width() <= matrix._cell[0] and box.height() <= matrix._cell[1] for box in boxes)


def test_the_bar_of_colours_ends_with_a_short_matrix(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(WeightsPanel, recipe(), (424, 700))
    session.train(1)
    assert panel._matrix.foot < 0.7 * panel._matrix.height()
    assert panel._bar._frame.rect().bottom() == pytest.approx(panel._matrix.foot, abs=1)
    panel.resize(424, 160)
    assert panel._bar._frame.rect().bottom() <= panel._bar.height()
