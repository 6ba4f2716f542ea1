"""ShortcutSheet: all keys of the window on one sheet that lies over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nnviz.ui.controls.keys import claims
from nnviz.ui.controls.sheet import dress_controls
from nnviz.ui.theme import GAP, TEXT_SIZES, TIGHT, Theme

#: What is no action of the window, but of whatever has the focus.
IN_A_FIELD = (
    ("More, less", ("↑", "↓")),
    ("Ten times that", ("Shift+↑", "Shift+↓")),
    ("Take the value", ("Enter",)),
    ("Give it up", ("Esc",)),
    ("Remove layer", ("Del",)),
    ("Next field", ("Tab",)),
)
FIELD = "In a field"
IN_THE_MICROSCOPE = (
    ("On, back", ("→", "←")),
    ("To the end, the start", ("End", "Home")),
    ("Another number", ("↓", "↑")),
    ("Another sample", ("PgDn", "PgUp")),
    ("Most wrong, random", ("W", "X")),
    ("Sample or batch", ("B",)),
    ("Walk by itself", ("A",)),
    ("Take the step", ("T",)),
)
MICROSCOPE = "In the microscope"
IN_THE_NETWORK = (
    ("Mute the unit", ("X",)),
    ("Remove it", ("Del",)),
    ("Add, remove a unit", ("+", "−")),
    ("Another unit", ("↑", "↓", "←", "→")),
)
NETWORK = "In the network"
#: Where actions stand that name no group.
OTHERS = "Window"
#: The groups, column by column.
COLUMNS = (("Training", "Experiment"), ("Timeline", FIELD), (OTHERS,), (MICROSCOPE, NETWORK))

#: Half pages across and down.
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ShortcutSheet(QFrame):
    """A sheet in the middle of the window, gone with Esc, F1, a click or whatever takes the focus.

    Parameters
    ----------
    actions : sequence of QAction
        Those with a key are listed, by their property ``group``.
    """

    def __init__(self, actions: Sequence[QAction], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out(grouped(actions))
        self._dress(theme, parent.size() - QSize(2 * GAP, 2 * GAP))
        self._fit(parent)
        self.move((parent.width() - self.width()) // 2, (parent.height() - self.height()) // 2)

    def setVisible(self, visible: bool) -> None:
        """Come to the front, and listen to keys."""
        super().setVisible(visible)
        if visible:
            self.raise_()
            self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go away with Esc, and with the keys that brought it; the arrows move what does not fit."""
        if event.key() in _ARROWS:
            self._move_by(*_ARROWS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.close()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep the arrows, whichever shortcuts of the window want them."""
        return claims(event, _ARROWS) or bool(super().event(event))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go away when something else is wanted."""
        super().focusOutEvent(event)
        self.close()

    def mousePressEvent(self, _event: object) -> None:
        """Go away."""
        self.close()

    def _dress(self, theme: Theme, room: QSize) -> None:
        """Take the largest text, up to the theme's, with which all keys can be seen, else the smallest."""
        sizes = [size for size in TEXT_SIZES.values() if size.body <= theme.size.body]
        for size in reversed(sizes):
            dress_controls(self, theme.at(size))
            self.setStyleSheet(f"{self.styleSheet()} QLabel {{ font-size: {size.body}px; }}")
            for _ in range(2):  # labels take their letters when asked for their size, and tell nobody
                self._content.adjustSize()
                self._sheet.invalidate()
            if self._content.size() == self._content.size().boundedTo(room):
                return

    def _fit(self, parent: QWidget) -> None:
        """Be as large as the window allows; what has no room is reached by scrolling."""
        wanted = self._content.size() + QSize(2, 2)  # the border
        room = parent.size() - QSize(2 * GAP, 2 * GAP)
        bar = self._area.horizontalScrollBar().sizeHint().height() if wanted.width() > room.width() else 0
        side = self._area.verticalScrollBar().sizeHint().width() if wanted.height() > room.height() else 0
        self.resize((wanted + QSize(side, bar)).boundedTo(room))

    def _move_by(self, across: int, down: int) -> None:
        for bar, pages in (
            (self._area.horizontalScrollBar(), across),
            (self._area.verticalScrollBar(), down),
        ):
            bar.setValue(bar.value() + pages * bar.pageStep() // 2)

    def _lay_out(self, groups: dict[str, list[QAction]]) -> None:
        self._content = QWidget()
        self._area = QScrollArea(self)
        self._area.setWidget(self._content)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        title = QLabel("Keyboard shortcuts", self)
        title.setProperty("role", "headline")
        rows = {name: [_row(action) for action in actions] for name, actions in groups.items()}
        rows[FIELD], rows[MICROSCOPE] = list(IN_A_FIELD), list(IN_THE_MICROSCOPE)
        rows[NETWORK] = list(IN_THE_NETWORK)
        columns = QHBoxLayout()
        columns.setSpacing(4 * GAP)
        for names in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(2 * GAP)
            for name in (each for each in names if each in rows):
                column.addLayout(self._group(name, rows[name]))
            column.addStretch(1)
            columns.addLayout(column)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._area)
        self._sheet = sheet = QVBoxLayout(self._content)
        sheet.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 3 * GAP)
        sheet.setSpacing(2 * GAP)
        sheet.addWidget(title)
        sheet.addLayout(columns)

    def _group(self, name: str, rows: Iterable[tuple[str, Sequence[str]]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(GAP)
        head = QLabel(name, self)
        head.setProperty("role", "title")
        grid.addWidget(head, 0, 0, 1, 2)
        for row, (words, caps) in enumerate(rows, 1):
            grid.addWidget(QLabel(words, self), row, 0)
            keys = QHBoxLayout()
            keys.setSpacing(TIGHT)
            for cap in caps:
                key = QLabel(cap, self)
                key.setProperty("role", "key")
                keys.addWidget(key)
            keys.addStretch(1)
            grid.addLayout(keys, row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        return grid


def grouped(actions: Iterable[QAction]) -> dict[str, list[QAction]]:
    """Return the actions that have a key, by their groups, in order."""
    groups: dict[str, list[QAction]] = {}
    for action in actions:
        if action.shortcuts():
            groups.setdefault(str(action.property("group") or OTHERS), []).append(action)
    return groups


def _row(action: QAction) -> tuple[str, tuple[str, ...]]:
    """Return the action's words and its keys as they are printed on a keyboard."""
    keys = (key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
    return action.text().replace("&", "").rstrip("…"), tuple(keys)
