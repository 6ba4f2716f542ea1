"""Ground: what lies in a plot below all that a hand moves; one picture for as long as it does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QGraphicsOpacityEffect, QGraphicsRectItem

from nnviz.ui.drawing.plot import Plot

#: Items with this depth and above are what a hand moves.
HAND = 5.0
#: Kilobytes that Qt keeps of pictures; its own 10,240 are too few for a plane on a large sharp screen.
_KEPT = 65_536
#: Almost opaque: only what is not quite so does Qt keep as a picture; it shows as if it were.
_OPACITY = 1 - 1e-9


class Ground(QGraphicsRectItem):
    """Keeps what lies below the hand as one picture, so that a move paints that and what is moved alone.

    Qt makes the picture anew by itself when anything in it has changed, and paints it with the interpreter
    lock free. Making it takes a little longer than painting what is in it: it is for when much moves above.

    Parameters
    ----------
    plot
        None of its items may lie below the lines at its ticks.
    """

    def __init__(self, plot: Plot) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)
        self._plot = plot
        self._picture = QGraphicsOpacityEffect()
        self._picture.setOpacity(_OPACITY)
        self._picture.setEnabled(False)
        self.setGraphicsEffect(self._picture)
        plot.scene.addItem(self)
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _KEPT))

    @property
    def is_held(self) -> bool:
        """Whether it is one picture now."""
        return self._picture.isEnabled()

    def hold(self) -> None:
        """Be one picture from now on."""
        if self.is_held:
            return
        for item in self._plot.scene.items():
            if item.parentItem() is None and item is not self and 0 <= item.zValue() < HAND:
                item.setParentItem(self)
        self._picture.setEnabled(True)

    def free(self) -> None:
        """Be painted piece by piece again."""
        self._picture.setEnabled(False)
