"""Track: the run from its first step to its last on one line, with a head that can be dragged."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsPixmapItem, QGraphicsRectItem, QWidget

from nnviz.training.history import HistoryView
from nnviz.ui.controls.course import Course, epoch_labels
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.paths import lines_path
from nnviz.ui.drawing.texts import Style, Texts, Wanted, Word, placed
from nnviz.ui.drawing.ticks import tick_label, tick_places
from nnviz.ui.drawing.view import Span
from nnviz.ui.icons import pixmap
from nnviz.ui.theme import GAP, RADIUS, TIGHT, Theme

_RAIL = 6
_HEAD = (11, 18)
_TICK = 5
#: Half the widths of the cross and, where words may come near it, of the best loss's mark.
_CROSS = 5
_BEST = 5
#: Pixels between two named steps, two named epochs, and two flags.
_APART = 96
_EPOCHS_APART = 80
_FLAGS_APART = 9


class Track(Canvas):
    """A rail with ticks: what has been trained is filled, what lies ahead but is known is paler.

    Above it stand epochs, flags for changed settings, the best validation loss and a cross where the run
    diverged; below it the steps. The head is hollow while the run looks back.

    Signals
    -------
    sought(int)
        A step that somebody clicked or dragged the head to.
    hovered(object)
        The step under the pointer, or None when it has left.
    """

    sought = Signal(int)
    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.course = Course()
        self.step = 0
        self._history: HistoryView | None = None
        self._dragged: int | None = None
        self._laid_out: tuple[object, ...] = ()
        self._rail, self._known, self._played = (QGraphicsRectItem() for _ in range(3))
        self._ticks, self._best, self._cross = (QGraphicsPathItem() for _ in range(3))
        self._pointer, self._head = QGraphicsPathItem(), QGraphicsPathItem()
        self._flags: list[QGraphicsPixmapItem] = []
        others = self._ticks, self._best, self._cross, self._pointer, self._head
        for z, item in enumerate((self._rail, self._known, self._played, *others)):
            item.setZValue(z)
            self.scene.addItem(item)
        self._texts = Texts(self.scene, 0)
        self._pointer.hide()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Timeline")

    # -- what is shown -----------------------------------------------------------------------

    def show_course(self, course: Course, history: HistoryView) -> None:
        """Show how far the run is known; what has not changed is not drawn again."""
        self.course, self._history = course, history
        laid_out = (replace(course, known=0), history.paces, self.width(), self.height(), self.theme)
        if laid_out != self._laid_out:
            self._laid_out = laid_out
            self._draw_scale()
            self._draw_head()
        self._place_head()

    def show_step(self, step: int) -> None:
        """Stand at a step, unless somebody holds the head."""
        if step != self.step:
            self.step = step
            self._place_head()

    @property
    def is_looking_back(self) -> bool:
        """Whether more is known than is shown."""
        return self._shown < self.course.known

    @property
    def _shown(self) -> int:
        return self.step if self._dragged is None else self._dragged

    def arrange(self) -> None:
        """Lay everything out anew."""
        self._view.setBackgroundBrush(QBrush(QColor(self.theme.raised)))
        self._head.setVisible(self._history is not None)
        if self._history is None:
            self._colour_bars()
            self._place_bar(self._rail, self._margin + self._length)
        else:
            self._laid_out = ()
            self.show_course(self.course, self._history)

    # -- places ------------------------------------------------------------------------------

    @property
    def _margin(self) -> int:
        return 2 * self.theme.size.small

    @property
    def _flag(self) -> int:
        """The size of a flag."""
        return self.theme.size.small + 2

    @property
    def _length(self) -> float:
        return max(self.width() - 2.0 * self._margin, 1.0)

    @property
    def _rail_y(self) -> int:
        return self.height() // 2 - 1

    @property
    def _words_y(self) -> float:
        """The middle of the words above the rail."""
        return self._rail_y - _RAIL - TIGHT - self.theme.size.small / 2

    def x_of(self, step: float) -> float:
        """Return the pixel at which a step stands."""
        return self._margin + step / self.course.end * self._length

    @property
    def reach(self) -> float:
        """How many steps a pointer covers to either side."""
        return self._flag / 2 / self._length * self.course.end

    def step_of(self, x: float) -> int:
        """Return the known step nearest to a pixel."""
        step = round((x - self._margin) / self._length * self.course.end)
        return min(max(step, 0), self.course.known)

    # -- drawing -----------------------------------------------------------------------------

    def _draw_scale(self) -> None:
        theme, end = self.theme, self.course.end
        small = Style(theme.size.small)
        y, below = self._rail_y, self._rail_y + _RAIL / 2 + _TICK + 2 + theme.size.small / 2
        span = Span(0.0, float(end))
        steps = tick_places(span, self._length, _APART * theme.size.small / 12)
        spacing = steps[1] - steps[0] if len(steps) > 1 else float(end)
        lines = [(self.x_of(step), float(y), self.x_of(step), y + _RAIL / 2 + _TICK) for step in steps]
        words = [
            Word(tick_label(step, span, spacing), self.x_of(step), below, 0.5, theme.muted, small)
            for step in steps
        ]
        assert self._history is not None
        room = self._length / (_EPOCHS_APART * theme.size.small / 12)
        epochs = epoch_labels(self._history, end, room)
        lines += [(self.x_of(step), y - _RAIL / 2 - _TICK, self.x_of(step), float(y)) for step, _ in epochs]
        self._ticks.setPath(lines_path(lines))
        self._ticks.setPen(QPen(QColor(theme.strong), 1))
        self._place_bar(self._rail, self.x_of(end))
        self._texts.put([*words, *self._words_above(epochs)])
        self._draw_flags()
        self._draw_best()
        self._draw_cross()

    def _words_above(self, epochs: list[tuple[int, str]]) -> list[Word]:
        """Return what is written above the rail: the loudest first, each where there is room, if any."""
        theme, course = self.theme, self.course
        small, beside = Style(theme.size.small), self._flag + TIGHT / 2
        wanted: list[Wanted] = []
        if course.diverged is not None:
            x = self.x_of(course.diverged)
            wanted.append(Wanted("diverged", theme.wrong, ((x + beside, 0.0), (x - beside, 1.0))))
        for mark in course.marks[::-1]:
            x = self.x_of(mark.step)
            wanted.append(Wanted(mark.words, theme.text2, ((x - GAP, 1.0), (x + beside, 0.0))))
        if course.best is not None:
            x = self.x_of(course.best)
            wanted.append(Wanted("best", theme.validation, ((x + GAP, 0.0), (x - GAP, 1.0))))
        wanted += [Wanted(name, theme.muted, ((self.x_of(step), 0.5),)) for step, name in epochs]
        taken = [(x - 2, x + self._flag - TIGHT) for x in self._flag_places()]
        signs = ((course.diverged, _CROSS), (course.best, _BEST))
        taken += [(self.x_of(at) - half, self.x_of(at) + half) for at, half in signs if at is not None]
        return placed(wanted, taken, self.width(), self._words_y, small)

    def _flag_places(self) -> list[float]:
        """Return where flags stand, those left out that would cover the one before."""
        places: list[float] = []
        for mark in self.course.marks:
            x = self.x_of(mark.step)
            if not places or x - places[-1] >= _FLAGS_APART:
                places.append(x)
        return places

    def _draw_flags(self) -> None:
        size = self._flag
        picture = pixmap("flag", self.theme.text, size, self.devicePixelRatioF())
        places = self._flag_places()
        while len(self._flags) < len(places):
            flag = QGraphicsPixmapItem()
            flag.setZValue(3)
            self.scene.addItem(flag)
            self._flags.append(flag)
        for place, flag in enumerate(self._flags):
            flag.setVisible(place < len(places))
            if place < len(places):
                flag.setPixmap(picture)
                # the pole, a quarter from the icon's left, on the step
                flag.setPos(round(places[place] - size * 0.27), self._rail_y - _RAIL / 2 - 1 - size)

    def _draw_best(self) -> None:
        best = self.course.best
        self._best.setVisible(best is not None)
        if best is None:
            return
        x, y = self.x_of(best), self._rail_y - _RAIL / 2 - 2
        path = QPainterPath(QPointF(x, y))
        path.lineTo(x - 5, y - 8)
        path.lineTo(x + 5, y - 8)
        path.closeSubpath()
        self._best.setPath(path)
        self._best.setBrush(QColor(self.theme.validation))
        self._best.setPen(Qt.PenStyle.NoPen)

    def _draw_cross(self) -> None:
        at = self.course.diverged
        self._cross.setVisible(at is not None)
        if at is None:
            return
        x, y, r = self.x_of(at), self._words_y, _CROSS
        self._cross.setPath(lines_path([(x - r, y - r, x + r, y + r), (x - r, y + r, x + r, y - r)]))
        self._cross.setPen(QPen(QColor(self.theme.wrong), 3))

    def _place_bar(self, bar: QGraphicsRectItem, stop: float) -> None:
        bar.setRect(self._margin, self._rail_y - _RAIL / 2, max(stop - self._margin, 0.0), _RAIL)

    def _colour_bars(self) -> None:
        theme, bars = self.theme, (self._rail, self._known, self._played)
        for bar, colour in zip(bars, (theme.border, theme.strong, theme.accent), strict=True):
            bar.setBrush(QColor(colour))
            bar.setPen(Qt.PenStyle.NoPen)

    def _draw_head(self) -> None:
        self._colour_bars()
        path, (width, height) = QPainterPath(), _HEAD
        path.addRoundedRect(QRectF(-width / 2, -height / 2, width, height), RADIUS / 2, RADIUS / 2)
        self._head.setPath(path)
        self._head.setPen(QPen(QColor(self.theme.accent), 2))
        self._head.show()

    def _place_head(self) -> None:
        """Stand where the run is, and fill what lies behind and what is known ahead."""
        self._head.setBrush(QColor(self.theme.field if self.is_looking_back else self.theme.accent))
        self._head.setPos(round(self.x_of(min(self._shown, self.course.end))), self._rail_y)
        self._place_bar(self._known, self.x_of(self.course.known))
        self._place_bar(self._played, self.x_of(self._shown))

    # -- the pointer -------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the head, wherever the rail is pressed."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the head, or say which step is under the pointer."""
        x = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(x)
        step = self.step_of(x)
        self._pointer.setPath(lines_path([(self.x_of(step), 0, self.x_of(step), self._rail_y - _RAIL / 2)]))
        self._pointer.setPen(QPen(QColor(self.theme.accent), 1))
        self._pointer.show()
        self.hovered.emit(step)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go; the head stands where the run is."""
        if self._dragged is not None:
            self.step, self._dragged = self._dragged, None
            self._place_head()

    def leaveEvent(self, _event: QEvent) -> None:
        """Take the line under the pointer away."""
        self._pointer.hide()
        self.hovered.emit(None)

    def _drag_to(self, x: float) -> None:
        step = self.step_of(x)
        if step != self._dragged:
            self._dragged = step
            self._place_head()
            self.sought.emit(step)
