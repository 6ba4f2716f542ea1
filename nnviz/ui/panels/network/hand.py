"""Hand: what a person does to a network through its diagram, as edits of the run."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.training.edits.layers import AddLayer, AddUnit, RemoveLayer, RemoveUnit, SetActivation
from nnviz.training.edits.units import LARGEST, MuteUnit, SetParameter
from nnviz.training.experiment import Experiment
from nnviz.training.layers import DenseLayer
from nnviz.training.wiring import Column, Wiring
from nnviz.ui.drawing.network.diagram import NetworkDiagram, Part, Target
from nnviz.ui.numerals import significant
from nnviz.ui.selection import Unit
from nnviz.ui.session import Session

_PIXELS_PER_LIMIT = 100.0
_FINE = 0.1
_HOLD_MS = 40
_FIRST_UNITS = 4


class Hand(QObject):
    """Turns drags, keys and menu entries into edits.

    Attributes
    ----------
    held : (int, float) or None
        The parameter that is being dragged, and the value that it was given last.
    wiring : Wiring or None
        What the diagram shows.
    limit : float
        Of the weights' colours when a drag begins: how far 100 pixels go.

    Signals
    -------
    moved()
        The held parameter was given another value, or was let go.
    """

    moved = Signal()

    def __init__(self, session: Session, diagram: NetworkDiagram) -> None:
        super().__init__(diagram)
        self._session = session
        self._diagram = diagram
        self.wiring: Wiring | None = None
        self.limit = 1.0
        self.held: tuple[int, float] | None = None
        self._target: Target | None = None
        self._began, self._reach = 0.0, 1.0
        self._holding = QTimer(self, interval=_HOLD_MS)
        self._holding.timeout.connect(self._hold)
        diagram.grabbed.connect(self.grab)
        diagram.pulled.connect(self.pull)
        diagram.let_go.connect(self.let_go)
        diagram.chosen.connect(self.choose)

    @property
    def experiment(self) -> Experiment:
        """The experiment of what is shown; the session's may be ahead of it."""
        snapshot = self._session.snapshot
        return self._session.experiment if snapshot is None else snapshot.moment.experiment

    # -- what is meant -----------------------------------------------------------------------

    def unit_of(self, target: Target) -> Unit | None:
        """Return the unit that a target shows or leads to."""
        if self.wiring is None or target.column >= len(self.wiring.columns):
            return None
        column = self.wiring.columns[target.column]
        return Unit(column.layer, column.units[target.unit]) if target.unit < len(column.units) else None

    def target_of(self, unit: Unit | None) -> Target | None:
        """Return the tile of a unit, if it is shown."""
        for number, column in enumerate(self._columns if unit is not None else ()):
            if unit is not None and column.layer == unit.layer and unit.number in column.units:
                return Target(Part.UNIT, number, column.units.index(unit.number))
        return None

    def parameter_of(self, target: Target) -> tuple[int, float, float] | None:
        """Return index, value and gradient of an edge or a bias; the index is -1 if it stands for many."""
        if self.wiring is None or target.part is Part.UNIT or target.column >= len(self.wiring.columns):
            return None
        column, unit = self.wiring.columns[target.column], target.unit
        if unit >= len(column.units):
            return None
        if target.part is Part.BIAS:
            index, value = column.bias_indices[unit], column.biases[unit]
            return int(index), float(value), float(column.bias_gradients[unit])
        link, place = self.wiring.links[target.column - 1], (target.source, unit)
        if target.source >= len(link.weights):
            return None
        return int(link.indices[place]), float(link.weights[place]), float(link.gradients[place])

    # -- setting a parameter -----------------------------------------------------------------

    def grab(self, target: Target) -> None:
        """Take hold of an edge or a bias."""
        found = self.parameter_of(target)
        if found is None or found[0] < 0:
            return
        index, self._began, _ = found
        self._target, self.held = target, (index, self._began)
        self._reach = self.limit  # a scale that widens meanwhile would drive the weight on by itself
        self._holding.start()
        self._session.selection.select(parameter=index)
        self._diagram.say(significant(self._began), target)
        self.moved.emit()

    def pull(self, pixels: float, fine: bool) -> None:
        """Set what is held: up is more."""
        if self.held is None:
            return
        by = pixels * self._reach / _PIXELS_PER_LIMIT * (_FINE if fine else 1.0)
        value = min(max(float(f"{self._began + by:.4g}"), -LARGEST), LARGEST)
        self.held = (self.held[0], value)
        self._session.submit(SetParameter(self.held[0], value, marked=False))
        self._diagram.say(significant(value), self._target)
        self.moved.emit()

    def _hold(self) -> None:
        """Keep what is held where it is, though everything else learns."""
        if self.held is not None and self.held[1] != self._began and self._session.is_running:
            self._session.submit(SetParameter(*self.held, marked=False))

    def let_go(self) -> None:
        """Leave it there, with a mark in the curves if it was moved."""
        self._holding.stop()
        if self.held is not None and self.held[1] != self._began:
            self._session.submit(SetParameter(*self.held))
        self.held = None
        self._diagram.say("")
        self.moved.emit()

    # -- units and layers --------------------------------------------------------------------

    def choose(self, target: Target | None) -> None:
        """Select a unit, or none."""
        self._session.selection.select(unit=None if target is None else self.unit_of(target))

    def mute(self, unit: Unit) -> None:
        """Mute a unit, or let it speak again."""
        if unit.layer >= 0:
            self._session.submit(MuteUnit(unit.layer, unit.number, not self.is_muted(unit)))

    def can_grow(self, layer: int) -> bool:
        """Tell whether units can be added to a layer and removed: not inputs and outputs."""
        return 0 <= layer < len(self.experiment.model.hidden)

    def is_muted(self, unit: Unit) -> bool:
        """Tell whether a unit is muted."""
        columns = self.wiring.columns if self.wiring is not None else ()
        return any(unit.number in column.muted for column in columns if column.layer == unit.layer)

    def add_unit(self, layer: int) -> None:
        """Add a unit to a layer."""
        self._session.submit(AddUnit(layer))

    def remove_unit(self, layer: int) -> None:
        """Remove the selected unit if it is of that layer, else the last; an only one goes with the layer."""
        count = next((c.count for c in self._columns if c.layer == layer), 0)
        chosen = self._session.selection.now.unit
        if count <= 1:
            self.remove_layer(layer)
        else:
            is_chosen = chosen is not None and chosen.layer == layer and chosen.number < count
            self.remove(chosen if is_chosen and chosen is not None else Unit(layer, count - 1))

    def remove(self, unit: Unit) -> None:
        """Remove one unit."""
        self._session.selection.select(unit=None, pointed=None, parameter=None)
        self._session.submit(RemoveUnit(unit.layer, unit.number))

    def add_layer(self, place: int) -> None:
        """Add a layer like its neighbours."""
        hidden = self.experiment.model.hidden
        near = (*hidden[:place][-1:], *hidden[place : place + 1])
        like = next((layer for layer in near if isinstance(layer, DenseLayer)), None)
        units, activation = (like.units, like.activation) if like else (_FIRST_UNITS, "tanh")
        self._session.selection.select(unit=None, pointed=None, parameter=None)
        self._session.submit(AddLayer(place, units, activation))

    def remove_layer(self, layer: int) -> None:
        """Remove a layer."""
        self._session.selection.select(unit=None, pointed=None, parameter=None)
        self._session.submit(RemoveLayer(layer))

    def set_activation(self, layer: int, activation: str) -> None:
        """Give a layer another activation, keeping the weights."""
        self._session.submit(SetActivation(layer, activation))

    @property
    def _columns(self) -> tuple[Column, ...]:
        return self.wiring.columns if self.wiring is not None else ()
