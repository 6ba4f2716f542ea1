"""KeptPixmap: a picture that is made again many times a second, in objects of Qt's that stay.

Whenever an object of Qt's goes away, PySide lets go of the interpreter lock for it and then waits to have it
back, and so does a run flat out. A picture made anew is three such objects.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPixmap


class KeptPixmap:
    """One picture after another, from arrays of pixels of which none is transparent."""

    def __init__(self) -> None:
        self._image = QImage()
        self._pixmap = QPixmap()

    def of(self, pixels: npt.NDArray[np.integer], scale: float = 1.0) -> QPixmap:
        """Return a pixmap of `0xFFRRGGBB` (rows, columns), or of blue, green, red, 255 (rows, columns, 4).

        What an item was given before stays as it was, for Qt copies a picture before it changes a shared one.
        """
        rows, columns = pixels.shape[:2]
        if (self._image.width(), self._image.height()) != (columns, rows):
            self._image = QImage(columns, rows, QImage.Format.Format_RGB32)
        memory: Any = self._image.bits()  # writable, whatever its stub says
        memory[:] = np.ascontiguousarray(pixels).data.cast("B")  # a copy that keeps the lock, unlike NumPy's
        self._pixmap.convertFromImage(self._image)
        self._pixmap.setDevicePixelRatio(scale)
        return self._pixmap
