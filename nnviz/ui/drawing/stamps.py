"""Stamps: one small picture at many places of a larger one, by NumPy and not by a call of Qt for each.

Each call of Qt lets go of the interpreter lock and has to wait for it again, which a run flat out feels.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPixmap

from nnviz.ui.drawing.view import View

Floats = npt.NDArray[np.floating]
Words = npt.NDArray[np.uint32]

_SOFT_LAYERS = 4
"""Soft edges that are laid over one another; where points lie denser than that nobody sees more."""
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


def stamp(
    view: View, places: Floats, kinds: npt.NDArray[np.integer], stamps: Mapping[int, QPixmap]
) -> QPixmap:
    """Return a picture of the view with the stamp of its kind (n,) at each place (n, 2), if there is one."""
    if not len(places):
        return QPixmap()
    sheet = _Sheet(view, max((pixmap.width() for pixmap in stamps.values()), default=0))
    columns, rows = sheet.places(places)
    for kind, pixmap in stamps.items():
        here = kinds == kind
        sheet.press(_pixels(pixmap), columns[here], rows[here])
    return sheet.picture()


def stamp_alike(view: View, places: Floats, pixmap: QPixmap) -> QPixmap:
    """Return a picture of the view with a stamp of one colour at each place (n, 2).

    Where stamps meet, the densest of their pixels is seen: among pixels of one colour nobody sees what laying
    them over one another would add, which takes ten times as many calls of NumPy.
    """
    if not len(places):
        return QPixmap()
    sheet = _Sheet(view, pixmap.width())
    sheet.press_alike(_pixels(pixmap), *sheet.places(places))
    return sheet.picture()


class _Sheet:
    """A clear picture of a view with a margin all around, so that a stamp at its edge needs no cutting."""

    def __init__(self, view: View, margin: int) -> None:
        self._view, self._margin = view, margin
        width, height = self._size = round(view.width * view.scale), round(view.height * view.scale)
        self._stride = width + 2 * margin
        self._words = np.zeros(self._stride * (height + 2 * margin), np.uint32)
        self._topmost = np.empty(len(self._words), np.int32)  # of the kind that is pressed

    def places(self, places: Floats) -> tuple[Floats, Floats]:
        """Return columns and rows (n,) of places (n, 2) of the view."""
        view = self._view
        return view.x(places[:, 0]) * view.scale, view.y(places[:, 1]) * view.scale

    def press_alike(self, pixels: Words, columns: Floats, rows: Floats) -> None:
        """Put a stamp (side, side) of one colour with its middle at each place, its densest pixels last."""
        corners, drawn = self._corners(columns, rows, len(pixels)), pixels.ravel()
        order = (drawn >> 24).argsort(kind="stable")
        order = order[drawn[order] > 0]
        down, across = np.divmod(order, len(pixels))
        # of what is written to one place the last stays
        self._words[(down * self._stride + across)[:, None] + corners] = drawn[order][:, None]

    def press(self, pixels: Words, columns: Floats, rows: Floats) -> None:
        """Put a stamp (side, side) with its middle at each place; a later one lies over an earlier one.

        On whole pixels, so that every stamp is as crisp as the first.
        """
        corners = self._corners(columns, rows, len(pixels))
        solid, rim = pixels >> 24 == 255, (pixels > 0) & (pixels >> 24 < 255)
        inside = corners[:, None] + self._offsets(solid)
        self._words[inside] = pixels[solid]  # of what is written to one place the last stays
        if not rim.any():
            return
        around, order = (
            corners[:, None] + self._offsets(rim),
            np.arange(len(corners), dtype=np.int32)[:, None],
        )
        self._topmost[around] = -1
        self._topmost[inside] = order
        seen = self._topmost[around] <= order
        self._lay(np.broadcast_to(pixels[rim], around.shape)[seen], around[seen])

    def _lay(self, colours: Words, places: npt.NDArray[np.intp]) -> None:
        """Lay soft colours over what is there, each in its turn where several share a place."""
        for _ in range(_SOFT_LAYERS):
            turns = np.arange(len(places), dtype=np.int32)
            self._topmost[places[::-1]] = turns[::-1]
            first = self._topmost[places] == turns
            here = places[first]
            self._words[here] = _over(colours[first], self._words[here])
            colours, places = colours[~first], places[~first]
            if not len(places):
                return

    def picture(self) -> QPixmap:
        """Return it without its margin."""
        width, height = self._size
        words = self._words[self._margin * (self._stride + 1) :]
        picture = QPixmap.fromImage(QImage(words.data, width, height, 4 * self._stride, _FORMAT).copy())
        picture.setDevicePixelRatio(self._view.scale)
        return picture

    def _corners(self, columns: Floats, rows: Floats, side: int) -> npt.NDArray[np.intp]:
        """Return where in the words the stamps begin of which something is seen."""
        width, height = self._size
        lefts, tops = np.rint(columns - side / 2), np.rint(rows - side / 2)
        seen = (lefts > -side) & (lefts < width) & (tops > -side) & (tops < height)
        lefts, tops = lefts[seen] + self._margin, tops[seen] + self._margin
        corners: npt.NDArray[np.intp] = (tops * self._stride + lefts).astype(np.intp)
        return corners

    def _offsets(self, part: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        rows, columns = np.nonzero(part)
        return rows * self._stride + columns


def _pixels(pixmap: QPixmap) -> Words:
    """Return a pixmap (rows, columns) as words 0xAARRGGBB, the colours times the alpha."""
    image = pixmap.toImage().convertToFormat(_FORMAT)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


def _over(upper: Words, lower: Words) -> Words:
    """Return one row of colours laid over another."""
    above, below = (words.view(np.uint8).reshape(-1, 4).astype(np.uint32) for words in (upper, lower))
    mixed = above + (below * (255 - above[:, 3:]) + 127) // 255
    return mixed.astype(np.uint8).reshape(-1).view(np.uint32)
