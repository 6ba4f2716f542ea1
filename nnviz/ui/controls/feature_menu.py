"""FeatureButton: the numbers that the network is given of each point, ticked in a menu that stays open."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.data.features import FEATURES, PLAIN
from nnviz.ui.controls.buttons import TextButton
from nnviz.ui.fonts import FORMULA, font, width_of
from nnviz.ui.icons import icon
from nnviz.ui.theme import TIGHT, Theme

_CHEVRON = 14


class FeatureButton(TextButton):
    """Says the features in use, and opens the menu of all.

    Signals
    -------
    chosen(tuple of str)
        Other features, in the order of the menu; never none.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("quiet", parent=parent)
        self.setToolTip("Which numbers the network is given of each point; may be changed while it trains")
        self.setAccessibleName("Input features")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the words
        self._names: tuple[str, ...] = PLAIN
        self._menu = _StayingMenu(self)
        self.actions_by_name = {name: self._add(name) for name in FEATURES}
        self.setMenu(self._menu)

    def show_features(self, names: tuple[str, ...]) -> None:
        """Tick the features in use."""
        self._names = names
        for name, action in self.actions_by_name.items():
            action.setChecked(name in names)

    def fit(self, width: int, theme: Theme) -> None:
        """Write the features in so many pixels: all by name, or how many."""
        letters = font(theme.size.body, family=FORMULA, italic=True)
        words = ", ".join(FEATURES[name].title for name in self._names)
        fits = width_of(words, letters) + _CHEVRON + 2 * TIGHT <= width
        self.setFont(letters if fits else font(theme.size.body))
        self.setText(words if fits else "features")
        self.setIcon(icon("chevron_down", theme.text2, _CHEVRON))
        self.setIconSize(QSize(_CHEVRON, _CHEVRON))
        self.ensurePolished()  # else its least height would come once more, from the style sheet
        self.setFixedSize(width, theme.size.row - 2 * TIGHT)

    def _add(self, name: str) -> QAction:
        action = self._menu.addAction(FEATURES[name].title)
        action.setCheckable(True)
        action.triggered.connect(lambda: self._choose(name))
        return action

    def _choose(self, name: str) -> None:
        """Pass on what is ticked now; the last tick cannot be taken away."""
        ticked = tuple(each for each, action in self.actions_by_name.items() if action.isChecked())
        if not ticked:
            self.actions_by_name[name].setChecked(True)
            return
        self._names = ticked
        self.chosen.emit(ticked)


class _StayingMenu(QMenu):
    """A menu that stays open when an entry is ticked, for more to be ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if any(action is self.activeAction() for action in self.actions()):
            self.activeAction().trigger()
            event.accept()
        else:
            super().mouseReleaseEvent(event)
