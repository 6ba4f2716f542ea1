"""Read-outs: numbers with their markers in one line of a label, as many as it has room for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPixmap

from nnviz.ui.colour_maps import ColourMap
from nnviz.ui.drawing.markers import marker_pixmap
from nnviz.ui.drawing.paths import rgb_pixmap
from nnviz.ui.drawing.view import View
from nnviz.ui.fonts import text_width
from nnviz.ui.numerals import fixed, percent, significant
from nnviz.ui.theme import Theme

_TAG = re.compile(r"<[^>]*>")
_PICTURE = re.compile(r'<img [^>]*width="(\d+)"')
_MARKER = 9
_MARKER_SIDE = _MARKER + 4
_APART = 8
_RAMP = (64, 10)
GAP_HTML = "&nbsp;&nbsp;"


def place_html(names: tuple[str, str], place: tuple[float, float], view: View, theme: Theme) -> str:
    """Return a place as text: the name of each axis before its number, as exact as a pixel is."""
    pixel = (view.horizontal.high - view.horizontal.low) / view.width
    decimals = min(max(0, math.ceil(-math.log10(pixel))), 9)
    pairs = zip(names, (fixed(value, decimals) for value in place), strict=True)
    return GAP_HTML.join(_light(f"<i>{name}</i>&nbsp;{text}", theme) for name, text in pairs)


def fitting_text(texts: Sequence[str], room: int, theme: Theme) -> str:
    """Return the first of the texts, the longest first, that fits into `room` pixels; words are never cut."""
    small = theme.size.small
    return next((_light(text, theme) for text in texts if text_width(text, small) <= room), "")


def fitting_html(texts: Sequence[str], room: int, theme: Theme) -> str:
    """Return the first of the texts, the longest first, that fits into `room` pixels, else the last."""
    return next((html for html in texts if html_width(html, theme) <= room), texts[-1])


def html_width(html: str, theme: Theme) -> int:
    """Return the pixels that a read-out takes, the pictures in it as wide as they say."""
    words = unescape(_TAG.sub("", html))
    return text_width(words, theme.size.small, 600) + sum(map(int, _PICTURE.findall(html)))


def place_width(names: tuple[str, str], theme: Theme) -> int:
    """Return the pixels that coordinates take at most, with the gap after them."""
    return text_width(f"{'  '.join(names)} −0.00 −0.00  ", theme.size.small)


def scores_html(
    scores: npt.NDArray[np.floating], shares: bool, room: int, theme: Theme, scale: float = 1.0
) -> str:
    """Return each class's marker with its score.

    Parameters
    ----------
    scores : ndarray, shape (classes,)
    shares : bool
        Whether they are written in per cent.
    room : int
        Pixels there are. Where not all classes fit, the best are shown, and always the very best.
    """
    texts = [percent(float(s), 0) if shares else significant(float(s), 2) for s in scores]
    widths = np.array([text_width(text, theme.size.small, 600) + _MARKER_SIDE + _APART + 4 for text in texts])
    best = np.argsort(-scores, kind="stable")
    fitting = max(int((widths[best].cumsum() <= room).sum()), 1)
    shown = sorted(best[:fitting].tolist())
    return GAP_HTML.join(f"{marker_html(theme, i, scale)}&nbsp;{texts[i]}" for i in shown)


@lru_cache(maxsize=64)
def marker_html(theme: Theme, index: int, scale: float = 1.0) -> str:
    """Return the marker of class `index` as it stands in a line of text."""
    return _image(marker_pixmap(theme, index, _MARKER, scale), _MARKER_SIDE, _MARKER_SIDE)


@lru_cache(maxsize=4)
def signed_ramp_html(theme: Theme) -> str:
    """Return the signed colour map, from its lower to its upper limit, as it stands in a line of text."""
    return _ramp_html(theme.signed, 1, 255)


@lru_cache(maxsize=4)
def magnitude_ramp_html(theme: Theme, last: int = 255) -> str:
    """Return the map of magnitudes from 0 to entry `last` as it stands in a line of text."""
    return _ramp_html(theme.magnitude, 0, last)


def _ramp_html(colours: ColourMap, first: int, last: int) -> str:
    width, height = _RAMP
    entries = np.linspace(first, last, width).round().astype(np.intp)
    row = colours.rgba[entries][:, [2, 1, 0, 3]]
    return _image(rgb_pixmap(np.repeat(row[np.newaxis], height, axis=0)), width, height)


def _light(html: str, theme: Theme) -> str:
    """Return text that is quieter than values."""
    return f'<span style="color: {theme.text2}; font-weight: 400">{html}</span>'


def _image(picture: QPixmap, width: int, height: int) -> str:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    data = bytes(buffer.data().toBase64().data()).decode()
    size = f'width="{width}" height="{height}" style="vertical-align: middle"'
    return f'<img src="data:image/png;base64,{data}" {size}>'
