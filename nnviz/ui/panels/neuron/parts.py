"""Parts: where the rows, the equation, the curve and the plane of an opened unit stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from nnviz.ui.drawing.activation_curve import ActivationCurve
from nnviz.ui.drawing.steady_text import SteadyText
from nnviz.ui.drawing.unit_plane import UnitPlane
from nnviz.ui.panels.neuron.terms import Terms
from nnviz.ui.theme import GAP, INSET, Theme

_FLUSH_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Parts(QWidget):
    """What is seen of a unit: words above the pictures, or beside them where it is low."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.terms, self.curve, self.plane = Terms(theme), ActivationCurve(theme), UnitPlane(theme)
        # An equation that does not fit is written shorter; it must not widen the panel.
        self.equation, self.answer = SteadyText(fills=True), SteadyText(alignment=_FLUSH_RIGHT)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.equation, 1)
        line.addWidget(self.answer)
        words = QVBoxLayout()
        words.setContentsMargins(INSET, GAP, INSET, 0)
        words.setSpacing(GAP)
        words.addWidget(self.terms)
        words.addLayout(line)
        pictures = QHBoxLayout()
        pictures.setSpacing(0)
        pictures.addWidget(self.curve, 1)
        pictures.addWidget(self.plane, 1)
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(0, 0, 0, 0)
        self._all.setSpacing(GAP)
        self._all.addLayout(words)
        self._all.addLayout(pictures, 1)

    def stand_beside(self, beside: bool) -> None:
        """Put words and pictures side by side, or below each other."""
        directions = QBoxLayout.Direction
        self._all.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._all.setStretch(0, 1 if beside else 0)

    def relax(self) -> None:
        """Let the words take no more room than what is said next."""
        for words in (self.equation, self.answer):
            words.relax()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self.relax()
        for part in (self.terms, self.curve, self.plane):
            part.apply_theme(theme)
