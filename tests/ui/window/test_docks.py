from functools import partial

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.ui.panels.kind import Kind
from nnviz.ui.panels.panel import Panel
from nnviz.ui.session import Session
from nnviz.ui.theme import DARK, LIGHT, TEXT_SIZES, Theme
from nnviz.ui.window.docks import DockHost


class Plain(Panel):
    help_text = "Nothing but its title."

    def __init__(self, theme: Theme, session: Session, place: QWidget) -> None:
        super().__init__(theme, session, place)
        self.set_content(QLabel(self.title))
        self.apply_theme(theme)


KINDS: dict[str, type[Panel]] = {
    key: type(key, (Plain,), {"key": key, "title": title, "least_size": size})
    for key, title, size in [
        ("boundary", "Decision boundary", (320, 320)),
        ("curves", "Loss and accuracy", (320, 200)),
        ("weights", "Weights", (320, 128)),
        ("network", "Network", (320, 128)),
        ("predictions", "Predictions", (320, 168)),
    ]
}


def announced(panel: type[Panel]) -> Kind:
    return Kind(panel.key, "", panel.title, panel.least_size, panel.short_title)


@pytest.fixture
def host(theme: Theme, qtbot: QtBot) -> DockHost:
    host = DockHost()
    session = Session(preset("clouds"), host)
    for kind in KINDS.values():
        host.add_panel(announced(kind), partial(kind, theme, session))
    qtbot.addWidget(host)
    host.resize(1000, 584)
    host.arrange("plane")
    host.show()
    qtbot.waitExposed(host)
    qtbot.waitUntil(lambda: len(host.panels) == 4)  # they are made one after the other
    QTest.qWait(20)
    return host


def _sizes(host: DockHost) -> dict[str, QSize]:
    return {panel.key: host._docks[panel.key].size() for panel in host.shown_panels()}


def _shown(host: DockHost) -> list[str]:
    return [panel.key for panel in host.shown_panels()]


def test_the_panels_stand_as_designed(host: DockHost) -> None:
    assert _sizes(host) == {
        "boundary": QSize(568, 584),
        "curves": QSize(424, 272),
        "weights": QSize(424, 128),
        "network": QSize(424, 168),
    }


def test_a_panel_is_made_when_it_comes_into_sight(host: DockHost, qtbot: QtBot) -> None:
    assert "predictions" not in host.panels
    host.show_panel("predictions")
    qtbot.waitUntil(lambda: "predictions" in host.panels)
    assert isinstance(host.panels["predictions"], Panel)


def test_asking_which_panels_are_ready_makes_none(host: DockHost) -> None:
    host.show_panel("predictions")
    assert "predictions" in host.in_sight()
    assert [panel.key for panel in host.ready_panels()] == ["boundary", "curves", "weights"]
    assert "predictions" not in host.panels
    host.panel("predictions")
    assert "predictions" in [panel.key for panel in host.ready_panels()]


def test_panels_in_one_place_go_by_their_short_names_where_the_full_ones_have_no_room(
    host: DockHost, qtbot: QtBot
) -> None:
    place = host._docks["predictions"]
    place.kind = replace(place.kind, title="Predictions of the test points", short_title="Answers")
    host._furnishing.go_on()
    line = host.panel("network").title_line
    line.choice.set_titles(("some", "more"))

    def names() -> set[str]:
        return {button.text() for button in line.tabs.others if not button.isHidden()}

    line.resize(800, line.height())
    assert names() == {"Predictions of the test points"}
    line.resize(320, line.height())
    assert names() == {"Answers"}


def test_a_panel_is_made_in_one_frame_and_put_in_in_another(host: DockHost, theme: Theme) -> None:
    place = host._docks["predictions"]
    place.prepare()
    made = place._ready
    assert made is not None
    assert "predictions" not in host.panels
    dark = DARK if theme is LIGHT else LIGHT
    place.apply_theme(dark)
    place.prepare()
    assert "predictions" in host.panels
    assert place.panel is made is place.widget()
    assert made.theme is dark


def test_panels_in_one_place_are_tabs_of_each_others_title_lines(host: DockHost, qtbot: QtBot) -> None:
    line = host.panels["network"].title_line
    tab = next(button for button in line.findChildren(QPushButton) if button.text() == "Predictions")
    tab.pressed.emit()
    qtbot.waitUntil(lambda: "predictions" in host.panels)
    QTest.qWait(20)
    assert _shown(host) == ["boundary", "curves", "weights", "predictions"]
    titles = [b.text() for b in host.panels["predictions"].title_line.findChildren(QPushButton)]
    assert titles == ["Network"]


def test_a_maximised_panel_is_put_back_exactly(host: DockHost) -> None:
    before = _sizes(host)
    host.panels["curves"].maximise_requested.emit()
    QTest.qWait(20)
    assert (host.maximised, _shown(host)) == ("curves", ["curves"])
    assert _sizes(host)["curves"] == host.size()
    QTest.keyClick(host, Qt.Key.Key_Escape)
    QTest.qWait(20)
    assert (host.maximised, _sizes(host)) == ("", before)


def test_hiding_and_showing_by_the_menu(host: DockHost) -> None:
    action = next(action for action in host.view_actions() if action.text() == "Weights")
    QTest.qWait(20)
    assert action.isChecked()
    action.trigger()
    QTest.qWait(20)
    assert "weights" not in _shown(host)
    assert not host.is_arranged
    action.trigger()
    QTest.qWait(20)
    assert "weights" in _shown(host)


def test_an_arrangement_is_remembered(host: DockHost) -> None:
    before = _sizes(host)
    saved = host.save()
    host.arrange("images")
    QTest.qWait(20)
    assert _sizes(host) != before
    assert host.load(saved)
    QTest.qWait(20)
    assert _sizes(host) == before


def test_a_maximised_panel_is_remembered_as_it_stood_before(host: DockHost) -> None:
    before = _sizes(host)
    host.maximise("curves")
    saved = host.save()
    host.restore()
    assert host.load(saved)
    QTest.qWait(20)
    assert _sizes(host) == before


def test_what_is_foreign_or_damaged_changes_nothing(host: DockHost) -> None:
    before, saved = _sizes(host), host.save()
    damaged = bytearray(saved)
    damaged[len(damaged) // 2] ^= 0xFF
    other_version = saved.replace(b"nnviz-docks\x01", b"nnviz-docks\x02")
    for state in (b"", b"nonsense", saved[:-5], bytes(damaged), other_version, b"x" + saved, saved[:12]):
        assert not host.load(state)
    QTest.qWait(20)
    assert _sizes(host) == before


def test_the_arrangement_follows_the_window_until_somebody_moves_a_panel(host: DockHost) -> None:
    host.resize(1100, 800)
    QTest.qWait(20)
    assert _sizes(host)["boundary"] == QSize(668, 800)
    host.resize(1700, 900)
    QTest.qWait(50)
    assert _shown(host) == ["boundary", "curves", "weights", "network", "predictions"]
    host.panels["weights"].title_line.menu.actions()[-1].trigger()  # Hide panel
    assert not host.is_arranged


def test_large_text_gathers_small_panels_and_normal_text_parts_them_again(host: DockHost) -> None:
    before = _sizes(host)
    host.apply_theme(LIGHT.at(TEXT_SIZES["lecture"]))
    QTest.qWait(50)
    assert _shown(host) == ["boundary", "curves", "network"]
    host.apply_theme(LIGHT)
    QTest.qWait(50)
    assert _sizes(host) == before


def test_showing_a_panel_brings_it_to_the_front(host: DockHost) -> None:
    host.show_panel("predictions")
    QTest.qWait(20)
    assert "predictions" in _shown(host)
    with pytest.raises(KeyError):
        host.show_panel("nothing")


def test_a_panel_comes_into_sight_when_another_asks_for_it(host: DockHost) -> None:
    host.bring_into_sight("predictions")
    assert "predictions" in _shown(host)
    before = _sizes(host)
    host.bring_into_sight("predictions")
    host.bring_into_sight("no such panel")
    assert _sizes(host) == before


def test_a_panel_that_the_layout_does_not_have_comes_as_a_tab_and_leaves_the_others_alone(
    theme: Theme, qtbot: QtBot
) -> None:
    host = DockHost()
    session = Session(preset("clouds"), host)
    extra: type[Panel] = type("Extra", (Plain,), {"key": "extra", "title": "Extra"})
    for kind in (*KINDS.values(), extra):
        host.add_panel(announced(kind), partial(kind, theme, session))
    qtbot.addWidget(host)
    host.resize(1000, 584)
    host.arrange("plane")
    host.show()
    qtbot.waitExposed(host)
    assert "extra" not in _shown(host)
    boundary = host._docks["boundary"].geometry()
    host.show_panel("extra")
    qtbot.waitUntil(lambda: "extra" in _shown(host))
    assert host._docks["boundary"].geometry() == boundary
    assert host.tabifiedDockWidgets(host._docks["extra"])
