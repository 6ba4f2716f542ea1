"""What the menu of a plane offers: how it is coloured, and what is drawn of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtGui import QActionGroup

from nnviz.ui.drawing.plane_colours import LOOKS
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.panels.title_line import TitleLine


def offer_looks(line: TitleLine, choose: Callable[[str], None]) -> None:
    """Offer the ways to colour the plane, of which one is ticked."""
    line.menu.addSeparator()
    group = QActionGroup(line.menu)
    for number, (name, look) in enumerate(LOOKS.items()):
        action = line.add_action(f"Colour: {look.title}")
        action.setCheckable(True)
        action.setChecked(number == 0)
        group.addAction(action)
        action.triggered.connect(partial(_choose, choose, name))


def offer_layers(line: TitleLine, layers: Mapping[str, Sequence[PlotItem]]) -> None:
    """Offer what can be hidden."""
    for words, items in layers.items():
        action = line.add_action(words)
        action.setCheckable(True)
        action.setChecked(True)
        action.toggled.connect(partial(_set_visible, items))


def _choose(choose: Callable[[str], None], name: str, _checked: bool = True) -> None:
    choose(name)


def _set_visible(items: Sequence[PlotItem], visible: bool) -> None:
    for item in items:
        item.set_visible(visible)
