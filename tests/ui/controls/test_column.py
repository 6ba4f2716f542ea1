from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.edits import OpenExperiment
from nnviz.training.edits.points import AddPoints, RedoPoints, UndoPoints
from nnviz.training.fields import Effect
from nnviz.training.presets import GROUPS, preset, preset_names
from nnviz.training.run import TrainingRun
from nnviz.training.status import State, Status
from nnviz.ui.controls.column import ControlsColumn
from nnviz.ui.controls.folding import total_height
from nnviz.ui.controls.layers import InputRow, LayerRow
from nnviz.ui.controls.number_editors import NumberEditor
from nnviz.ui.controls.plan import SECTIONS, fields_of, usual_effect
from nnviz.ui.controls.presets import PresetChooser
from nnviz.ui.controls.section import Fold
from nnviz.ui.session import Session
from nnviz.ui.style import dress
from nnviz.ui.theme import DARK, LIGHT, TEXT_SIZES

RATE = "learning.learning_rate"
DENSE = {"kind": "dense", "units": 5, "activation": "sigmoid"}


def box(column: ControlsColumn, path: str) -> QLineEdit:
    found = column.editor_row(path).editors[path].focus_part
    assert isinstance(found, QLineEdit)
    return found


def enter(qtbot: QtBot, column: ControlsColumn, path: str, text: str) -> None:
    edit = box(column, path)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def layer_rows(column: ControlsColumn) -> list[LayerRow]:
    return [row for row in column.sections["Network"].rows if isinstance(row, LayerRow)]


def folds(column: ControlsColumn) -> dict[str, Fold]:
    return {title: section.fold for title, section in column.sections.items()}


def test_a_typed_rate_is_in_force_at_once(qtbot: QtBot, column: ControlsColumn, session: Session) -> None:
    enter(qtbot, column, RATE, "0.5")
    assert session.experiment.learning.learning_rate == 0.5
    assert column.presets._modified.isVisible()


@pytest.mark.parametrize("name", preset_names())
def test_a_changed_preset_says_so_beside_its_title_however_long(
    qtbot: QtBot, qapp: QApplication, name: str
) -> None:
    dress(qapp, LIGHT)
    chooser = PresetChooser(preset(name))
    qtbot.addWidget(chooser)
    chooser.apply_theme(LIGHT)
    chooser.resize(LIGHT.size.controls - 2, chooser.height())
    chooser.show()
    chooser.follow(preset(name).with_changes({RATE: 0.0123}))
    mark = chooser._modified
    assert mark.isVisible()
    assert mark.text()
    assert mark.geometry().right() < chooser.menu.geometry().right() - 16  # where its arrow is


def test_a_preset_with_points_painted_says_so_until_all_is_undone(qtbot: QtBot) -> None:
    chooser = PresetChooser(preset("clouds"))
    qtbot.addWidget(chooser)
    chooser.show()
    run = TrainingRun(preset("clouds"))
    said = []
    for edit in (
        None,
        AddPoints((0.0,), (0.0,), 1, 1),
        UndoPoints(),
        RedoPoints(),
        OpenExperiment(run.experiment),
    ):
        if edit is not None:
            run.apply(edit)
        chooser.follow_points(run.dataset)
        said.append(chooser._modified.isVisible())
        assert chooser._undo.isEnabled() == said[-1]
    assert said == [False, True, False, True, False]


def test_a_wrong_rate_stays_as_typed_with_the_range_under_it(
    qtbot: QtBot, column: ControlsColumn, session: Session
) -> None:
    before = session.experiment
    enter(qtbot, column, RATE, "1000")
    row = column.editor_row(RATE)
    assert session.experiment == before
    assert box(column, RATE).text() == "1000"
    assert row._note.isVisible()
    assert row._note.text() == "a number from 10⁻⁶ to 100"
    enter(qtbot, column, RATE, "0.2")
    assert not row._note.isVisible()
    assert session.experiment.learning.learning_rate == 0.2


def test_a_value_that_only_the_run_refuses_stays_as_typed_too(
    qtbot: QtBot, column: ControlsColumn, session: Session
) -> None:
    enter(qtbot, column, "learning.batch_size", "2000")
    edit = box(column, "learning.batch_size")
    qtbot.waitUntil(lambda: edit.property("state") == "wrong")
    assert edit.text() == "2000"
    assert session.experiment.learning.batch_size == 0
    assert "must not be larger" in column.editor_row("learning.batch_size")._note.text()
    assert edit.window().focusWidget() is edit, "what is typed next is no command"


def test_rows_that_still_mean_the_same_keep_their_widgets(column: ControlsColumn, session: Session) -> None:
    rate = column.editor_row(RATE)
    with pytest.raises(KeyError):
        column.editor_row("learning.momentum")
    session.change({"learning.optimizer": "momentum"})
    assert column.editor_row(RATE) is rate
    assert column.editor_row("learning.momentum").isVisible()
    session.change({"learning.optimizer": "sgd"})
    with pytest.raises(KeyError):
        column.editor_row("learning.momentum")


def test_typed_text_and_focus_survive_a_running_session(
    qtbot: QtBot, column: ControlsColumn, session: Session
) -> None:
    edit = box(column, RATE)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "0.7")
    session.run()
    qtbot.waitUntil(lambda: session.status.step > 5)
    session.change({"seeds.order": 7})
    assert edit.text() == "0.7"


def test_a_plus_and_delete_change_the_layers(
    qtbot: QtBot, column: ControlsColumn, session: Session, settled: Callable[[], None]
) -> None:
    QTest.mouseClick(column.add_layer, Qt.MouseButton.LeftButton)
    assert [layer.units for layer in session.experiment.model.hidden] == [5, 5]  # type: ignore[union-attr]
    enter(qtbot, column, "model.hidden.1.units", "7")
    QTest.keyClick(layer_rows(column)[0].name, Qt.Key.Key_Delete)
    assert [layer.units for layer in session.experiment.model.hidden] == [7]  # type: ignore[union-attr]
    QTest.keyClick(layer_rows(column)[0].name, Qt.Key.Key_Delete)
    assert session.experiment.model.hidden == ()
    assert layer_rows(column) == []
    settled()


def test_a_cross_in_its_row_removes_a_layer(
    qtbot: QtBot, column: ControlsColumn, session: Session, settled: Callable[[], None]
) -> None:
    QTest.mouseClick(column.add_layer, Qt.MouseButton.LeftButton)
    enter(qtbot, column, "model.hidden.1.units", "7")
    QTest.mouseClick(layer_rows(column)[0].cross, Qt.MouseButton.LeftButton)
    assert [layer.units for layer in session.experiment.model.hidden] == [7]  # type: ignore[union-attr]
    settled()


def entries(menu: QMenu | None) -> dict[str, Any]:
    assert menu is not None
    menu.refill()  # type: ignore[attr-defined]
    return {action.text(): action for action in menu.actions()}


def test_a_layers_menu_adds_dropout_and_shows_what_else_it_has(
    column: ControlsColumn, session: Session
) -> None:
    row = layer_rows(column)[0]
    offered = entries(row.name.menu())
    assert not any("convolution" in words for words in offered)
    offered["Show L1, L2"].trigger()
    own = row.editors["model.hidden.0.l2"]
    assert own.isVisible()
    assert isinstance(own, NumberEditor)
    box = own.box
    assert box.text() == "shared"
    for typed, value, shown in (("0", 0.0, "0"), ("0.02", 0.02, "0.02"), ("", None, "shared")):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, typed) if typed else QTest.keyClick(box, Qt.Key.Key_Delete)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert session.experiment.value("model.hidden")[0].l2 == value
        assert box.text().startswith(shown)
    entries(row.name.menu())["Add dropout after it"].trigger()
    assert [type(layer).__name__ for layer in session.experiment.model.hidden] == [
        "DenseLayer",
        "DropoutLayer",
    ]
    assert layer_rows(column)[1].name.text() == "Dropout 2"


def test_images_also_get_convolutions_with_what_lays_them_out(
    column: ControlsColumn, session: Session
) -> None:
    session.change({"data.name": "digits8x8"})
    first = column.sections["Network"].rows[0]
    entries(first.name.menu())["Add a convolution after it"].trigger()  # type: ignore[attr-defined]
    kinds = [type(layer).__name__ for layer in session.experiment.model.hidden]
    assert kinds == ["ConvolutionLayer", "FlattenLayer", "DenseLayer"]
    assert column.editor_row("model.hidden.0.kernel_size").isVisible()


def test_another_data_set_brings_its_fields_and_runs(
    qtbot: QtBot, column: ControlsColumn, session: Session
) -> None:
    menu = column.editor_row("data.name").editors["data.name"].menu  # type: ignore[attr-defined]
    menu.activated.emit(menu.findData("moons"))
    qtbot.waitUntil(column.editor_row("data.noise").isVisible)
    with pytest.raises(KeyError):
        column.editor_row("data.clouds")
    qtbot.waitUntil(lambda: session.status.state is State.RUNNING and session.status.step > 0)


def test_the_preset_comes_back_as_it_was(qtbot: QtBot, column: ControlsColumn, session: Session) -> None:
    session.change({RATE: 0.3})
    column.presets._undo.trigger()
    assert session.experiment == preset("clouds")
    assert not column.presets._modified.isVisible()
    assert column.presets.menu.currentText() == "Clouds"
    qtbot.waitUntil(lambda: session.status.state is State.RUNNING)


def test_choosing_the_open_preset_again_leaves_the_run_alone(qtbot: QtBot) -> None:
    chooser = PresetChooser(preset("clouds"))
    qtbot.addWidget(chooser)
    with qtbot.assertNotEmitted(chooser.chosen, wait=0):
        chooser.menu.activated.emit(chooser.menu.currentIndex())
    chooser.follow(preset("clouds").with_changes({RATE: 0.3}))
    with qtbot.waitSignal(chooser.chosen):  # as it was before the changes
        chooser.menu.activated.emit(chooser.menu.currentIndex())


def test_a_recipe_that_is_no_preset_is_offered_by_its_own_title(
    column: ControlsColumn, session: Session
) -> None:
    session.load(session.experiment.with_changes({"about.title": "Mine", RATE: 0.3}))
    assert column.presets.menu.currentText() == "Mine"
    assert not column.presets._modified.isVisible()
    session.change({RATE: 0.4})
    assert column.presets._modified.isVisible()


def test_the_presets_are_offered_once_somebody_turns_to_their_menu(column: ControlsColumn) -> None:
    menu = column.presets.menu
    titles = [preset(name).about.title for name in preset_names()]
    assert [menu.itemText(index) for index in range(menu.count())] == ["Clouds"]
    QTest.keyClick(menu, Qt.Key.Key_Down)
    offered = [menu.itemText(index) for index in range(menu.count()) if menu.itemData(index) is not None]
    assert offered == titles
    headings = [menu.itemText(index) for index in range(menu.count()) if menu.itemData(index) is None]
    assert headings == list(GROUPS)
    assert menu.currentText() == titles[1]


def test_counts_of_the_data_are_shown_once_known(
    qtbot: QtBot, column: ControlsColumn, session: Session
) -> None:
    assert box(column, "learning.batch_size").text() == "all 60"
    session.change({"data.points": 30})
    qtbot.waitUntil(lambda: box(column, "learning.batch_size").text() == "all 90")


def test_the_output_can_be_chosen_where_the_loss_leaves_a_choice(
    column: ControlsColumn, session: Session
) -> None:
    with pytest.raises(KeyError):
        column.editor_row("model.output")
    session.change({"learning.loss": "mse"})
    menu = column.editor_row("model.output").editors["model.output"].menu  # type: ignore[attr-defined]
    names = [menu.itemData(index) for index in range(menu.count())]
    assert tuple(names) == session.experiment.output_choices()


@pytest.mark.parametrize("height", [584, 640])
@pytest.mark.parametrize("layers", range(6))
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_nothing_scrolls_up_to_five_hidden_layers(
    qtbot: QtBot, column: ControlsColumn, session: Session, height: int, layers: int, optimizer: str
) -> None:
    column.resize(LIGHT.size.controls, height)
    session.change({"model.hidden": [DENSE] * layers, "learning.optimizer": optimizer})
    qtbot.waitUntil(column.updatesEnabled)
    assert (
        total_height(column.sections, folds(column))
        <= column.contentsRect().height() - column.presets.height()
    )
    assert column.sections["Network"].fold is Fold.WHOLE
    assert column.sections["Learning"].fold is not Fold.LINE


def test_start_folds_before_data_and_comes_back(column: ControlsColumn, session: Session) -> None:
    assert folds(column)["Start"] is Fold.WHOLE
    session.change({"model.hidden": [DENSE] * 3})
    assert folds(column)["Start"] is Fold.LINE
    assert folds(column)["Data"] is Fold.BRIEF
    assert column.sections["Start"]._summary.text().endswith("seeds 1 0 1")
    session.change({"model.hidden": [DENSE] * 5})
    assert folds(column)["Data"] is Fold.LINE
    session.change({"model.hidden": [DENSE]})
    assert folds(column)["Start"] is Fold.WHOLE


def test_what_is_opened_by_hand_stays_open(column: ControlsColumn, session: Session) -> None:
    session.change({"model.hidden": [DENSE] * 5})
    column.sections["Data"].title.click()
    assert folds(column)["Data"] is Fold.WHOLE
    assert folds(column)["Learning"] is not Fold.WHOLE
    column.sections["Data"].title.click()
    assert folds(column)["Data"] is Fold.LINE


def test_all_is_shown_where_there_is_room(column: ControlsColumn) -> None:
    column.resize(LIGHT.size.controls, 1400)
    assert set(folds(column).values()) == {Fold.WHOLE}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES.keys())
def test_nothing_is_wider_than_the_column(
    qtbot: QtBot, qapp: QApplication, column: ControlsColumn, theme: Any, size: Any
) -> None:
    dress(qapp, theme.at(size))
    column.apply_theme(theme.at(size))
    content = column._scroll.widget()
    assert content is not None
    qtbot.waitUntil(lambda: content.minimumSizeHint().width() <= size.controls - 2)


@pytest.mark.parametrize("name", preset_names())
def test_a_sections_head_says_what_it_is_about(name: str) -> None:
    experiment = preset(name)
    costs = {}
    for plan in SECTIONS:
        if fields := fields_of(plan, experiment.fields(), experiment):
            costs[plan.title] = usual_effect(fields)
    assert costs.pop("Data") is Effect.NEW_DATA, "however many fields bend the images"
    assert costs["Learning"] is costs["Plan"] is Effect.LIVE
    assert costs.get("Start", Effect.NEW_NETWORK) is Effect.NEW_NETWORK


def test_the_head_says_what_a_change_costs_where_the_focus_is(column: ControlsColumn) -> None:
    head = column.sections["Learning"]._cost
    assert head.text() == "next step"
    column._focus_moved(None, column.editor_row("learning.optimizer").editors["learning.optimizer"])
    assert (head.text(), head.property("kind")) == ("new optimiser", "focus")
    column._focus_moved(None, None)
    assert (head.text(), head.property("kind")) == ("next step", "live")


def test_tab_goes_through_everything_from_top_to_bottom(column: ControlsColumn) -> None:
    column.resize(LIGHT.size.controls, 1400)
    seen: list[QWidget] = []
    widget: QWidget = column.presets.menu
    for _ in range(300):
        seen.append(widget)
        following = widget.nextInFocusChain()
        assert following is not None
        widget = following
    heads = {title: section.title for title, section in column.sections.items()}
    parts = [heads["Data"], box(column, "data.points"), heads["Learning"], box(column, RATE)]
    parts += [heads["Start"], box(column, "seeds.data"), heads["Plan"], box(column, "stop.epochs")]
    order = [seen.index(part) for part in parts]
    assert order == sorted(order)


def test_the_rate_is_framed_while_a_run_stands_diverged(column: ControlsColumn) -> None:
    column._follow_state(Status(State.DIVERGED))
    assert box(column, RATE).property("state") == "wrong"
    column._follow_state(Status(State.PAUSED))
    assert box(column, RATE).property("state") == ""


def test_ticked_features_are_given_to_the_network_and_the_run_goes_on(
    qtbot: QtBot, column: ControlsColumn, session: Session, settled: Callable[[], None]
) -> None:
    row = next(row for row in column.sections["Network"].rows if isinstance(row, InputRow))
    session.step()
    qtbot.waitUntil(lambda: session.status.step == 1)
    row.features.actions_by_name["radius"].trigger()
    row.features.actions_by_name["x"].trigger()
    qtbot.waitUntil(lambda: session.experiment.model.features == ("y", "radius"))
    settled()
    assert session.status.step == 1
    qtbot.waitUntil(lambda: row._value.text() == "2" and row.features.text() == "y, radius")
    row.features.actions_by_name["y"].trigger()
    row.features.actions_by_name["radius"].trigger()
    assert row.features.actions_by_name["radius"].isChecked(), "the last one cannot go"


def test_rows_for_another_data_set_are_painted_in_the_next_frame(
    qtbot: QtBot, column: ControlsColumn, session: Session
) -> None:
    qtbot.waitUntil(column.updatesEnabled)
    session.change({"data.points": 50})
    assert column.updatesEnabled()  # no row is new
    session.change({"data.name": "spiral"})
    assert not column.updatesEnabled()
    qtbot.waitUntil(column.updatesEnabled)


def test_sections_of_another_recipe_come_one_in_each_turn_and_are_then_painted(
    qtbot: QtBot, column: ControlsColumn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(column.updatesEnabled)
    made: list[tuple[int, bool]] = []
    turns: list[int] = []

    def noting(show: Callable[[Fold], None], fold: Fold) -> None:
        show(fold)
        made.append((len(turns), column.updatesEnabled()))

    for section in column.sections.values():
        monkeypatch.setattr(section, "show_fold", partial(noting, section.show_fold))
    timer = QTimer(column)
    timer.timeout.connect(lambda: turns.append(0))
    timer.start(0)
    session.load(preset("mnist"))
    assert not made
    qtbot.waitUntil(column.updatesEnabled)
    assert len(made) == len(column.sections) == len({turn for turn, _ in made})
    assert not any(painted for _, painted in made)
    assert column.sections["Data"].rows[1].isVisible()


def test_tab_goes_through_all_fields_once_and_on_to_what_follows(qtbot: QtBot, session: Session) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row, column = QHBoxLayout(window), ControlsColumn(session, LIGHT, window)
    row.addWidget(column)
    after = QPushButton("after")
    row.addWidget(after)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    column.presets.menu.setFocus()
    passed: list[QWidget | None] = []
    while after not in passed and len(passed) < 100:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        passed.append(window.focusWidget())
    assert passed[-1] is after
    wanted = [part for section in column.sections.values() for part in section.focus_chain()]
    assert passed[1:-1] == [part for part in wanted if part.isVisible() and part.isEnabled()]
