"""Heads: the small buttons above the columns of the network diagram, by which it grows and shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import msgspec
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from nnviz.nn import ACTIVATIONS
from nnviz.ui.icons import icon
from nnviz.ui.theme import GAP, TIGHT, Theme

_BUTTON = 20
_FEWER = "Remove the selected unit of this layer, else its last one; the others keep their weights"
_ROOM_FOR_NAME, _ROOM_FOR_CROSS = 172, 108
"""Pixels of a column from which on its activation has room, and the cross that removes it."""


class Head(msgspec.Struct, frozen=True):
    """What stands above one column.

    Attributes
    ----------
    layer
        Counted from 0 in the network; -1 for the inputs.
    words
        What it is: "8 units", "2 inputs".
    activation
        Its name; empty where it cannot be chosen.
    activations
        The names that may be chosen.
    can_grow
        Whether units may be added and removed.
    place
        Where a layer would go that comes in before this column; None if none can.
    """

    layer: int
    words: str
    activation: str = ""
    activations: tuple[str, ...] = ()
    can_grow: bool = False
    place: int | None = None


def height_of(theme: Theme) -> int:
    """Return the pixels that heads take above the columns."""
    return theme.size.row + GAP


class Heads(QObject):
    """The heads of all columns, as widgets on the diagram.

    Signals
    -------
    unit_added(int), unit_removed(int)
        To or from a layer.
    layer_added(int), layer_removed(int)
        At a place.
    activation_chosen(int, str)
        For a layer.
    """

    unit_added = Signal(int)
    unit_removed = Signal(int)
    layer_added = Signal(int)
    layer_removed = Signal(int)
    activation_chosen = Signal(int, str)

    def __init__(self, diagram: QWidget) -> None:
        super().__init__(diagram)
        self._diagram = diagram
        self._heads: tuple[Head, ...] = ()
        self._widgets: list[QWidget] = []
        self._between: list[QToolButton | None] = []
        self._named = self._crossed = True

    def set(self, heads: Sequence[Head], centres: Sequence[float], theme: Theme) -> None:
        """Show heads over columns with those middles; none at all for no heads."""
        pitch = min((b - a for a, b in pairwise(centres)), default=400.0)
        named, crossed = (pitch >= room * theme.size.small / 12 for room in (_ROOM_FOR_NAME, _ROOM_FOR_CROSS))
        if (tuple(heads), named, crossed) != (self._heads, self._named, self._crossed):
            self._heads, self._named, self._crossed = tuple(heads), named, crossed
            self._make(theme)
        for widget, centre in zip(self._widgets, centres, strict=False):
            size = widget.sizeHint()
            left = min(max(round(centre - size.width() / 2), 0), self._diagram.width() - size.width())
            widget.setGeometry(left, 0, size.width(), height_of(theme))
        for button, (before, after) in zip(self._between[1:], pairwise(centres), strict=False):
            if button is not None:
                button.move(round((before + after - _BUTTON) / 2), (height_of(theme) - _BUTTON) // 2)
                place = button.geometry()
                button.setVisible(not any(head.geometry().intersects(place) for head in self._widgets))

    def _make(self, theme: Theme) -> None:
        for widget in (*self._widgets, *(button for button in self._between if button is not None)):
            widget.hide()
            widget.deleteLater()
        self._widgets = [self._head(head, theme) for head in self._heads]
        self._between = [self._gap(head, theme) for head in self._heads]

    def _head(self, head: Head, theme: Theme) -> QWidget:
        widget = QWidget(self._diagram)
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TIGHT)
        if head.can_grow:
            row.addWidget(self._button("minus", _FEWER, theme, partial(self.unit_removed.emit, head.layer)))
        label = QLabel(head.words, widget)
        label.setProperty("role", "small")
        row.addWidget(label)
        if head.can_grow:
            row.addWidget(
                self._button(
                    "plus",
                    "Add a unit to this layer; all weights stay",
                    theme,
                    partial(self.unit_added.emit, head.layer),
                )
            )
        if head.can_grow and self._crossed:
            remove = partial(self.layer_removed.emit, head.layer)
            row.addWidget(self._button("close", "Remove this layer", theme, remove))
        if head.activation and self._named:
            row.addWidget(self._choice(head))
        widget.show()
        return widget

    def _choice(self, head: Head) -> QToolButton:
        button = QToolButton(self._diagram)
        button.setProperty("role", "segment")
        button.setProperty("place", "first")
        button.setText(f"{ACTIVATIONS[head.activation].title} ▾")
        button.setToolTip("The layer's activation; another one keeps the weights")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        for name in head.activations:
            action = menu.addAction(ACTIVATIONS[name].title)
            action.setCheckable(True)
            action.setChecked(name == head.activation)
            action.triggered.connect(partial(self._choose, head.layer, name))
        button.setMenu(menu)
        return button

    def _choose(self, layer: int, name: str, _checked: bool = False) -> None:
        self.activation_chosen.emit(layer, name)

    def _gap(self, head: Head, theme: Theme) -> QToolButton | None:
        if head.place is None:
            return None
        button = self._button(
            "plus",
            "Add a layer here; weights that it does not come between stay",
            theme,
            partial(self.layer_added.emit, head.place),
        )
        button.show()
        return button

    def _button(self, name: str, tip: str, theme: Theme, act: object) -> QToolButton:
        button = QToolButton(self._diagram)
        button.setIcon(icon(name, theme.text2))
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(_BUTTON, _BUTTON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        if callable(act):
            button.clicked.connect(lambda: act())
        return button

    def apply_theme(self, theme: Theme) -> None:
        """Draw the buttons in the colours of a theme."""
        if self._heads:
            self._make(theme)
