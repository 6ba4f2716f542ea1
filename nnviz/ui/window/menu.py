"""MainMenu: what the window can do besides training, in one menu at the left of the transport bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from nnviz.training.reading import ExperimentError
from nnviz.training.saved_run import SavedRun
from nnviz.ui.controls.shortcuts import ShortcutSheet
from nnviz.ui.theme import TEXT_SIZES, THEMES, TextSize, Theme
from nnviz.ui.window.arrivals import Taker
from nnviz.ui.window.keeping_sheet import KeepingSheet

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

TOML_FILES = "Experiments (*.toml)"


class MainMenu(QMenu):
    """Experiments to open and save, panels to show, and how the window looks."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._add("Open experiment…", self.open_experiment, "Ctrl+O", group="Experiment")
        self._add("Save experiment as…", self.save_experiment, "Ctrl+S", group="Experiment")
        self._add("Open table…", lambda: window.files.ask_data("table"), "", group="Experiment")
        self._add_files()
        window.controls.open_requested.connect(self.open_experiment)
        window.controls.save_requested.connect(self.save_experiment)
        self.addSeparator()
        self._add("Controls", window.side.toggle, "Ctrl+B")
        self._panels = self.addMenu("Panels")
        self._add("Backprop microscope", lambda: window.whole_room.toggle("microscope"), "M", self._panels)
        self._add("Default arrangement", window.arrange, "Ctrl+0", self._panels)
        self._panels.addSeparator()
        self._add_choice("Theme", THEMES, window.theme.name, self._choose_theme)
        self._sizes = self._add_choice("Text size", TEXT_SIZES, window.theme.size.name, self._choose_size)
        self._add("Larger text", lambda: self._step_size(1), "Ctrl++", self._sizes)
        self._add("Smaller text", lambda: self._step_size(-1), "Ctrl+-", self._sizes)
        self._add("What happened", window.strips.tell_again, "F6")
        self._add("Full screen", self._toggle_full_screen, "F11")
        memory = self._add("Timeline memory…", self.show_keeping, "")
        window.timeline.addAction(memory)
        window.timeline.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.addSeparator()
        self._add("Keyboard shortcuts", self.show_shortcuts, "F1", also="?")
        self._add("Quit", window.close, "Ctrl+Q")
        window.transport.set_menu(self)
        window.arrivals.add(
            Taker(
                "an experiment (.toml)",
                lambda path: path.suffix == ".toml",
                lambda path: self._open(str(path)),
            )
        )

    def list_panels(self, actions: Sequence[QAction]) -> None:
        """List the panels, each to be shown or hidden."""
        self._panels.addActions(list(actions))

    def _add_files(self) -> None:
        """Offer what there is to open and save besides experiments."""
        files, menu = self._window.files, self.addMenu("Digits and weights")
        self._add("Open picture of a digit…", files.ask_picture, "", menu)
        self._add("Paste picture of a digit", files.paste_picture, "Ctrl+V", menu, group="Experiment")
        menu.addSeparator()
        self._add("Load trained weights…", files.ask_weights, "", menu)
        self._add("Save trained weights…", files.ask_where_to_save_weights, "", menu)
        menu.addSeparator()
        self._add("Predict a Kaggle file…", files.ask_table, "", menu)

    def open_experiment(self) -> None:
        """Ask for a TOML file and train what it describes."""
        dialog = QFileDialog(self._window, "Open experiment", "", TOML_FILES)
        dialog.fileSelected.connect(self._open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def save_experiment(self) -> None:
        """Ask for a name and write the run: its experiment, and what was done to it."""
        dialog = QFileDialog(self._window, "Save experiment", "experiment.toml", TOML_FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.fileSelected.connect(self._save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def show_shortcuts(self) -> None:
        """Lay the sheet of all keys over the window."""
        ShortcutSheet(self._window.actions(), self._window.theme, self._window).show()

    def show_keeping(self) -> None:
        """Open the sheet that says how much memory the timeline may take, or close it."""
        shown = self._window.findChild(KeepingSheet)
        (KeepingSheet(self._window).show if shown is None else shown.close)()

    def _open(self, name: str) -> None:
        try:
            saved = SavedRun.read(Path(name))
        except ExperimentError as error:
            self._window.strips.show_notice(str(error))
            return
        self._window.strips.dismiss()
        self._window.session.open_run(saved)

    def _save(self, name: str) -> None:
        try:
            Path(name).write_text(self._window.session.to_save().to_toml(), encoding="utf-8")
        except OSError as error:
            self._window.strips.show_notice(f"{name} could not be written: {error.strerror}")
        else:
            self._window.strips.tell(f"Saved {Path(name).name}.", is_well=True)

    def _add(
        self,
        words: str,
        slot: Callable[[], object],
        key: str,
        menu: QMenu | None = None,
        also: str = "",
        group: str = "Window",
    ) -> QAction:
        action = QAction(words, self._window)
        action.setShortcuts([QKeySequence(each) for each in (key, also) if each])
        action.triggered.connect(lambda: slot())
        action.setProperty("group", group)
        (menu or self).addAction(action)
        self._window.addAction(action)
        return action

    def _add_choice(
        self, words: str, values: Mapping[str, Theme | TextSize], chosen: str, slot: Callable[[str], None]
    ) -> QMenu:
        menu = self.addMenu(words)
        group = QActionGroup(menu)
        for name, value in values.items():
            action = QAction(value.title, menu, checkable=True, checked=name == chosen)
            action.triggered.connect(lambda _=False, name=name: slot(name))
            action.setData(name)
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _choose_theme(self, name: str) -> None:
        self._window.apply_theme(THEMES[name].at(self._window.theme.size))

    def _choose_size(self, name: str) -> None:
        self._window.apply_theme(self._window.theme.at(TEXT_SIZES[name]))
        for action in self._sizes.actions():
            action.setChecked(action.data() == name)

    def _step_size(self, by: int) -> None:
        names = list(TEXT_SIZES)
        index = names.index(self._window.theme.size.name) + by
        self._choose_size(names[min(max(index, 0), len(names) - 1)])

    def _toggle_full_screen(self) -> None:
        (self._window.showNormal if self._window.isFullScreen() else self._window.showFullScreen)()
