"""Canvas: a plain view of Qt with a scene in pixels.

Qt paints it in C++ with the interpreter lock free, because nothing of it is overridden in Python.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from nnviz.ui.painting import lay_out
from nnviz.ui.theme import Theme


def plain_view(scene: QGraphicsScene, parent: QWidget) -> QGraphicsView:
    """Return an opaque view without frame, scroll bars or margins, at one unit a pixel."""
    scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
    view = QGraphicsView(scene, parent)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
    view.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
    view.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    viewport = QWidget()  # at the sight of one that Qt has made, PySide makes ready every widget there is
    viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    view.setViewport(viewport)
    view.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    return view


class Canvas(QWidget):
    """Base of what is drawn without axes: a widget filled by one plain view.

    Subclasses put items into `scene` and override `arrange`, called when the size or the theme
    has changed.

    Signals
    -------
    pointed(object)
        The pixel under the pointer as a QPointF, or None when it has left.
    pressed(object)
        The pixel of a click.
    double_pressed(object)
        The pixel of a double-click.
    """

    pointed = Signal(object)
    pressed = Signal(object)
    double_pressed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.scene = QGraphicsScene(self)
        self.resize(1, 1)  # so that nothing is drawn at a size that it never has
        self._view = plain_view(self.scene, self)
        self._view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMouseTracking(True)
        self._view.setBackgroundBrush(QBrush(QColor(theme.surface)))

    def arrange(self) -> None:
        """Place the items for the present size and theme."""

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self.theme = theme
        self._view.setBackgroundBrush(QBrush(QColor(theme.surface)))
        if self.is_placed:
            self.arrange()

    @property
    def is_placed(self) -> bool:
        """Whether it has been given a size yet; it is arranged for the first one then."""
        return self.width() > 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the widget."""
        super().resizeEvent(event)
        lay_out(self, self._fill)

    def _fill(self) -> None:
        self._view.setGeometry(self.rect())
        self.scene.setSceneRect(0, 0, self.width(), self.height())
        self.arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which pixel is under the pointer."""
        self.pointed.emit(QPointF(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which pixel was clicked."""
        self.pressed.emit(QPointF(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell which pixel was double-clicked."""
        self.double_pressed.emit(QPointF(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Tell that the pointer has left."""
        self.pointed.emit(None)
