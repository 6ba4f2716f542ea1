"""Settings: what the window remembers; whatever cannot be read is as if it had never been kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from nnviz.ui.theme import LIGHT, NORMAL, TEXT_SIZES, THEMES, Theme

if TYPE_CHECKING:
    from nnviz.training.timeline import Keeping


class Settings:
    """Theme, text size, arrangement and the timeline's memory, in the person's own settings file."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnviz", "nnviz")

    @property
    def theme(self) -> Theme:
        """The theme at the text size that was last chosen."""
        theme = THEMES.get(str(self._store.value("theme")), LIGHT)
        return theme.at(TEXT_SIZES.get(str(self._store.value("text_size")), NORMAL))

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme.name)
        self._store.setValue("text_size", theme.size.name)

    @property
    def keeping(self) -> Keeping:
        """How much the timeline may keep."""
        import msgspec  # here: the window is painted before anything of the training room is imported

        from nnviz.training.timeline import Keeping

        try:
            return msgspec.convert({"memory": self._store.value("timeline_memory")}, Keeping, strict=False)
        except msgspec.ValidationError:
            return Keeping()

    @keeping.setter
    def keeping(self, keeping: Keeping) -> None:
        self._store.setValue("timeline_memory", keeping.memory)

    def arrangement(self, layout: str) -> bytes:
        """Return the panels' arrangement last kept for a layout; empty if there is none."""
        return self._bytes(f"layout/{layout}")

    def keep_arrangement(self, layout: str, state: bytes) -> None:
        """Remember the panels' arrangement for a layout; empty forgets it."""
        self._store.setValue(f"layout/{layout}", QByteArray(state))

    @property
    def geometry(self) -> bytes:
        """The window's place and size, as Qt packs it; empty at first."""
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, state: bytes) -> None:
        self._store.setValue("geometry", QByteArray(state))

    def _bytes(self, key: str) -> bytes:
        value = self._store.value(key)
        return bytes(value.data()) if isinstance(value, QByteArray) else b""
