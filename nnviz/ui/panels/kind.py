"""Kind: what a window has to know of a panel before there is one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from nnviz.ui.panels.panel import Panel

#: Name of a row of choices below a panel's title line; what the window tells does not cover it.
CHOICES = "choices"


class Kind(msgspec.Struct, frozen=True):
    """A kind of panel, whose module is imported when one comes into sight the first time.

    Parameters
    ----------
    key, title, short_title, least_size, fills
        As the panel's class has them, which is not there yet to be asked.
    where : str
        Below this package, its module and class: ``"weights:WeightsPanel"``.
    """

    key: str
    where: str
    title: str
    least_size: tuple[int, int] = (320, 128)
    short_title: str = ""
    fills: bool = False

    def load(self) -> type[Panel]:
        """Return the panel's class, imported if it was not yet.

        Raises
        ------
        TypeError
            If what stands there is no panel.
        """
        from nnviz.ui.panels.panel import Panel

        module, name = self.where.split(":")
        panel = getattr(import_module(f"nnviz.ui.panels.{module}"), name)
        if not (isinstance(panel, type) and issubclass(panel, Panel)):
            raise TypeError(f"{self.where} is no panel")
        return panel
