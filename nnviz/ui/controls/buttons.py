"""Buttons and menus of choices that the keyboard alone can use, also where Space runs and pauses."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QPushButton, QSlider, QToolButton, QWidget

from nnviz.ui.controls.keys import ARROWS, claims
from nnviz.ui.icons import show_icon
from nnviz.ui.theme import Theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Button(QToolButton):
    """A tool button that Enter presses: Space belongs to Run and Pause wherever the focus is.

    Parameters
    ----------
    role : str
        What the style sheet knows it by.
    icon_name : str
        One of `nnviz.ui.strokes.ICONS`; empty for none.
    """

    def __init__(self, role: str, text: str = "", icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon_name = icon_name
        if icon_name and text:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def show_icon(self, name: str, colour: str, size: int = 16, disabled: str = "") -> None:
        """Show an icon in one colour."""
        show_icon(self, name, colour, size, disabled)

    def apply_theme(self, theme: Theme, colour: str = "") -> None:
        """Draw the icon in the theme's text colour, or in `colour`."""
        if self._icon_name:
            self.show_icon(self._icon_name, colour or theme.text, theme.size.icon, theme.strong)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, or open the menu."""
        if not _is_pressed(self, event):
            super().keyPressEvent(event)


class TextButton(QPushButton):
    """A button that looks like text, begins where text would, and is pressed by Enter too."""

    def __init__(self, role: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, or open the menu."""
        if not _is_pressed(self, event):
            super().keyPressEvent(event)


class Menu(QComboBox):
    """A menu of choices that the wheel does not change in passing; Enter opens it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the column."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter."""
        if event.key() in _ENTER:
            self.showPopup()
            event.accept()
        else:
            super().keyPressEvent(event)


class Slider(QSlider):
    """A horizontal slider that the wheel does not move in passing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def event(self, event: QEvent) -> bool:
        """Keep the arrows, whichever shortcuts of the window want them."""
        return claims(event, ARROWS) or bool(super().event(event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the column."""
        event.ignore()


def _is_pressed(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press a button if the key is Enter; tell whether it was."""
    is_enter = event.key() in _ENTER
    if is_enter:
        button.click()
        event.accept()
    return is_enter


def rule(parent: QWidget, height: int = 0) -> QFrame:
    """Return a line of 1 px: upright and `height` high, or lying where that is 0."""
    line = QFrame(parent)
    line.setProperty("role", "rule")
    if height:
        line.setFixedSize(1, height)
    else:
        line.setFixedHeight(1)
    return line
