"""ConfusionLayout: where the cells of a confusion matrix and the words around them stand."""

from __future__ import annotations

import math

import msgspec
from PySide6.QtCore import QRectF

from nnviz.ui.theme import GAP, INSET, TIGHT, TextSize

#: Largest cell at the normal text size: few classes need no more.
_MOST = (160, 72)
#: Heights, in lines, below which the captions and then the sentence at the foot give way.
_FOR_CAPTION, _FOR_FOOT = 11, 8
#: Between two cells.
CELL_GAP = 2


class ConfusionLayout(msgspec.Struct, frozen=True):
    """Where things stand, in pixels.

    Attributes
    ----------
    classes : int
    left, top : int
        Of the first cell.
    width, height : float
        From one cell to the next.
    names, shares : float
        Right edges of the names of the rows, and of the shares beside them.
    heads : float
        Middle of the names of the columns.
    caption, foot : float or None
        Middles of the line above the names and of the one below the cells; None where there is no room.
    """

    classes: int
    left: int
    top: int
    width: float
    height: float
    names: float
    shares: float
    heads: float
    caption: float | None
    foot: float | None

    @classmethod
    def fitting(
        cls, classes: int, size: TextSize, room: tuple[int, int], widest: float, share: float
    ) -> ConfusionLayout:
        """Return the layout that fills a room.

        Parameters
        ----------
        widest, share : float
            Widths of the widest name of a row and of the column of shares.
        """
        width, height = room
        line, scale = size.small + TIGHT, size.small / 12
        captioned, footed = height >= _FOR_CAPTION * line, height >= _FOR_FOOT * line
        side = line if captioned else 0  # for "true", which stands upright
        names = INSET + side + widest
        left, top = round(names + GAP), (line if captioned else 0) + size.body + TIGHT
        below = line + TIGHT if footed else TIGHT
        cell_width = min((width - left - share - GAP - INSET) / max(classes, 1), _MOST[0] * scale)
        cell_height = min((height - top - below) / max(classes, 1), _MOST[1] * scale)
        bottom = top + cell_height * classes
        return cls(
            classes=classes,
            left=left,
            top=top,
            width=max(cell_width, 1.0),
            height=max(cell_height, 1.0),
            names=names,
            shares=left + cell_width * classes + GAP + share,
            heads=top - (size.body + TIGHT) / 2,
            caption=line / 2 if captioned else None,
            foot=bottom + line / 2 + TIGHT / 2 if footed else None,
        )

    def cell(self, row: int, column: int) -> QRectF:
        """Return the cell of a true class (row) and an answer (column), on whole pixels."""
        left, right = (self.left + round(edge * self.width) for edge in (column, column + 1))
        top, bottom = (self.top + round(edge * self.height) for edge in (row, row + 1))
        return QRectF(left, top, right - left - CELL_GAP, bottom - top - CELL_GAP)

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the row and column of the cell at a pixel, None beside the cells."""
        column, row = math.floor((x - self.left) / self.width), math.floor((y - self.top) / self.height)
        inside = 0 <= row < self.classes and 0 <= column < self.classes
        return (row, column) if inside else None
