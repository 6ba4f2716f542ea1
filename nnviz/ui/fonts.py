"""Fonts: Inter for all, STIX for formulas, JetBrains Mono for code; bundled, so that nothing shifts."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from nnviz.resources_path import resources_dir

SANS = "Inter"
FORMULA = "STIX"
CODE = "JetBrains Mono"


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts with Qt, once; return the families found.

    Call after the application object exists.  Without the files Qt falls back to its own font.
    """
    folder = resources_dir() / "fonts"
    files = sorted(path for path in folder.glob("*.[ot]tf"))
    handles = [QFontDatabase.addApplicationFont(str(path)) for path in files]
    families = {f for h in handles if h >= 0 for f in QFontDatabase.applicationFontFamilies(h)}
    return tuple(sorted(families))


def font(pixels: int, weight: int = 400, family: str = SANS, italic: bool = False) -> QFont:
    """Return a font with tabular figures, so that changing numbers do not jitter."""
    return QFont(_font(pixels, weight, family, italic))


@cache
def _font(pixels: int, weight: int, family: str, italic: bool) -> QFont:
    result = QFont(family)
    result.setPixelSize(pixels)
    result.setWeight(QFont.Weight(weight))
    result.setItalic(italic)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


_DIGITS = str.maketrans("123456789", "000000000")


def text_width(text: str, pixels: int, weight: int = 400) -> int:
    """Return the whole pixels that `text` takes in a size and weight; asked again, it costs nothing.

    A number is as wide as another with as many digits, for figures are tabular.
    """
    return _text_width(text.translate(_DIGITS), pixels, weight)


def as_wide(one: str, other: str) -> bool:
    """Tell whether two texts are the same but for their digits, and so as wide in any size."""
    return one == other or one.translate(_DIGITS) == other.translate(_DIGITS)


@lru_cache(maxsize=2048)
def _text_width(text: str, pixels: int, weight: int) -> int:
    return width_of(text, _font(pixels, weight, SANS, False))


def width_of(text: str, text_font: QFont) -> int:
    """Return the whole pixels that `text` takes."""
    return int(QFontMetricsF(text_font).horizontalAdvance(text) + 0.999)
