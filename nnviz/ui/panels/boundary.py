"""Decision boundary: what a network with two inputs says at every point of the plane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.data import Dataset
from nnviz.training.contours import class_scores
from nnviz.training.evaluation import Evaluated, Evaluation
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.presets import FIRST, preset
from nnviz.training.probes import Boundary, BoundaryGrid, Wanted
from nnviz.ui.drawing.plane import MOST_DRAWN, Plane
from nnviz.ui.drawing.plane_colours import as_probabilities
from nnviz.ui.drawing.plot import Axis, Plot
from nnviz.ui.drawing.plot_items import PlotItem
from nnviz.ui.drawing.rich_text import (
    GAP_HTML,
    fitting_text,
    place_html,
    place_width,
    scores_html,
    signed_ramp_html,
)
from nnviz.ui.numerals import count, short, significant
from nnviz.ui.panels.legend import ClassKey, Entry, RingKey
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.theme import Theme
from nnviz.ui.unit_overlay import UnitOverlay

if TYPE_CHECKING:
    from nnviz.ui.session import Session

Floats = npt.NDArray[np.floating[Any]]

_SETTLED_MS = 40
"""How long the view has to stand before the plane is measured anew for it."""
_VERDICT_RATE = 5.0
_ROOM_FOR_SCORE = 56
"""Pixels for one class in the read-out."""
_SCORES_WANTED = 3
"""Classes in the read-out for which less important keys give way."""


class BoundaryPanel(Panel):
    """The class probabilities over the plane, the line between the classes, and the points.

    Parameters
    ----------
    theme : Theme
    session : Session
        Gives outputs for the point under the pointer, and loads a data set in the plane when asked to.
    """

    key = "boundary"
    title = "Decision boundary"
    help_text = (
        "The network is asked about every point of the plane. The colour is the class that it gives there, "
        "the paler the less sure it is; on the bold line two classes are equally likely. Filled points are "
        "trained on, hollow ones are only tested; a ring marks a point that is classified wrongly. "
        "Wheel: zoom. Drag: move. Double-click: all of it again."
    )
    rate = 23.0
    least_size = (320, 320)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._grid: BoundaryGrid | None = None
        self._pointer: tuple[float, float] | None = None
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._aim)
        x, y = Axis("x", variable=True), Axis("y", widest="−0.5", variable=True)
        self._plot = Plot(theme, x, y, equal=True, grid=False)
        self.plane = Plane(self._plot, theme)
        self._overlay = UnitOverlay(self._plot, session.selection, self.probes_changed.emit)
        self._plot.hovered.connect(self._point_at)
        self._plot.view_changed.connect(self._settled.start)
        self.set_content(self._plot)
        self._add_layer_choices()
        # What does not fit is left out of the legend; it must not widen the panel.
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        session.state_changed.connect(lambda _status: self._say_what_is_shown())
        self.apply_theme(theme)

    def _add_layer_choices(self) -> None:
        line = self.title_line
        line.menu.addSeparator()
        line.add_action("Show everything").triggered.connect(self._plot.reset_view)
        for words, items in self.plane.layers().items():
            action = line.add_action(words)
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(partial(_set_visible, items))

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the plane that is seen, and now and then for which points are wrong."""
        if self._grid is None:
            return ()
        splits = MOST_DRAWN if self.plane.has_classes else ()
        return (
            Wanted(self._grid, self.rate),
            *(Wanted(Evaluation(split), _VERDICT_RATE) for split in splits),
            *self._overlay.probes(self._grid),
        )

    def draw(self, snapshot: Snapshot) -> None:
        """Draw what was measured of the plane; what was not due stays as it is."""
        if snapshot.moment.dataset is not self._dataset:
            self._take(snapshot.moment.dataset)
        if self._grid is None:
            return
        snapshot = self._session.newest(snapshot)
        results = snapshot.results
        boundary = results.get(self._grid)
        if isinstance(boundary, Failure):
            self.show_error(boundary.sentence, "The run and the other panels go on.", boundary.details)
            return
        if boundary is not None:
            self.show_content()
            self.plane.draw(self._grid, boundary)
        self._overlay.draw(self._grid, snapshot, self.theme)
        found = {split: results.get(Evaluation(split)) for split in MOST_DRAWN}
        self.plane.ring({split: each.right for split, each in found.items() if isinstance(each, Evaluated)})
        self._say_what_is_shown()
        self._tell()

    def table(self) -> Table:
        """Return the class probabilities, or the outputs of a regression, at each point of the grid."""
        columns = (*self._axes, *(self._names or ("output",)))
        return Table(columns, _grid_rows(*self.plane.drawn) if self.plane.drawn is not None else ())

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().apply_theme(theme)
        self.plane.apply_theme(theme)
        self._fit_legend()

    # -- the data set ------------------------------------------------------------------------

    def _take(self, dataset: Dataset) -> None:
        """Show another data set, or say that it does not lie in the plane."""
        self._dataset, self._grid = dataset, None
        if dataset.features == 2:
            self.show_content()
            self.plane.take(dataset)
            self._fit_legend()
            self._aim()
            return
        clouds = preset(FIRST)
        self.show_empty(
            "The boundary needs two inputs.",
            f"Load {clouds.about.title}",
            lambda: self._session.load(clouds),
        )
        self.probes_changed.emit()

    @property
    def _names(self) -> tuple[str, ...]:
        return self._dataset.class_names if self._dataset is not None else ()

    @property
    def _axes(self) -> tuple[str, str]:
        names = self._dataset.feature_names if self._dataset is not None else ()
        return (names[0], names[1]) if len(names) == 2 else ("x", "y")

    def _aim(self) -> None:
        """Have that part of the plane measured that is seen."""
        if self._dataset is None or self._dataset.features != 2:
            return
        grid = self.plane.grid()
        if grid != self._grid:
            self._grid = grid
            self.probes_changed.emit()

    # -- words -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the legend what has no room."""
        super().resizeEvent(event)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """Show those keys that leave room for the read-out."""
        if self._dataset is None:
            return
        classes = [Entry(ClassKey(index), name) for index, name in enumerate(self._names)]
        others = [Entry(RingKey(), "wrong")] if self.plane.has_classes else []
        test = Entry(RingKey(bold=False), "test")
        of_all = Entry(RingKey(bold=False), _shown("test", len(self._dataset.test)))
        place = place_width(self._axes, self.theme)
        choices: tuple[tuple[list[Entry], int], ...] = (
            ([*classes, *others, of_all], place + min(len(classes), _SCORES_WANTED) * _ROOM_FOR_SCORE),
            ([*classes, *others, test], place + _ROOM_FOR_SCORE),
            ([*classes, *others], place + _ROOM_FOR_SCORE),
            (classes, _ROOM_FOR_SCORE),
        )
        fitting = (entries for entries, room in choices if self.legend.room_beside(entries) >= room)
        self.legend.set_entries(next(fitting, []))
        self._tell()

    def _say_what_is_shown(self) -> None:
        divergence = self._session.status.divergence
        if divergence is not None:
            note = f"step {count(divergence.last_step)}, the last finite"
        elif self._overlay.note:
            note = self._overlay.note
        elif self.plane.drawn is not None and self.plane.has_classes:
            note = "class probabilities" if self.plane.blends else "winning class"
        else:
            note = "the network's output" if self.plane.drawn is not None else ""
        self.title_line.set_note(note)

    def _point_at(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        """Write what the network says under the pointer, else what the colours cannot say."""
        outputs = self._outputs_at(self._pointer) if self._pointer is not None else None
        if self._pointer is None or outputs is None:
            self.legend.set_readout(self._beyond_colours())
            return
        place = place_html(self._axes, self._pointer, self._plot.view, self.theme) + GAP_HTML
        room = self.legend.room - place_width(self._axes, self.theme)
        if room < _ROOM_FOR_SCORE:  # the cross shows the place too
            place, room = "", self.legend.room
        self.legend.set_readout(f"{place}{self._outputs_html(outputs, room)}")

    def _outputs_at(self, place: tuple[float, float]) -> Floats | None:
        """Return the network's outputs at a place, as it is now."""
        newest, dataset = self._session.snapshot, self._dataset
        if dataset is None or newest is None or newest.moment.dataset is not dataset:
            return None
        outputs = self._session.predict(dataset.train.given(np.array([place])))
        return None if outputs is None else outputs[0]

    def _outputs_html(self, outputs: Floats, room: int) -> str:
        if self._dataset is None or not self.plane.has_classes:
            return significant(float(outputs[0]), 3)
        scores = class_scores(outputs, self._dataset.levels)
        shown = as_probabilities(scores) if self.plane.blends else scores
        return scores_html(shown, self.plane.blends, room, self.theme, self.devicePixelRatioF())

    def _beyond_colours(self) -> str:
        plane = self.plane
        if plane.drawn is None or plane.blends:
            return ""
        if plane.has_classes:
            return fitting_text(no_probabilities(plane.drawn[1].largest), self.legend.room, self.theme)
        return f"{plane.limit.label(-1)}&nbsp;{signed_ramp_html(self.theme)}&nbsp;{plane.limit.label()}"


def no_probabilities(largest: float) -> tuple[str, str]:
    """Say at length and in short why class colours are not blended: the largest magnitude of an output."""
    if not np.isfinite(largest):
        span = "are not finite"
    else:
        span = f"up to {short(float(f'{largest:.2g}'))}" if largest > 1 else "below 0"
    return f"outputs {span}: no probabilities to blend", f"outputs {span}"


def _shown(split: str, points: int) -> str:
    """Name a split, and how many of its points are drawn if not all."""
    most = MOST_DRAWN[split]
    return split if points <= most else f"{split}, {count(most)} of {count(points)}"


def _set_visible(items: Sequence[PlotItem], visible: bool) -> None:
    for item in items:
        item.set_visible(visible)


def _grid_rows(grid: BoundaryGrid, boundary: Boundary) -> Iterator[tuple[float, ...]]:
    x = np.linspace(grid.left, grid.right, grid.columns)
    y = np.linspace(grid.bottom, grid.top, grid.rows)
    for row, scores_along in zip(y, boundary.probabilities, strict=True):
        for column, scores in zip(x, scores_along, strict=True):
            yield (float(column), float(row), *map(float, scores))
