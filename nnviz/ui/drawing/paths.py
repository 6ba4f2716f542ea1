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
_KINDS = QPainterPath.ElementType
_MOVE, _LINE = _KINDS.MoveToElement.value, _KINDS.LineToElement.value
_CURVE, _CURVE_DATA = _KINDS.CurveToElement.value, _KINDS.CurveToDataElement.value
REACH = 16_000.0
"""Pixels beyond which a coordinate is cut off: Qt's rasteriser overflows past 32,767."""


def polyline(x: Floats, y: Floats) -> QPainterPath:
    """Return a path through the points."""
    return KeptLine().through(x, y)


class KeptLine:
    """A line that is made again many times a second, in objects of Qt's that stay (see `kept.py`)."""

    def __init__(self) -> None:
        self._polygon, self._path = QPolygonF(), QPainterPath()

    def through(self, x: Floats, y: Floats) -> QPainterPath:
        """Return the path through points; it is this one until the next call."""
        return self.through_pairs(np.stack((_within_reach(x), _within_reach(y)), axis=1))

    def through_pairs(self, points: Floats) -> QPainterPath:
        """Return the path through points (n, 2), none of them out of reach."""
        self._path.clear()
        if len(points):
            self._polygon.resize(len(points))
            memory = cast(Any, VoidPtr)(self._polygon.data(), 16 * len(points), True)  # its stub has numbers
            np.frombuffer(memory, np.float64).reshape(-1, 2)[:] = points
            self._path.addPolygon(self._polygon)
        return self._path


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
        self._line = KeptLine()

    def set(self, columns: slice, rows: Floats) -> None:
        """Give some columns their two rows (2, m); those that are not finite are left out."""
        if not np.isfinite(rows).all():
            rows = np.where(np.isfinite(rows).all(axis=0), rows, np.nan)
            self._whole = min(self._whole, columns.start)
        elif columns.start <= self._whole:
            self._whole = max(self._whole, columns.stop)
        self._points[columns, :, 1] = np.minimum(np.maximum(rows, -REACH), REACH).T

    def path(self) -> QPainterPath:
        """Return the path through all columns that have rows; it is this one until the next call."""
        rest = self._points[self._whole :, 0, 1]
        there = rest == rest  # NaN is not
        # nothing to look for, and no copy, where a curve has no gaps
        points = self._points[: self._whole]
        if there.any():
            points = np.concatenate((points, self._points[self._whole :][there]))
        return self._line.through_pairs(points.reshape(-1, 2))


def polylines(x: Floats, y: Floats) -> QPainterPath:
    """Return a path of lines through equally many points each (lines, points)."""
    if not x.size:
        return QPainterPath()
    return _streamed(x.ravel(), y.ravel(), (_MOVE, *(x.shape[1] - 1) * (_LINE,)))


def rectangles(lefts: Floats, tops: Floats, width: float, heights: Floats) -> QPainterPath:
    """Return a path of equally wide rectangles."""
    x, y = np.empty((len(lefts), 5)), np.empty((len(lefts), 5))
    x.T[:], y.T[:] = lefts, tops
    x[:, 1:3] += width
    y.T[2:4] += heights
    return polylines(x, y)


def pieces(x: Floats, y: Floats, path: QPainterPath | None = None) -> QPainterPath:
    """Return a path of separate lines, each between two successive points: the one given, or a new one."""
    return _streamed(x, y, (_MOVE, _LINE), path)


def beziers(x: Floats, y: Floats) -> QPainterPath:
    """Return a path of separate cubic curves, each of four points (n, 4)."""
    return _streamed(x.ravel(), y.ravel(), (_MOVE, _CURVE, _CURVE_DATA, _CURVE_DATA))


def _streamed(x: Floats, y: Floats, kinds: tuple[int, ...], path: QPainterPath | None = None) -> QPainterPath:
    """Return a path of elements of the same few kinds over and over, as Qt reads it from a stream."""
    path = QPainterPath() if path is None else path
    path.clear()
    elements = np.empty(len(x), _ELEMENT)
    elements["kind"].reshape(-1, len(kinds))[:] = kinds
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


def _within_reach(values: Floats) -> Floats:
    if len(values) and (values.min() < -REACH or values.max() > REACH):
        return np.clip(values, -REACH, REACH)
    return values
