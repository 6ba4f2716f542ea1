"""PixelSide: an image, which of its pixels argue for a class, and the choice of that class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.training.probes.inside import Argument
from nnviz.ui.drawing.pixel_argument import PixelArgumentView
from nnviz.ui.fonts import font
from nnviz.ui.numerals import ColourLimit, count, short
from nnviz.ui.sample_rows import grey_images
from nnviz.ui.selection import Sample
from nnviz.ui.theme import GAP, INSET, TIGHT, Theme

_SHARE, _LOW_SHARE = 0.34, 0.5
"""Part of a panel's width that it takes at most, and where its pictures stand side by side."""
_MOST = 260


class PixelSide(QWidget):
    """The side of a panel that shows one image and its pixels as arguments.

    Signals
    -------
    chosen(object)
        The class that the pixels shall argue for; None for the network's answer.
    hovered(object)
        `(row, column)` of the pixel under the pointer, or None.
    """

    chosen = Signal(object)
    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._limit = ColourLimit()
        self._room = (0, 0)
        self._view = PixelArgumentView(theme)
        self._view.hovered.connect(self.hovered)
        self._class = QComboBox()
        self._class.setAccessibleName("Class that the pixels argue for")
        self._class.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._class.activated.connect(lambda index: self.chosen.emit(index - 1 if index else None))
        column = QVBoxLayout(self)
        column.setContentsMargins(INSET, 0, 0, TIGHT)
        column.setSpacing(GAP)
        column.addWidget(self._view, 1)
        column.addWidget(self._class)
        column.addStretch(0)

    def set_class_names(self, names: Sequence[str]) -> None:
        """Offer these classes; the network's answer comes first."""
        self._limit.reset()
        self._class.clear()
        self._class.addItems(["its answer", *(f"class {name}" for name in names)])
        self.fit(*self._room)

    def show_image(self, dataset: Dataset, sample: Sample, drawing: bytes = b"") -> None:
        """Show an image of a data set, or the bytes of a drawing in its place."""
        if drawing:
            image = np.frombuffer(drawing, np.uint8).reshape(dataset.input_shape[1:])
            self._view.set_image(image, "your drawing")
            return
        image = grey_images(getattr(dataset, sample.split), [sample.row])[0]
        self._view.set_image(image, f"{sample.split} {count(sample.row)}")

    def show_argument(self, argument: Argument, name: str) -> None:
        """Show which pixels argue for the class of that name."""
        limit = self._limit.cover(argument.gradient)
        self._view.set_gradient(argument.gradient, limit, f"for {name}, ±{short(limit)}")

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self.theme = theme
        self._view.apply_theme(theme)
        self._class.setFont(font(theme.size.small))

    def fit(self, width: int, height: int) -> None:
        """Take what is fair of a panel's room: pictures below each other, or side by side in a low panel."""
        self._room, is_low = (width, height), width > 2 * height
        own = min((_LOW_SHARE if is_low else _SHARE) * width, _MOST * self.theme.size.small / 12)
        own = max(own, self._class.sizeHint().width() + INSET)
        line = self.theme.size.small + 2 * TIGHT
        self.setFixedWidth(round(own))
        self._view.setMaximumHeight(round(own if is_low else 2 * (own - INSET + line)))
