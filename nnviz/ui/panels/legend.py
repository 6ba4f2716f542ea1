"""Legend: a row in a fixed place that names what is drawn and gives its present values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.fonts import font, width_of
from nnviz.ui.theme import GAP, INSET, TIGHT, Series, Theme

_LINE_LENGTH = 22


@dataclass(frozen=True)
class LineKey:
    """The key of a curve."""

    series: str
    """`train`, `validation` or `test`: the name of one of the theme's series."""

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw a piece of the line."""
        return _line_pixmap(theme.series[self.series], scale)


@dataclass(frozen=True)
class ClassKey:
    """The key of a class: its marker in its colour."""

    index: int

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw the marker."""
        return marker_pixmap(theme, self.index, 11, scale)


@dataclass(frozen=True)
class RingKey:
    """The key of a ring: wrong points, or points that are only tested."""

    bold: bool = True

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw the ring."""
        picture, painter = _blank(14, 14, scale)
        painter.setPen(QPen(QColor(theme.text if self.bold else theme.muted), 1.5))
        painter.drawEllipse(2, 2, 10, 10)
        painter.end()
        return picture


@dataclass(frozen=True)
class SquareKey:
    """The key of a filled or outlined area; `token` names a colour of the theme."""

    token: str
    filled: bool = True

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw the square."""
        picture, painter = _blank(12, 12, scale)
        colour = QColor(getattr(theme, self.token))
        if self.filled:
            painter.fillRect(0, 0, 12, 12, colour)
        else:
            painter.setPen(QPen(colour, 1))
            painter.drawRect(0, 0, 11, 11)
        painter.end()
        return picture


Key = LineKey | ClassKey | RingKey | SquareKey


@dataclass(frozen=True)
class Entry:
    """One entry of a legend.

    Attributes
    ----------
    key : LineKey, ClassKey, RingKey or SquareKey
    name : str
        What is drawn.
    widest : str
        The widest value that will be shown, for which room is kept; empty for no value.
    """

    key: Key
    name: str
    widest: str = ""


class Legend(QWidget):
    """Keys with names and present values, and what is under the pointer.

    In two lines (`stacked`) values stand below names; else the read-out ends the row.
    """

    def __init__(self, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stacked = stacked
        self._entries: tuple[Entry, ...] = ()
        self._widgets: list[QWidget] = []
        self._keys: list[QLabel] = []
        self._values: list[QLabel] = []
        self._readout_used = False
        self._theme: Theme | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, INSET, 0)
        row.setSpacing(GAP)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(TIGHT)
        self._grid.setVerticalSpacing(0)
        row.addLayout(self._grid)
        row.addStretch(1)
        self._readout = _label("value")
        self._readout.setTextFormat(Qt.TextFormat.RichText)
        row.addWidget(self._readout)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries."""
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets, self._keys, self._values = [], [], []
        for column, entry in enumerate(self._entries):
            self._add(4 * column, entry)
        if self._theme is not None:
            self.apply_theme(self._theme)

    @property
    def is_used(self) -> bool:
        """Whether there is an entry or a read-out to show."""
        return bool(self._entries) or self._readout_used

    @property
    def room(self) -> int:
        """Pixels beside the entries that the read-out may take."""
        return self.width() - self._grid.sizeHint().width() - 2 * INSET - GAP

    def set_value(self, index: int, text: str) -> None:
        """Show the present value of entry `index`."""
        self._values[index].setText(text)

    @property
    def readout(self) -> str:
        """What is said of what is under the pointer, as HTML."""
        return self._readout.text()

    @property
    def values(self) -> tuple[str, ...]:
        """The present value of each entry."""
        return tuple(value.text() for value in self._values)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is shown, in order."""
        return self._entries

    def set_readout(self, text: str) -> None:
        """Show what is under the pointer; an empty text for nothing. Simple HTML may be used."""
        if not self._readout_used:
            self._readout_used = True
            self.show()
        self._readout.setText(text)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the keys again and keep room for the widest values."""
        self._theme = theme
        self.setVisible(self.is_used)
        line = theme.size.small + 5
        self.setFixedHeight(line * (2 if self._stacked else 1) + GAP)
        self._readout.setFixedHeight(line)
        value_font = font(theme.size.small, 600)
        for entry, key, value in zip(self._entries, self._keys, self._values, strict=True):
            key.setPixmap(entry.key.pixmap(theme, self.devicePixelRatioF()))
            value.setFixedSize(width_of(entry.widest, value_font) + 2 if entry.widest else 0, line)
        self._grid.invalidate()  # Qt tells only the outermost layout of new sizes

    def _add(self, column: int, entry: Entry) -> None:
        key, name, value = _label("small"), _label("small"), _label("value")
        name.setText(entry.name)
        self._grid.addWidget(key, 0, column)
        self._grid.addWidget(name, 0, column + 1)
        if self._stacked:
            self._grid.addWidget(value, 1, column, 1, 3)
        else:
            self._grid.addWidget(value, 0, column + 2)
        self._grid.setColumnStretch(column + 2, 1)
        self._grid.setColumnMinimumWidth(column + 3, GAP)
        self._widgets += [key, name, value]
        for label in (key, name, value):
            label.show()  # at once, for `room` must not wait for the event loop
        self._keys.append(key)
        self._values.append(value)


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    return label


def _blank(width: int, height: int, scale: float) -> tuple[QPixmap, QPainter]:
    picture = QPixmap(round(width * scale), round(height * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return picture, painter


def _line_pixmap(series: Series, scale: float) -> QPixmap:
    picture, painter = _blank(_LINE_LENGTH, 12, scale)
    pen = QPen(QColor(series.colour), 2.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if series.dashes:
        pen.setDashPattern([length / 2.5 for length in series.dashes])
    painter.setPen(pen)
    painter.drawLine(0, 6, _LINE_LENGTH, 6)
    painter.end()
    return picture
