"""PadTools: pen and eraser, how thick the ink is, undo and clear, in one row."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from nnviz.ui.drawing.ink_sheet import Pen
from nnviz.ui.icons import icon
from nnviz.ui.theme import GAP, Theme

THICKNESS = (12, 32, 64)
"""Least, first and greatest width of a stroke, in pixels of the sheet."""
_ERASER = 1.6
"""Times the ink's thickness that the eraser is wide."""
_ROOM_FOR_WORDS = 372
"""Width of the row from which on the buttons have words."""


class PadTools(QWidget):
    """What strokes are made with.

    Signals
    -------
    pen_changed(Pen)
    undo_requested(), clear_requested()
    """

    pen_changed = Signal(object)
    undo_requested = Signal()
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.thickness = QSlider(Qt.Orientation.Horizontal)
        least, first, greatest = THICKNESS
        self.thickness.setRange(least, greatest)
        self.thickness.setValue(first)
        self.thickness.setToolTip("How thick the ink is")
        self.thickness.setAccessibleName("Ink thickness")
        self.thickness.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.thickness.valueChanged.connect(self._tell)
        self._buttons = {
            "draw": self._button("Draw", "Draw with ink"),
            "eraser": self._button("Erase", "Take ink away; the other end of a pen does so too"),
            "undo": self._button("Undo", "Take back the last stroke (Ctrl+Z)"),
            "clear": self._button("Clear", "Begin with an empty sheet (Delete)"),
        }
        for name in ("draw", "eraser"):
            self._buttons[name].setCheckable(True)
            self._buttons[name].setAutoExclusive(True)
            self._buttons[name].toggled.connect(self._tell)
        self._buttons["draw"].setChecked(True)
        self._buttons["undo"].clicked.connect(self.undo_requested)
        self._buttons["clear"].clicked.connect(self.clear_requested)
        self._lay_out()

    @property
    def pen(self) -> Pen:
        """What a stroke is drawn with."""
        erases = self._buttons["eraser"].isChecked()
        return Pen(self.thickness.value() * (_ERASER if erases else 1.0), erases)

    def set_undoable(self, can_undo: bool, is_empty: bool) -> None:
        """Say what there is to take back and to clear."""
        self._buttons["undo"].setEnabled(can_undo)
        self._buttons["clear"].setEnabled(not is_empty)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the icons in the theme's text colour."""
        for name, button in self._buttons.items():
            button.setIcon(icon(name, theme.text, 16, theme.strong))
            button.setFixedHeight(theme.size.row)
        self.setFixedHeight(theme.size.row)
        self._words_from = _ROOM_FOR_WORDS * theme.size.small // 12
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words out where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        both = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        style = both if self.width() >= self._words_from else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._buttons.values():
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)

    _words_from = _ROOM_FOR_WORDS

    def _tell(self) -> None:
        self.pen_changed.emit(self.pen)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for part in (self._buttons["draw"], self._buttons["eraser"]):
            row.addWidget(part)
        self.thickness.setMinimumWidth(56)
        self.thickness.setMaximumWidth(96)
        row.addWidget(self.thickness, 1)
        row.addStretch(1)
        row.addWidget(self._buttons["undo"])
        row.addWidget(self._buttons["clear"])

    def _button(self, words: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "tool")
        button.setText(words)
        button.setToolTip(tip)
        button.setAccessibleName(words)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
