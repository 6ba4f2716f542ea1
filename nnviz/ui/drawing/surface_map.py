"""SurfaceMap: a loss surface on a plot, as a map with the way of the weights on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QPainter

from nnviz.training.probes.surface import Surface
from nnviz.ui.colour_maps import ByteArray, magnitude_index
from nnviz.ui.drawing.fields import Picture
from nnviz.ui.drawing.plot import Axis, Plot
from nnviz.ui.drawing.rich_text import GAP_HTML, magnitude_ramp_html
from nnviz.ui.drawing.surface_items import LevelLines, Runners, Trail
from nnviz.ui.numerals import significant
from nnviz.ui.theme import Theme

Floats = npt.NDArray[np.floating[Any]]
Rectangle = tuple[float, float, float, float]

_RAMP_END = 204
"""Entry of the colour map that the largest loss has: the way has to be seen on it."""
_EDGE = 0.12
"""The share of the view at its edge that the present place does not enter before the view widens."""
_LEAST = 1.0
"""Half of the least width that is shown without zooming."""


class SurfaceMap(Plot):
    """A map of the loss: the paler the lower.

    Attributes
    ----------
    trail : Trail
        The way of the weights.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, Axis(""), Axis("", widest="−0.25", caption="top"), equal=True, grid=False)
        self._picture = self.add(Picture(), 0)
        self._lines = self.add(LevelLines(), 1)
        self.trail = self.add(Trail(), 3)
        self._runners = self.add(Runners(), 5)
        self._drawn: tuple[Surface, Rectangle] | None = None
        self._home_box: Rectangle | None = None
        self._picture.set_visible(False)
        for view in self.scene.views():
            view.setRenderHint(QPainter.RenderHint.Antialiasing)

    @property
    def rectangle(self) -> Rectangle | None:
        """Left, right, bottom and top of what is seen; None before there is a size."""
        view = self.view
        if view.width < 2 or view.height < 2:
            return None
        return view.horizontal.low, view.horizontal.high, view.vertical.low, view.vertical.high

    def take(self) -> None:
        """Begin with other directions, or another run: nothing that was drawn belongs to it."""
        self._drawn, self._home_box = None, None
        self._picture.set_visible(False)
        self._lines.set(np.empty((0, 2, 2)))
        self.trail.set(np.empty((0, 2)))
        self.race(())

    def show_surface(self, surface: Surface, rectangle: Rectangle) -> None:
        """Draw what was measured over a rectangle."""
        if self._drawn is not None and surface is self._drawn[0]:
            return
        self._drawn = (surface, rectangle)
        left, right, bottom, top = rectangle
        self._picture.set(self._colours(surface), (left, right), (bottom, top))
        self._picture.set_visible(True)
        self._lines.set(surface.lines)

    def _colours(self, surface: Surface) -> ByteArray:
        entries = magnitude_index(surface.shares() * (_RAMP_END / 255), 1.0)
        return np.asarray(self._theme.magnitude.rgba[entries][..., [2, 1, 0, 3]])

    def follow(self, places: Floats) -> None:
        """Draw the way of the weights (n, 2), and widen the view before the present place leaves it."""
        self.trail.set(places)
        finite = places[np.isfinite(places).all(axis=1)]
        if not len(finite) or not self._needs_room(finite[-1]):
            return
        low, high = np.minimum(finite.min(axis=0), 0), np.maximum(finite.max(axis=0), 0)
        middle = np.round((low + high) / 2, 1)
        half = max(_LEAST, float((high - low).max()) * 0.8)
        self._home_box = (middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half)
        left, right, bottom, top = map(float, self._home_box)
        self.set_home((left, right), (bottom, top))

    def _needs_room(self, place: Floats) -> bool:
        if self._home_box is None:
            return True
        left, right, bottom, top = self._home_box
        margin = _EDGE * (right - left)
        x, y = place
        return not (left + margin <= x <= right - margin and bottom + margin <= y <= top - margin)

    def race(self, ways: Sequence[Floats]) -> None:
        """Show the places (n, 2) that racing optimisers have come through; none to end the race."""
        self._runners.set(ways)

    def loss_at(self, place: tuple[float, float]) -> float | None:
        """Return the loss that was measured nearest to a place, if any was."""
        if self._drawn is None:
            return None
        surface, (left, right, bottom, top) = self._drawn
        rows, columns = surface.losses.shape
        row = round((place[1] - bottom) / (top - bottom) * (rows - 1))
        column = round((place[0] - left) / (right - left) * (columns - 1))
        inside = 0 <= row < rows and 0 <= column < columns
        return float(surface.losses[row, column]) if inside else None

    def scale_html(self) -> str:
        """Say what the colours mean, as a line of text; empty before anything is drawn."""
        if self._drawn is None:
            return ""
        surface = self._drawn[0]
        name = "loss, log scale" if surface.is_log else "loss"
        low, high = significant(surface.low, 2), significant(surface.high, 2)
        return f"{name}{GAP_HTML}{low}&nbsp;{magnitude_ramp_html(self._theme, _RAMP_END)}&nbsp;{high}"

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().apply_theme(theme)
        drawn: tuple[Surface, Rectangle] | None = getattr(self, "_drawn", None)  # not yet there at first
        if drawn is not None:
            self._drawn = None
            self.show_surface(*drawn)
