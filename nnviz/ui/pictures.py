"""Pictures from files and from the clipboard: grey arrays of a size that fits, or one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

#: Pixels that a picture may have in all; a photograph has some 12 million.
MOST_PIXELS = 50_000_000
#: Bytes that its file may have.
MOST_BYTES = 100_000_000
#: Pixels of the longer side to which pictures are reduced: more make no digit clearer.
LONGEST_SIDE = 1024
#: Formats that are read, with what a whole file of them ends in.
ENDINGS = {"png": b"IEND\xaeB`\x82", "jpeg": b"\xff\xd9"}
SUFFIXES = (".png", ".jpg", ".jpeg")
#: Bytes after the end in which it is looked for: some programs put notes there.
TAIL = 4096
#: What the JPEG library says, and reads on, where data are missing before the end.
CUT_SHORT = "premature end"


class PictureError(ValueError):
    """A picture that cannot be read; one sentence."""


def read_picture(path: Path) -> NDArray[np.uint8]:
    """Read a PNG or JPEG file as a grey picture (height, width); 0 is black.

    Raises
    ------
    PictureError
        If it is missing, of another format, damaged, or too large, which is seen before it is unpacked.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(max(size - TAIL, 0))
            tail = file.read(TAIL)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", error)
        raise PictureError(f"{path.name or path} cannot be read: {reason}") from None
    if size > MOST_BYTES:
        raise PictureError(f"{path.name} has {size:,} bytes; at most {MOST_BYTES:,} are read")
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    kind = bytes(reader.format().data()).decode()
    if kind not in ENDINGS:
        raise PictureError(f"{path.name} is no PNG or JPEG picture")
    if ENDINGS[kind] not in tail:
        raise PictureError(f"{path.name} is cut short: the end of its {kind.upper()} data is missing")
    return _unpacked(reader, path.name)


def _unpacked(reader: QImageReader, name: str) -> NDArray[np.uint8]:
    size = reader.size()
    pixels = size.width() * size.height()
    if not 0 < pixels <= MOST_PIXELS:
        raise PictureError(
            f"{name} has {size.width():,} x {size.height():,} pixels; at most {MOST_PIXELS // 1_000_000} "
            "million are read: make it smaller"
        )
    reader.setAutoTransform(True)
    reader.setScaledSize(_fitting(size))
    with _overheard() as said:
        image = reader.read()
    if any(CUT_SHORT in sentence for sentence in said):
        raise PictureError(f"{name} is cut short: data are missing before its end")
    if image.isNull():
        raise PictureError(f"{name} is damaged: {reader.errorString()}")
    return grey_of(image)


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """Collect what Qt says meanwhile, instead of having it printed among the answers."""
    said: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, message: said.append(message))
    try:
        yield said
    finally:
        qInstallMessageHandler(before)


def grey_of(image: QImage) -> NDArray[np.uint8]:
    """Return an image as grey values (height, width); behind what is transparent is white, or black.

    Raises
    ------
    PictureError
        If there is nothing in it.
    """
    if image.isNull():
        raise PictureError("there is no picture")
    fitting = _fitting(image.size())
    if fitting != image.size():
        image = image.scaled(
            fitting, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    if not image.hasAlphaChannel():
        return _grey(image)
    on_white = _grey(_on(image, "white"))
    return on_white if np.ptp(on_white) else _grey(_on(image, "black"))


def _on(image: QImage, colour: str) -> QImage:
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(QColor(colour))
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper


def _grey(image: QImage) -> NDArray[np.uint8]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()


def _fitting(size: QSize) -> QSize:
    """Return the size reduced, never enlarged, to what is read at most."""
    if max(size.width(), size.height()) <= LONGEST_SIDE:
        return size
    reduced = size.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
    return reduced.expandedTo(QSize(1, 1))
