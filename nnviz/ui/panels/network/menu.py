"""What a right click and the keys do in the network diagram."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from nnviz.nn import ACTIVATIONS
from nnviz.training.layers import ConvolutionLayer
from nnviz.ui.drawing.network.diagram import NetworkDiagram, Target
from nnviz.ui.panels.network.hand import Hand
from nnviz.ui.selection import Unit
from nnviz.ui.session import Session

Key = Qt.Key


class NetworkMenu(QObject):
    """Menus and keys of a diagram; what they do is done by a `Hand`."""

    def __init__(self, session: Session, diagram: NetworkDiagram, hand: Hand) -> None:
        super().__init__(diagram)
        self._session = session
        self._diagram = diagram
        self._hand = hand
        self.menu = QMenu(diagram)
        self._keys: dict[int, Callable[[Unit], None]] = {
            Key.Key_X: hand.mute,
            Key.Key_Delete: self._remove,
            Key.Key_Backspace: self._remove,
            Key.Key_Plus: lambda unit: self._if_grows(unit, hand.add_unit),
            Key.Key_Minus: lambda unit: self._if_grows(unit, hand.remove_unit),
            Key.Key_Up: partial(self._step, 0, -1),
            Key.Key_Down: partial(self._step, 0, 1),
            Key.Key_Left: partial(self._step, -1, 0),
            Key.Key_Right: partial(self._step, 1, 0),
        }
        diagram.menu_wanted.connect(self.open)
        diagram.key_pressed.connect(self.press)

    def press(self, key: int) -> None:
        """Do what a key means for the selected unit, or the one under the pointer."""
        unit = self._session.selection.now.unit or self._session.selection.now.pointed
        if unit is not None and key in self._keys:
            self._keys[key](unit)

    def _remove(self, unit: Unit) -> None:
        if self._hand.can_grow(unit.layer):
            self._hand.remove(unit)

    def _if_grows(self, unit: Unit, act: Callable[[int], None]) -> None:
        if self._hand.can_grow(unit.layer):
            act(unit.layer)

    def _step(self, across: int, down: int, unit: Unit) -> None:
        """Select a neighbour of the selected unit."""
        columns = self._hand.wiring.columns if self._hand.wiring is not None else ()
        layers = [column.layer for column in columns]
        if unit.layer not in layers:
            return
        at = min(max(layers.index(unit.layer) + across, 0), len(layers) - 1)
        shown = columns[at].units
        place = shown.index(unit.number) if unit.number in shown and not across else 0
        chosen = shown[min(max(place + down, 0), len(shown) - 1)]
        self._session.selection.select(unit=Unit(columns[at].layer, chosen))

    # -- the menu ----------------------------------------------------------------------------

    def open(self, target: Target | None, place: QPoint) -> None:
        """Open the menu of a target; it does not hold up the run."""
        self.fill(target)
        if not self.menu.isEmpty():
            self.menu.popup(place)

    def fill(self, target: Target | None) -> None:
        """Write what can be done with a target."""
        self.menu.clear()
        unit = self._hand.unit_of(target) if target is not None else None
        if unit is None or unit.layer < 0:
            self._add_layers_anywhere()
            return
        muted = self._hand.is_muted(unit)
        self._add("Unmute unit" if muted else "Mute unit", "X", partial(self._hand.mute, unit))
        if self._hand.can_grow(unit.layer):
            self._add("Remove unit", "Del", partial(self._hand.remove, unit))
            self.menu.addSeparator()
            self._add("Add a unit to the layer", "+", partial(self._hand.add_unit, unit.layer))
            self._add("Remove the layer", "", partial(self._hand.remove_layer, unit.layer))
        if self.may_insert(unit.layer):
            self._add("Add a layer before", "", partial(self._hand.add_layer, unit.layer))
        if self._hand.can_grow(unit.layer) and self.may_insert(unit.layer + 1):
            self._add("Add a layer after", "", partial(self._hand.add_layer, unit.layer + 1))
        self._add_activations(unit.layer)

    def _add_layers_anywhere(self) -> None:
        places = range(len(self._hand.experiment.model.hidden) + 1)
        for place in (each for each in places if self.may_insert(each)):
            words = (
                "Add a layer before the output" if place == places[-1] else f"Add a layer before {place + 1}"
            )
            self._add(words, "", partial(self._hand.add_layer, place))

    def may_insert(self, place: int) -> bool:
        """Tell whether a dense layer can go in before a layer: not where images are passed on."""
        hidden = self._hand.experiment.model.hidden
        return 0 <= place <= len(hidden) and not any(
            isinstance(layer, ConvolutionLayer) or not hasattr(layer, "activation")
            for layer in hidden[place:]
        )

    def activations_of(self, layer: int) -> tuple[str, ...]:
        """Return the activations that a layer may have."""
        is_output = layer == len(self._hand.experiment.model.hidden)
        return self._hand.experiment.output_choices() if is_output else tuple(ACTIVATIONS)

    def _add_activations(self, layer: int) -> None:
        model = self._hand.experiment.model
        names = self.activations_of(layer)
        if len(names) < 2 or layer > len(model.hidden):
            return
        now = model.output if layer == len(model.hidden) else getattr(model.hidden[layer], "activation", "")
        submenu = self.menu.addMenu("Activation")
        for name in names:
            action = submenu.addAction(ACTIVATIONS[name].title)
            action.setCheckable(True)
            action.setChecked(name == now)
            action.triggered.connect(partial(self._choose, layer, name))

    def _choose(self, layer: int, name: str, _checked: bool = False) -> None:
        self._hand.set_activation(layer, name)

    def _add(self, words: str, key: str, act: Callable[[], None]) -> QAction:
        action = self.menu.addAction(f"{words}\t{key}" if key else words)
        action.triggered.connect(lambda: act())
        return action
