"""PresetChooser: which recipe is open, whether it was changed since, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from nnviz.data import Dataset
from nnviz.data.edited import EditedDataset
from nnviz.training.experiment import Experiment
from nnviz.training.presets import GROUPS, preset, preset_names
from nnviz.ui.controls.buttons import Button, Menu
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import GAP, INSET, LIGHT, TIGHT, Theme

_MODIFIED = "modified"
_ARROW = 24
"""Pixels at the right of a menu that its arrow takes."""


class RecipeMenu(Menu):
    """A menu whose entries are fetched when somebody turns to it: reading them all would hold up the start.

    Signals
    -------
    wanted()
        It is about to open, or to be moved through by keys.
    """

    wanted = Signal()

    def showPopup(self) -> None:
        """Open, with all entries."""
        self.wanted.emit()
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Have all entries before a key chooses among them."""
        self.wanted.emit()
        super().keyPressEvent(event)


class PresetChooser(QWidget):
    """The presets by their titles under the headings of their groups, and a menu to open, save and undo.

    Signals
    -------
    chosen(Experiment)
        A preset, or the open recipe as it was before the changes.
    open_requested(), save_requested()
        Chosen in the menu at the right.
    """

    chosen = Signal(object)
    open_requested = Signal()
    save_requested = Signal()

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.origin = _recipe_of(experiment)
        self._dataset: Dataset | None = None
        self._is_changed = self._has_strokes = False
        self._presets: list[Experiment] = []
        self._theme = LIGHT
        self.menu = RecipeMenu(self)
        self.menu.wanted.connect(self._offer_presets)
        self.menu.setProperty("role", "preset")
        self.menu.setAccessibleName("Preset")
        self.menu.setToolTip("The recipe that is open; choose another one")
        self.menu.activated.connect(self._choose)
        self._modified = QLabel(_MODIFIED, self)  # in front of the menu
        self._modified.setProperty("role", "note")
        self._modified.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.more = Button("more", icon_name="more", parent=self)
        self.more.setToolTip("Open, save or undo")
        self.more.setAccessibleName("More about the experiment")
        self._lay_out()
        self.follow(experiment)

    def follow(self, experiment: Experiment) -> None:
        """Show which recipe an experiment stems from, and whether it is as it was."""
        if experiment.about != self.origin.about:
            self.origin = _recipe_of(experiment)
        self._is_changed = experiment.effect_of(self.origin) is not None
        self._offer()
        self._show_modified()

    def follow_points(self, dataset: Dataset) -> None:
        """See whether points were changed by hand, and not all of it was undone."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self._has_strokes = isinstance(dataset, EditedDataset) and bool(dataset.undo)
            self._show_modified()

    def _show_modified(self) -> None:
        is_modified = self._is_changed or self._has_strokes
        self._modified.setVisible(is_modified)
        self._undo.setEnabled(is_modified)
        self._place_modified()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.more.apply_theme(theme)
        self.more.setFixedSize(theme.size.row, theme.size.row)
        self.setFixedHeight(theme.size.row + 3 * TIGHT)
        self._dress_headings()
        self._place_modified()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep "modified" beside the title."""
        super().resizeEvent(event)
        self._place_modified()

    def _choose(self, index: int) -> None:
        """Open another recipe; the one that is open goes on as it is, for a hand slips easily here."""
        recipe = self.menu.itemData(index)
        if recipe != self.origin or self._undo.isEnabled():
            self.chosen.emit(recipe)

    def _offer_presets(self) -> None:
        if not self._presets:
            self._presets = [preset(name) for name in preset_names()]
            self._offer()

    def _offer(self) -> None:
        entries = self._entries()
        if [words for words, _ in entries] != [self.menu.itemText(n) for n in range(self.menu.count())]:
            self.menu.clear()
            for words, recipe in entries:
                self.menu.addItem(words, recipe)
            self._dress_headings()
        self.menu.setCurrentIndex(self.menu.findText(self.origin.about.title))

    def _entries(self) -> list[tuple[str, Experiment | None]]:
        """Return what the menu says: titles with their recipes, headings with none."""
        own = self.origin.about.title, self.origin
        if not self._presets:
            return [own]
        entries: list[tuple[str, Experiment | None]] = [] if self.origin in self._presets else [own]
        for heading, names in GROUPS.items():
            entries.append((heading, None))
            entries += [(preset(name).about.title, preset(name)) for name in names]
        return entries

    def _dress_headings(self) -> None:
        """Write the headings smaller, and let nobody choose them."""
        model = self.menu.model()
        assert isinstance(model, QStandardItemModel)
        for index in range(self.menu.count()):
            if self.menu.itemData(index) is None:
                model.item(index).setEnabled(False)
                model.item(index).setFont(font(self._theme.size.small, 600))
                model.item(index).setForeground(QColor(self._theme.muted))

    def _place_modified(self) -> None:
        """Put the word behind the title, or a star where there is no room for it."""
        box = self.menu.geometry()
        title = width_of(self.menu.currentText(), font(self._theme.size.body, 600))
        end, word = box.right() - _ARROW, width_of(_MODIFIED, font(self._theme.size.small))
        has_room = box.x() + title + 2 * GAP + word <= end
        self._modified.setText(_MODIFIED if has_room else "*")
        self._modified.adjustSize()
        self._modified.raise_()
        left, height = box.x() + title + 2 * GAP, self._modified.height()
        left = min(left, end - self._modified.width())
        self._modified.move(left, box.y() + (box.height() - height) // 2)

    def _lay_out(self) -> None:
        menu = QMenu(self)
        menu.addAction("Open experiment…").triggered.connect(self.open_requested)
        menu.addAction("Save experiment…").triggered.connect(self.save_requested)
        menu.addSeparator()
        self._undo = menu.addAction("Undo all changes")
        self._undo.triggered.connect(lambda: self.chosen.emit(self.origin))
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, TIGHT, GAP, TIGHT)
        row.setSpacing(GAP)
        row.addWidget(self.menu, 1)
        row.addWidget(self.more)


def _recipe_of(experiment: Experiment) -> Experiment:
    """Return the preset that an experiment stems from, else itself; the presets are read up to that one."""
    presets = (preset(name) for name in preset_names())
    return next((known for known in presets if known.about == experiment.about), experiment)
