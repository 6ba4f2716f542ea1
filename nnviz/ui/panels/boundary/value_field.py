"""ValueField: the value that points of a regression are painted with."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnviz.training.edits.points import FARTHEST
from nnviz.ui.drawing.value_points import value_pixmap
from nnviz.ui.number_field import NumberField
from nnviz.ui.panels.boundary.point_editor import PointEditor
from nnviz.ui.theme import LIGHT, TIGHT, Theme

_LETTERS = 6
"""Width of the field."""


class ValueField(QWidget):
    """A field with the value, and the circle that such a point is drawn as."""

    def __init__(self, editor: PointEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._theme, self._limit = LIGHT, 1.0
        self._circle, name = QLabel(self), QLabel("Value", self)
        name.setProperty("role", "note")
        self.box = NumberField(FARTHEST, self)
        self.box.setValue(editor.value)
        self.box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.box.setAccessibleName("Value of painted points")
        self.box.setToolTip(
            "The value to paint with: type a number over the plane, or click a point to take its"
        )
        self.box.valueChanged.connect(editor.set_value)
        self.box.lineEdit().returnPressed.connect(lambda: editor.layer.setFocus())
        editor.value_changed.connect(self._show)
        editor.number_typed.connect(self._begin)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        for part in (name, self.box, self._circle):
            row.addWidget(part)

    def set_limit(self, limit: float) -> None:
        """Colour the circle as the plane does whose values go from -limit to limit."""
        self._limit = limit
        self._show(self._editor.value)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self.box.setFixedWidth(_LETTERS * theme.size.body)
        self._show(self._editor.value)

    def _show(self, value: float) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(value)
        self._circle.setPixmap(value_pixmap(self._theme, value, self._limit, self.devicePixelRatioF()))

    def _begin(self, letter: str) -> None:
        """Go on with a number whose first letter was typed over the plane."""
        self.box.setFocus()
        self.box.lineEdit().setText(letter)
