"""MicroscopeView: strip of stages, sketch, formula, listing, matrices and check on one canvas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QWidget

from nnviz.training.walk.notation import Math
from nnviz.training.walk.relations import told
from nnviz.training.walk.walk import Place
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.microscope.check import check_height, draw_check, draw_shares
from nnviz.ui.drawing.microscope.code import draw_code
from nnviz.ui.drawing.microscope.equation import draw_equation
from nnviz.ui.drawing.microscope.layout import Areas, areas_of, grown
from nnviz.ui.drawing.microscope.look import Look
from nnviz.ui.drawing.microscope.pen import Pen
from nnviz.ui.drawing.microscope.pictures import draw_pictures
from nnviz.ui.drawing.microscope.sketch import draw_sketch
from nnviz.ui.drawing.microscope.sketch_layout import Sketch
from nnviz.ui.drawing.microscope.strip import draw_strip
from nnviz.ui.drawing.microscope.workings import draw_readout, draw_sentence, draw_workings
from nnviz.ui.theme import Theme

Places: TypeAlias = frozenset[Place]
NONE: Places = frozenset()
MOST_RINGS = 120
"""Numbers lit at a time as those that one comes from or goes to."""


class MicroscopeView(Canvas):
    """Draws a `Look`; whatever is pointed at is lit everywhere.

    Attributes
    ----------
    reserved
        Pixels beside the sentence that are kept for buttons.
    rings
        Around what is lit.
    readout
        What is said of it.
    sketch
        Where the units stand.

    Signals
    -------
    stage_chosen(int)
    number_chosen(object), number_pointed(object)
        A Place; None when the pointer is on no number.
    copy_wanted()
        The program is to be copied.
    """

    stage_chosen = Signal(int)
    number_chosen = Signal(object)
    number_pointed = Signal(object)
    copy_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        # What stands still may be smooth.
        self._view.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.look: Look | None = None
        self.pen = Pen(self.scene, theme)
        self.reserved = 0
        self.rings: list[QGraphicsPathItem] = []
        self.sketch: Sketch | None = None
        self._check_items: list[QGraphicsItem] = []
        self._sentence: list[QGraphicsItem] = []
        self._readout_items: list[QGraphicsItem] = []
        self.readout = ""
        self._pointed: Place | None = None
        self.pointed.connect(self._follow_pointer)
        self.pressed.connect(self._press)

    def show_look(self, look: Look | None) -> None:
        """Draw something else."""
        if look is not self.look:
            self.look = look
            self.arrange()

    def reserve(self, width: int) -> None:
        """Keep so many pixels beside the sentence free."""
        if width != self.reserved:
            self.reserved = width
            self.arrange()

    def show_check(self, look: Look) -> None:
        """Draw a check that has come in, and nothing else anew."""
        self.look = look
        for item in self._check_items:
            self.scene.removeItem(item)
        self._draw_check(look)

    @property
    def areas(self) -> Areas:
        """Where the parts stand."""
        return areas_of(self.width(), self.height(), self.drawn_theme)

    @property
    def drawn_theme(self) -> Theme:
        """The theme, with text as large as the room allows: a large window is seen from far away."""
        return grown(self.theme, self.width(), self.height())

    def arrange(self) -> None:
        """Draw everything anew."""
        self.rings, self._check_items, self._readout_items, self._sentence = [], [], [], []
        self.scene.clear()
        self.pen = pen = Pen(self.scene, self.drawn_theme)
        look, areas = self.look, self.areas
        if look is None:
            return
        self._draw_grounds(pen, areas)
        draw_strip(pen, areas.strip, look.stages, look.index, self.stage_chosen.emit)
        self.sketch = draw_sketch(pen, areas.sketch, look)
        below = self._draw_sentence(look)
        draw_workings(pen, areas.workings, look, below)
        draw_code(pen, areas.code, look, self.copy_wanted.emit)
        self._draw_matrices(pen, areas.matrices, look)

    def _draw_sentence(self, look: Look) -> float:
        """Write the sentence by itself: a read-out takes its place now and then."""
        pen = Pen(self.scene, self.drawn_theme)
        below = draw_sentence(pen, self._sentence_area, look.sheet.sentence)
        self._sentence, self._readout_items, self.readout = pen.items, [], ""
        return below

    @property
    def _sentence_area(self) -> QRectF:
        return self.areas.workings.adjusted(0, 0, -self.reserved, 0)

    def _read_out(self, write: Callable[[int], Math] | None) -> None:
        """Say what is pointed at in place of the sentence, or the sentence again."""
        for item in self._readout_items:
            self.scene.removeItem(item)
        pen = Pen(self.scene, self.drawn_theme)
        self.readout = "" if write is None else draw_readout(pen, self._sentence_area, write)
        self._readout_items = pen.items
        for item in self._sentence:
            item.setVisible(write is None)

    def _draw_grounds(self, pen: Pen, areas: Areas) -> None:
        ground, theme = areas.code_ground, pen.theme
        pen.box(ground, fill=theme.raised, z=-1)
        pen.line(0, ground.top() - 0.5, self.width(), ground.top() - 0.5, theme.border)
        pen.line(ground.right() + 0.5, ground.top(), ground.right() + 0.5, ground.bottom(), theme.border)

    def _draw_matrices(self, pen: Pen, area: QRectF, look: Look) -> None:
        """Draw matrices or pictures, and below them the check."""
        area = area.adjusted(
            0, 0, 0, -check_height(pen.theme.size.body) - 6
        )  # at every stage: for any weight
        self._draw_check(look)
        if look.walk.is_batch and look.stage.key[0] == "g":
            height = area.height() * 0.26
            draw_shares(pen, QRectF(area.left(), area.bottom() - height, area.width(), height), look)
            area = area.adjusted(0, 0, 0, -height - 4)
        (draw_pictures if look.sheet.pictures else draw_equation)(pen, area, look)

    def _draw_check(self, look: Look) -> None:
        """Draw the card by itself: it comes in later than the rest."""
        pen, area = Pen(self.scene, self.drawn_theme), self.areas.matrices
        height = float(check_height(pen.theme.size.body))
        draw_check(pen, QRectF(area.left(), area.bottom() - height, area.width(), height), look)
        self._check_items = pen.items

    # pointing

    def light(self, pointed: Place | None, sources: Places = NONE, goals: Places = NONE) -> None:
        """Ring a number wherever it stands, and those that it comes from and goes to; say which they are."""
        for ring in self.rings:
            self.scene.removeItem(ring)
        self.rings = []
        if pointed is None or self.look is None:
            self._read_out(None)
            return
        walk, place = self.look.walk, pointed
        self._read_out(lambda most: told(walk, place, sources, goals, most))
        self._light_sketch(pointed)
        for box, place in self._standing():
            if len(self.rings) > MOST_RINGS:
                return
            if place == pointed:
                self._ring(box, self.theme.text, False)
            elif place in sources:
                self._ring(box, self.theme.text, True)
            elif place in goals:
                self._ring(box, self.theme.muted, True)

    def _light_sketch(self, pointed: Place) -> None:
        """Show the edge of a weight and the capsule of a unit, also where other numbers stand there."""
        if self.sketch is None:
            return
        edge, unit = self.sketch.edge(pointed), self.sketch.unit(pointed)
        if edge is not None:
            path = QPainterPath(edge[0])
            path.lineTo(edge[1])
            self.rings.append(self.pen.path(path, self.theme.text, 4, z=0.5))
        if unit is not None:
            self._ring(unit, self.theme.text, False)

    def _standing(self) -> list[tuple[QRectF, Place]]:
        found = list(self.pen.spots)
        for field in self.pen.fields:
            for i, line in enumerate(field.places):
                found += [(field.cell(i, j), place) for j, place in enumerate(line) if place is not None]
        return found

    def _ring(self, box: QRectF, colour: str, dashed: bool) -> None:
        ring = self.pen.box(box.adjusted(-1, -1, 1, 1), edge=colour, width=2, radius=3, z=5, dashed=dashed)
        self.rings.append(ring)

    def _follow_pointer(self, point: QPointF | None) -> None:
        place = None if point is None else self.pen.at(point)
        if place is None and point is not None and self.sketch is not None:
            place = self.sketch.weight_at(point)
        if place != self._pointed:
            self._pointed = place
            self.number_pointed.emit(place)

    def _press(self, point: QPointF) -> None:
        for box, do in self.pen.buttons:
            if box.contains(point):
                do()
                return
        place = self.pen.at(point)
        if place is not None:
            self.number_chosen.emit(place)
