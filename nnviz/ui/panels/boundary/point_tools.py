"""PointTools: what one paints with: the class, the brush; undo, redo, and what the mouse does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QWidget

from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.fonts import font, width_of
from nnviz.ui.icons import show_icon
from nnviz.ui.panels.boundary.gestures import BRUSHES
from nnviz.ui.panels.boundary.point_editor import PointEditor
from nnviz.ui.panels.boundary.value_field import ValueField
from nnviz.ui.panels.kind import CHOICES
from nnviz.ui.panels.segmented import Segmented
from nnviz.ui.theme import GAP, INSET, LIGHT, TIGHT, Theme

HINTS = (
    "Click or drag: add.  Drag a point: move.  Right-drag: erase.  Shift-drag: relabel.",
    "Right-drag: erase.  Shift-drag: relabel.",
    "Right: erase.  Shift: relabel.",
    "",
)
_MARKER = 11


class PointTools(QWidget):
    """A row of tools over the plane, there while points are changed."""

    def __init__(self, editor: PointEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(CHOICES)
        self._editor = editor
        self._theme = LIGHT
        self._classes = QButtonGroup(self)
        self._classes.idClicked.connect(editor.choose)
        editor.label_changed.connect(self._show_label)
        editor.history_changed.connect(self._show_history)
        self.brush = Segmented([brush.title for brush in BRUSHES], self)
        self.brush.setToolTip("Points in a dab of the brush")
        self.brush.chosen.connect(self._take_brush)
        self.undo = self._button("undo", "Undo (Ctrl+Z)", editor.undo)
        self.redo = self._button("redo", "Redo (Ctrl+Shift+Z)", editor.redo)
        self._brush_name, self._hint = QLabel("Brush", self), QLabel(self)
        for label in (self._brush_name, self._hint):
            label.setProperty("role", "note")
        self.value = ValueField(editor, self)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, TIGHT)
        row.setSpacing(GAP)
        row.addLayout(self._buttons)
        for part in (self.value, self._brush_name, self.brush, self.undo, self.redo):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._hint)
        self._show_history()

    def set_classes(self, names: Sequence[str], limit: float) -> None:
        """Offer these classes to paint with, or without any a value, coloured from -limit to limit."""
        self.value.setVisible(not names)
        self.value.set_limit(limit)
        if [button.text() for button in self._classes.buttons()] != list(names):
            for button in self._classes.buttons():
                self._classes.removeButton(button)
                self._buttons.removeWidget(button)
                button.hide()
                button.deleteLater()
            for index, name in enumerate(names):
                self._add(index, name, len(names) - 1)
            self._fit()
        self._show_label(self._editor.label)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.value.apply_theme(theme)
        self.setFixedHeight(theme.size.row + TIGHT)
        for index, button in enumerate(self._classes.buttons()):
            button.setIcon(QIcon(marker_pixmap(theme, index, _MARKER, self.devicePixelRatioF())))
        for name, button in (("undo", self.undo), ("redo", self.redo)):
            show_icon(button, name, theme.text2, theme.size.icon, theme.edge)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        letters = font(self._theme.size.small)
        for button in self._classes.buttons():
            button.ensurePolished()
        taken = sum(button.sizeHint().width() for button in self._classes.buttons())
        parts = [self._brush_name, self.brush, self.undo, self.redo]
        parts += [self.value] if self.value.isVisibleTo(self) else []
        taken += sum(part.sizeHint().width() + GAP for part in parts) + 2 * INSET + GAP
        room = self.width() - taken
        self._hint.setText(next(hint for hint in HINTS if width_of(hint, letters) <= max(room, 0)))

    def _add(self, index: int, name: str, last: int) -> None:
        button = QToolButton(self)
        button.setText(name)
        button.setCheckable(True)
        button.setProperty("role", "segment")
        button.setProperty("place", {0: "first", last: "last"}.get(index, "middle"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(_MARKER + 4, _MARKER + 4))
        button.setIcon(QIcon(marker_pixmap(self._theme, index, _MARKER, self.devicePixelRatioF())))
        button.setToolTip(f"Paint class {name} (key {index})")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._classes.addButton(button, index)
        self._buttons.addWidget(button)
        button.show()

    def _button(self, name: str, tip: str, do: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(name.capitalize())
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: do())
        return button

    def _take_brush(self, index: int) -> None:
        self._editor.brush = BRUSHES[index]

    def _show_label(self, label: int) -> None:
        button = self._classes.button(label)
        if button is not None:
            button.setChecked(True)

    def _show_history(self) -> None:
        self.undo.setEnabled(self._editor.can_undo)
        self.redo.setEnabled(self._editor.can_redo)
