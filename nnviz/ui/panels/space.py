"""Space view: the plane as each hidden layer bends it, so that one sees the classes come apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.training.presets import FIRST, preset
from nnviz.training.probes.space import HiddenSpace, Space
from nnviz.ui.drawing.bent_plane import BentPlane
from nnviz.ui.drawing.rich_text import fitting_text, place_html
from nnviz.ui.numerals import ColourLimit, percent
from nnviz.ui.panels.legend import ClassKey, Entry
from nnviz.ui.panels.panel import Table
from nnviz.ui.panels.probe_panel import ProbePanel
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_MOST_NAMED = 40
"""Units up to which each can be chosen as an axis."""
_HIGH = 200
"""Pixels of height from which on there is room for the horizontal axis."""
_COMPONENTS = "Principal components"


class SpacePanel(ProbePanel):
    """The grid of the plane, the points and the line between the classes in a layer's space.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives what was measured.
    """

    key = "space"
    title = "Space view"
    short_title = "Space"
    help_text = (
        "What a hidden layer makes of the plane. Each of its units gives a number for every point, and these "
        "numbers are the point's new place: the grid shows how the layer bends, folds and stretches the "
        "plane to get the classes apart, so that the next layer can part them by a straight line. With more "
        "than two units one looks along the two directions in which the points spread most (the first "
        "principal components), or at two units chosen in the menu. Plane shows where each unit of the "
        "first layer draws its line. Wheel: zoom. Drag: move. Double-click: all of it again."
    )
    rate = 8.0
    least_size = (320, 128)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._found: Space | None
        self._looked_at = HiddenSpace(1)
        self._names: tuple[str, str] = ("", "")
        self._offered: tuple[int, int] = (-1, -1)
        self._limit = ColourLimit()
        self._pointer: tuple[float, float] | None = None
        self.plane = BentPlane(theme)
        self.plane.hovered.connect(self._point_at)
        self.set_content(self.plane)
        self.title_line.choice.chosen.connect(self._choose_layer)
        self.title_line.menu.addSeparator()
        self.title_line.add_action("Show everything").triggered.connect(self.plane.reset_view)
        self.title_line.add_action(_COMPONENTS).triggered.connect(partial(self._look_along, ()))
        self._menus = [self.title_line.menu.addMenu(words) for words in ("Across", "Upwards")]
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.apply_theme(theme)

    # -- what a panel is ---------------------------------------------------------------------

    def table(self) -> Table:
        """Return the points with their classes and their places in the layer's space."""
        return Table((*self._names, "class"), self._rows())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().apply_theme(theme)
        self.plane.apply_theme(theme)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room of the horizontal ticks to the picture where there is little of it."""
        super().resizeEvent(event)
        self.plane.set_x_shown(self.height() >= _HIGH)

    # -- inside ------------------------------------------------------------------------------

    @property
    def _probe(self) -> HiddenSpace | None:
        return self._looked_at if self._dataset is not None and self._dataset.features == 2 else None

    def _take(self, dataset: Dataset) -> None:
        self._limit.reset()
        self.plane.begin()
        if self._probe is not None:
            self._limit.cover(dataset.train.targets)
            classes = [Entry(ClassKey(index), name) for index, name in enumerate(dataset.class_names)]
            self.legend.set_entries(classes)
        else:
            clouds = preset(FIRST)
            self.show_empty(
                "The space view needs two inputs.",
                f"Load {clouds.about.title}",
                lambda: self._session.load(clouds),
            )

    def _show_found(self, space: Space) -> None:
        assert self._dataset is not None
        self.show_content()
        self._found = space
        if self._looked_at.layer > space.layers:
            self._choose_layer(space.layers)
            return
        self._offer(space)
        self._names = self.plane.show_space(space, self._dataset.task.has_classes, self._limit.value)
        self._tell()

    def _offer(self, space: Space) -> None:
        """Offer the layers that there are, and the units of the one that is shown."""
        titles = ["plane", *(f"layer {n}" if n == 1 else str(n) for n in range(1, space.layers + 1))]
        self.title_line.choice.set_titles(titles)
        self.title_line.choice.choose(self._looked_at.layer)
        if self._offered == (self._looked_at.layer, space.units):
            return
        self._offered = (self._looked_at.layer, space.units)
        offers = self._looked_at.layer > 0 and 2 < space.units <= _MOST_NAMED
        for axis, menu in enumerate(self._menus):
            menu.clear()
            menu.menuAction().setVisible(offers)
            for unit in range(space.units if offers else 0):
                menu.addAction(f"Unit {unit + 1}").triggered.connect(partial(self._choose_unit, axis, unit))

    def _choose_layer(self, layer: int) -> None:
        self._look_at(HiddenSpace(layer))

    def _choose_unit(self, axis: int, unit: int) -> None:
        axes = list(self._looked_at.axes or (0, 1))
        if unit == axes[1 - axis]:  # the two change places
            axes[1 - axis] = axes[axis]
        axes[axis] = unit
        self._look_along((axes[0], axes[1]))

    def _look_along(self, axes: tuple[int, int] | tuple[()]) -> None:
        self._look_at(HiddenSpace(self._looked_at.layer, axes))

    def _look_at(self, probe: HiddenSpace) -> None:
        if probe != self._looked_at:
            self._looked_at, self._found = probe, None
            self.plane.begin()
            self.probes_changed.emit()

    def _point_at(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        """Say where the pointer is, else what the axes are."""
        space = self._found
        if space is None:
            return
        if self._pointer is not None:
            self.legend.set_readout(place_html(self._names, self._pointer, self.plane.view, self.theme))
            return
        self.legend.set_readout(fitting_text(self._captions(space), self.legend.room, self.theme))

    def _captions(self, space: Space) -> tuple[str, ...]:
        if not space.layers:
            return "no hidden layer bends the plane", "no hidden layer"
        if not self._looked_at.layer:
            return "lines: where a unit of layer 1 adds up to 0", "lines of layer 1"
        if not space.explained:
            return (f"{space.units} unit{'s' * (space.units > 1)}",)
        shown = percent(sum(space.explained), 0)
        return (
            f"{space.units} units; these two directions show {shown} of the spread",
            f"{shown} of the spread",
        )

    def _rows(self) -> Iterator[tuple[object, ...]]:
        if self._found is None or self._dataset is None:
            return
        names = self._dataset.class_names
        for (x, y), label, value in zip(
            self._found.points.tolist(),
            self._found.labels.tolist(),
            self._found.targets.tolist(),
            strict=True,
        ):
            yield x, y, names[label] if names else value
