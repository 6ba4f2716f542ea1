"""NetworkDiagram: the units of a network in columns, each with a map of what it computes, and its weights.

Everything is an item of Qt: a picture a unit, a path for each colour and width of edges, squares for biases.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import msgspec
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.network.edges import Edges
from nnviz.ui.drawing.network.layout import Room, Tiles, Wish, placed, tile_at
from nnviz.ui.drawing.network.tiles import Cells
from nnviz.ui.drawing.network.words import Caption, Captions
from nnviz.ui.theme import INSET, TIGHT, Theme

Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]


class Part(Enum):
    """What can be pointed at."""

    UNIT = "unit"
    BIAS = "bias"
    EDGE = "edge"


class Target(msgspec.Struct, frozen=True):
    """A part of the diagram, by the numbers of what is shown.

    Attributes
    ----------
    column, unit
        Of an edge those of the unit that it leads to.
    source
        Of an edge the unit before.
    """

    part: Part
    column: int
    unit: int
    source: int = 0


class NetworkDiagram(Canvas):
    """A network's units and weights.

    Signals
    -------
    resized()
        There is another room for it, in which everything stands by now.
    hovered(object)
        The `Target` under the pointer, or None.
    chosen(object)
        The unit that was clicked, or None for a click beside everything.
    grabbed(object), pulled(float, bool), let_go()
        An edge or a bias is pressed; moved since, in pixels upwards, finely or not; released.
    menu_wanted(object, QPoint)
        A right click on a target or None, at a place of the screen.
    key_pressed(int)
        A key that the diagram itself has no use for.
    """

    resized = Signal()
    hovered = Signal(object)
    chosen = Signal(object)
    grabbed = Signal(object)
    pulled = Signal(float, bool)
    let_go = Signal()
    menu_wanted = Signal(object, QPoint)
    key_pressed = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.tiles: tuple[Tiles, ...] = ()
        self.head = 0
        self.edges = Edges(self.scene)
        self.cells = Cells(self.scene)
        self.captions = Captions(self.scene)
        self._wishes: tuple[Wish, ...] = ()
        self._labels: tuple[Caption, ...] = ()
        self._lit: Target | None = None
        self._grip: QPointF | None = None
        self._view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.apply_theme(theme)

    # -- what is shown -----------------------------------------------------------------------

    def set_columns(self, wishes: Sequence[Wish], captions: Sequence[Caption], head: int = 0) -> None:
        """Show other columns, with `head` pixels left free above them, and then a line for scales below."""
        self._wishes, self._labels, self.head = tuple(wishes), tuple(captions), head
        self.arrange()

    def set_weights(self, weights: Sequence[Floats], limit: float) -> None:
        """Show the weights (from, to) between each column and the next."""
        self.edges.set(weights, limit)

    def set_captions(self, captions: Sequence[Caption]) -> None:
        """Say something else above and below the columns."""
        if tuple(captions) != self._labels:
            self._labels = tuple(captions)
            self.captions.put(self._labels, self.tiles, self._room(), self.theme)

    def light(self, target: Target | None) -> None:
        """Dim everything that is not joined to a unit; mark an edge or a bias; None lights everything."""
        if target == self._lit:
            return
        self._lit = target
        self._show_lit()

    def _show_lit(self) -> None:
        target = self._lit
        is_unit = target is not None and target.part is Part.UNIT
        self.edges.light(self._joined if is_unit else None)
        self.cells.dim(self._dimmed if is_unit else None)
        if target is not None and target.part is Part.EDGE:
            self.edges.mark(target.column - 1, self.edge_number(target))
        else:
            self.edges.mark(None)
        self.cells.point(None if target is None else (target.column, target.unit))

    def _joined(self, link: int) -> Flags:
        """Tell which edges of a pair of columns lead from or to the lit unit."""
        assert self._lit is not None
        lit = np.zeros((len(self.tiles[link]), len(self.tiles[link + 1])), bool)
        if link == self._lit.column - 1:
            lit[:, self._lit.unit] = True
        elif link == self._lit.column:
            lit[self._lit.unit] = True
        return lit

    def _dimmed(self, column: int, unit: int) -> bool:
        assert self._lit is not None
        away = abs(column - self._lit.column)
        return away > 1 or (away == 0 and unit != self._lit.unit)

    def edge_number(self, target: Target) -> int:
        """Return the place of an edge among those between its two columns."""
        return target.source * len(self.tiles[target.column]) + target.unit

    # -- places ------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Place everything for the present size."""
        room = self._room()
        fits = self._wishes and room.right - room.left > 40 and room.bottom - room.top > 20
        self.tiles = placed(self._wishes, room) if fits else ()
        self.edges.place(self.tiles)
        self.cells.place(self.tiles, self.devicePixelRatioF())
        self.captions.put(self._labels, self.tiles, room, self.theme)
        self._show_lit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill another room."""
        super().resizeEvent(event)
        self.resized.emit()

    def _room(self) -> Room:
        before, after = (self.captions.width(self._labels, end, self.theme) for end in (0, -1))
        small = self.theme.size.small
        foot = small + 2 * TIGHT if self.head else 1
        left, right = INSET + before, self.width() - INSET - after
        return Room(left, right, self.head + 1, self.height() - foot - 1, small + TIGHT)

    def target_at(self, place: QPointF) -> Target | None:
        """Return what is under a place: a bias before a unit before an edge."""
        for column, tiles in enumerate(self.tiles[1:], 1):
            for unit in range(len(tiles)):
                if tiles.bias(unit).adjusted(-2, -2, 2, 2).contains(place):
                    return Target(Part.BIAS, column, unit)
        found = tile_at(self.tiles, place)
        if found is not None:
            return Target(Part.UNIT, *found)
        edge = self.edges.at(place)
        if edge is None:
            return None
        link, number = edge
        source, unit = divmod(number, len(self.tiles[link + 1]))
        return Target(Part.EDGE, link + 1, unit, source)

    def middle_of(self, target: Target) -> QPointF:
        """Return where the value of an edge or a bias is written."""
        if target.part is Part.EDGE:
            return self.edges.curves[target.column - 1].middle(self.edge_number(target))
        return self.tiles[target.column].bias(target.unit).center()

    def say(self, text: str, at: Target | None = None) -> None:
        """Write a value over a target, or with an empty text nothing."""
        self.captions.say(text, self.middle_of(at) if at is not None and self.tiles else None, self.theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours."""
        self.theme = theme
        self.edges.apply_theme(theme)
        self.cells.apply_theme(theme)
        super().apply_theme(theme)

    # -- mouse and keys ----------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at something, or pull what is held."""
        if self._grip is None:
            self.hovered.emit(self.target_at(event.position()))
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.pulled.emit(self._grip.y() - event.position().y(), fine)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a unit, or take hold of an edge or a bias."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        target = self.target_at(event.position())
        if target is None or target.part is Part.UNIT:
            self.chosen.emit(target)
            return
        self._grip = event.position()
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.grabbed.emit(target)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._grip is not None and event.button() is Qt.MouseButton.LeftButton:
            self._grip = None
            self.unsetCursor()
            self.let_go.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the pointer."""
        self.menu_wanted.emit(self.target_at(QPointF(event.pos())), event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        if self._grip is None:
            self.hovered.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass keys on; those that nobody takes go up to the window."""
        event.ignore()
        self.key_pressed.emit(event.key())
