"""Tabs: their forms are as wide as is said, and a panel's least width has room for its title line."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QButtonGroup, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.ui.panels import PANELS
from nnviz.ui.panels.kind import Kind
from nnviz.ui.panels.tabs import Form, Tab, Tabs
from nnviz.ui.style import dress
from nnviz.ui.theme import LIGHT, TEXT_SIZES, TextSize

from .conftest import Still

SIZES = pytest.mark.parametrize("size", TEXT_SIZES.values(), ids=TEXT_SIZES)
NAMES = (Tab("a", "A rather long name", "Rather"), Tab("own", "Quite my own", "Own"), Tab("b", "B"))


@SIZES
@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("names", [NAMES, NAMES[1:2]])
def test_each_form_has_room_in_the_width_that_was_said(
    size: TextSize, form: Form, names: tuple[Tab, ...], qapp: QApplication, qtbot: QtBot
) -> None:
    theme = LIGHT.at(size)
    dress(qapp, theme)
    tabs = Tabs("Help.")
    qtbot.addWidget(tabs)
    tabs.apply_theme(theme)
    tabs.set_tabs(names, names.index(NAMES[1]))
    tabs.take(form)
    tabs.show()
    QTest.qWait(1)
    assert 0 <= tabs.width_in(form) - tabs.sizeHint().width() <= len(names)
    assert tabs.is_folded == (form is Form.FOLDED and len(names) > 1)


@SIZES
@pytest.mark.parametrize("kind", [k for k in PANELS.values() if not k.fills], ids=lambda kind: kind.key)
@pytest.mark.parametrize("name", ["playground-xor", "digits8x8"])
def test_a_title_line_fits_the_least_width_of_its_panel(
    size: TextSize, kind: Kind, name: str, qapp: QApplication, qtbot: QtBot
) -> None:
    theme = LIGHT.at(size)
    dress(qapp, theme)
    session = Still(preset(name))
    panel = kind.load()(theme, session)
    qtbot.addWidget(panel)
    session.each_snapshot.append(panel.present)
    panel.probes_changed.connect(lambda: session.watch(panel.probes()))
    line = panel.title_line
    line.set_tabs([Tab(kind.key, kind.title, kind.short_title), Tab("b", "A rather long name")], 0)
    panel.show()
    session.train(0)
    QTest.qWait(1)
    assert line.minimumSizeHint().width() <= kind.least_size[0]
    place = QWidget()  # in the panel, its layout would decide how wide the line is
    qtbot.addWidget(place)
    line.setParent(place)
    place.show()
    line.show()
    for index in range(len(line.choice.findChildren(QButtonGroup)[0].buttons())):
        line.choice.choose(index)
        line.resize(kind.least_size[0], line.height())
        QTest.qWait(1)
        assert line.childrenRect().right() < line.width() == kind.least_size[0]
