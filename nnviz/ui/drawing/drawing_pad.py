"""DrawingPad: a square of paper for mouse, pen and finger, with a dashed box around the ink."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPixmap, QTabletEvent
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsSimpleTextItem, QWidget

from nnviz.ui.colour_maps import ByteArray
from nnviz.ui.drawing.canvas import Canvas
from nnviz.ui.drawing.ink import sheet_table
from nnviz.ui.drawing.ink_sheet import READ_SIDE, SIDE, InkSheet, Pen, Piece
from nnviz.ui.drawing.paths import indexed_pixmap
from nnviz.ui.fonts import font
from nnviz.ui.theme import INSET, Theme

Box = tuple[int, int, int, int]

_HINTS = (
    "Draw a digit here,\nor drop or paste a picture of one",
    "Draw a digit here,\nor drop or paste\na picture of one",
    "Draw a digit",
)
"""The first that has room is written."""
_DASHES = (4.0, 3.0)
_LEAST_PRESSURE = 0.35
"""Share of its width that a stroke keeps however lightly a pen is led."""


class DrawingPad(Canvas):
    """Paper that shows a sheet and draws on it; a finger is a mouse to it, the end of a pen an eraser.

    Attributes
    ----------
    sheet : InkSheet
    pen : Pen
        What strokes are drawn with from now on.

    Signals
    -------
    inked()
        After each piece of a stroke; `show_strokes` shows what was drawn.
    stroke_ended()
    """

    inked = Signal()
    stroke_ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.sheet = InkSheet()
        self.pen = Pen(width=32)
        self._ink: Box | None = None
        self._inked_for: Theme | None = None
        self._last: QPointF | None = None
        self._paper = QGraphicsPixmapItem()
        self._paper.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._edge, self._box = QGraphicsRectItem(), QGraphicsRectItem()
        self._hint = QGraphicsSimpleTextItem()
        for item in (self._paper, self._edge, self._box, self._hint):
            self.scene.addItem(item)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def area(self) -> QRectF:
        """Where the paper lies, in pixels of the widget."""
        side = max(min(self.width(), self.height()), 1)
        return QRectF((self.width() - side) // 2, 0, side, side)

    def show_box(self, ink: Box | None) -> None:
        """Show a box around the ink: left, top, right, bottom of what is read."""
        self._ink = ink
        self._hint.setVisible(ink is None)
        self._box.setVisible(ink is not None)
        if ink is not None:
            scale, area = self.area.width() / READ_SIDE, self.area
            left, top, right, bottom = (round(edge * scale) for edge in ink)
            box = QRectF(left, top, right - left, bottom - top).translated(area.topLeft())
            self._box.setRect(box.adjusted(-3.5, -3.5, 2.5, 2.5) & area.adjusted(0.5, 0.5, -0.5, -0.5))

    def arrange(self) -> None:
        """Lay the paper out anew."""
        theme = self.theme
        self._edge.setRect(self.area.adjusted(0.5, 0.5, -0.5, -0.5))
        self._edge.setPen(QPen(QColor(theme.strong), 1))
        dashed = QPen(QColor(theme.muted), 1)
        dashed.setDashPattern(_DASHES)
        self._box.setPen(dashed)
        self._hint.setFont(font(theme.size.small))
        self._hint.setBrush(QColor(theme.muted))
        self._write_hint()
        if self._inked_for is not theme:  # another size has the same picture
            self._show_sheet()
        self._paper.setPos(self.area.topLeft())
        self._paper.setScale(self.area.width() / SIDE)
        self.show_box(self._ink)

    def _show_sheet(self) -> None:
        """Show all that is drawn; a stroke is shown piece by piece."""
        self._inked_for = self.theme
        self._paper.setPixmap(indexed_pixmap(self.sheet.pixels, sheet_table(self.theme)))

    def show_strokes(self) -> None:
        """Show what was drawn since, where it was drawn: all of it anew would take twenty times as long."""
        part = self.sheet.catch_up()
        if part is None:
            return
        rows, columns = part
        shown = self._paper.pixmap()
        self._paper.setPixmap(QPixmap())  # drawn on while two have it, it would be copied
        painter = QPainter(shown)
        new = indexed_pixmap(self.sheet.pixels[part], sheet_table(self.theme))
        painter.drawPixmap(columns.start, rows.start, new)
        painter.end()
        self._paper.setPixmap(shown)

    def _write_hint(self) -> None:
        """Write the fullest hint that has room on the paper; the last one always."""
        for hint in _HINTS:
            self._hint.setText(hint)
            size = self._hint.boundingRect()
            if size.width() <= self.area.width() - 2 * INSET:
                break
        self._hint.setPos(self.area.center() - size.center())

    # -- all of the sheet at once ------------------------------------------------------------

    def put(self, ink: ByteArray) -> None:
        """Put a picture's ink (height, width) in place of what is drawn."""
        self.sheet.put(ink)
        self._show_sheet()

    def undo(self) -> None:
        """Take back the last stroke, clearing or picture."""
        self.sheet.undo()
        self._show_sheet()

    def clear(self) -> None:
        """Begin with an empty sheet."""
        if not self.sheet.is_empty:
            self.sheet.clear()
            self._show_sheet()

    # -- strokes -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position(), self.pen)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._last is not None and event.buttons() != Qt.MouseButton.NoButton:
            self._go_on(event.position(), self.pen)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a pen, the wider the harder it is pressed; its other end erases."""
        event.accept()  # else the same would come again as the mouse
        erases = self.pen.erases or event.pointerType() == event.pointerType().Eraser
        strength = _LEAST_PRESSURE + (1 - _LEAST_PRESSURE) * min(2 * event.pressure(), 1)
        pen = Pen(self.pen.width * strength, erases)
        if event.type() == QEvent.Type.TabletPress:
            self._begin(event.position(), pen)
        elif event.type() == QEvent.Type.TabletMove and event.buttons():
            self._go_on(event.position(), pen)
        elif event.type() == QEvent.Type.TabletRelease:
            self._end()

    def _begin(self, place: QPointF, pen: Pen) -> None:
        if self.area.contains(place):
            self.sheet.remember()
            self._last = self._on_sheet(place)
            self._draw_to(self._last, pen)

    def _go_on(self, place: QPointF, pen: Pen) -> None:
        if self._last is not None:
            self._draw_to(self._on_sheet(place), pen)

    def _end(self) -> None:
        if self._last is not None:
            self._last = None
            self.show_strokes()
            self.stroke_ended.emit()

    def _draw_to(self, place: QPointF, pen: Pen) -> None:
        assert self._last is not None
        self.sheet.draw(Piece(self._last, place, pen))
        self._last = place
        self.inked.emit()

    def _on_sheet(self, place: QPointF) -> QPointF:
        area = self.area
        return (place - area.topLeft()) * (SIDE / area.width())
