"""Loss surface: the loss around the present weights, and the way that the weights take over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from nnviz.training.directions import Directions, Frame, RandomPair, WeightPair, parameter_name
from nnviz.training.edits.surface import placing
from nnviz.training.moment import Failure, Moment, Snapshot
from nnviz.training.probes import Wanted
from nnviz.training.probes.surface import LossSurface, Surface
from nnviz.ui.drawing.rich_text import GAP_HTML, fitting_html, html_width, place_html
from nnviz.ui.drawing.surface_map import SurfaceMap
from nnviz.ui.numerals import count, significant
from nnviz.ui.panels.legend import ClassKey, Entry
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.panels.surface.path import SurfacePath
from nnviz.ui.panels.surface.race import MOST_RACING, SurfaceRace
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.selection import Selection
    from nnviz.ui.session import Session

_MOST_NAMED = 60
"""Parameters up to which each can be chosen from a menu."""
_SURFACE_RATE = 4.0
_SETTLED_MS = 60
_GRIDS = ((2_000, 41), (50_000, 25), (1 << 62, 15))
"""Places along each side of a square map, for networks with up to so many parameters."""
_VIEWS = ("two weights", "random")
_SMALL_VIEWS = ("run", "race")


class SurfacePanel(Panel):
    """A map of the loss over two weights or two random directions.

    Parameters
    ----------
    theme : Theme
    session : Session
        Takes the place where somebody puts the weights, and says which weight is selected.
    """

    key = "surface"
    title = "Loss surface"
    short_title = "Surface"
    help_text = (
        "The loss as a landscape over two directions: two weights, or two random directions of all weights "
        "at once, each unit's part scaled by that unit's weights. Pale is low. The dot is where the weights "
        "are now, the line the way that they came. All other weights are as they are now, so the land "
        "changes while they learn. Click: put the weights there. A weight selected elsewhere becomes the "
        "axis across. Race: several optimisers from one start, or from where you click, all at the same rate."
    )
    rate = 15.0
    least_size = (320, 320)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._directions: Directions | None = None
        self._frame: Frame | None = None
        self._probe: LossSurface | None = None
        self._run: tuple[int, int] = (0, 0)
        self._surface: Surface | None = None
        self._pointer: tuple[float, float] | None = None
        self._path = SurfacePath()
        self.map = SurfaceMap(theme)
        self.race = SurfaceRace(self.map.race, self)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._aim)
        self.map.view_changed.connect(self._settled.start)
        self.map.hovered.connect(self._point_at)
        self.map.clicked.connect(self._place_weights)
        self.set_content(self.map)
        self._add_choices()
        self.legend.end_with()
        session.selection.changed.connect(self._follow_selection)
        self.apply_theme(theme)

    def _add_choices(self) -> None:
        line = self.title_line
        line.choice.chosen.connect(self._choose)
        line.menu.addSeparator()
        line.add_action("Show everything").triggered.connect(self.map.reset_view)
        self._new_directions = line.add_action("New directions")
        self._new_directions.triggered.connect(self._turn)
        self._race_action = line.add_action("Race optimisers from the start")
        self._race_action.setCheckable(True)
        self._race_action.toggled.connect(self._set_racing)
        self._menus = [line.menu.addMenu(words) for words in ("Across", "Upwards")]

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the surface that is seen, and for a race while there is one."""
        wanted = [Wanted(self._probe, _SURFACE_RATE)] if self._probe is not None else []
        return [*wanted, Wanted(self.race.probe, 0.2)] if self.race.probe is not None else wanted

    def draw(self, snapshot: Snapshot) -> None:
        """Draw where the weights are, and the surface as it was measured last."""
        moment = snapshot.moment
        self._take(moment)
        assert self._frame is not None
        self.map.follow(self._path.of(moment, self._frame))
        found = snapshot.results.get(self._probe)
        if isinstance(found, Failure):
            self.show_failure(found)
            return
        self.show_content()
        if found is not None and self._probe is not None and found is not self._surface:
            self._surface = found
            probe = self._probe
            self.map.show_surface(found, (probe.left, probe.right, probe.bottom, probe.top))
            self.title_line.set_note(f"{count(found.samples)} samples" if found.samples > 1 else "")
        self.race.take(snapshot.results.get(self.race.probe))
        self._tell()

    def table(self) -> Table:
        """Return the loss at each place of the grid."""
        names = self._frame.names if self._frame is not None else ("across", "up")
        return Table((*names, "loss"), self._rows())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().apply_theme(theme)
        self.map.apply_theme(theme)
        self._tell()

    # -- directions --------------------------------------------------------------------------

    def _take(self, moment: Moment) -> None:
        """Take up another run or network: directions are its own."""
        run = (id(moment.history.layers.start), len(moment.parameters))
        if run == self._run and self._frame is not None:
            return
        grown = run[1] != self._run[1]
        self._run = run
        if grown or self._directions is None:
            self._directions = _first_pair(moment)
            self._offer_choices(moment)
        self._turn_to(self._directions)

    def _offer_choices(self, moment: Moment) -> None:
        size = len(moment.parameters)
        self.title_line.choice.set_titles(_SMALL_VIEWS if size == 2 else _VIEWS)
        self.title_line.choice.choose(int(isinstance(self._directions, RandomPair)))
        self._new_directions.setVisible(size > 2)
        self._race_action.setChecked(False)
        self._race_action.setVisible(2 < size <= MOST_RACING)
        network = self._session.network
        for axis, menu in enumerate(self._menus):
            menu.clear()
            menu.menuAction().setVisible(2 < size <= _MOST_NAMED)
            if network is not None and 2 < size <= _MOST_NAMED:
                for index in range(size):
                    action = menu.addAction(parameter_name(network, index))
                    action.triggered.connect(partial(self._choose_weight, axis, index))

    def _turn_to(self, directions: Directions) -> None:
        """Look along other directions."""
        network, newest = self._session.network, self._session.snapshot
        assert network is not None
        assert newest is not None
        self._directions = directions
        self._frame = directions.frame(network, newest.moment.history.layers.start)
        self._path, self._surface, self._probe = SurfacePath(), None, None
        self.map.take()
        self.map.name_axes(*self._frame.names)
        self.map.follow(self._path.of(newest.moment, self._frame))
        self.map.reset_view()
        self._restart_race(newest.moment.parameters)
        self._aim()

    def _choose(self, index: int) -> None:
        newest = self._session.snapshot
        if newest is None:
            return
        if len(newest.moment.parameters) == 2:
            self._race_action.setChecked(bool(index))
        elif index:
            self._turn_to(RandomPair(0))
        else:
            self._turn_to(_first_pair(newest.moment))

    def _turn(self) -> None:
        """Look along new random directions."""
        before = self._directions
        self.title_line.choice.choose(1)
        self._turn_to(RandomPair(before.seed + 1 if isinstance(before, RandomPair) else 0))

    def _choose_weight(self, axis: int, index: int) -> None:
        newest = self._session.snapshot
        if newest is None:
            return
        pair = self._directions if isinstance(self._directions, WeightPair) else _first_pair(newest.moment)
        weights = [pair.first, pair.second]
        other = weights[1 - axis]
        if index == other:  # the two change places
            weights[1 - axis] = weights[axis]
        weights[axis] = index
        self.title_line.choice.choose(0)
        self._turn_to(WeightPair(*weights))

    def _follow_selection(self, selection: Selection) -> None:
        """Put a weight that was selected elsewhere on the axis across; what was there goes upwards."""
        index, size = selection.parameter, self._run[1]
        if index is None or size <= 2 or index >= size or self._frame is None:
            return
        pair = self._directions
        if isinstance(pair, WeightPair) and index != pair.first:
            self._turn_to(WeightPair(index, pair.first))

    def _aim(self) -> None:
        """Have that part of the surface measured that is seen."""
        rectangle = self.map.rectangle
        if self._directions is None or rectangle is None:
            return
        side = next(side for size, side in _GRIDS if self._run[1] <= size)
        width, height = self.map.pixel_size
        columns, rows = round(side * (width / height) ** 0.5), round(side * (height / width) ** 0.5)
        probe = LossSurface(self._directions, *rectangle, max(columns, 2), max(rows, 2))
        if probe != self._probe:
            self._probe = probe
            self.probes_changed.emit()

    # -- placing and racing ------------------------------------------------------------------

    def _place_weights(self, across: float, up: float) -> None:
        """Put the weights where somebody has clicked; a race begins there too."""
        newest = self._session.snapshot
        if self._directions is None or self._frame is None or newest is None:
            return
        self._session.submit(placing(self._directions, across, up))
        self._restart_race(self._frame.moved(newest.moment.parameters, (across, up)))

    def _set_racing(self, racing: bool) -> None:
        newest = self._session.snapshot
        self.race.end()
        if racing and newest is not None and self._directions is not None:
            start, here = newest.moment.history.layers.start, newest.moment.parameters
            begins = start if start is not None and start.size == here.size else here
            self.race.begin(self._directions, begins)
        self.probes_changed.emit()
        self._tell()

    def _restart_race(self, start: NDArray[Any]) -> None:
        if self.race.probe is not None and self._directions is not None:
            self.race.begin(self._directions, start)
            self.probes_changed.emit()

    # -- words -------------------------------------------------------------------------------

    def _point_at(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        """Say the loss under the pointer, else what the colours mean."""
        surface = self._surface
        self.legend.set_entries([Entry(ClassKey(i), name) for i, name in enumerate(self.race.names)])
        if surface is None:
            return
        loss = self.map.loss_at(self._pointer) if self._pointer is not None else None
        if loss is not None and self._pointer is not None:
            place = place_html(("→", "↑"), self._pointer, self.map.view, self.theme)
            forms = (f"{place}{GAP_HTML}loss {significant(loss)}", f"loss {significant(loss)}", "")
            self.legend.set_readout(fitting_html(forms, self.legend.room, self.theme))
            return
        scale = self.map.scale_html()  # which may have no room beside a race's names
        self.legend.set_readout(scale if html_width(scale, self.theme) <= self.legend.room else "")

    def _rows(self) -> Iterator[tuple[float, float, float]]:
        probe, surface = self._probe, self._surface
        if probe is None or surface is None:
            return
        across = np.linspace(probe.left, probe.right, probe.columns)
        for up, losses in zip(np.linspace(probe.bottom, probe.top, probe.rows), surface.losses, strict=True):
            yield from ((float(x), float(up), float(loss)) for x, loss in zip(across, losses, strict=True))


def _first_pair(moment: Moment) -> WeightPair:
    """Return what turns the first unit's line in small networks, in large ones where the loss pulls most."""
    size, hidden = len(moment.parameters), moment.experiment.model.hidden
    if size <= _MOST_NAMED:
        units = getattr(hidden[0], "units", 1) if hidden else moment.dataset.outputs
        return WeightPair(0, units if size > 2 else 1)
    sizes = np.abs(np.nan_to_num(moment.gradient))
    if not sizes.any():
        return WeightPair(0, 1)
    second, first = np.argpartition(sizes, -2)[-2:].tolist()
    return WeightPair(first, second)
