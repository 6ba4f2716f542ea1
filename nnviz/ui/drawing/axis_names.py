"""The names of a plot's axes: where they stand, and what room they take from the ticks."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.ui.fonts import font
from nnviz.ui.numerals import power_of_ten
from nnviz.ui.theme import GAP, INSET, Theme


class Axis(msgspec.Struct, frozen=True):
    """One axis of a plot.

    Attributes
    ----------
    name : str
        With its unit: `step`, `accuracy, %`.
    log : bool
    widest : str
        The widest number that will stand at a vertical axis; room for it is kept.
    caption : str
        Where a vertical axis' name stands: `axis` (at its upper end), or `top` or `bottom` for
        inside the plot at that right corner.
    variable : bool
        Written in italics, as `x` is.
    """

    name: str = ""
    log: bool = False
    widest: str = "−100"
    caption: str = "axis"
    variable: bool = False


class AxisNames:
    """Two labels over a plot: x at the right end of its ticks, y where its axis says."""

    def __init__(self, plot: QWidget, x: Axis, y: Axis) -> None:
        self._plot = plot
        self._axes = (x, y)
        self._names, self._powers = [x.name, y.name], (0, 0)
        self._area, self._at_left = QRect(), False
        self._labels = tuple(QLabel(axis.name, plot) for axis in self._axes)
        for label in self._labels:
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def rename_x(self, name: str) -> None:
        """Name the horizontal axis anew."""
        self._names[0] = name
        self._write()

    def rename_y(self, name: str) -> None:
        """Name the vertical axis anew; a name that is too long for its place stands inside the plot."""
        self._names[1] = name
        self._write()

    def share_powers(self, across: int, up: int) -> None:
        """Say which power of ten the numbers of each axis share; 0 for none."""
        if (across, up) != self._powers:
            self._powers = (across, up)
            self._write()

    def _write(self) -> None:
        for label, name, power in zip(self._labels, self._names, self._powers, strict=True):
            label.setText(f"{name} ×{power_of_ten(power)}".strip() if power else name)

    @property
    def caption_width(self) -> int:
        """Pixels that the name of the vertical axis takes inside the plot."""
        return self._labels[1].width() + 2 * GAP

    def turn_caption(self, at_left: bool) -> None:
        """Put the vertical axis' name inside the plot at the left, where it is at the right otherwise."""
        if at_left != self._at_left:
            self._at_left = at_left
            self.place_y(self._area)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        for label, axis in zip(self._labels, self._axes, strict=True):
            label.setFont(font(theme.size.small + 1, 600, italic=axis.variable))
            label.setStyleSheet(f"color: {theme.text}; background: {theme.surface}; padding: 0 2px;")
            label.adjustSize()

    def place_x(self, shown: bool) -> int:
        """Place the name of the horizontal axis; return the pixels of the tick row that it takes."""
        label = self._labels[0]
        label.adjustSize()
        label.setVisible(shown and bool(label.text()))
        left = self._plot.width() - INSET - label.width()
        label.move(left, self._plot.height() - label.height() - 1)
        return label.width() + GAP if label.text() else 0

    def place_y(self, area: QRect) -> int:
        """Place the name of the vertical axis beside or in `area`; return the pixels it takes from it."""
        self._area = area
        label, caption = self._labels[1], self._axes[1].caption
        label.adjustSize()
        label.setVisible(bool(label.text()))
        if caption == "axis" and label.width() + 6 > area.left():
            label.move(area.left() + GAP, area.top() + 2)
            label.raise_()
            return 0
        if caption == "axis":
            label.move(area.left() - label.width() - 6, GAP)
            return label.height() if label.text() else 0
        row = area.top() + 2 if caption == "top" else area.bottom() - label.height() - 1
        label.move(area.left() + GAP if self._at_left else area.right() - label.width() - GAP, row)
        label.raise_()
        return 0
