"""Plot: axes by pyqtgraph, and over the area inside them a plain Qt view that is cheap to repaint."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QResizeEvent
from PySide6.QtWidgets import QGraphicsScene, QWidget

from nnviz.ui.drawing.axis_names import Axis, AxisNames
from nnviz.ui.drawing.canvas import plain_view
from nnviz.ui.drawing.plot_frame import PlotFrame
from nnviz.ui.drawing.plot_items import Cross, PlotItem
from nnviz.ui.drawing.view import Span, View
from nnviz.ui.fonts import font, width_of
from nnviz.ui.painting import lay_out
from nnviz.ui.theme import GAP, INSET, Theme

__all__ = ["Axis", "Plot"]

Item = TypeVar("Item", bound=PlotItem)
Range = tuple[float, float]


class Plot(QWidget):
    """A plot of the items that are added to it.

    The pyqtgraph part (axes, zoom, pan) repaints only when the range or the size changes; what
    moves while training lies in a view of Qt's own that covers the area inside the axes and
    paints without the interpreter lock.  Items keep their data and are placed anew, in pixels,
    when the range changes.

    Parameters
    ----------
    equal : bool
        One unit is as long across as upwards.
    grid : bool
        Faint lines at the ticks.
    show_x : bool
        Write the horizontal axis; not under the upper of two plots that share it.

    Signals
    -------
    hovered(object)
        `(x, y)` in data coordinates under the pointer, at most 30 times a second, or None when it
        has left.
    clicked(float, float)
        Data coordinates of a click.
    view_changed()
        The shown range has changed.
    was_reset()
        Home is shown again because somebody wanted it.
    """

    hovered = Signal(object)
    clicked = Signal(float, float)
    view_changed = Signal()
    was_reset = Signal()

    def __init__(
        self,
        theme: Theme,
        x: Axis,
        y: Axis,
        *,
        equal: bool = False,
        grid: bool = True,
        show_x: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        from nnviz.ui.drawing.axes import Axes

        super().__init__(parent)
        self._x, self._y = x, y
        self._y_log = y.log
        self._show_x = show_x
        self._axes = Axes(x.log, y.log, (40, 36) if equal else (64, 26), equal)
        self._axes.widget.setParent(self)
        self._overlay = plain_view(QGraphicsScene(self), self)
        self._overlay.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.names = AxisNames(self, x, y)
        self._frame = PlotFrame(self.scene, grid)
        self._theme = theme
        self._cross = Cross()
        self._items: list[PlotItem] = []
        self._home: tuple[Range, Range] = ((0.0, 1.0), (0.0, 1.0))
        self._zoomed = self._is_linked = self._laying_out = False
        self._view = View(Span(0, 1), Span(0, 1), 1, 1)
        self._pointer: QPointF | None = None
        self._hover_timer = QTimer(self, singleShot=True, interval=33)
        self._home_timer = QTimer(self, singleShot=True, interval=0)
        self._connect()
        self.add(self._cross, 900)
        self.apply_theme(theme)

    @property
    def scene(self) -> QGraphicsScene:
        """The scene of the area inside the axes, in its pixels."""
        return self._overlay.scene()

    @property
    def view(self) -> View:
        """Where data fall on pixels at present."""
        return self._view

    @property
    def pixel_size(self) -> tuple[int, int]:
        """Width and height of the area inside the axes."""
        return self._view.width, self._view.height

    @property
    def area(self) -> QRect:
        """The area inside the axes, in the plot's own pixels."""
        return self._overlay.geometry()

    @property
    def wheel_taker(self) -> QWidget:
        """The widget that zooms when the wheel is turned over it."""
        viewport: QWidget = self._axes.widget.viewport()
        return viewport

    def add(self, item: Item, z: float = 0.0) -> Item:
        """Draw an item, above those with a lower `z`; return it."""
        self._items.append(item)
        item.attach(self.scene, z)
        item.apply_theme(self._theme)
        item.place(self._view)
        return item

    def remove(self, item: PlotItem) -> None:
        """Draw an item no more."""
        self._items.remove(item)
        item.detach(self.scene)

    def set_home(self, x: Range, y: Range) -> None:
        """Set the range that is shown unless somebody has zoomed, in data coordinates.

        Panels pass round limits that grow in leaps (`numerals.leap`), so that axes do not creep.
        """
        if (x, y) == self._home:
            return
        self._home = (x, y)
        if not self._zoomed:
            self._show_home()

    @property
    def is_zoomed(self) -> bool:
        """Whether somebody has zoomed or moved the view away from home."""
        return self._zoomed

    def reset_view(self) -> None:
        """Show the home range again."""
        self._zoomed = False
        self._show_home()
        self.was_reset.emit()

    def set_log(self, log: bool) -> None:
        """Make the vertical axis logarithmic or linear; set the home range anew after it."""
        if log != self._y_log:
            self._y_log = log
            self._axes.set_log(log)
            self._home = (self._home[0], (1.0, 10.0) if log else (0.0, 1.0))

    def set_x_name(self, name: str) -> None:
        """Name the horizontal axis anew (`step`, `epoch`)."""
        self.names.rename_x(name)
        self._lay_out()

    def set_y_name(self, name: str) -> None:
        """Name the vertical axis anew."""
        self.names.rename_y(name)
        self._lay_out()
        self._axes.left.name_width = self.names.place_y(self._axes.area())  # though the view is the same

    def name_axes(self, across: str, up: str) -> None:
        """Name both axes anew."""
        self.set_x_name(across)
        self.set_y_name(up)

    def set_x_shown(self, shown: bool) -> None:
        """Write the horizontal axis, or leave it to the plot below."""
        if shown != self._show_x:
            self._show_x = shown
            self._lay_out()

    def link_x(self, other: Plot) -> None:
        """Show the same horizontal range as another plot, also when zoomed."""
        self._axes.box.setXLink(other._axes.box)
        self._is_linked = other._is_linked = True

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._theme = theme
        self._axes.apply_theme(theme)
        self._overlay.setBackgroundBrush(QBrush(QColor(theme.surface)))
        self._frame.apply_theme(theme)
        self.names.apply_theme(theme)
        for item in self._items:
            item.apply_theme(theme)
        self._lay_out()
        self._replace()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the axes and the view over them out anew."""
        super().resizeEvent(event)
        lay_out(self, self._fill)

    def leaveEvent(self, _event: QEvent) -> None:
        """Take the cross away."""
        self._pointer = None
        self._tell_hover()

    def _connect(self) -> None:
        self._hover_timer.timeout.connect(self._tell_hover)
        self._home_timer.timeout.connect(self._keep_home)
        box, scene = self._axes.box, self._axes.widget.scene()
        box.sigRangeChanged.connect(lambda *_: self._replace())
        box.sigResized.connect(lambda *_: self._replace())
        box.sigRangeChangedManually.connect(lambda *_: setattr(self, "_zoomed", True))
        scene.sigMouseMoved.connect(self._on_move)
        scene.sigMouseClicked.connect(self._on_click)

    def _fill(self) -> None:
        self._lay_out()
        if self._is_linked:  # axes shift each other while one of them has its old size
            self._home_timer.start()

    def _lay_out(self) -> None:
        line = self._theme.size.small + 8
        left = width_of(self._y.widest, font(self._theme.size.small)) + INSET
        bottom = line + 4 if self._show_x else 8
        self._laying_out = True  # margins, size and range change one after the other; all is placed once
        self._axes.set_margins(left, GAP, INSET, bottom)
        self._axes.widget.setGeometry(self.rect())
        self._axes.lay_out()
        self._axes.bottom.name_width = self.names.place_x(self._show_x)
        self._laying_out = False
        self._replace()

    def _keep_home(self) -> None:
        if not self._zoomed:
            self._show_home()

    def _show_home(self) -> None:
        across, up = self._home
        self._axes.box.setRange(
            xRange=_places(across, self._x.log), yRange=_places(up, self._y_log), padding=0
        )

    def _replace(self) -> None:
        """Place everything again: the range or the size has changed."""
        if self._laying_out:
            return
        area: QRect = self._axes.area()
        across, up = self._axes.range()
        self._overlay.setGeometry(area)
        spans, size = (Span(*across, self._x.log), Span(*up, self._y_log)), (area.width(), area.height())
        view = View(*spans, max(size[0], 1), max(size[1], 1), self.devicePixelRatioF())
        if view == self._view:
            return
        self._view = view
        self.names.share_powers(self._axes.bottom.power(spans[0]), self._axes.left.power(spans[1]))
        self._axes.bottom.name_width = self.names.place_x(self._show_x)
        self._axes.left.name_width = self.names.place_y(area)
        self.scene.setSceneRect(0, 0, view.width, view.height)
        self._frame.place(view, self._axes)
        for item in self._items:
            item.place(view)
        self.view_changed.emit()

    def _on_move(self, position: QPointF) -> None:
        self._pointer = QPointF(self._axes.widget.mapFromScene(position))
        if not self._hover_timer.isActive():
            self._hover_timer.start()

    def _tell_hover(self) -> None:
        self._cross.move(place := self._pointer_place())
        self.hovered.emit(None if place is None else self._view.data(place.x(), place.y()))

    def _pointer_place(self) -> QPointF | None:
        if self._pointer is None:
            return None
        place = self._pointer - QPointF(self._overlay.pos())
        return place if self._view.holds(place.x(), place.y()) else None

    def _on_click(self, event: object) -> None:
        self._pointer = QPointF(self._axes.widget.mapFromScene(event.scenePos()))  # type: ignore[attr-defined]
        place = self._pointer_place()
        if place is None:
            return
        if event.double():  # type: ignore[attr-defined]
            self.reset_view()
        else:
            self.clicked.emit(*self._view.data(place.x(), place.y()))


def _places(limits: Range, log: bool) -> Range:
    low, high = Span(0, 1, log).to_axis(limits)
    return float(low), float(high)
