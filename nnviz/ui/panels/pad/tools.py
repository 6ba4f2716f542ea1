"""PadTools: pen and eraser, how thick the ink is, undo and clear, in one row or below each other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSlider, QToolButton, QWidget

from nnviz.ui.drawing.ink_sheet import Pen
from nnviz.ui.icons import show_icon
from nnviz.ui.theme import GAP, LIGHT, NORMAL, Theme

THICKNESS = (12, 32, 64)
"""Least, first and greatest width of a stroke, in pixels of the sheet."""
_ERASER = 1.6
"""Times the ink's thickness that the eraser is wide."""
_ROOM_FOR_WORDS = 372
"""Width of the row from which on the buttons have words."""
_COLUMN = 84
"""Width at the normal text size of the tools below each other."""
_SLIDER = 96
"""Width of the slider at most, in a row."""
_NO_LIMIT = 16_777_215
"""What Qt takes for no greatest height."""
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


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
        self._theme, self._is_upright = LIGHT, False
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
            show_icon(button, name, theme.text, theme.size.icon, theme.strong)
            button.setFixedHeight(theme.size.row)
        self._theme = theme
        self.stand_upright(self._is_upright)

    @property
    def column_width(self) -> int:
        """The width that they need below each other."""
        return _COLUMN * self._theme.size.small // NORMAL.small

    def stand_upright(self, upright: bool) -> None:
        """Stand below each other, or in a row."""
        self._is_upright = upright
        self._row.setDirection(_DOWN if upright else _ACROSS)
        self.thickness.setMaximumWidth(self.column_width if upright else _SLIDER)
        for button in self._buttons.values():
            button.setMinimumWidth(self.column_width if upright else 0)
        self.setMinimumHeight(0 if upright else self._theme.size.row)
        self.setMaximumHeight(_NO_LIMIT if upright else self._theme.size.row)
        self.setMinimumWidth(self.column_width if upright else 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the words out where there is no room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        both = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        has_room = (
            self._is_upright or self.width() >= _ROOM_FOR_WORDS * self._theme.size.small // NORMAL.small
        )
        style = both if has_room else Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self._buttons.values():
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)

    def _tell(self) -> None:
        self.pen_changed.emit(self.pen)

    def _lay_out(self) -> None:
        self._row = row = QBoxLayout(_ACROSS, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for part in (self._buttons["draw"], self._buttons["eraser"]):
            row.addWidget(part)
        self.thickness.setMinimumWidth(56)
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
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
