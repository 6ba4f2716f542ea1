"""Side: where the controls stand: beside the panels, or behind a rail that opens them over the panels."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.ui.controls.buttons import Button
from nnviz.ui.controls.column import ControlsColumn
from nnviz.ui.session import Session
from nnviz.ui.theme import GAP, TIGHT, Theme

#: Width of the rail in pixels.
RAIL = 40


class Side(QWidget):
    """Holds the controls, or the rail in their place.

    At a text size for lecture rooms the controls would take too much of the window, so there they stand
    behind the rail at first. Elsewhere they can be folded to it, for more room. Open over the panels, they
    go with a click beside them, with Esc, and once a preset has been chosen.

    Parameters
    ----------
    window
        Over which the controls open from the rail.

    Attributes
    ----------
    controls
        Made where they stand at first: in another place all of them would be styled anew.
    """

    def __init__(self, session: Session, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.controls = ControlsColumn(session, theme, window if theme.size.controls_float else self)
        self._window = window
        self.is_folded = False
        self._rail = QFrame(self)
        self._rail.setProperty("role", "card")
        self._rail.setFixedWidth(RAIL)
        self.button = Button("flat", icon_name="chevron_right", parent=self._rail)
        self.button.setToolTip("Controls (Ctrl+B)")
        self.button.setAccessibleName("Controls")
        self.button.clicked.connect(self.toggle)
        column = QVBoxLayout(self._rail)
        column.setContentsMargins(TIGHT, TIGHT, TIGHT, TIGHT)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._rail)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window, self._close)
        self._escape.activatedAmbiguously.connect(self._close)  # before what else Esc would undo
        self._escape.setEnabled(False)
        self.controls.presets.menu.activated.connect(lambda _: self._close())
        self._theme = theme
        self._set_folded(theme.size.controls_float)

    @property
    def is_open(self) -> bool:
        """Whether the controls lie over the panels now."""
        return self.is_folded and self.controls.isVisible()

    def toggle(self) -> None:
        """Open or close the controls over the panels; where both have room, fold them or put them back."""
        if self._theme.size.controls_float:
            self._show_over(not self.is_open)
        else:
            self._set_folded(not self.is_folded)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme, and the place that its text size asks for."""
        resized = theme.size is not self._theme.size
        self._theme = theme
        self.button.apply_theme(theme)
        if resized:
            self._set_folded(theme.size.controls_float)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the open controls as high as the rail; close them with a press beside them."""
        if watched is self._rail and event.type() == QEvent.Type.Resize and self.is_open:
            self._place()
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self._follow_press(event)
        return False

    def _follow_press(self, event: QMouseEvent) -> None:
        """Close the controls if the press on the window, which goes on its way, is on none of them."""
        place = event.position().toPoint()
        on_rail = self.rect().contains(self.mapFrom(self._window, place))
        is_ours = on_rail or self.controls.geometry().contains(place)
        if not is_ours and QApplication.activePopupWidget() is None:
            self._show_over(False)

    def _set_folded(self, folded: bool) -> None:
        self.is_folded = folded
        self._rail.setVisible(folded)
        self.button.apply_theme(self._theme)
        if folded:
            self._row.removeWidget(self.controls)
            self.controls.setParent(self._window)
            self._show_over(False)
            self._rail.installEventFilter(self)
        else:
            self._rail.removeEventFilter(self)
            self._show_over(False)
            self._row.addWidget(self.controls)
            self.controls.show()

    def _show_over(self, shown: bool) -> None:
        self.controls.setVisible(shown)
        self._escape.setEnabled(shown)
        handle: QWindow | None = self._window.windowHandle()  # sees a press before the widget that takes it
        if handle is not None:
            (handle.installEventFilter if shown else handle.removeEventFilter)(self)
        if shown:
            self._place()
            self.controls.raise_()
            self.controls.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        corner = self.mapTo(self._window, self.rect().topRight())
        self.controls.setGeometry(corner.x() + GAP // 2, corner.y(), self.controls.width(), self.height())

    def _close(self) -> None:
        if self.is_open:
            self._show_over(False)
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
