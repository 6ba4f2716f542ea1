"""Panels: each shows one thing of a run and knows neither the controls nor another panel."""

from nnviz.ui.panels.boundary import BoundaryPanel
from nnviz.ui.panels.panel import Panel

#: Every panel there is, by its key, in the order of the menu.
PANELS: dict[str, type[Panel]] = {panel.key: panel for panel in (BoundaryPanel,)}
