"""Icons: strokes drawn in the colour of the text beside them.

The strokes themselves stand apart: the style sheet asks for some, and the first paint does not wait for what
pictures are drawn with.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from nnviz.ui.strokes import svg

SCALES = (1, 2)
"""Device pixel ratios for which a picture is kept; Qt scales from the next larger one."""


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = 16, scale: float = 1.0) -> QPixmap:
    """Return an icon as a picture of `size` logical pixels at a device pixel ratio."""
    picture = QPixmap(QSize(round(size * scale), round(size * scale)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg(name, colour))).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


@lru_cache(maxsize=512)
def icon(name: str, colour: str, size: int = 16, disabled: str = "") -> QIcon:
    """Return an icon in a text colour, with the colour it has when disabled, if another."""
    result = QIcon()
    for scale in sorted({*SCALES, _screen_scale()}):
        result.addPixmap(pixmap(name, colour, size, scale))
        if disabled:
            result.addPixmap(pixmap(name, disabled, size, scale), QIcon.Mode.Disabled)
    return result


def show_icon(button: QAbstractButton, name: str, colour: str, size: int = 16, disabled: str = "") -> None:
    """Put an icon of a size on a button."""
    button.setIconSize(QSize(size, size))
    button.setIcon(icon(name, colour, size, disabled))


def _screen_scale() -> float:
    return max((s.devicePixelRatio() for s in QGuiApplication.screens()), default=1.0)
