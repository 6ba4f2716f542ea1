"""TableCard: what is in a table before it is learnt from; the run goes on beneath."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from nnviz.data.file_kinds import TABLES
from nnviz.data.files import source
from nnviz.data.scaling import SCALERS
from nnviz.data.table import TABLE_FILE, OwnTable, Preview, Table, preview_table, read_table
from nnviz.ui.controls.buttons import Menu
from nnviz.ui.controls.sheet import dress_controls
from nnviz.ui.numerals import count
from nnviz.ui.theme import GAP
from nnviz.ui.window.background import Background

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

#: Columns and characters of a cell that are shown, and classes that are named.
MOST_SHOWN, LONGEST_CELL, MOST_NAMED = 7, 14, 5
#: Least width in rows of the text size.
WIDTH_ROWS = 18


class TableCard(QFrame):
    """A card over the window: the first rows, the column of the class, the scaling, and what that makes.

    Parameters
    ----------
    path
        The file.
    background
        Reads it, so that the window does not wait.
    load
        Called with the path and the fields chosen here; the card is gone then.
    """

    def __init__(
        self,
        path: Path,
        background: Background,
        window: MainWindow,
        load: Callable[[Path, Mapping[str, Any]], None],
    ) -> None:
        super().__init__(window)
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._path, self._background, self._window, self._load = path, background, window, load
        self._gone = False
        self._table: Table | None = None
        self._preview: Preview | None = None
        self.label, self.scaling = Menu(self), Menu(self)
        for name, scaler in SCALERS.items():
            self.scaling.addItem(scaler.title, name)
        self.scaling.setCurrentIndex(self.scaling.findData(OwnTable().scaling))
        self.scaling.setMinimumContentsLength(18)
        self.label.setMinimumContentsLength(12)
        self.label.activated.connect(lambda: self._read())
        self.says = _text("", "")
        self.says.setWordWrap(True)
        self.accept, self.cancel = QPushButton("Load", self), QPushButton("Cancel", self)
        self.accept.setProperty("role", "primary")
        self.accept.setEnabled(False)
        self.accept.clicked.connect(self._take)
        self.cancel.clicked.connect(self.close)
        self._cells = QGridLayout()
        self._lay_out()
        dress_controls(self, window.theme)
        self._say(f"Reading {path.name}", wrong=False)
        background.do(lambda: preview_table(source(str(path), TABLE_FILE)), self._show_preview)
        self._place()

    def showEvent(self, _event: object) -> None:
        """Come to the front, and listen to keys."""
        self.raise_()
        self.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take no more of what is still being read."""
        self._gone = True
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Load with Enter, go away with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    # reading

    def _show_preview(self, found: Preview | Exception) -> None:
        if self._gone:
            return
        if isinstance(found, Exception):
            self._say(str(found), wrong=True)
            return
        self._preview = found
        self.label.addItems(list(found.columns))
        self.label.setCurrentIndex(found.columns.index(found.label))
        self._fill()
        self._read()

    def _read(self) -> None:
        """Read the whole table with the chosen column as the class."""
        self._table = None
        self.accept.setEnabled(False)
        self._fill()
        name = self.label.currentText()
        self._background.do(
            lambda: (name, read_table(source(str(self._path), TABLE_FILE), name)), self._show_table
        )

    def _show_table(self, found: tuple[str, Table] | Exception) -> None:
        if self._gone:
            return
        if isinstance(found, Exception):
            self._say(str(found), wrong=True)
            return
        name, table = found
        if name != self.label.currentText():
            return  # another column was chosen meanwhile
        self._table = table
        named = ", ".join(table.class_names[:MOST_NAMED])
        more = len(table.class_names) - MOST_NAMED
        self._say(
            f"{count(len(table.labels))} rows, {count(len(table.feature_names))} features, "
            f"{count(len(table.class_names))} classes: {named}{f' and {more} more' if more > 0 else ''}",
            wrong=False,
        )
        self.accept.setEnabled(True)

    def _take(self) -> None:
        if self._table is None:
            return
        settings = OwnTable()
        left = 1 - settings.test_share - settings.validation_share
        changes: dict[str, Any] = {
            "data.label": self.label.currentText(),
            "data.scaling": self.scaling.currentData(),
        }
        if self._window.session.experiment.learning.batch_size > left * len(self._table.labels) - 2:
            changes["learning.batch_size"] = 0  # all of so small a table is one batch
        self.close()
        self._load(self._path, changes)

    # look

    def _fill(self) -> None:
        """Show the first rows, the column of the class in bold."""
        while (item := self._cells.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if self._preview is None:
            return
        chosen = self.label.currentIndex()
        columns = list(range(min(len(self._preview.columns), MOST_SHOWN)))
        if chosen not in columns:
            columns[-1] = chosen
        for place, column in enumerate(columns):
            name = self._preview.columns[column]
            self._cells.addWidget(
                _text(name[:LONGEST_CELL], "value" if column == chosen else "small"), 0, place
            )
            for row, cells in enumerate(self._preview.rows, 1):
                text = cells[column].strip()[:LONGEST_CELL] if column < len(cells) else ""
                self._cells.addWidget(_text(text, "value" if column == chosen else "note"), row, place)
        self._place()

    def _say(self, sentence: str, wrong: bool) -> None:
        self.says.setText(sentence)
        self.says.setProperty("role", "wrong" if wrong else "label")
        self.says.style().unpolish(self.says)
        self.says.style().polish(self.says)
        self._place()

    def _place(self) -> None:
        """Stand in the middle of the window, as high as is needed."""
        width = max(WIDTH_ROWS * self._window.theme.size.row, self._cells.sizeHint().width() + 4 * GAP)
        self.setFixedWidth(min(width, self._window.width() - 4 * GAP))
        self.adjustSize()
        self.move((self._window.width() - self.width()) // 2, (self._window.height() - self.height()) // 3)

    def _lay_out(self) -> None:
        title = _text(f"Open table {self._path.name}", "title")
        self._cells.setHorizontalSpacing(2 * GAP)
        self._cells.setVerticalSpacing(2)
        choices = QHBoxLayout()
        choices.setSpacing(GAP)
        for words, menu in (("Class column", self.label), ("Scaling", self.scaling)):
            choices.addWidget(_text(words, "label"))
            choices.addWidget(menu, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP + 4)
        column.addWidget(title)
        column.addLayout(self._cells)
        column.addLayout(choices)
        column.addWidget(self.says)
        column.addLayout(buttons)


def is_table(path: Path) -> bool:
    """Tell from its name whether a file is a table."""
    return path.suffix.lower() in TABLES


def _text(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)  # what stands in a file is never markup
    label.setProperty("role", role)
    return label
