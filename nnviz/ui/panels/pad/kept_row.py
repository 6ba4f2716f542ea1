"""KeptRow: how many digits of one's own are kept, how the network fares on them, and what can be done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from nnviz.data import DataError
from nnviz.data.kept_digits import KeptDigits
from nnviz.ui.drawing.trace import Trace
from nnviz.ui.numerals import count, percent
from nnviz.ui.theme import GAP, Theme

_MOST = 400
"""Points of the trace at most; then every other one goes."""


def own_folder() -> Path:
    """Return where a person's own digits are kept."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(place) / "nnviz"


class KeptStore(QObject):
    """The kept digits, on the disk as in memory; what goes can be put back until the next one is kept.

    Signals
    -------
    changed()
    refused(str)
        Why they could not be read or written; they stay in memory all the same.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.kept = KeptDigits.none()
        self.deleted: KeptDigits | None = None

    def load(self) -> None:
        """Read what was kept before."""
        try:
            self.kept = KeptDigits.load(own_folder())
        except DataError as error:
            self.refused.emit(str(error))
        if len(self.kept):
            self.changed.emit()

    def keep(self, kept: KeptDigits, deleted: KeptDigits | None = None) -> None:
        """Take other digits for those that are kept."""
        self.kept, self.deleted = kept, deleted
        try:
            kept.save(own_folder())
        except DataError as error:
            self.refused.emit(str(error))
        self.changed.emit()


class KeptRow(QWidget):
    """`12 kept, 91.7 % right`, the share over the steps, and buttons to train on them or delete them.

    Signals
    -------
    training_requested()
    """

    training_requested = Signal()

    def __init__(self, theme: Theme, store: KeptStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._shares: list[tuple[int, float]] = []
        self._words = QLabel()
        self._words.setProperty("role", "value")
        self._trace = Trace(theme)
        self._trace.setToolTip(
            "Share of your kept digits that the run gets right, over its steps, in per cent"
        )
        self._train = self._button("Train on them")
        self._train.clicked.connect(self.training_requested)
        self._delete = self._button("Delete")
        self._menu = QMenu(self._delete)
        self._menu.addAction("The last one").triggered.connect(self._delete_last)
        self._menu.addAction("All").triggered.connect(lambda: store.keep(KeptDigits.none(), store.kept))
        self._delete.setMenu(self._menu)
        self._delete.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._put_back = self._button("Put back")
        self._put_back.clicked.connect(lambda: store.keep(store.deleted or store.kept))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._words)
        row.addWidget(self._trace, 1)
        row.addStretch(0)
        row.addWidget(self._train)
        row.addWidget(self._delete)
        row.addWidget(self._put_back)
        store.changed.connect(self.follow)
        self.follow()

    @property
    def words(self) -> str:
        """What is said of the kept digits."""
        return self._words.text()

    def follow(self) -> None:
        """Show how many there are; what was measured of others counts no more."""
        kept = len(self._store.kept)
        self._shares.clear()
        self._trace.set(())
        self._say()
        self._delete.setVisible(kept > 0)
        self._put_back.setVisible(self._store.deleted is not None)
        self.setVisible(kept > 0 or self._store.deleted is not None)

    def show_share(self, step: int, share: float) -> None:
        """Note what share was right at a step; what was noted of later ones is of a way not taken."""
        while self._shares and self._shares[-1][0] >= step:
            self._shares.pop()
        self._shares.append((step, share))
        if len(self._shares) > _MOST:
            self._shares = self._shares[::2]
        self._trace.set(self._shares)
        self._say()

    def show_still(self, share: float) -> None:
        """Show the share of a network that learns no more."""
        self._shares = [(0, share)]
        self._trace.set(())
        self._say()

    def allow_training(self, allowed: bool, why_not: str = "") -> None:
        """Say whether the run can learn from them."""
        self._train.setEnabled(allowed)
        self._train.setToolTip(
            why_not or "Add them to the training split, often enough to be a twentieth of it; the run goes on"
        )

    def show_trace(self, shown: bool) -> None:
        """Show the share over the steps, or leave it out where there is no room."""
        self._trace.setVisible(shown)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and sizes of a theme."""
        self._trace.apply_theme(theme)
        self._trace.setMinimumWidth(48)
        self._trace.setFixedHeight(theme.size.row)
        self.setFixedHeight(theme.size.row)
        for button in (self._train, self._delete, self._put_back):
            button.setFixedHeight(theme.size.row)

    def _say(self) -> None:
        kept = len(self._store.kept)
        if not kept and self._store.deleted is not None:
            words = f"{count(len(self._store.deleted))} deleted"
        elif self._shares:
            words = f"{count(kept)} kept, {percent(self._shares[-1][1], 0)} right"
        else:
            words = f"{count(kept)} kept"
        if words != self._words.text():
            self._words.setText(words)

    def _delete_last(self) -> None:
        self._store.keep(self._store.kept.without_last(), self._store.kept)

    def _button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "tool")
        button.setText(words)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
