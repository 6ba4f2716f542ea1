"""Panels: each shows one thing of a run and knows neither the controls nor another panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nnviz.ui.panels.boundary import BoundaryPanel
from nnviz.ui.panels.curves import CurvesPanel
from nnviz.ui.panels.panel import Panel
from nnviz.ui.panels.predictions import PredictionsPanel
from nnviz.ui.panels.weights import WeightsPanel
from nnviz.ui.theme import Theme

if TYPE_CHECKING:
    from nnviz.ui.session import Session

#: Every panel there is, by its key, in the order of the menu.
PANELS: dict[str, Callable[[Theme, Session], Panel]] = {
    panel.key: panel for panel in (BoundaryPanel, CurvesPanel, WeightsPanel, PredictionsPanel)
}
