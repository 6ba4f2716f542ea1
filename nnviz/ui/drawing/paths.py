"""Paths: arrays of pixel coordinates to Qt's painter paths and pictures, without a loop in Python."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPainterPath, QPixmap

from nnviz.ui.colour_maps import ByteArray

Floats = npt.NDArray[np.float64]

REACH = 16_000.0
"""Pixels beyond which a coordinate is cut off: Qt's rasteriser overflows past 32,767."""


def polyline(x: Floats, y: Floats) -> QPainterPath:
    """Return a path through the points."""
    return _path(x, y, "all")


def pieces(x: Floats, y: Floats) -> QPainterPath:
    """Return a path of separate lines, each between two successive points."""
    return _path(x, y, "pairs")


def lines_path(lines: Iterable[tuple[float, float, float, float]]) -> QPainterPath:
    """Return a path of a few lines (x1, y1, x2, y2)."""
    path = QPainterPath()
    for x1, y1, x2, y2 in lines:
        path.moveTo(x1, y1)
        path.lineTo(x2, y2)
    return path


def rgb_pixmap(bgra: ByteArray) -> QPixmap:
    """Return an array (rows, columns, 4) of blue, green, red, 255 as a pixmap."""
    bgra = np.ascontiguousarray(bgra)
    rows, columns = bgra.shape[:2]
    image = QImage(bgra.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(image.copy())


def indexed_pixmap(indices: ByteArray, table: list[int]) -> QPixmap:
    """Return an array (rows, columns) of entries of a colour table as a pixmap."""
    indices = np.ascontiguousarray(indices)
    rows, columns = indices.shape
    image = QImage(indices.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return QPixmap.fromImage(image)


def _path(x: Floats, y: Floats, connect: str) -> QPainterPath:
    from pyqtgraph.functions import arrayToQPath

    x, y = np.clip(x, -REACH, REACH), np.clip(y, -REACH, REACH)
    path: QPainterPath = arrayToQPath(x, y, connect=connect, finiteCheck=False)
    return path
