"""Panels: each shows one thing of a run and knows neither the controls nor another panel."""

from __future__ import annotations

from nnviz.ui.panels.as_trained import AsTrainedPanel
from nnviz.ui.panels.boundary.panel import BoundaryPanel
from nnviz.ui.panels.confusion import ConfusionPanel
from nnviz.ui.panels.curves import CurvesPanel
from nnviz.ui.panels.diagnosis import DiagnosisPanel
from nnviz.ui.panels.inside.panel import InsidePanel
from nnviz.ui.panels.layer_health import LayerHealthPanel
from nnviz.ui.panels.layer_map import LayerMapPanel
from nnviz.ui.panels.microscope.panel import MicroscopePanel
from nnviz.ui.panels.network import NetworkPanel
from nnviz.ui.panels.neuron import NeuronPanel
from nnviz.ui.panels.pad.panel import PadPanel
from nnviz.ui.panels.panel import Panel
from nnviz.ui.panels.predictions.panel import PredictionsPanel
from nnviz.ui.panels.space import SpacePanel
from nnviz.ui.panels.surface.panel import SurfacePanel
from nnviz.ui.panels.weights import WeightsPanel

#: Every panel there is, by its key, in the order of the menu; each is made with a theme and a session.
PANELS: dict[str, type[Panel]] = {
    panel.key: panel
    for panel in (
        BoundaryPanel,
        SurfacePanel,
        CurvesPanel,
        LayerHealthPanel,
        DiagnosisPanel,
        WeightsPanel,
        SpacePanel,
        NetworkPanel,
        NeuronPanel,
        PredictionsPanel,
        PadPanel,
        ConfusionPanel,
        InsidePanel,
        LayerMapPanel,
        AsTrainedPanel,
        MicroscopePanel,
    )
}
