"""Legend keys: what stands before a name in a legend, as values that can draw themselves."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen, QPixmap

from nnviz.ui.drawing.key_pictures import blank_picture, line_pixmap
from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.theme import Theme

_SCALE_LENGTH = 48


class LineKey(msgspec.Struct, frozen=True):
    """The key of a curve; `series` is `train`, `validation` or `test`."""

    series: str

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw a piece of the line."""
        return line_pixmap(theme.series[self.series], scale)


class ClassKey(msgspec.Struct, frozen=True):
    """The key of a class: its marker in its colour."""

    index: int

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw the marker."""
        return marker_pixmap(theme, self.index, 11, scale)


class RingKey(msgspec.Struct, frozen=True):
    """The key of a ring: wrong points, points only tested, or in a colour of the theme those of the batch."""

    bold: bool = True
    token: str = ""

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw the ring."""
        picture, painter = blank_picture(14, 14, scale)
        colour = getattr(theme, self.token or ("text" if self.bold else "muted"))
        painter.setPen(QPen(QColor(colour), 1.5))
        painter.drawEllipse(2, 2, 10, 10)
        painter.end()
        return picture


class SquareKey(msgspec.Struct, frozen=True):
    """The key of a filled or outlined area; `token` names a colour of the theme."""

    token: str
    filled: bool = True

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw the square."""
        picture, painter = blank_picture(12, 12, scale)
        colour = QColor(getattr(theme, self.token))
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour if self.filled else Qt.BrushStyle.NoBrush)
        painter.drawRect(0, 0, 11, 11)
        painter.end()
        return picture


class ScaleKey(msgspec.Struct, frozen=True):
    """The key of a colour map: that of magnitudes, zero at the left, or the signed one."""

    signed: bool = False

    def pixmap(self, theme: Theme, scale: float) -> QPixmap:
        """Draw the whole map."""
        picture, painter = blank_picture(_SCALE_LENGTH, 12, scale)
        colours = theme.signed if self.signed else theme.magnitude
        for column in range(1, _SCALE_LENGTH - 1):
            colour = colours.colour(1 + 254 * (column - 1) // (_SCALE_LENGTH - 3))
            painter.fillRect(column, 1, 1, 10, QColor(colour))
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.drawRect(QRectF(0.5, 0.5, _SCALE_LENGTH - 1, 11))
        painter.end()
        return picture


Key = LineKey | ClassKey | RingKey | SquareKey | ScaleKey
