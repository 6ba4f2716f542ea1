from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnviz.training.moment import Snapshot
from nnviz.training.presets import preset
from nnviz.training.run import TrainingRun
from nnviz.training.status import Status
from nnviz.ui.panels.legend import ClassKey, Entry, Key, Legend, LineKey, RingKey, SquareKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.panels.tabs import Tab
from nnviz.ui.panels.title_line import TitleLine
from nnviz.ui.session import Session
from nnviz.ui.theme import DARK, LIGHT, Theme


class Numbers(Panel):
    """A panel that shows a number, and fails at 13."""

    key = "numbers"
    title = "Numbers"
    help_text = "The number that was given last."
    least_size = (320, 128)

    def __init__(self, theme: Theme, session: Session) -> None:
        super().__init__(theme, session)
        self.label = QLabel("0")
        self.set_content(self.label)
        self.apply_theme(theme)

    def draw(self, snapshot: Any) -> None:
        if snapshot == 13:
            raise ValueError("13 is not drawn")
        self.show_content()
        self.label.setText(str(snapshot))

    def table(self) -> Table:
        return Table(("name", "value"), [("number, the last", self.label.text())])


@pytest.fixture
def panel(theme: Theme, qtbot: QtBot) -> Numbers:
    panel = Numbers(theme, Session(preset("clouds")))
    qtbot.addWidget(panel)
    panel.resize(420, 200)
    panel.show()
    return panel


def _button(panel: Panel, text: str) -> QPushButton:
    return next(b for b in panel.findChildren(QPushButton) if b.text() == text and b.isVisible())


def test_an_empty_panel_says_what_would_fill_it_and_the_button_does_it(panel: Numbers) -> None:
    done: list[str] = []
    panel.show_empty("There is no number. Load one.", "Load one", lambda: done.append("loaded"))
    assert panel.message == "There is no number. Load one."
    assert not panel.label.isVisible()
    _button(panel, "Load one").click()
    assert done == ["loaded"]
    panel.present(7)  # type: ignore[arg-type]
    assert panel.message == ""
    assert panel.label.text() == "7"


def test_before_the_first_snapshot_it_says_what_is_waited_for(panel: Numbers) -> None:
    assert not panel.label.isVisible()
    session = panel._session
    session.show(Status(busy="Reading MNIST"), None)
    assert panel.message == "Reading MNIST …"
    panel.legend.set_readout("all of them")
    assert panel.legend.isHidden(), "what it says is of the content"
    session.show(Status(notice="There is no file digits.csv"), None)
    assert panel.message.startswith("Nothing to show")
    panel.present(7)  # type: ignore[arg-type]
    assert (panel.message, panel.label.isVisible()) == ("", True)
    assert panel.legend.isVisible()
    session.show(Status(busy="Reading MNIST"), None)
    assert panel.message == "", "the window covers what is old"


def test_a_failure_is_said_its_details_can_be_copied_and_trying_again_goes_on(panel: Numbers) -> None:
    panel.present(13)  # type: ignore[arg-type]
    assert "13 is not drawn" in panel.message
    _button(panel, "Copy details").click()
    assert "ValueError: 13 is not drawn" in QGuiApplication.clipboard().text()
    panel.present(7)  # type: ignore[arg-type]
    assert panel.label.text() == "0", "a panel that failed waits to be asked"
    _button(panel, "Try again").click()
    panel.present(7)  # type: ignore[arg-type]
    assert panel.label.text() == "7"


def test_the_picture_has_the_title_line_and_can_be_copied_and_saved(panel: Numbers, tmp_path: Path) -> None:
    panel.copy_picture()
    assert QGuiApplication.clipboard().pixmap().size() == panel.picture().size()
    panel.save_picture(tmp_path / "numbers.png")
    assert (tmp_path / "numbers.png").stat().st_size > 100
    with pytest.raises(OSError, match="could not be written"):
        panel.save_picture(tmp_path / "missing" / "numbers.png")


def test_the_data_as_csv(panel: Numbers, tmp_path: Path) -> None:
    panel.table().write_csv(tmp_path / "numbers.csv")
    assert (tmp_path / "numbers.csv").read_text().splitlines() == ["name,value", '"number, the last",0']


def test_what_became_of_a_file_is_said(panel: Numbers, tmp_path: Path) -> None:
    said: list[tuple[str, bool]] = []
    panel.said.connect(lambda *words: said.append(words))
    panel._write(panel.save_picture, tmp_path / "numbers.png")
    assert said == [("Saved numbers.png.", True)]
    panel._write(panel.save_picture, tmp_path / "missing" / "numbers.png")
    assert said[1][0].startswith("numbers.png could not be saved: ")
    assert not said[1][1]


def test_the_button_and_a_double_click_on_the_title_ask_to_maximise(panel: Numbers, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.maximise_requested):
        QTest.mouseDClick(panel.title_line, Qt.MouseButton.LeftButton, pos=QPoint(200, 10))
    with qtbot.waitSignal(panel.maximise_requested):
        panel.title_line.findChildren(QToolButton)[-1].click()


def test_a_panel_takes_another_theme(panel: Numbers) -> None:
    before = panel.picture().toImage()
    panel.apply_theme(DARK)
    assert panel.theme is DARK
    assert panel.title_line.grab().toImage() != before


def test_the_title_line_drops_the_note_first_and_never_cuts_the_title(theme: Theme, qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    line = TitleLine("Decision boundary", "Where classes meet.", place)
    line.apply_theme(theme)
    line.set_note("class probabilities")
    line.resize(500, 32)
    place.show()
    note = next(label for label in line.findChildren(QLabel) if label.text() == "class probabilities")
    title = next(label for label in line.findChildren(QLabel) if label.text() == "Decision boundary")
    assert note.isVisible()
    line.resize(line.minimumSizeHint().width(), 32)
    QTest.qWait(1)
    assert not note.isVisible()
    assert title.width() >= title.sizeHint().width()


def test_other_panels_in_one_place_are_tabs(theme: Theme, qtbot: QtBot) -> None:
    line = TitleLine("Network", "The network.")
    qtbot.addWidget(line)
    line.apply_theme(theme)
    line.set_tabs([Tab("network", "Network"), Tab("predictions", "Predictions")], 0)
    with qtbot.waitSignal(line.tab_chosen) as told:
        next(b for b in line.findChildren(QPushButton) if b.text() == "Predictions").pressed.emit()
    assert told.args == ["predictions"]
    line.set_tabs([Tab("network", "Network")], 0)
    qtbot.waitUntil(lambda: not line.findChildren(QPushButton))


def test_exactly_one_of_few_is_chosen(theme: Theme, qtbot: QtBot) -> None:
    choice = Segmented(["Layer 1", "2", "3"])
    qtbot.addWidget(choice)
    chosen: list[int] = []
    choice.chosen.connect(chosen.append)
    choice.choose(1)
    assert (choice.current, chosen) == (1, [])
    choice.findChildren(QToolButton)[2].click()
    assert (choice.current, chosen) == (2, [2])
    choice.set_titles(["Layer 1", "2"])
    assert choice.current == 0
    choice.set_titles(["Layer 1"])
    assert choice.isHidden()


def test_a_legend_has_keys_names_values_and_a_readout(theme: Theme, qtbot: QtBot) -> None:
    legend = Legend(stacked=True)
    qtbot.addWidget(legend)
    keys: list[Key] = [LineKey("train"), ClassKey(1), RingKey(), SquareKey("wrong", filled=False)]
    legend.set_entries([Entry(key, f"entry {i}", "100.0 %") for i, key in enumerate(keys)])
    legend.apply_theme(theme)
    height = legend.height()
    legend.set_value(0, "0.118")
    legend.set_readout("<i>x</i> 0.62")
    assert legend.values[0] == "0.118"
    assert legend.readout == "<i>x</i> 0.62"
    assert legend.height() == height
    assert all(not key.pixmap().isNull() for key in legend._keys)


def test_another_readout_has_nothing_around_the_legend_laid_out(theme: Theme, qtbot: QtBot) -> None:
    place, legend, requests = QWidget(), Legend(), list[QEvent.Type]()
    qtbot.addWidget(place)
    QVBoxLayout(place).addWidget(legend)
    legend.apply_theme(theme)
    legend.set_readout("short")
    place.resize(400, 60)
    place.show()
    QTest.qWait(20)

    class Watcher(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            requests.append(event.type())
            return False

    watcher = Watcher()
    for widget in (place, legend):
        widget.installEventFilter(watcher)
    for words in ("a longer one", "<b>short</b>"):
        legend.set_readout(words)
        QTest.qWait(20)
    assert legend.readout == "<b>short</b>"
    assert QEvent.Type.LayoutRequest not in requests
    assert place.width() == 400


def test_as_many_entries_of_a_legend_take_the_labels_that_there_are(theme: Theme, qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.apply_theme(theme)
    legend.set_entries([Entry(ClassKey(0), "a", "100.0 %"), Entry(ClassKey(1), "b", "100.0 %")])
    labels = legend.findChildren(QLabel)
    legend.set_entries([Entry(LineKey("train"), "a longer name"), Entry(RingKey(), "wrong", "0.1")])
    assert legend.findChildren(QLabel) == labels
    other = Legend()
    qtbot.addWidget(other)
    other.apply_theme(theme)
    other.set_entries(legend.entries)
    for each in (legend, other):
        each.resize(400, each.height())
        each.show()
    QApplication.processEvents()
    for each in (legend, other):  # at once, without another turn of events
        each.set_entries(
            [Entry(LineKey("test"), "the longest name of all"), Entry(RingKey(), "it", "100.0 %")]
        )
    assert legend.grab().toImage() == other.grab().toImage()


def test_tabs_without_room_fold_into_a_list(theme: Theme, qtbot: QtBot) -> None:
    dock = QWidget()
    line = TitleLine("Own", "Help.", dock)
    qtbot.addWidget(dock)
    line.apply_theme(LIGHT)
    line.set_tabs((Tab("a", "A rather long name"), Tab("own", "Own"), Tab("b", "Another long name")), 1)
    line.resize(700, 32)
    dock.show()
    chosen: list[str] = []
    line.tab_chosen.connect(chosen.append)
    assert all(tab.isVisible() for tab in line.tabs.others)
    assert line.minimumSizeHint().width() < 260
    line.resize(260, 32)
    assert not any(tab.isVisible() for tab in line.tabs.others)
    assert line.tabs.is_folded
    entries = line.tabs.entries.actions()
    assert [entry.text() for entry in entries] == ["A rather long name", "Another long name"]
    entries[1].trigger()
    assert chosen == ["b"]
    line.resize(700, 32)
    assert all(tab.isVisible() for tab in line.tabs.others)


def test_tabs_stay_where_they_are_beside_a_choice_without_room(theme: Theme, qtbot: QtBot) -> None:
    dock = QWidget()
    line = TitleLine("Own", "Help.", dock)
    qtbot.addWidget(dock)
    line.apply_theme(LIGHT)
    line.set_tabs((Tab("own", "Own"), Tab("a", "A rather long name"), Tab("b", "Another long name")), 0)
    line.resize(540, 32)
    dock.show()
    QTest.qWait(1)
    places = [tab.mapTo(line, QPoint()) for tab in line.tabs.others]
    line.choice.set_titles(("class probabilities", "winning class", "sureness"))
    QTest.qWait(1)
    assert [tab.mapTo(line, QPoint()) for tab in line.tabs.others] == places
    assert not line.tabs.is_folded
    assert line.choice.geometry().right() < line.width()
    chosen: list[int] = []
    line.choice.chosen.connect(chosen.append)
    short = line.choice._list
    assert short is not None
    short.menu().actions()[2].trigger()
    assert (chosen, line.choice.current, short.text()) == ([2], 2, "sureness ▾")
    line.resize(900, 32)
    QTest.qWait(1)
    assert short.isHidden()
    assert line.choice.width() >= line.choice.full_width - 4


@pytest.mark.parametrize("width", range(300, 420, 20))
def test_fewer_layers_to_choose_from_cut_no_tab(theme: Theme, qtbot: QtBot, width: int) -> None:
    dock = QWidget()
    line = TitleLine("Weights", "Help.", dock)
    qtbot.addWidget(dock)
    line.apply_theme(theme)
    line.set_tabs((Tab("weights", "Weights"), Tab("neuron", "Neuron")), 0)
    line.set_note("input → layer 1")
    line.resize(width, 32)
    dock.show()
    for titles in (("Layer 1", "2", "3"), ("Layer 1", "2")) * 2:
        line.choice.set_titles(titles)
        QTest.qWait(1)
        assert line.tabs.width() >= line.tabs.sizeHint().width()
        assert line.choice.geometry().right() < line.width()


def test_the_title_line_names_the_step_while_more_is_known(panel: Numbers) -> None:
    run = TrainingRun(preset("clouds").with_changes({"data.points": 5}))
    for _ in range(1_500):
        run.step()
    panel.title_line.set_note("class probabilities")
    panel.say_moment(Snapshot(run.moment(), {}, {}))
    assert panel.title_line.note == "class probabilities"
    run.seek(1_200)
    panel.say_moment(Snapshot(run.moment(), {}, {}))
    assert panel.title_line.note == "step 1,200"
