"""EffectMark: what changing a field costs, as an icon beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from nnviz.training.fields import Effect
from nnviz.ui.controls.measures import MARK
from nnviz.ui.icons import pixmap
from nnviz.ui.theme import LIGHT, Theme

#: Icon of each effect: the more of the disc is filled, the more is thrown away.
MARKS = {
    Effect.LIVE: "bolt",
    Effect.NEW_OPTIMIZER: "quarter_disc",
    Effect.NEW_NETWORK: "half_disc",
    Effect.NEW_DATA: "full_disc",
}


class EffectMark(QLabel):
    """What a change costs, as an icon."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(MARK, MARK)
        self._effect: Effect | None = None
        self._theme = LIGHT

    def show_effect(self, effect: Effect | None) -> None:
        """Show the mark of an effect, or none."""
        self._effect = effect
        self.setToolTip("" if effect is None else effect.words.capitalize())
        self._draw()

    def apply_theme(self, theme: Theme) -> None:
        """Draw in the theme's colours."""
        self._theme = theme
        self._draw()

    def _draw(self) -> None:
        if self._effect is None:
            self.clear()
            return
        colour = self._theme.accent if self._effect is Effect.LIVE else self._theme.text2
        self.setPixmap(pixmap(MARKS[self._effect], colour, MARK, self.devicePixelRatioF()))
