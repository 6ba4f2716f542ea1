"""NumberField: a field for a number in a panel; a click in it selects the whole number, to be typed over."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from nnviz.ui.numerals import MINUS


class NumberField(QDoubleSpinBox):
    """A number from -limit to limit, with two decimals, that counts once it is typed to its end."""

    def __init__(self, limit: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(-limit, limit)
        self.setDecimals(2)
        self.setSingleStep(0.1)
        self.setKeyboardTracking(False)
        self._is_fresh = False  # a press has just brought the focus
        self.lineEdit().installEventFilter(self)

    def textFromValue(self, value: float) -> str:
        """Write the number with a minus sign rather than a hyphen."""
        return super().textFromValue(value).replace("-", MINUS)

    def valueFromText(self, text: str) -> float:
        """Read either sign."""
        return super().valueFromText(text.replace(MINUS, "-"))

    def validate(self, text: str, place: int) -> object:
        """Take what is a number with either sign; the text stays as it is."""
        state, _, place = cast(tuple[object, str, int], super().validate(text.replace(MINUS, "-"), place))
        return state, text, place

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take note that it is a press that brings the focus: the press itself follows."""
        super().focusInEvent(event)
        self._is_fresh = event.reason() == Qt.FocusReason.MouseFocusReason

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Select all where a click has brought the focus, and not just the digits before the point twice."""
        is_press = event.type() == QEvent.Type.MouseButtonPress
        if (is_press and self._is_fresh) or event.type() == QEvent.Type.MouseButtonDblClick:
            self._is_fresh = False
            self.lineEdit().selectAll()
            return True
        return bool(super().eventFilter(watched, event))
