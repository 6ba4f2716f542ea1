"""PointEditor: the mouse over the plane changes its points, with undo and redo, while the network trains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal

from nnviz.data import Dataset
from nnviz.data.clouds import Clouds, cloud_centres, cloud_spreads
from nnviz.data.edited import EditedDataset
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.moment import Moment
from nnviz.ui.drawing.ground import HAND, Ground
from nnviz.ui.drawing.moving_points import HANDLE, Box, CloudHandles
from nnviz.ui.drawing.plane import Plane
from nnviz.ui.drawing.pointer_layer import PointerLayer
from nnviz.ui.panels.boundary.gestures import (
    BRUSHES,
    LEAST_ERASER,
    DragCloud,
    DragPoint,
    Erase,
    Gesture,
    Paint,
    Relabel,
)
from nnviz.ui.panels.boundary.inks import ClassInk, HandPoints, Ink, ValueInk, answers_of
from nnviz.ui.panels.boundary.pointer import Pace, Pointer
from nnviz.ui.panels.boundary.strokes import Done, Strokes

if TYPE_CHECKING:
    from nnviz.ui.session import Session

Floats = npt.NDArray[np.floating]

#: Pixels within which a point is grabbed.
GRAB = 8.0
#: Milliseconds after a stroke in which the run's own points have come.
SETTLED_MS = 200


class PointEditor(QObject):
    """Turns presses and drags over the plane into edits of the run.

    Attributes
    ----------
    label, value
        The class that is painted with, or in a regression the value.
    brush : BrushSize
    dataset, experiment
        As last drawn.
    box, handles, lifted
        What is drawn of a gesture under way.

    Signals
    -------
    label_changed(int), value_changed(float)
    number_typed(str)
        The first letter of a value, typed over the plane of a regression.
    hovered(object)
        `(x, y)` under the pointer, or None.
    history_changed()
        There is more or less to undo or redo.
    """

    label_changed = Signal(int)
    value_changed = Signal(float)
    number_typed = Signal(str)
    hovered = Signal(object)
    history_changed = Signal()

    def __init__(self, plane: Plane, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.plane, self.plot, self.session = plane, plane.plot, session
        self.label, self.value, self.brush = 0, 1.0, BRUSHES[0]
        self.rng = np.random.default_rng()
        self.dataset: Dataset
        self.experiment: Experiment
        self.layer = PointerLayer(self.plot)
        self.handles, self.box = self.plot.add(CloudHandles(), HAND + 1), self.plot.add(Box(), HAND + 2)
        self.lifted, self._painted = HandPoints(plane), HandPoints(plane)
        self._ground, self._pointer = Ground(self.plot), Pointer(self.plot, self.layer, self)
        self._pace = Pace(self._follow_hand, self)
        self._gesture: Gesture | None = None
        self._handled: object = None  # the settings of the data that the handles stand for
        self._stroke = 0
        self._strokes = Strokes()
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._settle)
        self.handles.set_visible(False)
        self._connect()

    def _connect(self) -> None:
        self.layer.pressed.connect(self._press)
        self.layer.moved.connect(self._move)
        self.layer.released.connect(self._release)
        self.layer.left.connect(self._leave)
        self.layer.typed.connect(self._type)
        self._pointer.told.connect(self.hovered)

    # what the panel does

    @property
    def is_active(self) -> bool:
        """Whether the mouse changes points."""
        return not self.layer.isHidden()

    @property
    def drags_cloud(self) -> bool:
        """Whether a cloud is on the move."""
        return isinstance(self._gesture, DragCloud)

    def set_active(self, active: bool) -> None:
        """Change points by the mouse, or leave it to the plot."""
        self._gesture = None
        self.layer.set_active(active)
        self.handles.set_visible(active)
        if not active:
            self._leave()

    def follow(self, moment: Moment) -> None:
        """Take over the points and clouds as the run has them now."""
        is_other = not hasattr(self, "dataset") or moment.dataset.lineage is not self.dataset.lineage
        self.dataset, self.experiment = moment.dataset, moment.experiment
        if is_other and not isinstance(moment.dataset, EditedDataset):
            self._strokes.clear()
            self.history_changed.emit()
            self.choose(min(self.label, max(len(self.dataset.class_names) - 1, 0)))
        if self.drags_cloud:
            self._handled = None
        elif moment.experiment.data is not self._handled:
            self._handled = moment.experiment.data
            self._place_handles(self._handled)

    def _place_handles(self, settings: object) -> None:
        if isinstance(settings, Clouds):
            self.handles.set(cloud_centres(settings), cloud_spreads(settings))
        else:
            self.handles.set(np.empty((0, 2)), np.empty(0))

    @property
    def ink(self) -> Ink:
        """What is painted with."""
        return ClassInk(self.label) if self.dataset.class_names else ValueInk(self.value)

    def _type(self, letter: str) -> None:
        if not self.dataset.class_names:
            self.number_typed.emit(letter)
        elif letter.isdigit():
            self.choose(int(letter))

    def set_value(self, value: float) -> None:
        """Paint with a value from now on."""
        self.value = value
        self.value_changed.emit(value)

    def take_up(self, row: int) -> None:
        """Paint with the class or value of a training point from now on."""
        for answer in answers_of(self.plane, self.dataset.train)[row : row + 1].tolist():
            (self.choose if self.dataset.class_names else self.set_value)(answer)

    def choose(self, label: int) -> None:
        """Paint with a class from now on, if there is such a class."""
        if 0 <= label < len(self.dataset.class_names):
            self.label = label
            self.label_changed.emit(label)

    # undo

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._strokes.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is something to make again."""
        return bool(self._strokes.undone)

    def undo(self) -> None:
        """Take back the last stroke."""
        if self.can_undo and self._gesture is None:
            self.session.submit(self._strokes.take_back())
            self.history_changed.emit()

    def redo(self) -> None:
        """Make the stroke again that was taken back last."""
        if self.can_redo and self._gesture is None:
            self.session.submit(self._strokes.make_again())
            self.history_changed.emit()

    def remember(self, undo: Edit | None = None, redo: Edit | None = None) -> None:
        """Remember how a stroke is taken back; one of points alone the run takes back by itself."""
        self._strokes.add(Done(undo, redo))
        self.session.selection.select(sample=None)  # rows may be others now
        self.history_changed.emit()

    # what gestures use

    def next_stroke(self) -> int:
        """Return a number that no stroke has had."""
        last = self.dataset.stroke if isinstance(self.dataset, EditedDataset) else 0
        self._stroke = max(self._stroke, last) + 1
        return self._stroke

    def show_painted(self, places: Floats) -> None:
        """Show points before the run has them."""
        self._painted.add(places, self.ink.answer)

    def lift(self, rows: npt.NDArray[np.intp]) -> None:
        """Draw these training points by themselves, so that they can follow the pointer."""
        self._settled.stop()
        train = self.dataset.train
        self.lifted.set(train.inputs[rows], answers_of(self.plane, train)[rows])
        self.lifted.shift(0, 0)
        self.plane.lift(rows)

    def shift_lifted(self, away: QPointF) -> None:
        """Draw the lifted points so many pixels away from where they were."""
        self.lifted.shift(away.x(), away.y())

    # the mouse

    def _press(self, place: QPointF, button: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
        if not hasattr(self, "dataset"):
            return
        self._pace.end()
        self._settle()
        if button == Qt.MouseButton.RightButton:
            self._gesture = Erase(self, place)
        elif button == Qt.MouseButton.LeftButton and keys & Qt.KeyboardModifier.ShiftModifier:
            self._gesture = Relabel(self, place)
        elif button == Qt.MouseButton.LeftButton:
            self._gesture = self._grabbed(place) or Paint(self, place)

    def _grabbed(self, place: QPointF) -> Gesture | None:
        """Begin to drag what is under the pointer: a cloud's handle, else a training point."""
        handle = self._handle_at(place)
        if handle is not None:
            return DragCloud(self, place, *handle)
        row = self._row_at(place)
        return None if row is None else DragPoint(self, place, row)

    def _handle_at(self, place: QPointF) -> tuple[int, bool] | None:
        for widens, places in enumerate(self.handles.places(self.plot.view)):
            away = np.hypot(places[:, 0] - place.x(), places[:, 1] - place.y())
            if len(away) and away.min() <= 2 * HANDLE:
                return int(away.argmin()), bool(widens)
        return None

    def _row_at(self, place: QPointF) -> int | None:
        found = self.plane.point_at((place.x(), place.y()), GRAB)
        return found[1] if found is not None and found[0] == "train" else None

    def _move(self, place: QPointF) -> None:
        self._ground.hold()
        if self._gesture is not None and self._gesture.takes_every_place:
            self._follow_hand(place)
        else:
            self._pace.take(place)

    def _follow_hand(self, place: QPointF) -> None:
        if self._gesture is not None:
            self._gesture.move(place)
        self._show_pointer(place)

    def _release(self, place: QPointF) -> None:
        self._pace.end()
        if self._gesture is not None:
            gesture, self._gesture = self._gesture, None
            gesture.end(place)
            self._settled.start()

    def _leave(self) -> None:
        self._pace.end()
        self._pointer.hide()
        self._ground.free()

    def _show_pointer(self, place: QPointF) -> None:
        """Show what a press would do here: grab, or paint with so wide a brush."""
        grabs = isinstance(self._gesture, DragPoint | DragCloud) or (
            self._gesture is None and (self._handle_at(place) is not None or self._row_at(place) is not None)
        )
        least = LEAST_ERASER if isinstance(self._gesture, Erase) else 0.0
        self._pointer.show(place, grabs, max(self.brush.radius, least))

    def _settle(self) -> None:
        """Draw all points as the run has them."""
        self._settled.stop()
        if self._gesture is not None:
            return
        self._painted.clear()
        self.lifted.clear()
        self.plane.lift(np.empty(0, np.intp))
