"""Decision boundary: what a network says at every point of the plane, or of a slice through more features."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.training.evaluation import Evaluated, Evaluation
from nnviz.training.moment import Failure, Snapshot
from nnviz.training.presets import FIRST, preset
from nnviz.training.probes import BoundaryGrid, Wanted
from nnviz.training.probes.best_boundary import Best, BestBoundary
from nnviz.ui.drawing.plane import MOST_DRAWN, Plane
from nnviz.ui.drawing.plot import Axis, Plot
from nnviz.ui.numerals import count
from nnviz.ui.panels.boundary.marks import PlaneMarks
from nnviz.ui.panels.boundary.menu import offer_layers, offer_looks
from nnviz.ui.panels.boundary.point_editor import PointEditor
from nnviz.ui.panels.boundary.point_tools import PointTools
from nnviz.ui.panels.boundary.slice_row import SliceRow
from nnviz.ui.panels.boundary.unit_overlay import UnitOverlay
from nnviz.ui.panels.boundary.words import (
    REACH,
    beyond_colours,
    fitting_keys,
    grid_table,
    point_table,
    words_at,
)
from nnviz.ui.panels.panel import Panel, Table
from nnviz.ui.selection import Sample
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

_SETTLED_MS = 40
"""How long the view has to stand before the plane is measured anew for it."""
_SLOW_RATE = 3.0
"""How often a second it is measured which points are wrong, and what the best boundary is."""
_TOLD_EVERY = 0.09
"""Least seconds between two changes of the words while they change by themselves: nobody reads faster."""
MODES = ("Look", "Edit")


class BoundaryPanel(Panel):
    """The class probabilities over the plane, the line between the classes, and the points."""

    key = "boundary"
    title = "Decision boundary"
    short_title = "Boundary"
    help_text = (
        "The network is asked about every point of the plane. The colour is the class that it gives there, "
        "the paler the less sure it is; on the bold line two classes are equally likely. Filled points are "
        "trained on, hollow ones are only tested; a ring marks a point that is classified wrongly. Where it "
        "is known from which densities the points are drawn, the dashed line is the best boundary possible. "
        "Look: wheel: zoom; drag: move; double-click: all of it again; click: select a point. "
        "Edit: click or drag: add points of the chosen class (keys 0 to 7) or, in a regression, of the value "
        "in the field (type a number); click a point: paint with its class or value; drag a point or a "
        "cloud: move it; the square on its ring: widen it; right-drag: erase; Shift-drag: relabel in a box."
    )
    rate = 23.0
    may_wait = False
    least_size = (320, 320)
    legend_below = True

    def __init__(self, theme: Theme, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(theme, session, parent)
        self._dataset: Dataset | None = None
        self._grid: BoundaryGrid | None = None
        self._best: Best | None = None
        self._pointer: tuple[float, float] | None = None
        self._told_at = 0.0
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._aim)
        x, y = Axis("x", variable=True), Axis("y", widest="−0.5", variable=True)
        self._plot = Plot(theme, x, y, equal=True, grid=False)
        self.plane = Plane(self._plot, theme)
        self.marks = PlaneMarks(self.plane, session.selection)
        self._overlay = UnitOverlay(self._plot, session.selection, self.probes_changed.emit)
        self.editor = PointEditor(self.plane, session, self)
        self.tools, self.slice_row = PointTools(self.editor, self), SliceRow(self)
        self._lay_out_content()
        self._connect()
        self._add_menu_entries()
        self.legend.end_with()
        self.apply_theme(theme)

    def _lay_out_content(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.tools, self.slice_row):
            part.hide()
            column.addWidget(part)
        column.addWidget(self._plot, 1)
        self.set_content(content)

    def _connect(self) -> None:
        self._plot.hovered.connect(self._point_at)
        self._plot.clicked.connect(self._select_at)
        self._plot.view_changed.connect(self._settled.start)
        self.editor.hovered.connect(self._point_at)
        self.slice_row.chosen.connect(self._slice)
        self.title_line.choice.chosen.connect(lambda mode: self.set_editing(MODES[mode] == "Edit"))
        self._session.each_status.append(lambda _status: self._say_what_is_shown())
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self.editor.undo)
        QShortcut(QKeySequence("Ctrl+Shift+Z"), self).activated.connect(self.editor.redo)

    def _add_menu_entries(self) -> None:
        line = self.title_line
        line.add_action("Save points as CSV…").triggered.connect(
            lambda: self._ask_path("Save points", ".csv", self.save_points, "points")
        )
        offer_looks(line, self.look)
        line.menu.addSeparator()
        line.add_action("Show everything").triggered.connect(self._plot.reset_view)
        offer_layers(line, {**self.plane.layers(), **self.marks.layers()})

    # -- what a panel is ---------------------------------------------------------------------

    def probes(self) -> Sequence[Wanted]:
        """Ask for the plane that is seen, and now and then for which points are wrong."""
        if self._grid is None:
            return ()
        splits = MOST_DRAWN if self.plane.has_classes else ()
        best = (Wanted(BestBoundary(self._grid), _SLOW_RATE),) if self.plane.has_classes else ()
        return (
            Wanted(self._grid, self.rate),
            *(Wanted(Evaluation(split), _SLOW_RATE) for split in splits),
            *best,
            *self._overlay.probes(self._grid),
        )

    def draw(self, snapshot: Snapshot) -> None:
        """Draw what was measured of the plane; what was not due stays as it is."""
        if is_new := snapshot.moment.dataset is not self._dataset:
            self._take(snapshot.moment.dataset)
        if self._grid is None or (is_new and self.plane.drawn is None and self._session.is_running):
            return  # its points are enough for a frame: what is measured comes with the next snapshot
        snapshot = self._session.newest(snapshot)
        results, boundary = snapshot.results, snapshot.results.get(self._grid)
        if isinstance(boundary, Failure):
            self.show_failure(boundary)
            return
        if boundary is not None:
            self.show_content()
            self.plane.draw(self._grid, boundary)
        self._overlay.draw(self._grid, snapshot, self.theme)
        moves = self._session.is_running and snapshot.moment.step > 0
        found = ((split, results.get(Evaluation(split))) for split in MOST_DRAWN)
        self.plane.ring({split: each.right for split, each in found if isinstance(each, Evaluated)}, moves)
        if (probe := BestBoundary(self._grid)) in results:
            self._best = best if isinstance(best := results[probe], Best) else None
            self.marks.show_best(self._best)
        if self.marks.light(snapshot.moment):
            self._fit_legend()
        self.editor.follow(snapshot.moment)
        self._say_what_is_shown()
        if not moves or perf_counter() - self._told_at > _TOLD_EVERY:
            self._tell()

    def table(self) -> Table:
        """Return the class probabilities, or the outputs of a regression, at each point of the grid."""
        return grid_table(self.plane)

    def save_points(self, path: Path) -> None:
        """Write every point with its features, its class or value and its split.

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        if self._dataset is not None:
            point_table(self._dataset).write_csv(path)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().apply_theme(theme)
        for part in (self.plane, self.tools, self.slice_row):
            part.apply_theme(theme)
        self._fit_legend()

    def look(self, name: str) -> None:
        """Colour the plane in one of the ways of `LOOKS`."""
        self.plane.look(name)
        self._say_what_is_shown()
        self._tell()

    def set_editing(self, editing: bool) -> None:
        """Have the mouse change points, or look at them."""
        if self.title_line.choice.current >= 0:
            self.title_line.choice.choose(MODES.index("Edit" if editing else "Look"))
        self.tools.setVisible(editing)
        self.editor.set_active(editing)

    # -- the data set ------------------------------------------------------------------------

    def _take(self, dataset: Dataset) -> None:
        """Show another data set, or the same with other points, or say that it cannot be shown."""
        before, self._dataset = self._dataset, dataset
        if before is not None and before.lineage is dataset.lineage and self._grid is not None:
            self.plane.follow(dataset)
            return
        self._grid, self._best = None, None
        if dataset.features >= 2 and len(dataset.input_shape) == 1:
            self._begin(dataset)
            return
        self.set_editing(False)
        clouds = preset(FIRST)
        self.show_empty(
            "The boundary needs two inputs.", f"Load {clouds.about.title}", lambda: self._session.load(clouds)
        )
        self.probes_changed.emit()

    def _begin(self, dataset: Dataset) -> None:
        self.show_content()
        self.plane.take(dataset)
        self.marks.clear()
        can_edit = dataset.features == 2
        self.title_line.choice.set_titles(MODES if can_edit else ())
        if not can_edit or dataset.name == "own_points":
            self.set_editing(can_edit)
        self.tools.set_classes(dataset.class_names, self.plane.limit.value)
        self.slice_row.take(dataset, self.plane.held)
        self._name_axes()
        self._fit_legend()
        self._aim()

    def _slice(self, axes: tuple[int, int], held: tuple[float, ...]) -> None:
        self.plane.slice(axes, held)
        self._name_axes()
        self._aim()

    def _name_axes(self) -> None:
        x, y = self.plane.axis_names
        self._plot.set_x_name(x)
        self._plot.set_y_name(y)

    def _aim(self) -> None:
        """Have that part of the plane measured that is seen."""
        if self._dataset is None or self._dataset is not self.plane.dataset:
            return
        grid = self.plane.grid()
        if grid != self._grid:
            self._grid = grid
            self.probes_changed.emit()

    def _select_at(self, x: float, y: float) -> None:
        """Select the point there, or none."""
        found = self._pointed((x, y))
        self._session.selection.select(sample=None if found is None else Sample(*found))

    def _pointed(self, place: tuple[float, float]) -> tuple[str, int] | None:
        view = self._plot.view
        return self.plane.point_at((float(view.x(place[0])), float(view.y(place[1]))), REACH)

    # -- words -------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out of the legend what has no room."""
        super().resizeEvent(event)
        self._fit_legend()

    def _fit_legend(self) -> None:
        """Show those keys that leave room for the read-out."""
        self.legend.set_entries(fitting_keys(self.plane, self.legend, self.marks.lights_batch))
        self._tell()

    def _say_what_is_shown(self) -> None:
        divergence = self._session.status.divergence
        if divergence is not None:
            note = f"step {count(divergence.last_step)}, the last finite"
        else:
            note = self._overlay.note or (self.plane.shows if self.plane.drawn is not None else "")
        self.title_line.set_note(note)

    def _point_at(self, place: tuple[float, float] | None) -> None:
        self._pointer = place
        self._tell()

    def _tell(self) -> None:
        """Write what the network says under the pointer, else what the colours cannot say."""
        self._told_at = perf_counter()
        words, room = "", self.legend.room
        if self._pointer is not None and not self.editor.drags_cloud:
            words = words_at(self.plane, self._session, self._pointer, room, self.devicePixelRatioF())
        if not words:
            words = beyond_colours(self.plane, None if self._best is None else self._best.accuracy, room)
        self.legend.set_readout(words)
