"""Paths: arrays of pixel coordinates to Qt's painter paths and pictures, without a loop in Python."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QByteArray, QDataStream
from PySide6.QtGui import QImage, QPainterPath, QPixmap, QPolygonF
from shiboken6 import VoidPtr

from nnviz.ui.colour_maps import ByteArray

Floats = npt.NDArray[np.floating]

Words = npt.NDArray[np.uint32]

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
"""An element of a painter path as Qt writes it to a stream."""
REACH = 16_000.0
"""Pixels beyond which a coordinate is cut off: Qt's rasteriser overflows past 32,767."""


def polyline(x: Floats, y: Floats) -> QPainterPath:
    """Return a path through the points."""
    if not len(x):
        return QPainterPath()
    polygon, places = _polygon(len(x))
    places[:, 0] = _within_reach(x)
    places[:, 1] = _within_reach(y)
    return _path(polygon)


class Zigzag:
    """A line that visits two points at each of equally wide columns, kept from one drawing to the next.

    Parameters
    ----------
    columns : int
    width : float
        Pixels of all columns together.

    Notes
    -----
    `_whole` is how many of the first columns surely have rows, without a gap.
    """

    def __init__(self, columns: int, width: float) -> None:
        self._points = np.full((columns, 2, 2), np.nan)
        self._points[..., 0] = ((np.arange(columns) + 0.5) * (width / columns))[:, None]
        self._whole = 0

    def set(self, columns: slice, rows: Floats) -> None:
        """Give some columns their two rows (2, m); those that are not finite are left out."""
        if not np.isfinite(rows).all():
            rows = np.where(np.isfinite(rows).all(axis=0), rows, np.nan)
            self._whole = min(self._whole, columns.start)
        elif columns.start <= self._whole:
            self._whole = max(self._whole, columns.stop)
        self._points[columns, :, 1] = np.minimum(np.maximum(rows, -REACH), REACH).T

    def path(self) -> QPainterPath:
        """Return the path through all columns that have rows."""
        rest = self._points[self._whole :, 0, 1]
        there = rest == rest  # NaN is not
        # nothing to look for, and no copy, where a curve has no gaps
        points = self._points[: self._whole]
        if there.any():
            points = np.concatenate((points, self._points[self._whole :][there]))
        if not len(points):
            return QPainterPath()
        polygon, places = _polygon(2 * len(points))
        places[:] = points.reshape(-1, 2)
        return _path(polygon)


def polylines(x: Floats, y: Floats) -> QPainterPath:
    """Return a path of lines through equally many points each (lines, points)."""
    if not x.size:
        return QPainterPath()
    kinds = QPainterPath.ElementType
    each = (kinds.MoveToElement, *(x.shape[1] - 1) * (kinds.LineToElement,))
    return _streamed(x.ravel(), y.ravel(), each)


def rectangles(lefts: Floats, tops: Floats, width: float, heights: Floats) -> QPainterPath:
    """Return a path of equally wide rectangles."""
    x, y = np.empty((len(lefts), 5)), np.empty((len(lefts), 5))
    x.T[:], y.T[:] = lefts, tops
    x[:, 1:3] += width
    y.T[2:4] += heights
    return polylines(x, y)


def pieces(x: Floats, y: Floats) -> QPainterPath:
    """Return a path of separate lines, each between two successive points."""
    kinds = QPainterPath.ElementType
    return _streamed(x, y, (kinds.MoveToElement, kinds.LineToElement))


def beziers(x: Floats, y: Floats) -> QPainterPath:
    """Return a path of separate cubic curves, each of four points (n, 4)."""
    kinds = QPainterPath.ElementType
    data = kinds.CurveToDataElement
    return _streamed(x.ravel(), y.ravel(), (kinds.MoveToElement, kinds.CurveToElement, data, data))


def _streamed(x: Floats, y: Floats, kinds: tuple[QPainterPath.ElementType, ...]) -> QPainterPath:
    """Return a path of elements of the same few kinds over and over, as Qt reads it from a stream."""
    path = QPainterPath()
    if len(x):
        elements = np.empty(len(x), _ELEMENT)
        elements["kind"] = np.resize([kind.value for kind in kinds], len(x))
        elements["x"], elements["y"] = _within_reach(x), _within_reach(y)
        head, foot = len(x).to_bytes(4, "big"), bytes(8)  # how many; where the last piece began; how to fill
        QDataStream(QByteArray(head + elements.tobytes() + foot)) >> path
    return path


def lines_path(lines: Iterable[tuple[float, float, float, float]]) -> QPainterPath:
    """Return a path of a few lines (x1, y1, x2, y2)."""
    path = QPainterPath()
    for x1, y1, x2, y2 in lines:
        path.moveTo(x1, y1)
        path.lineTo(x2, y2)
    return path


def rgb_pixmap(pixels: ByteArray | Words) -> QPixmap:
    """Return an array of blue, green, red, 255 (rows, columns, 4), or of `0xFFRRGGBB`, as a pixmap."""
    rows, columns = pixels.shape[:2]
    memory = np.ascontiguousarray(pixels).data
    image = QImage(memory, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(image.copy())


def indexed_pixmap(indices: ByteArray, table: npt.ArrayLike) -> QPixmap:
    """Return an array (rows, columns) of entries of a table of 256 colours `0xAARRGGBB` as a pixmap.

    The first colour may be clear, the others are not. NumPy looks the colours up, for Qt would be given the
    table anew with each picture, which takes longer than all else where pictures are small.
    """
    colours = np.asarray(table, np.uint32)
    pixels = colours.take(indices)
    rows, columns = indices.shape
    formats = QImage.Format
    kind = formats.Format_RGB32 if colours[0] >> 24 else formats.Format_ARGB32_Premultiplied
    return QPixmap.fromImage(QImage(pixels.data, columns, rows, 4 * columns, kind).copy())


def _polygon(size: int) -> tuple[QPolygonF, Floats]:
    """Return a polygon of Qt and its memory as an array (size, 2)."""
    polygon = QPolygonF()
    polygon.resize(size)
    memory = cast(Any, VoidPtr)(polygon.data(), 16 * size, True)  # its stub knows numbers alone
    return polygon, np.frombuffer(memory, np.float64).reshape(-1, 2)


def _path(polygon: QPolygonF) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(polygon)
    return path


def _within_reach(values: Floats) -> Floats:
    if len(values) and (values.min() < -REACH or values.max() > REACH):
        return np.clip(values, -REACH, REACH)
    return values
