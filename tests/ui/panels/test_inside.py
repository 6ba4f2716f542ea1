from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnviz.training.evaluation import Evaluation
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.probes.inside import Inside, Muting, PixelArgument
from nnviz.training.trained import Trained
from nnviz.ui.panels.inside.panel import InsidePanel
from nnviz.ui.selection import Sample, Unit
from nnviz.ui.theme import DARK, LECTURE, LIGHT, Theme

Recipe = Callable[..., Experiment]
Open = Callable[..., tuple[Any, Any]]

CONV = (
    {"kind": "convolution", "filters": 3, "kernel_size": 3, "activation": "relu"},
    {"kind": "max_pool", "size": 2},
    {"kind": "flatten"},
)


@pytest.fixture
def digits(recipe: Recipe) -> Experiment:
    """The small digits and four units."""
    return recipe(data__name="digits8x8", learning__batch_size=32, learning__learning_rate=0.3)


@pytest.fixture
def convolutions(recipe: Recipe) -> Experiment:
    """The same with three filters."""
    return recipe(data__name="digits8x8", learning__batch_size=32, model__hidden=list(CONV))


def click(tiles: Any, unit: int) -> None:
    place = tiles._box(unit).center().toPoint()
    QTest.mouseClick(tiles, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def pixels(tiles: Any, place: QPointF) -> tuple[int, int, int]:
    image = tiles._picture.pixmap().toImage()
    colour = image.pixelColor((place - tiles._picture.pos()).toPoint())
    return colour.red(), colour.green(), colour.blue()


def test_each_bar_is_as_high_as_its_units_activation(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits, (424, 568))
    session.train(30)
    network, test = session.trained.network, session.trained.dataset.test
    network.forward(test.model_inputs(0, 1).reshape(1, -1))
    limit = panel._limits["outputs"].value
    blank = LIGHT.surface
    for unit, value in enumerate(network.layers[0].outputs[0].tolist()):
        box = panel._tiles._box(unit)
        x = box.right() - 3
        column = [pixels(panel._tiles, QPointF(x, y)) for y in np.arange(box.top() + 1, box.bottom() - 1)]
        filled = [colour for colour in column if "#{:02X}{:02X}{:02X}".format(*colour) != blank]
        assert len(filled) == pytest.approx(abs(value) / limit * box.height(), abs=2)
        if filled:
            red, _, blue = filled[0]
            assert (red > blue) == (value > 0)


def test_the_sample_selected_elsewhere_is_looked_into(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits, (424, 568))
    session.train(30)
    session.selection.select(sample=Sample("test", 17))
    assert {wanted.probe for wanted in panel.probes()} == {Inside("test", 17, 0), PixelArgument("test", 17)}
    dataset = session.trained.dataset
    outputs = session.trained.network.predict(dataset.test.model_inputs(17, 18).reshape(1, -1))[0]
    guess = int(outputs.argmax())
    assert panel.title_line.note == (
        f"a {dataset.test.labels[17]} read as {guess}, {100 * outputs[guess]:.0f}\u202f%"
    )
    session.selection.select(sample=None)
    assert Inside("test", 0, 0) in {wanted.probe for wanted in panel.probes()}


def test_a_class_is_chosen_for_the_pixels_to_argue_for(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits, (424, 568))
    session.train(30)
    chooser = panel._side._class
    assert chooser.count() == 11
    chooser.setCurrentIndex(4)
    chooser.activated.emit(4)
    assert panel._argument.target == 3
    expected = PixelArgument("test", 0, 3).measure(session.trained.moment(), session.trained.network.copy())
    np.testing.assert_allclose(panel._side._view._gradient, expected.gradient, rtol=1e-4, atol=1e-7)
    assert panel._side._view._captions[1].startswith("for 3, ±")


def test_every_layer_can_be_chosen(open_panel: Open, convolutions: Experiment) -> None:
    panel, session = open_panel(InsidePanel, convolutions, (424, 568))
    session.train(10)
    assert panel._tiles._outputs.shape == (3, 6, 6)
    assert panel._tiles._has_maps
    panel.title_line.choice._group.button(1).click()
    assert panel._found.layer == 3
    assert panel._tiles._outputs.shape == (10, 1, 1)
    assert not panel._tiles._has_maps


def test_what_is_under_the_pointer_is_read_off(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits, (700, 568))
    session.train(30)
    QTest.mouseMove(panel._tiles, panel._tiles._box(2).center().toPoint())
    value = float(panel._found.outputs[2, 0, 0])
    assert panel.legend.readout.startswith("unit 3: activation ")
    assert f"{abs(value):.3g}" in panel.legend.readout
    QTest.mouseMove(panel._tiles, QPoint(panel._tiles.width() - 1, panel._tiles.height() - 1))
    assert not panel.legend.readout
    QTest.mouseMove(panel._side._view, panel._side._view._boxes[1].center().toPoint())
    assert panel.legend.readout.startswith("pixel (4, 4): ")


def test_a_unit_is_muted_and_both_accuracies_are_told(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits, (1000, 568))
    session.train(200)
    before = Evaluation("test").measure(session.trained.moment(), session.trained.network.copy()).accuracy
    assert panel._mute.isHidden()
    click(panel._tiles, 1)
    assert session.selection.now.unit == Unit(0, 1)
    assert panel._mute.text() == "Mute unit 2"
    panel._mute.click()
    assert session.trained.network.muted[0] == (1,)
    assert Muting("test") in {wanted.probe for wanted in panel.probes()}
    after = Evaluation("test").measure(session.trained.moment(), session.trained.network.copy()).accuracy
    assert after < before
    assert panel.legend.readout == (
        f"test {100 * before:.2f}\u202f% right with all units, {100 * after:.2f}\u202f% without"
    )
    assert panel._mute.text() == "Unmute unit 2"
    assert not panel._tiles._paths["muted"].path().isEmpty()
    panel._mute.click()
    assert session.trained.network.muted[0] == ()
    assert len(panel.probes()) == 2
    assert not panel.legend.readout


def test_data_without_images_have_an_empty_panel_that_offers_some(
    open_panel: Open, recipe: Recipe, digits: Experiment
) -> None:
    panel, session = open_panel(InsidePanel, recipe())
    assert panel.message == "There are no images to look into."
    assert panel.probes() == ()
    session.load(digits)
    assert not panel.message
    session.load(recipe())
    assert panel.message


def test_a_failed_measurement_is_told(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits)
    failure = Failure("no lens", "traceback")
    panel.present(Snapshot(session.snapshot.moment, {Inside("test", 0, 0): failure}, {}))
    assert "no lens" in panel.message


def test_the_table_holds_the_activations(open_panel: Open, convolutions: Experiment) -> None:
    panel, _ = open_panel(InsidePanel, convolutions)
    rows = list(panel.table().rows)
    assert len(rows) == 3 * 6 * 6
    assert rows[7] == (1, 1, 1, pytest.approx(float(panel._found.outputs[0, 1, 1])))


@pytest.mark.parametrize("size", [(320, 200), (424, 568), (568, 240), (1400, 800)])
@pytest.mark.parametrize("theme", [LIGHT, DARK.at(LECTURE)])
def test_everything_has_room(
    open_panel: Open, digits: Experiment, size: tuple[int, int], theme: Theme
) -> None:
    panel, session = open_panel(InsidePanel, digits, size)
    panel.apply_theme(theme)
    session.train(1)
    tiles, view = panel._tiles, panel._side._view
    assert panel.width() == size[0]
    assert all(tiles.rect().toRectF().contains(tiles._box(unit)) for unit in range(4))
    assert all(box.width() >= 24 and view.rect().toRectF().contains(box) for box in view._boxes)
    assert not view._boxes[0].intersects(view._boxes[1])


def test_it_opens_on_the_sample_that_is_selected_already(open_panel: Open, digits: Experiment) -> None:
    _, session = open_panel(InsidePanel, digits)
    session.selection.select(sample=Sample("test", 9))
    later = InsidePanel(LIGHT, session)
    later.present(session.snapshot)
    assert Inside("test", 9, 0) in {wanted.probe for wanted in later.probes()}
    later.deleteLater()


def test_what_is_drawn_is_looked_into_until_one_goes_back(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits, (640, 568))
    session.train(30)
    note = panel.title_line.note
    image = np.random.default_rng(2).integers(0, 256, (8, 8), np.uint8)
    session.selection.select(drawing=image.tobytes())
    network = session.trained.network
    wanted = Trained.of(network, session.trained.dataset, "").probabilities(image[None])[0]
    np.testing.assert_allclose(panel._argument.scores, wanted, rtol=1e-5)
    np.testing.assert_allclose(panel._found.outputs.ravel(), network.layers[0].outputs[0], rtol=1e-5)
    assert panel.title_line.note.startswith("your drawing read as ")
    np.testing.assert_array_equal(panel._side._view._image, image)
    assert panel._back.isVisible()
    panel._back.click()
    assert panel.title_line.note == note
    assert not panel._back.isVisible()
    assert session.selection.now.drawing == b""


def test_a_click_on_a_sample_ends_the_look_at_a_drawing(open_panel: Open, digits: Experiment) -> None:
    panel, session = open_panel(InsidePanel, digits, (640, 568))
    session.selection.select(drawing=bytes([7] * 64))
    session.selection.select(sample=Sample("test", 3))
    assert panel._layer_probe == Inside("test", 3, 0)
    assert not panel._back.isVisible()


@pytest.mark.parametrize("name", ["digits8x8", "clouds"])
def test_a_drawing_of_another_size_is_left_alone(open_panel: Open, recipe: Recipe, name: str) -> None:
    panel, session = open_panel(InsidePanel, recipe(data__name=name), (640, 568))
    message = panel.message
    session.selection.select(drawing=bytes([7] * 784))
    assert panel._layer_probe == Inside("test", 0, 0)
    assert panel.message == message
