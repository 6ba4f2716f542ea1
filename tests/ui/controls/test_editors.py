from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.data import DATASETS
from nnviz.training.fields import Effect, Field, struct_fields
from nnviz.training.presets import preset, preset_names
from nnviz.ui.controls.editors import ChoiceEditor, FlagEditor, can_edit, editor_for
from nnviz.ui.controls.number_editors import FileEditor, LogEditor, NumberEditor
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import DARK, LECTURE, LIGHT

RATE = next(field for field in preset("clouds").fields() if field.path == "learning.learning_rate")
POINTS = next(field for field in preset("clouds").fields() if field.path == "data.points")
BATCH = next(field for field in preset("clouds").fields() if field.path == "learning.batch_size")
ALL_FIELDS = {
    f"{field.path} {','.join(field.choices or ())}".strip(): field
    for fields in (
        *(preset(name).fields() for name in preset_names()),
        *(struct_fields(kind.settings, f"{name}/data", Effect.NEW_DATA) for name, kind in DATASETS.items()),
    )
    for field in fields
}


def submitted(editor: Any) -> list[Any]:
    values: list[Any] = []
    editor.submitted.connect(values.append)
    return values


def type_over(qtbot: QtBot, box: QLineEdit, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, key)


@pytest.fixture
def rate(qtbot: QtBot) -> LogEditor:
    editor = LogEditor(RATE)
    qtbot.addWidget(editor)
    qtbot.addWidget(editor.below)
    editor.apply_theme(LIGHT)
    editor.show_value(0.1)
    return editor


@pytest.fixture
def points(qtbot: QtBot) -> NumberEditor:
    editor = NumberEditor(POINTS)
    qtbot.addWidget(editor)
    editor.apply_theme(LIGHT)
    editor.fit(124, 26)
    editor.show_value(500)
    editor.show()
    return editor


@pytest.mark.parametrize("field", ALL_FIELDS.values(), ids=ALL_FIELDS.keys())
def test_every_plain_field_has_an_editor_that_dresses(qtbot: QtBot, field: Field) -> None:
    if not can_edit(field):
        assert field.kind not in (int, float, bool, str)
        return
    editor = editor_for(field)
    qtbot.addWidget(editor)
    if editor.below is not None:
        qtbot.addWidget(editor.below)
    editor.apply_theme(DARK.at(LECTURE))
    assert editor.sizeHint().height() <= LECTURE.row


def test_typing_submits_on_enter_only_what_changed(qtbot: QtBot, points: NumberEditor) -> None:
    values = submitted(points)
    type_over(qtbot, points.box, "500")
    assert values == []
    type_over(qtbot, points.box, "1,200")
    assert values == [1200]


@pytest.mark.parametrize(
    ("key", "modifier", "value"),
    [
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, 510),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, 490),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier, 600),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, 400),
    ],
)
def test_arrow_keys_step(
    qtbot: QtBot, points: NumberEditor, key: Qt.Key, modifier: Qt.KeyboardModifier, value: int
) -> None:
    values = submitted(points)
    QTest.keyClick(points.box, key, modifier)
    assert values == [value]


def test_minus_and_plus_step_and_give_way_to_long_numbers(qtbot: QtBot, points: NumberEditor) -> None:
    values = submitted(points)
    minus, plus = points.box._buttons
    QTest.mouseClick(plus, Qt.MouseButton.LeftButton)
    QTest.mouseClick(minus, Qt.MouseButton.LeftButton)
    assert values == [510, 490]
    assert not plus.isHidden()
    points.fit(60, 26)
    points.box.setText("10,000")
    assert plus.isHidden()


def test_a_refused_value_stays_as_typed_until_another_is_in_force(qtbot: QtBot, points: NumberEditor) -> None:
    points.submitted.connect(lambda _value: points.refuse())
    type_over(qtbot, points.box, "99999")
    points.show_value(500)
    assert points.box.text() == "99999"
    assert points.box.property("state") == "wrong"
    points.show_value(300)
    assert points.box.text() == "300"
    assert points.box.property("state") == ""


def test_escape_gives_up_what_was_typed(qtbot: QtBot, points: NumberEditor) -> None:
    points.refuse()
    with qtbot.waitSignal(points.refusal, check_params_cb=lambda wrong: not wrong):
        QTest.keyClick(points.box, Qt.Key.Key_Escape)
    assert points.box.text() == "500"


def test_text_that_is_being_typed_survives_the_same_value(qtbot: QtBot, points: NumberEditor) -> None:
    points.box.selectAll()
    QTest.keyClicks(points.box, "12")
    points.show_value(500)
    assert points.box.text() == "12"


def test_zero_is_shown_as_what_it_means(qtbot: QtBot) -> None:
    editor = NumberEditor(BATCH)
    qtbot.addWidget(editor)
    editor.show_value(0)
    assert editor.box.text() == "all"
    editor.say_zero("all 1,500")
    assert editor.box.text() == "all 1,500"
    values = submitted(editor)
    QTest.keyClick(editor.box, Qt.Key.Key_Up)
    assert values == [1]


def test_the_log_slider_follows_and_submits_round_values(rate: LogEditor) -> None:
    values = submitted(rate)
    rate.show_value(1.0)
    assert values == []
    rate.slider.setValue(rate.slider.value() + 3)
    assert values == [1.4]


def test_dragging_the_log_slider_counts_when_it_is_let_go(rate: LogEditor) -> None:
    values = submitted(rate)
    rate.slider.setSliderDown(True)
    rate.slider.setSliderPosition(0)
    assert rate.box.text() == "0.000001"
    assert values == []
    rate.slider.setSliderDown(False)
    assert values == [1e-6]


def test_a_choice_submits_the_name_and_shows_the_title(qtbot: QtBot) -> None:
    field = next(f for f in preset("clouds").fields() if f.path == "learning.optimizer")
    editor = ChoiceEditor(field)
    qtbot.addWidget(editor)
    editor.show_value("adam")
    assert editor.menu.currentText() == field.words_for("adam")
    values = submitted(editor)
    QTest.keyClick(editor.menu, Qt.Key.Key_Up)
    assert values == [list(field.choices or ())[-3]]


#: A list's border and padding, that of a line in it, and Qt's own margin of text, on both sides.
AROUND = 2 * (5 + 8 + 3)


@pytest.mark.parametrize("path", ["data.name", "learning.optimizer"])
def test_the_longest_title_of_a_list_is_not_cut(qtbot: QtBot, path: str) -> None:
    field = next(f for f in preset("clouds").fields() if f.path == path)
    editor = ChoiceEditor(field)
    qtbot.addWidget(editor)
    editor.apply_theme(LIGHT)
    titles = [editor.menu.itemText(index) for index in range(editor.menu.count())]
    longest = max(width_of(title, font(LIGHT.size.body)) for title in titles)
    assert editor.menu.view().minimumWidth() >= longest + AROUND


def test_a_flag_is_set_by_enter(qtbot: QtBot) -> None:
    editor = FlagEditor(Field("learning.shuffle", "Shuffle", "", bool, Effect.LIVE))
    qtbot.addWidget(editor)
    editor.show_value(True)
    values = submitted(editor)
    QTest.keyClick(editor.check, Qt.Key.Key_Return)
    assert values == [False]


def test_a_file_is_typed_or_looked_for(qtbot: QtBot) -> None:
    editor = editor_for(Field("data.file", "File", "", str, Effect.NEW_DATA))
    assert isinstance(editor, FileEditor)
    qtbot.addWidget(editor)
    editor.show_value("")
    values = submitted(editor)
    type_over(qtbot, editor.box, "my data.csv")
    assert values == ["my data.csv"]
