"""SteadyText: numbers that change all the time, without anything around them being laid out anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_BESIDE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SteadyText(QWidget):
    """A label in a place of its own, which grows with what it says but does not shrink with it.

    A label by itself has all that surrounds it laid out and painted again, up to the window, whenever it says
    something else.

    Parameters
    ----------
    fills : bool
        Takes the width that it is given, whatever it says.
    least : int
        Pixels that it is wide at least.
    role : str
        Of the label, for its style.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        fills: bool = False,
        least: int = 0,
        alignment: Qt.AlignmentFlag = _BESIDE,
        role: str = "",
    ) -> None:
        super().__init__(parent)
        self._label = QLabel(self)
        self._label.setProperty("role", role)
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setAlignment(alignment)
        self._fills = fills
        across = QSizePolicy.Policy.Ignored if fills else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.relax(least)

    def text(self) -> str:
        """Return what it says."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Say something else; simple HTML may be used."""
        if text == self._label.text():
            return
        self._label.setText(text)
        hint = self._label.sizeHint()
        if not self._fills and hint.width() > self.minimumWidth():
            self.setFixedWidth(hint.width())
        if hint.height() > self.minimumHeight():
            self.setFixedHeight(hint.height())

    def relax(self, least: int = 0) -> None:
        """Be as small as may be until something is said."""
        self._label.setText("")
        self.setFixedHeight(0)
        if not self._fills:
            self.setFixedWidth(least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the place."""
        super().resizeEvent(event)
        self._label.setGeometry(self.rect())
