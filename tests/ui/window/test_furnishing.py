from functools import partial

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.presets import preset
from nnviz.ui.panels.kind import Kind
from nnviz.ui.panels.panel import Panel
from nnviz.ui.session import Session
from nnviz.ui.theme import Theme
from nnviz.ui.window.docks import DockHost


class Plain(Panel):
    help_text = "Nothing but its title."
    key = title = "plain"

    def __init__(self, theme: Theme, session: Session, place: QWidget) -> None:
        super().__init__(theme, session, place)
        self.set_content(QWidget())
        self.apply_theme(theme)


KEYS = ("curves", "layer_health", "weights", "neuron")


def test_each_step_is_one_title_line_or_one_part_of_a_panel(theme: Theme, qtbot: QtBot) -> None:
    host = DockHost()
    qtbot.addWidget(host)
    session = Session(preset("clouds"), host)
    for key in KEYS:
        host.add_panel(Kind(key, "", key), partial(Plain, theme, session))
    host.resize(1000, 584)
    host.arrange("plane")
    host.show()
    qtbot.waitExposed(host)
    qtbot.waitUntil(lambda: len(host.panels) == 2)
    seen = [host.panels[key].title_line.tabs for key in ("curves", "weights")]
    qtbot.waitUntil(lambda: all(len(tabs.others) == 1 for tabs in seen))

    told: list[int] = []
    host.changed.connect(lambda: told.append(1))
    for key in ("layer_health", "neuron"):
        host._docks[key].hide()
    furnishing = host._furnishing
    furnishing.go_on()
    assert sorted(len(tabs.others) for tabs in seen) == [0, 1]
    furnishing.go_on()
    assert [len(tabs.others) for tabs in seen] == [0, 0]
    assert not told
    furnishing.go_on()
    assert told
