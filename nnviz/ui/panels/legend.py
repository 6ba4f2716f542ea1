"""Legend: a row in a fixed place that names what is drawn and gives its present values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnviz.ui.drawing.legend_keys import ClassKey, Key, LineKey, RingKey, ScaleKey, SquareKey
from nnviz.ui.drawing.steady_text import SteadyText
from nnviz.ui.fonts import text_width
from nnviz.ui.theme import GAP, INSET, LIGHT, TIGHT, Theme

__all__ = ["ClassKey", "Entry", "Key", "Legend", "LineKey", "RingKey", "ScaleKey", "SquareKey"]

_ROLES = "small", "small", "value"
"""Of the labels of an entry: its key, its name, its value."""
_AT_END = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BETWEEN = TIGHT + GAP + TIGHT
"""Pixels from one entry to the next."""


class Entry(msgspec.Struct, frozen=True):
    """One entry of a legend.

    Attributes
    ----------
    key, name
        What is drawn.
    widest
        The widest value to come, for which room is kept; empty for none. Several lines if stacked.
    """

    key: Key
    name: str
    widest: str = ""


class Legend(QWidget):
    """Keys with names and present values, and what is under the pointer.

    In two lines (`stacked`) values stand below names; else the read-out ends the row. All widths follow from
    the words alone, so that `room_beside` can say what fits without laying anything out.
    """

    def __init__(self, stacked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stacked = stacked
        self._entries: tuple[Entry, ...] = ()
        self._widths: dict[Entry, tuple[int, int, int]] = {}
        self._keys, self._names, self._values = list[QLabel](), list[QLabel](), list[QLabel]()
        self._readout_used, self._is_wanted = False, True
        self._least_height = 0
        self._theme: Theme = LIGHT
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(INSET, 0, INSET, 0)
        self._row.setSpacing(GAP)
        self._box = QWidget(self)
        self._row.addWidget(self._box)
        self._readout = SteadyText(fills=True, alignment=_AT_END, role="value")
        self._row.addWidget(self._readout, 1)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries."""
        if tuple(entries) == self._entries:
            return
        self._entries = tuple(entries)
        self._fill()
        self.set_wanted(self._is_wanted)

    def set_wanted(self, wanted: bool) -> None:
        """Be there as soon as there is something to show, or not while a message stands above."""
        self._is_wanted = wanted
        self.setVisible(wanted and self.is_used)

    @property
    def is_used(self) -> bool:
        """Whether there is an entry or a read-out to show."""
        return bool(self._entries) or self._readout_used

    @property
    def room(self) -> int:
        """Pixels beside the entries that the read-out may take."""
        return self.room_beside(self._entries)

    def room_beside(self, entries: Sequence[Entry]) -> int:
        """Return the pixels that these entries would leave for the read-out; less than 0 if too wide."""
        return self._full_width - 2 * INSET - GAP - sum(self._width_of(each) + _BETWEEN for each in entries)

    @property
    def _full_width(self) -> int:
        """The legend's width once it is laid out, across the whole of what it lies on."""
        parent = self.parentWidget()
        layout = parent.layout() if parent is not None else None
        if parent is None or layout is None:
            return self.width()
        margins = layout.contentsMargins()
        return parent.width() - margins.left() - margins.right()

    def set_value(self, index: int, *texts: str) -> None:
        """Show the present value of entry `index`: the first of these texts that has room, else the last."""
        label, small = self._values[index], self._theme.size.small
        room = label.maximumWidth()
        label.setText(next((text for text in texts if _width_of_lines(text, small) <= room), texts[-1]))

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
            self.set_wanted(self._is_wanted)
        self._readout.say(text)

    def end_with(self, *widgets: QWidget) -> None:
        """Put widgets at the end of the row; no word beside them may widen the panel any more."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for widget in widgets:
            self._row.addWidget(widget)
        self.set_readout("")

    def keep_height(self, pixels: int) -> None:
        """Be so high at least, whatever entries there are: as high as what ends the row."""
        self._least_height = pixels
        self.setFixedHeight(max(self.height(), pixels))

    def apply_theme(self, theme: Theme) -> None:
        """Draw the keys again and keep room for the widest values."""
        self._theme = theme
        self._widths.clear()
        self.set_wanted(self._is_wanted)
        self._readout.setFixedHeight(self._line)
        self._fill()

    @property
    def _line(self) -> int:
        return self._theme.size.small + 5

    def _fill(self) -> None:
        """Write the entries, into the labels that there are if they are as many."""
        below = max(map(_lines, self._entries), default=1) if self._stacked else 0
        self.setFixedHeight(max(self._line * (1 + below) + GAP, self._least_height))
        box = self._box if len(self._entries) == len(self._keys) else self._new_box(len(self._entries))
        for labels, entry in zip(self._labels(), self._entries, strict=True):
            self._write(*labels, entry)
        if box is not self._box:
            self._row.replaceWidget(self._box, box)
            self._box.hide()
            self._box.deleteLater()
            self._box = box
            box.show()
        for layout in (self._row, box.layout()):
            if layout is not None:
                layout.activate()  # a paint may come before the next turn

    def _new_box(self, count: int) -> QWidget:
        """Make labels in a box that is not shown yet: each new one lays out the window else."""
        values = self.values
        box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(TIGHT)
        grid.setVerticalSpacing(0)
        self._keys, self._names, self._values = ([_label(role) for _ in range(count)] for role in _ROLES)
        for index, labels in enumerate(self._labels()):
            self._place(grid, 4 * index, *labels)
        for label, text in zip(self._values, values, strict=False):
            label.setText(text)
        return box

    def _labels(self) -> Iterator[tuple[QLabel, QLabel, QLabel]]:
        return zip(self._keys, self._names, self._values, strict=True)

    def _place(self, grid: QGridLayout, column: int, key: QLabel, name: QLabel, value: QLabel) -> None:
        grid.addWidget(key, 0, column)
        grid.addWidget(name, 0, column + 1)
        if self._stacked:
            grid.addWidget(value, 1, column, 1, 3)
        else:
            grid.addWidget(value, 0, column + 2)
        grid.setColumnStretch(column + 2, 1)
        grid.setColumnMinimumWidth(column + 3, GAP)

    def _write(self, key: QLabel, name: QLabel, value: QLabel, entry: Entry) -> None:
        key.setPixmap(entry.key.pixmap(self._theme, self.devicePixelRatioF()))
        name.setText(entry.name)
        for label, width in zip((key, name, value), self._widths_of(entry), strict=True):
            label.setFixedSize(width, self._line)
        if self._stacked:
            value.setFixedSize(self._width_of(entry), self._line * _lines(entry))

    def _widths_of(self, entry: Entry) -> tuple[int, int, int]:
        """Return the widths of key, name and value; asked at every frame, reckoned once."""
        if entry not in self._widths:
            size, key = self._theme.size.small, entry.key.pixmap(self._theme, 1.0).width()
            value = _width_of_lines(entry.widest, size) + 2 if entry.widest else 0
            self._widths[entry] = key, text_width(entry.name, size), value
        return self._widths[entry]

    def _width_of(self, entry: Entry) -> int:
        key, name, value = self._widths_of(entry)
        beside = key + TIGHT + name
        return max(beside, value) if self._stacked else beside + TIGHT + value


def _lines(entry: Entry) -> int:
    return entry.widest.count("\n") + 1


def _width_of_lines(text: str, pixels: int) -> int:
    """Return the width of the widest line of a value."""
    return max(text_width(line, pixels, 600) for line in text.split("\n"))


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    return label
