"""ActivationCurve: what a unit makes of its weighted sum, with the data's sums counted under the curve."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsPathItem, QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.paths import lines_path, polyline, rectangles
from nnviz.ui.drawing.texts import Style, Texts, Word, advance
from nnviz.ui.numerals import short
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

Floats = npt.NDArray[np.floating]

_DOT = 5.0
_LEAST = 24
"""Pixels across and down below which there is no room for a curve."""
_TANGENT = 34.0
"""Pixels of the tangent to either side."""
_HEADROOM = 0.08
_BARS = 0.55
"""The part of the height that the fullest bar takes."""


class ActivationCurve(Canvas):
    """An activation, its derivative, the pre-activations of the data, and where one sample stands."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._bars, self._axes, self._frame = QGraphicsPathItem(), QGraphicsPathItem(), QGraphicsPathItem()
        self._slopes, self._curve = QGraphicsPathItem(), QGraphicsPathItem()
        self._guides, self._tangent = QGraphicsPathItem(), QGraphicsPathItem()
        self._dot = QGraphicsEllipseItem(-_DOT, -_DOT, 2 * _DOT, 2 * _DOT)
        items = (
            self._bars,
            self._axes,
            self._frame,
            self._slopes,
            self._curve,
            self._guides,
            self._tangent,
            self._dot,
        )
        self._items = items
        for z, item in enumerate(items):
            item.setZValue(z)
            self.scene.addItem(item)
        self._texts = Texts(self.scene, 20)
        self._shown: tuple[float, Floats, Floats, npt.NDArray[np.intp]] | None = None
        self._at: tuple[float, float, float] | None = None
        self._low, self._high = 0.0, 1.0
        self._edges = self._find_edges()
        self._view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.apply_theme(theme)

    def set(
        self,
        reach: float,
        curve: Floats,
        slopes: Floats,
        counts: npt.NDArray[np.intp],
        at: tuple[float, float, float],
    ) -> None:
        """Show a curve over −reach to reach, its slopes and counts, and a sample's z, a and slope."""
        both = np.concatenate([curve, slopes])
        finite = both[np.isfinite(both)]
        low, high = float(finite.min(initial=0.0)), float(finite.max(initial=1.0))
        room = _HEADROOM * (high - low)
        self._low, self._high = low - room, high + room
        self._shown, self._at = (reach, curve, slopes, counts), at
        self.arrange()

    # -- places ------------------------------------------------------------------------------

    @property
    def _highest(self) -> float:
        """About the highest value that is seen."""
        return float(f"{self._high:.1g}")

    def _find_edges(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the plot."""
        small = self.theme.size.small
        highest = short(self._highest) if self._highest > 1 else ""
        left = INSET + max(advance(text, Style(small)) for text in ("−10", highest)) + TIGHT
        return left, TIGHT, self.width() - INSET, self.height() - small - GAP

    def x_of(self, z: float) -> float:
        """Return the pixel of a weighted sum."""
        left, _, right, _ = self._edges
        reach = self._shown[0] if self._shown is not None else 1.0
        return left + (min(max(z, -reach), reach) + reach) / (2 * reach) * (right - left)

    def y_of(self, a: float) -> float:
        """Return the pixel of an activation."""
        _, top, _, bottom = self._edges
        share = (min(max(a, self._low), self._high) - self._low) / (self._high - self._low)
        return bottom - share * (bottom - top)

    def arrange(self) -> None:
        """Draw for the present size."""
        left, top, right, bottom = self._edges = self._find_edges()
        fits = self._shown is not None and right - left >= _LEAST and bottom - top >= _LEAST
        if fits != self._items[0].isVisible():
            for item in self._items:
                item.setVisible(fits)
        if not fits or self._shown is None or self._at is None:
            self._texts.put(())
            return
        reach, curve, slopes, counts = self._shown
        x = np.linspace(left, right, len(curve))
        down = (bottom - top) / (self._high - self._low)
        self._curve.setPath(polyline(x, bottom - (np.nan_to_num(curve) - self._low) * down))
        self._slopes.setPath(polyline(x, bottom - (np.nan_to_num(slopes) - self._low) * down))
        self._draw_bars(counts)
        frame = QPainterPath()
        frame.addRect(left - 0.5, top - 0.5, right - left + 1, bottom - top + 1)
        self._frame.setPath(frame)
        zero, level = self.x_of(0), self.y_of(0)
        self._axes.setPath(lines_path([(zero, top, zero, bottom), (left, level, right, level)]))
        self._draw_sample(*self._at)
        self._write(reach)

    def _draw_bars(self, counts: npt.NDArray[np.intp]) -> None:
        left, top, right, bottom = self._edges
        width, most = (right - left) / len(counts), max(int(counts.max(initial=0)), 1)
        filled = np.flatnonzero(counts)
        heights = np.maximum(counts[filled] * (_BARS * (bottom - top) / most), 2.0)
        lefts = left + filled * width
        self._bars.setPath(rectangles(lefts, bottom - heights, max(width - 1, 1), heights))

    def _draw_sample(self, z: float, a: float, slope: float) -> None:
        known = bool(np.isfinite([z, a, slope]).all())
        if known != self._dot.isVisible():
            for item in (self._guides, self._dot, self._tangent):
                item.setVisible(known)
        if not known:
            return
        left, top, right, bottom = self._edges
        x, y = self.x_of(z), self.y_of(a)
        self._guides.setPath(lines_path([(x, bottom, x, y), (x, y, left, y)]))
        self._dot.setPos(x, y)
        reach = self._shown[0] if self._shown is not None else 1.0
        across = self.x_of(reach) - self.x_of(0)
        steep = slope * (self.y_of(0) - self.y_of(1)) / max(across / reach, 1e-9)  # pixels up for each across
        run = _TANGENT / np.hypot(1.0, steep)
        down, up = ((bottom - y), (y - top)) if steep >= 0 else ((y - top), (bottom - y))
        back = min(run, x - left, down / max(abs(steep), 1e-9))
        ahead = min(run, right - x, up / max(abs(steep), 1e-9))
        self._tangent.setPath(lines_path([(x - back, y + back * steep, x + ahead, y - ahead * steep)]))

    def _write(self, reach: float) -> None:
        left, top, right, bottom = self._edges
        theme, style = self.theme, Style(self.theme.size.small)
        foot = bottom + TIGHT + theme.size.small / 2
        words = [
            Word(short(-reach), left, foot, 0.0, theme.text2, style),
            Word("0", self.x_of(0), foot, 0.5, theme.text2, style),
            Word(short(reach), right, foot, 1.0, theme.text2, style),
            Word("z", (self.x_of(0) + right) / 2, foot, 0.5, theme.text, Style(theme.size.body, 600, True)),
        ]
        levels = [(level, self.y_of(level)) for level in (0.0, 1.0, -1.0) if self._low < level < self._high]
        levels[1:1] = [(self._highest, top + 5)] * (self._highest > 1)
        written: list[float] = []
        for level, y in levels:
            if all(abs(y - other) > theme.size.small for other in written):
                written.append(y)
                words.append(Word(short(level), left - TIGHT, y, 1.0, theme.text2, style))
        self._texts.put(words)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours: what is computed forward, and what comes back."""
        none = QPen(Qt.PenStyle.NoPen)
        bars = QColor(theme.edge)
        bars.setAlphaF(0.55)
        self._bars.setPen(none)
        self._bars.setBrush(bars)
        self._frame.setPen(QPen(QColor(theme.border), 1))
        self._axes.setPen(QPen(QColor(theme.border), 1))
        self._curve.setPen(QPen(QColor(theme.accent), 2.5))
        dashed = QPen(QColor(theme.back), 1.5)
        dashed.setDashPattern([4, 3])
        self._slopes.setPen(dashed)
        guide = QPen(QColor(theme.accent), 1)
        guide.setDashPattern([3, 3])
        self._guides.setPen(guide)
        self._tangent.setPen(QPen(QColor(theme.back), 3))
        self._dot.setBrush(QColor(theme.accent))
        self._dot.setPen(QPen(QColor(theme.surface), 1.5))
        super().apply_theme(theme)
