from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from nnviz.training.experiment import Experiment
from nnviz.training.walk.stages import stages
from nnviz.training.walk.walk import Place, Quantity, Walk
from nnviz.ui.drawing.microscope.formula import decimal
from nnviz.ui.fonts import SANS
from nnviz.ui.panels.microscope.bar import SampleBar
from nnviz.ui.panels.microscope.panel import MicroscopePanel
from nnviz.ui.panels.microscope.player import PACES
from nnviz.ui.selection import Sample
from nnviz.ui.theme import DARK, LARGE, LECTURE, LIGHT, NORMAL, TEXT_SIZES, TextSize, Theme
from tests.ui.panels.conftest import Open, Still

SIZE = (1264, 584)


@pytest.fixture
def small(recipe: Callable[..., Experiment]) -> Experiment:
    """A net of 2-3-2 units that learns exclusive or, ten samples at a time."""
    hidden = [{"kind": "dense", "units": 3, "activation": "sigmoid"}]
    return recipe(data__name="xor").with_changes(
        {"model.hidden": hidden, "learning.optimizer": "sgd", "learning.batch_size": 10}
    )


@pytest.fixture
def opened(open_panel: Open, small: Experiment) -> tuple[MicroscopePanel, Still]:
    panel, session = open_panel(MicroscopePanel, small, SIZE)
    return cast(MicroscopePanel, panel), session


def the_walk(panel: MicroscopePanel) -> Walk:
    walk = panel.walk
    assert walk is not None
    return walk


def texts(panel: MicroscopePanel) -> list[str]:
    items = panel.view.scene.items()
    return [item.text() for item in items if isinstance(item, QGraphicsSimpleTextItem)]


def press(panel: MicroscopePanel, key: Qt.Key) -> None:
    panel.setFocus()
    QTest.keyClick(panel, key)


def test_the_arrows_walk_through_all_stages_and_back(
    opened: tuple[MicroscopePanel, Still], qtbot: QtBot
) -> None:
    panel, _ = opened
    qtbot.waitActive(panel)
    keys = [stage.key for stage in stages(the_walk(panel))]
    seen = [panel.stage_key]
    for _ in keys[1:]:
        press(panel, Qt.Key.Key_Right)
        seen.append(panel.stage_key)
    assert seen == keys
    press(panel, Qt.Key.Key_Right)
    assert panel.stage_key == keys[-1]
    press(panel, Qt.Key.Key_Left)
    assert panel.stage_key == keys[-2]
    press(panel, Qt.Key.Key_Home)
    assert panel.stage_key == keys[0]
    press(panel, Qt.Key.Key_End)
    assert panel.stage_key == keys[-1]


@pytest.mark.parametrize(
    "theme",
    [LIGHT, DARK, LIGHT.at(LARGE), DARK.at(LECTURE)],
    ids=lambda theme: f"{theme.name} {theme.size.name}",
)
def test_a_2_3_2_net_fits_without_scrolling(opened: tuple[MicroscopePanel, Still], theme: Theme) -> None:
    panel, _ = opened
    panel.apply_theme(theme)
    rule = panel.view.areas.code_ground.top()
    room = panel.view.rect().toRectF().adjusted(-2, -2, 2, 2)
    for index, stage in enumerate(stages(the_walk(panel))):
        panel.go_to(index)
        for item in panel.view.scene.items():
            box = item.sceneBoundingRect()
            if box.isEmpty():
                continue
            if isinstance(item, QGraphicsSimpleTextItem):
                assert not box.top() + 6 < rule < box.bottom() - 6, (
                    f"{stage.key}: {item.text()} is over the rule"
                )
            assert room.contains(box), f"{stage.key}: {getattr(item, 'text', str)()} at {box}"
        for box, place in panel.view.pen.spots:
            assert room.contains(box), f"{stage.key}: {place}"


def test_the_matrices_show_the_engines_numbers(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    walk = the_walk(panel)
    for index, stage in enumerate(stages(walk)):
        panel.go_to(index)
        shown = texts(panel)
        for quantity in stage.results[:1]:
            for value in walk.matrix(quantity).ravel():
                if abs(walk.matrix(quantity)).max() >= 0.05:
                    assert decimal(float(value), 3) in shown or f"{value:.0f}" in shown, stage.key


def test_up_and_down_look_at_another_number(opened: tuple[MicroscopePanel, Still], qtbot: QtBot) -> None:
    panel, _ = opened
    qtbot.waitActive(panel)
    panel.go_to(1)
    first = panel.place
    press(panel, Qt.Key.Key_Down)
    assert panel.place.column == (first.column + 1) % 3
    press(panel, Qt.Key.Key_Up)
    assert panel.place == first


def test_in_the_update_all_weights_and_biases_can_be_reached(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    panel.go_to(10)
    assert panel.stage_key == ("new", 0)
    seen = set()
    for _ in range(17):
        seen.add(panel.place)
        panel.go_number(1)
    assert len(seen) == 17  # 2 x 3 + 3 + 3 x 2 + 2


@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
def test_values_of_weights_leave_the_ends_of_their_edges_free(
    opened: tuple[MicroscopePanel, Still], size: TextSize
) -> None:
    panel, _ = opened
    panel.apply_theme(LIGHT.at(size))
    panel.go_to([stage.key for stage in stages(the_walk(panel))].index(("delta", 1)))
    sketch = panel.view.sketch
    assert sketch is not None
    left, right = (column.x for column in sketch.columns[1:])
    found = (box for box, place in panel.view.pen.spots if place.quantity == Quantity("W", 2))
    labels = [box for box in found if left < box.center().x() < right]
    assert len(labels) == 2 or size is not NORMAL  # in large text they may have no room
    ends = sketch.capsule.width / 2 + 0.01 * (right - left - sketch.capsule.width)
    assert all(left + ends < box.left() and box.right() < right - ends for box in labels)


def test_pointing_at_a_weight_lights_it_everywhere_and_checks_its_gradient(
    opened: tuple[MicroscopePanel, Still],
) -> None:
    panel, _ = opened
    panel.go_to(3)
    place = next(place for _, place in panel.view.pen.spots if place.quantity == Quantity("W", 2))
    boxes = [box for box, each in panel.view.pen.spots if each == place]
    assert len(boxes) >= 2  # in the formula or the sketch, and in the matrix
    panel.view.pointed.emit(QPointF(boxes[-1].center()))
    rings = panel.view.rings
    assert all(any(ring.boundingRect().contains(box.center()) for ring in rings) for box in boxes)
    look = panel.view.look
    assert look is not None
    assert look.check is not None
    assert look.check.place == place
    assert look.check.error < 1e-6
    index = the_walk(panel).parameter(place)
    assert look.check.gradient == pytest.approx(the_walk(panel).engine.gradient[index], rel=1e-4)
    panel.view.pointed.emit(None)
    assert not panel.view.rings


def test_pointing_at_an_activation_shows_where_it_comes_from_and_goes(
    opened: tuple[MicroscopePanel, Still],
) -> None:
    panel, _ = opened
    panel.go_to(3)
    box = next(box for box, place in panel.view.pen.spots if place == Place(Quantity("A", 1), 0, 1))
    panel.view.pointed.emit(QPointF(box.center()))
    lit = {
        place
        for box, place in panel.view.pen.spots
        if any(ring.boundingRect().contains(box.center()) for ring in panel.view.rings)
    }
    assert {Place(Quantity("Z", 2), 0, 0), Place(Quantity("Z", 2), 0, 1)} <= lit


def test_a_click_on_a_number_goes_to_its_stage(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    panel.go_to(8)
    assert panel.stage_key == ("delta", 1)
    box = next(box for box, place in panel.view.pen.spots if place.quantity == Quantity("delta", 2))
    panel.view.pressed.emit(box.center())
    assert panel.stage_key == ("delta", 2)


def test_a_click_on_the_strip_goes_there(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    box, _do = panel.view.pen.buttons[5]
    panel.view.pressed.emit(box.center())
    assert panel.stage_key == ("L", 0)


def test_the_step_taken_is_the_one_recorded(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, session = opened
    session.train(5)
    after = the_walk(panel).after
    panel.take_step()
    assert session.trained.network.parameters.tobytes() == after.tobytes()
    assert session.trained.steps == 5
    panel.samples.choose_kind(1)
    batch = the_walk(panel)
    assert batch.is_batch
    panel.take_step()
    assert session.trained.network.parameters.tobytes() == batch.after.tobytes()
    assert session.trained.steps == 6
    assert the_walk(panel).step == 6


def test_a_sample_selected_elsewhere_is_walked_through(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, session = opened
    session.selection.select(sample=Sample("test", 3))
    assert the_walk(panel).sample == ("test", 3)
    assert "test sample" in panel.sample_words
    press(panel, Qt.Key.Key_PageDown)
    assert session.selection.now.sample == Sample("test", 4)
    assert the_walk(panel).sample == ("test", 4)


def test_the_most_wrong_sample_has_the_largest_loss(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, session = opened
    session.train(30)
    panel.samples.choose_most_wrong()
    run, worst = session.trained, the_walk(panel)
    train = run.dataset.train
    losses = [
        run.network.copy().loss(train.model_inputs(i, i + 1), train.targets[i : i + 1], "cross_entropy")
        for i in range(len(train))
    ]
    assert worst.rows[0] == int(np.argmax(losses))
    assert worst.loss == pytest.approx(max(losses), rel=1e-5)


def test_the_copied_program_prints_the_losses(opened: tuple[MicroscopePanel, Still], tmp_path: Path) -> None:
    panel, _ = opened
    panel.copy_program()
    path = tmp_path / "step.py"
    path.write_text(QGuiApplication.clipboard().text(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, path.name], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    walk = the_walk(panel)
    printed = [float(line) for line in done.stdout.split()]
    assert printed == pytest.approx([walk.loss, walk.loss_after], rel=1e-5)


def test_it_walks_by_itself_to_the_end(opened: tuple[MicroscopePanel, Still], qtbot: QtBot) -> None:
    panel, _ = opened
    panel.player.pace = 0.001
    panel.toggle_play()
    assert panel.player.is_playing
    qtbot.waitUntil(lambda: panel.stage_key == ("again", 0))
    qtbot.waitUntil(lambda: not panel.player.is_playing)


def test_a_running_run_is_not_recorded(opened: tuple[MicroscopePanel, Still], monkeypatch: Any) -> None:
    panel, session = opened
    walk = panel.walk
    monkeypatch.setattr(type(session), "is_running", property(lambda _self: True))
    session.train(3)
    assert panel.walk is walk
    assert panel.title_line.note == "the run goes on"
    monkeypatch.undo()
    session.train(0)
    assert the_walk(panel).step == 3


def test_a_hidden_microscope_asks_nothing(
    open_panel: Open, small: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = open_panel(MicroscopePanel, small, SIZE)
    asked: list[object] = []
    monkeypatch.setattr(session, "ask", lambda question, _answer: asked.append(question))
    panel.hide()
    session.selection.select(sample=Sample("train", 2))
    assert not panel.probes()
    assert not asked


NETS: dict[str, dict[str, Any]] = {
    "digits": {
        "data.name": "digits8x8",
        "model.hidden": [{"kind": "dense", "units": 40, "activation": "relu"}],
    },
    "convolution": {
        "data.name": "digits8x8",
        "model.hidden": [
            {"kind": "convolution", "filters": 4, "kernel_size": 3, "activation": "relu"},
            {"kind": "max_pool", "size": 2},
            {"kind": "flatten"},
            {"kind": "dropout", "rate": 0.2},
            {"kind": "dense", "units": 30, "activation": "tanh"},
        ],
        "learning.optimizer": "adam",
        "learning.l2": 0.01,
        "learning.clip_norm": 0.5,
    },
    "many layers": {
        "model.hidden": [{"kind": "dense", "units": 6, "activation": "tanh"}] * 5,
        "learning.optimizer": "nesterov",
    },
    "regression": {"data.name": "bumps"},
    "function": {"data.name": "objective"},
}


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("kind", [0, 1], ids=["sample", "batch"])
def test_every_stage_of_larger_nets_can_be_drawn_and_pointed_at(
    net: str, kind: int, open_panel: Open, recipe: Callable[..., Experiment]
) -> None:
    experiment = recipe().with_changes(NETS[net])
    opened, session = open_panel(MicroscopePanel, experiment, SIZE)
    panel = cast(MicroscopePanel, opened)
    panel.samples.choose_kind(kind)
    for index, stage in enumerate(stages(the_walk(panel))):
        panel.go_to(index)
        assert panel.stage_key == stage.key
        assert not panel.message
        for box, _place in panel.view.pen.spots[:: max(len(panel.view.pen.spots) // 2, 1)]:
            panel.view.pointed.emit(QPointF(box.center()))
        for field in panel.view.pen.fields:
            panel.view.pointed.emit(QPointF(field.box.center()))
        panel.go_number(1)
    del session


def test_a_unit_of_a_wide_layer_is_found(open_panel: Open, recipe: Callable[..., Experiment]) -> None:
    opened, _ = open_panel(MicroscopePanel, recipe().with_changes(NETS["digits"]), SIZE)
    panel = cast(MicroscopePanel, opened)
    panel.go_to(1)
    panel.find_unit("37")
    assert panel.place == Place(Quantity("Z", 1), 0, 36)
    panel.find_unit("99")
    assert panel.title_line.note == "no unit 99"
    assert panel.place == Place(Quantity("Z", 1), 0, 36)


def test_the_program_of_a_large_net_is_saved_with_its_numbers(
    open_panel: Open, recipe: Callable[..., Experiment], tmp_path: Path
) -> None:
    opened, _ = open_panel(MicroscopePanel, recipe().with_changes(NETS["digits"]), SIZE)
    panel = cast(MicroscopePanel, opened)
    panel.save_program(tmp_path / "one.py")
    done = subprocess.run(
        [sys.executable, "one.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    walk = the_walk(panel)
    assert [float(line) for line in done.stdout.split()] == pytest.approx(
        [walk.loss, walk.loss_after], rel=1e-5
    )


def test_the_table_has_every_number(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    table = panel.table()
    rows = list(table.rows)
    assert table.columns == ("quantity", "layer", "row", "column", "value")
    assert ("Z", 1, 0, 2, float(the_walk(panel).matrix(Quantity("Z", 1))[0, 2])) in rows


def test_pointing_at_a_weight_in_a_matrix_lights_its_edge(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    panel.go_to(10)
    assert panel.stage_key == ("new", 0)
    right = panel.view.areas.matrices.left()
    unused = next(
        box
        for box, place in panel.view.pen.spots
        if box.left() > right and place == Place(Quantity("gW", 2), 1, 0) != panel.place
    )
    panel.view.pointed.emit(QPointF(unused.center()))
    sketch = panel.view.areas.sketch
    assert any(ring.boundingRect().intersects(sketch) for ring in panel.view.rings)


def test_a_diverged_run_can_be_looked_at(open_panel: Open, recipe: Callable[..., Experiment]) -> None:
    experiment = recipe(data__name="bumps").with_changes({"learning.learning_rate": 100.0})
    opened, session = open_panel(MicroscopePanel, experiment, SIZE)
    panel = cast(MicroscopePanel, opened)
    session.train(400)
    walk = the_walk(panel)
    assert not walk.loss < 1e6
    for index in range(len(stages(walk))):
        panel.go_to(index)
        assert not panel.message


def test_what_is_pointed_at_is_named_with_where_it_comes_from_and_goes(
    opened: tuple[MicroscopePanel, Still],
) -> None:
    panel, _ = opened
    panel.go_to(3)
    sentence = panel.view.look.sheet.sentence if panel.view.look is not None else ""
    assert sentence in texts(panel)
    box = next(box for box, place in panel.view.pen.spots if place == Place(Quantity("A", 1), 0, 1))
    panel.view.pointed.emit(QPointF(box.center()))
    assert panel.view.readout.startswith("A_1,2 = ")
    assert "from Z_1,2" in panel.view.readout
    assert "on to Z_2,1 , Z_2,2" in panel.view.readout
    panel.view.pointed.emit(None)
    assert not panel.view.readout


def test_the_pace_goes_round(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    first, seen = panel.player.pace, set()
    for _ in PACES:
        panel.player.change_pace()
        seen.add(panel.player.pace)
    assert panel.player.pace == first
    assert seen == set(PACES)


def test_the_strongest_contributions_of_an_image_are_listed(
    open_panel: Open, recipe: Callable[..., Experiment]
) -> None:
    opened, _ = open_panel(MicroscopePanel, recipe().with_changes(NETS["digits"]), SIZE)
    panel = cast(MicroscopePanel, opened)
    panel.go_to(1)
    walk, place, look = the_walk(panel), panel.place, panel.view.look
    assert look is not None
    products = walk.matrix(Quantity("x"))[0] * walk.matrix(Quantity("W", 1))[:, place.column]
    strongest = int(np.abs(products).argmax())
    first = look.sheet.contributions[0]
    assert first.value == products[strongest]
    assert first.name == f"{strongest // 8 + 1}, {strongest % 8 + 1}"
    assert first.name in texts(panel)


def test_before_a_step_is_recorded_a_sentence_says_what_to_do(
    qtbot: QtBot, small: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Still(small)
    paused: list[bool] = []
    monkeypatch.setattr(session, "pause", lambda: paused.append(True))
    panel = MicroscopePanel(LIGHT, session)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.message == "One step is taken apart here when the run stands still."
    button = next(each for each in panel.findChildren(QPushButton) if each.text() == "Pause")
    button.click()
    assert paused


def test_pointing_at_any_edge_checks_its_weight(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, _ = opened
    panel.go_to(5)
    assert panel.stage_key == ("L", 0)  # where no weight is written
    look = panel.view.look
    assert look is not None
    for place in [Place(Quantity("W", 1), i, j) for i in range(2) for j in range(3)]:
        sketch = panel.view.sketch
        ends = sketch.edge(place) if sketch is not None else None
        assert ends is not None
        panel.view.pointed.emit(ends[0] + (ends[1] - ends[0]) * 0.1)
        assert panel.view.readout.startswith(f"W_1,{place.row + 1}→{place.column + 1} = ")
        shown = panel.view.look
        assert shown is not None
        assert shown.check is not None
        assert shown.check.place == place
    panel.view.pointed.emit(None)
    shown = panel.view.look
    assert shown is not None
    assert shown.check is None


@pytest.mark.parametrize("theme", [LIGHT, LIGHT.at(LECTURE)], ids=["normal", "lecture"])
def test_all_of_a_small_net_and_of_its_listing_is_shown(
    open_panel: Open, recipe: Callable[..., Experiment], theme: Theme
) -> None:
    hidden = [{"kind": "dense", "units": 5, "activation": "sigmoid"}]
    experiment = recipe().with_changes({"model.hidden": hidden, "learning.optimizer": "sgd"})
    opened, _ = open_panel(MicroscopePanel, experiment, SIZE)
    panel = cast(MicroscopePanel, opened)
    panel.apply_theme(theme)
    walk = the_walk(panel)
    for key, quantities in {
        ("Z", 2): ("A1", "W2"),
        ("g", 2): ("A1", "gW2"),
        ("g", 1): ("delta1", "gW1"),
        ("new", 0): ("W2", "newW2"),
    }.items():
        panel.go_to([stage.key for stage in stages(walk)].index(key))
        spots = panel.view.pen.spots
        area, look = panel.view.areas.matrices, panel.view.look
        assert look is not None
        shown = {place for box, place in spots if area.contains(box.center())}
        for name in quantities:
            quantity = Quantity(name[:-1], int(name[-1]))
            for at in np.ndindex(walk.matrix(quantity).shape):
                assert Place(quantity, *at) in shown, f"{key}: {name} {at}"
        assert {line.code for line in look.lines} <= set(texts(panel))
        assert "⋮" not in texts(panel)


def test_what_is_left_out_of_a_matrix_or_a_listing_is_said(
    open_panel: Open, recipe: Callable[..., Experiment]
) -> None:
    hidden = [{"kind": "dense", "units": 40, "activation": "tanh"}] * 4
    experiment = recipe().with_changes({"model.hidden": hidden, "learning.optimizer": "adam"})
    opened, _ = open_panel(MicroscopePanel, experiment, SIZE)
    panel = cast(MicroscopePanel, opened)
    panel.go_to(3)
    assert {"⋯", "⋮"} <= set(texts(panel))
    look = panel.view.look
    assert look is not None
    count = len({line.code for line in look.lines} & set(texts(panel)))
    assert f"… {len(look.lines) - count} more lines" in texts(panel)


def test_the_first_input_is_looked_at_first(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, session = opened
    for row in range(8):
        session.selection.select(sample=Sample("train", row))
        assert panel.stage_key == ("x", 0)
        assert panel.place == Place(Quantity("x"), 0, 0)


def test_another_step_or_sample_is_begun_at_the_first_stage_when_it_is_opened(
    opened: tuple[MicroscopePanel, Still],
) -> None:
    panel, session = opened

    def come_back() -> None:
        panel.show()
        session.train(0)

    panel.go_to(5)
    panel.hide()
    come_back()
    assert panel.stage_key == ("L", 0)  # of the same step
    panel.hide()
    session.selection.select(sample=Sample("train", 4))
    come_back()
    assert the_walk(panel).sample == ("train", 4)
    assert panel.stage_key == ("x", 0)
    panel.go_to(5)
    panel.hide()
    session.train(2)
    come_back()
    assert the_walk(panel).step == 2
    assert panel.stage_key == ("x", 0)


def test_a_step_recorded_after_it_was_put_away_is_not_one_that_was_looked_at(
    opened: tuple[MicroscopePanel, Still],
) -> None:
    panel, session = opened
    panel.go_to(5)
    panel.hide()
    panel._take(the_walk(panel))  # the answer to what was asked before
    session.train(2)
    panel.show()
    session.train(0)
    assert the_walk(panel).step == 2
    assert panel.stage_key == ("x", 0)


def test_what_is_open_stays_at_its_stage(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, session = opened
    panel.go_to(5)
    session.train(1)
    session.selection.select(sample=Sample("train", 4))
    assert the_walk(panel).sample == ("train", 4)
    assert panel.stage_key == ("L", 0)


@pytest.mark.parametrize("theme", [LIGHT, DARK.at(LECTURE)], ids=["normal", "lecture"])
def test_the_answer_and_the_loss_stand_in_the_title_at_any_size_of_text(
    opened: tuple[MicroscopePanel, Still], theme: Theme
) -> None:
    panel, _ = opened
    panel.apply_theme(theme)
    assert "predicted" in panel.sample_words
    assert "loss" in panel.sample_words


def test_the_buttons_are_shortened_before_any_word_is_left_out(qtbot: QtBot) -> None:
    bar = SampleBar()
    qtbot.addWidget(bar)
    bar.show_words(("sample <b>104</b>", "true <b>cat</b>", "predicted <b>dog</b>", "loss <b>1.7</b>"))
    bar.apply_theme(LIGHT)
    bar.show()
    seen = []
    for width in range(1000, 200, -10):
        bar.resize(width, 40)
        texts = [button.text() for button in bar.findChildren(QToolButton)]
        seen.append(("Most wrong" in texts, "sample" in bar.words, "loss" in bar.words))
    assert list(dict.fromkeys(seen)) == [
        (True, True, True),
        (False, True, True),
        (False, False, True),
        (False, False, False),
    ]
    bar.resize(1000, 40)
    assert "sample" in bar.words


def test_a_stage_is_drawn_once_even_where_a_search_comes_or_goes(
    open_panel: Open, recipe: Callable[..., Experiment], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, _ = open_panel(MicroscopePanel, recipe().with_changes(NETS["digits"]), SIZE)
    panel = cast(MicroscopePanel, opened)
    drawn, arrange = 0, panel.view.arrange

    def counted() -> None:
        nonlocal drawn
        drawn += 1
        arrange()

    monkeypatch.setattr(panel.view, "arrange", counted)
    for index in range(1, len(stages(the_walk(panel)))):
        panel.go_to(index)
        assert drawn == index


@pytest.mark.parametrize("net", ["convolution", "digits"])
def test_no_word_stands_on_another(open_panel: Open, recipe: Callable[..., Experiment], net: str) -> None:
    opened, _ = open_panel(MicroscopePanel, recipe().with_changes(NETS[net]), SIZE)
    panel = cast(MicroscopePanel, opened)
    panel.apply_theme(LIGHT.at(LARGE))
    for index in range(len(stages(the_walk(panel)))):
        panel.go_to(index)
        words = [
            (ink_of(item), item.text())
            for item in panel.view.scene.items()
            if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible() and item.font().family() == SANS
        ]
        for (one, said), (other, also) in itertools.combinations(words, 2):
            common = one.intersected(other)
            assert min(common.width(), common.height()) < 2, (panel.stage_key, said, also)


def ink_of(item: QGraphicsSimpleTextItem) -> QRectF:
    """Return about where the letters of a word are, without the room above and below them."""
    box = item.sceneBoundingRect()
    return box.adjusted(0, 0.25 * box.height(), 0, -0.25 * box.height())


def test_the_button_says_whether_it_is_the_runs_own_step(opened: tuple[MicroscopePanel, Still]) -> None:
    panel, session = opened
    take = next(each for each in panel.findChildren(QToolButton) if each.text() == "Take extra step")
    assert "alone" in take.toolTip()
    take.click()
    assert session.trained.history.marks[-1].words == "a step on sample 0"
    assert (
        session.trained.batches.position == the_walk(panel).step % session.trained.batches.batches_per_epoch
    )
    panel.samples.choose_kind(1)
    assert take.text() == "Take this step"
    after = the_walk(panel).after
    take.click()
    assert session.trained.network.parameters.tobytes() == after.tobytes()
    assert len(session.trained.log.past) == 1
