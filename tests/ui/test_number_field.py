"""NumberField: a minus sign is written, and either sign is read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QValidator
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.ui.number_field import NumberField
from nnviz.ui.theme import Theme


def field_of(value: float, qtbot: QtBot) -> NumberField:
    field = NumberField(100.0)
    qtbot.addWidget(field)
    field.setValue(value)
    return field


def test_a_negative_number_has_a_minus_sign(theme: Theme, qtbot: QtBot) -> None:
    field = field_of(-2.0, qtbot)
    assert field.text() == "−2.00"
    field.stepUp()
    assert field.text() == "−1.90"


def test_a_typed_hyphen_counts_as_a_minus_sign(theme: Theme, qtbot: QtBot) -> None:
    field = field_of(1.0, qtbot)
    for typed in ("-2.5", "−2.5"):
        field.selectAll()
        field.lineEdit().insert(typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert (field.value(), field.text()) == (-2.5, "−2.50")


def test_what_is_no_number_is_refused(theme: Theme, qtbot: QtBot) -> None:
    assert field_of(0.0, qtbot).validate("−a", 2) == (QValidator.State.Invalid, "−a", 2)
