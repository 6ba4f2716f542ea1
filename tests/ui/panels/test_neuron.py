"""The neuron opened up: the football question is asked, answered, and answered otherwise by one weight."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from nnviz.training.experiment import Experiment
from nnviz.training.presets import preset
from nnviz.ui.drawing.texts import advance
from nnviz.ui.panels.network import NetworkPanel
from nnviz.ui.panels.neuron import NeuronPanel
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.selection import Sample, Unit

from .conftest import Still

Open = Callable[..., tuple[Any, Still]]
Recipe = Callable[..., Experiment]
HERO = (568, 584)


@pytest.fixture
def football(open_panel: Open) -> tuple[NeuronPanel, Still]:
    """The published question, in the place of the hero."""
    panel, session = open_panel(NeuronPanel, preset("perceptron-football"), HERO)
    session.train(0)
    return panel, session


def say(panel: NeuronPanel, question: int, answer: str) -> None:
    """Click an answer."""
    switch = panel.terms.inputs[question]
    assert isinstance(switch, Segmented)
    next(button for button in switch.findChildren(QToolButton) if button.text() == answer).click()


def words(panel: NeuronPanel) -> str:
    return panel.answer.text().partition(">")[2].partition("<")[0]


@pytest.mark.parametrize(
    ("sunny", "friends", "total", "answer"),
    [
        ("no", "no", "−2", "→ stay"),
        ("no", "yes", "1", "→ play"),
        ("yes", "no", "−1", "→ stay"),
        ("yes", "yes", "2", "→ play"),
    ],
)
def test_the_football_question_is_answered(
    football: tuple[NeuronPanel, Still], sunny: str, friends: str, total: str, answer: str
) -> None:
    panel, session = football
    say(panel, 0, sunny)
    say(panel, 1, friends)
    assert words(panel) == answer
    assert f">{total}</b>" in panel.equation.text()
    assert session.selection.now.sample in (None, Sample("train", 2 * (sunny == "yes") + (friends == "yes")))


def test_one_typed_weight_changes_the_answer(football: tuple[NeuronPanel, Still]) -> None:
    panel, session = football
    say(panel, 0, "yes")
    assert words(panel) == "→ stay"
    field = panel.terms.fields[0]
    field.selectAll()
    QTest.keyClicks(field, "2.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.trained.network.parameters.tolist() == [2.5, 3.0, -2.0]
    assert words(panel) == "→ play"
    assert len(session.trained.history.marks) == 1


@pytest.mark.parametrize("click", [QTest.mouseClick, QTest.mouseDClick])
def test_a_click_into_a_weight_selects_the_whole_number(
    football: tuple[NeuronPanel, Still], click: Callable[..., None]
) -> None:
    panel, session = football
    line = panel.terms.fields[1].lineEdit()
    click(line, Qt.MouseButton.LeftButton)
    QTest.keyClicks(line, "2.5")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert session.trained.network.parameters.tolist() == [1.0, 2.5, -2.0]


def test_one_dragged_weight_changes_the_answer(football: tuple[NeuronPanel, Still]) -> None:
    panel, session = football
    say(panel, 1, "yes")
    assert words(panel) == "→ play"
    bar = panel.terms.bars[1]
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() * 3 // 4, bar.height() // 2))
    QTest.mouseMove(bar, QPoint(bar.width() // 2, bar.height() // 2))
    assert words(panel) == "→ stay"
    assert not session.trained.history.marks
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, bar.height() // 2))
    assert abs(session.trained.network.parameters[1]) < 0.1
    assert len(session.trained.history.marks) == 1


def test_step_and_sigmoid_are_one_click_apart_and_the_weights_stay(
    football: tuple[NeuronPanel, Still],
) -> None:
    panel, session = football
    assert panel.legend.readout.partition(">")[2].startswith("slope 0")
    panel.title_line.choice.chosen.emit(1)
    assert session.trained.network.parameters.tolist() == [1.0, 3.0, -2.0]
    assert "sigmoid(−2) = <b>0.12" in panel.equation.text()
    assert "slope here 0.10" in panel.legend.readout
    session.train(50)
    assert session.trained.network.parameters.tolist() != [1.0, 3.0, -2.0]
    panel.title_line.choice.chosen.emit(0)
    assert "step(" in panel.equation.text()


def test_the_line_in_the_plane_is_where_the_sum_is_zero(football: tuple[NeuronPanel, Still]) -> None:
    panel, session = football
    (ends,) = panel.plane.line
    np.testing.assert_allclose(ends @ [1.0, 3.0], [2.0, 2.0])
    session.trained.network.parameters[:] = [0.0, 2.0, -1.0]
    session.train(0)
    np.testing.assert_allclose(panel.plane.line[0][:, 1], [0.5, 0.5])


@pytest.mark.parametrize("scaling", ["none", "standardise"])
def test_the_line_is_right_for_scaled_data_too(scaling: str, open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NeuronPanel, recipe(data__scaling=scaling), HERO)
    session.selection.select(unit=Unit(0, 2))
    session.train(3)
    places = panel.plane.line[0]
    network, split = session.trained.network, session.trained.dataset.train
    network.forward(((places - split.offset) * split.scale).astype(np.float32))
    sums = network.layers[0].pre_activations[:, 2]  # type: ignore[attr-defined]
    np.testing.assert_allclose(sums, 0.0, atol=1e-4)


def test_the_selected_unit_is_opened_and_told_by_name(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NeuronPanel, recipe(), HERO)
    session.train(5)
    assert panel.title_line.note == "layer 1 unit 1, train sample 1"
    session.selection.select(unit=Unit(1, 2), sample=Sample("test", 4))
    assert panel.title_line.note == "class 2, test sample 5"
    assert words(panel).startswith("class 2: ")
    assert len(panel.terms.fields) == 5
    session.selection.select(pointed=Unit(0, 3))
    assert panel.title_line.note == "layer 1 unit 4, test sample 5"
    assert panel.neuron is not None
    total = float(panel.neuron.inputs @ panel.neuron.weights) + panel.neuron.bias
    assert panel.neuron.total == pytest.approx(total, rel=1e-5)


def test_of_many_inputs_the_strongest_are_shown(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NeuronPanel, recipe(data__name="digits8x8", learning__batch_size=32), HERO)
    session.train(2)
    assert len(panel.terms.fields) == 6
    assert len(list(panel.table().rows)) == 64 + 1


def test_in_a_strip_the_equation_and_the_curve_remain(open_panel: Open, recipe: Recipe) -> None:
    panel, session = open_panel(NeuronPanel, recipe(), (424, 160))
    session.train(2)
    assert not panel.terms.isVisible()
    assert "tanh(" in panel.equation.text()
    assert panel.curve.height() >= 60


def test_a_filter_is_no_neuron(open_panel: Open, recipe: Recipe) -> None:
    layers = [
        {"kind": "convolution", "filters": 2, "kernel_size": 3, "activation": "relu"},
        {"kind": "flatten"},
    ]
    panel, session = open_panel(
        NeuronPanel, recipe(data__name="digits8x8", model__hidden=layers, learning__batch_size=32), HERO
    )
    session.train(1)
    assert panel.title_line.note.startswith("class 0")
    session.selection.select(unit=Unit(0, 0))
    assert panel.message.startswith("A filter has a weighted sum at every place.")


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e30])
@pytest.mark.parametrize("kind", [NeuronPanel, NetworkPanel])
def test_a_diverged_weight_is_shown_without_a_failure(
    kind: type[NeuronPanel | NetworkPanel], value: float, open_panel: Open, recipe: Recipe
) -> None:
    panel, session = open_panel(kind, recipe(), HERO)
    session.train(2)
    session.trained.network.parameters[[0, -1]] = value
    session.train(0)
    assert panel.message == ""
    panel.grab()


def test_after_a_divergence_its_numbers_have_room(football: tuple[NeuronPanel, Still]) -> None:
    panel, session = football
    session.change({"model.output": "identity"})
    session.trained.network.parameters[:] = 2e18, 1.0, -7.9e23
    session.train(0)
    assert panel.terms.products[-1].text() == "= −7.9×10²³"
    written = panel.curve._texts.words
    assert {"0", "z"} <= {word.text for word in written}
    boxes = [
        QRectF(word.x - word.anchor * width, word.y - 6, width, 12)
        for word in written
        for width in [advance(word.text, word.style)]
    ]
    assert all(box.left() >= 0 and box.right() <= panel.curve.width() for box in boxes)
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
