"""LayerChoice: which layer a panel shows, chosen in its title line."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox

from nnviz.ui.panels.title_line import TitleLine

MOST_SEGMENTS = 4
"""Layers up to which all can be seen at once; more are in a list that opens."""


class LayerChoice(QObject):
    """`Layer 1 | 2 | 3`, or a list of layers where there are many; nothing where there is no choice.

    Signals
    -------
    chosen(int)
        The index of the layer that the user chose; not sent by `offer`.
    """

    chosen = Signal(int)

    def __init__(self, line: TitleLine) -> None:
        super().__init__(line)
        self._segments = line.choice
        self._list = QComboBox(line)
        self._list.setAccessibleName("Layer")
        self._list.hide()
        row = line.layout()
        assert isinstance(row, QBoxLayout)
        row.insertWidget(row.indexOf(line.choice) + 1, self._list)
        self._segments.chosen.connect(self.chosen)
        self._list.activated.connect(self.chosen)
        self._count = 0

    def offer(self, count: int, current: int) -> None:
        """Offer so many layers and show which of them is the present one."""
        few = count <= MOST_SEGMENTS
        if count != self._count:
            self._count = count
            titles = [str(number) for number in range(1, count + 1)]
            self._segments.set_titles([f"Layer {titles[0]}", *titles[1:]] if few else ())
            with QSignalBlocker(self._list):
                self._list.clear()
                self._list.addItems([] if few else [f"Layer {title}" for title in titles])
            self._list.setVisible(not few)
        if few:
            self._segments.choose(current)
        else:
            self._list.setCurrentIndex(current)

    @property
    def current(self) -> int:
        """Index of the layer that is marked as chosen."""
        return self._segments.current if self._count <= MOST_SEGMENTS else self._list.currentIndex()
