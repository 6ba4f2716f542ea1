"""What the pictures of a legend's keys are drawn on, and the piece of a curve's line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnviz.ui.theme import Series

_LINE_LENGTH = 22


def blank_picture(width: int, height: int, scale: float) -> tuple[QPixmap, QPainter]:
    """Return an empty picture of so many pixels of the screen, and a painter on it."""
    picture = QPixmap(round(width * scale), round(height * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return picture, painter


def line_pixmap(series: Series, scale: float) -> QPixmap:
    """Draw a piece of a curve's line."""
    picture, painter = blank_picture(_LINE_LENGTH, 12, scale)
    pen = QPen(QColor(series.colour), 2.5)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if series.dashes:
        pen.setDashPattern([length / 2.5 for length in series.dashes])
    painter.setPen(pen)
    painter.drawLine(0, 6, _LINE_LENGTH, 6)
    painter.end()
    return picture
