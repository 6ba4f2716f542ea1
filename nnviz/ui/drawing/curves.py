"""Curves over the steps, and what marks a place on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsSimpleTextItem

from nnviz.ui.colour_maps import rgb
from nnviz.ui.drawing.paths import KeptLine, Zigzag, lines_path
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.thinning import MOST_COLUMNS, Envelope, visible
from nnviz.ui.drawing.view import View
from nnviz.ui.fonts import font
from nnviz.ui.theme import TIGHT, Theme

Floats = npt.NDArray[np.floating]


class Curve(PlotItem):
    """A curve of any length, thinned to what the pixels can show.

    Parameters
    ----------
    token : str
        A colour of the theme (`train`, `accent`, ...).
    width : float
        2 for curves; 1 for the raw curve behind a smoothed one.
    dashes : sequence of int
        On and off lengths in pixels.
    opacity : float
        On the surface.
    """

    def __init__(
        self, token: str, width: float = 2, dashes: Sequence[int] = (), opacity: float = 1.0
    ) -> None:
        self._line = QGraphicsPathItem()
        super().__init__(self._line)
        self._token, self._width, self._dashes = token, width, tuple(dashes)
        self._opacity = opacity
        self._x: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self._envelope: Envelope | None = None
        self._kept = KeptLine()
        self._zigzag: Zigzag

    def set(self, x: Floats, y: Floats) -> None:
        """Show the points (n,), x ascending; arrays are kept, not copied."""
        if len(x) or len(self._x):
            self._x, self._y = x, y
            self.redraw()

    @property
    def data(self) -> tuple[Floats, Floats]:
        """The points (n,), (n,) that are shown, all of them."""
        return self._x, self._y

    def place(self, view: View) -> None:
        """Thin anew for other columns."""
        self._envelope = None
        super().place(view)

    def draw(self, view: View) -> None:
        """Hand over one path: the points where they are few, else a low and a high a column."""
        shown = visible(self._x, *view.x_limits)
        if shown.stop - shown.start > min(view.width, MOST_COLUMNS):
            path = self._thinned_path(view)
            if path is not None:
                self._line.setPath(path)
            return
        self._envelope = None
        columns, rows = view.x(self._x[shown]), view.y(self._y[shown])
        kept = np.isfinite(columns) & np.isfinite(rows)
        self._line.setPath(self._kept.through(columns[kept], rows[kept]))

    def _thinned_path(self, view: View) -> QPainterPath | None:
        """Return the path through the columns, or None if it is still the one before."""
        places = view.horizontal.to_axis(self._x) if view.horizontal.log else self._x
        is_new = False
        if self._envelope is None or not self._envelope.follows(places, self._y):
            count = min(view.width, MOST_COLUMNS)
            self._envelope = Envelope(view.horizontal.low, view.horizontal.high, count)
            self._zigzag = Zigzag(count, view.width)
            is_new = True
        changed = self._envelope.take(places, self._y)
        if changed.stop:
            self._zigzag.set(changed, view.y(self._envelope.pairs(changed)))
        return self._zigzag.path() if changed.stop or is_new else None

    def apply_theme(self, theme: Theme) -> None:
        """Take the curve's colour."""
        # Mixed here: a line that is really translucent takes Qt twenty times longer where it is jagged.
        colour, below = rgb(getattr(theme, self._token)), rgb(theme.surface)
        pen = QPen(QColor.fromRgbF(*(below + self._opacity * (colour - below))), self._width)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self._dashes:
            pen.setDashPattern([length / max(self._width, 1) for length in self._dashes])
        self._line.setPen(pen)


class VerticalLine(PlotItem):
    """A line at one x: the play head."""

    def __init__(self, token: str = "accent") -> None:
        self._line = QGraphicsPathItem()
        super().__init__(self._line)
        self._token = token
        self._x: float | None = None

    def set(self, x: float | None) -> None:
        """Stand at x, or nowhere."""
        self._x = x
        if self.view is not None:
            self._move(self.view)

    def draw(self, view: View) -> None:
        """Draw one line over the height."""
        self._line.setPath(lines_path([(0, 0, 0, view.height)]))
        self._move(view)

    def _move(self, view: View) -> None:
        column = int(view.x(self._x)) if self._x is not None else -1
        self._line.setVisible(column >= 0)
        self._line.setX(column)

    def apply_theme(self, theme: Theme) -> None:
        """Take the line's colour."""
        self._line.setPen(QPen(QColor(getattr(theme, self._token)), 1))


class Marks(PlotItem):
    """Dashed lines with words on a quiet ground: what was changed, and when."""

    def __init__(self) -> None:
        self._lines, self._backing = QGraphicsPathItem(), QGraphicsPathItem()
        super().__init__(self._lines, self._backing)
        self._margins = (0, 0)
        self._words: list[QGraphicsSimpleTextItem] = []
        self._marks: tuple[tuple[float, str], ...] = ()
        self._theme: Theme | None = None

    def set(self, marks: Sequence[tuple[float, str]]) -> None:
        """Show (x, words), x ascending."""
        if tuple(marks) != self._marks:
            self._marks = tuple(marks)
            self.redraw()

    def keep_free(self, left: int, right: int) -> None:
        """Write no words so close to the left and the right edge."""
        if (left, right) != self._margins:
            self._margins = (left, right)
            self.redraw()

    def draw(self, view: View) -> None:
        """Write the words left of their line, and right of it where there is no room."""
        columns = [int(c) for c in view.x([x for x, _ in self._marks])] if self._marks else []
        self._lines.setPath(lines_path([(c, 0, c, view.height) for c in columns]))
        self._keep(len(columns))
        free, last = float(self._margins[0]), view.width - self._margins[1]
        ground = QPainterPath()
        for column, (_, text), word in zip(columns, self._marks, self._words, strict=True):
            word.setText(text)
            width = word.boundingRect().width()
            left = column - width - TIGHT
            if left < free:
                left = column + TIGHT
            fits = left >= free and left + width <= last and 0 <= column <= view.width
            word.setVisible(fits)
            if fits:
                word.setPos(left, 2)
                ground.addRect(word.sceneBoundingRect().adjusted(-1, 0, 1, 0))
                free = left + width + TIGHT
        self._backing.setPath(ground)

    def apply_theme(self, theme: Theme) -> None:
        """Take colours and the size of the words."""
        self._theme = theme
        pen = QPen(QColor(theme.text2), 1)
        pen.setDashPattern([3, 3])
        self._lines.setPen(pen)
        self._backing.setPen(QPen(Qt.PenStyle.NoPen))
        self._backing.setBrush(QColor(theme.surface))
        for word in self._words:
            self._dress(word, theme)
        self.redraw()

    def _keep(self, count: int) -> None:
        scene = self._lines.scene()
        while len(self._words) < count:
            word = QGraphicsSimpleTextItem()
            word.setZValue(self._lines.zValue())
            scene.addItem(word)
            self._words.append(word)
            self.parts.append(word)
            if self._theme is not None:
                self._dress(word, self._theme)
        while len(self._words) > count:
            word = self._words.pop()
            self.parts.remove(word)
            scene.removeItem(word)

    @staticmethod
    def _dress(word: QGraphicsSimpleTextItem, theme: Theme) -> None:
        word.setFont(font(theme.size.small))
        word.setBrush(QColor(theme.text2))


class EndCross(PlotItem):
    """The cross at which a curve ends that has left the finite numbers."""

    def __init__(self, token: str = "wrong", reach: int = 6) -> None:
        self._lines = QGraphicsPathItem()
        super().__init__(self._lines)
        self._token, self._reach = token, reach
        self._at: tuple[float, float] | None = None

    def set(self, at: tuple[float, float] | None) -> None:
        """Stand at (x, y), or nowhere."""
        if at != self._at:
            self._at = at
            self.redraw()

    def draw(self, view: View) -> None:
        """Draw the cross, within the plot even if its place is above it."""
        self._lines.setVisible(self._at is not None)
        if self._at is None:
            return
        r = self._reach
        column = float(np.clip(view.x([self._at[0]])[0], r, view.width - r))
        row = float(np.clip(view.y([self._at[1]])[0], r, view.height - r))
        strokes = [(-r, -r, r, r), (-r, r, r, -r)]
        self._lines.setPath(
            lines_path([(column + a, row + b, column + c, row + d) for a, b, c, d in strokes])
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take the colour for what is wrong."""
        self._lines.setPen(QPen(QColor(getattr(theme, self._token)), 3))
