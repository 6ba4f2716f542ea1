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
    margin = max((pixmap.width() for pixmap in stamps.values()), default=0)
    sheet = _Sheet(round(view.width * view.scale), round(view.height * view.scale), margin)
    columns, rows = view.x(places[:, 0]) * view.scale, view.y(places[:, 1]) * view.scale
    for kind, pixmap in stamps.items():
        here = kinds == kind
        sheet.press(_pixels(pixmap), columns[here], rows[here])
    picture = sheet.picture()
    picture.setDevicePixelRatio(view.scale)
    return picture


class _Sheet:
    """A clear picture with a margin all around, so that a stamp at its edge needs no cutting."""

    def __init__(self, width: int, height: int, margin: int) -> None:
        self._size, self._margin = (width, height), margin
        self._stride = width + 2 * margin
        self._words = np.zeros(self._stride * (height + 2 * margin), np.uint32)
        self._topmost = np.empty(len(self._words), np.int32)  # of the kind that is pressed

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
        return QPixmap.fromImage(QImage(words.data, width, height, 4 * self._stride, _FORMAT).copy())

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
