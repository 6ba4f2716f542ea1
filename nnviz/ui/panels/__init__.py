"""Panels: each shows one thing of a run and knows neither the controls nor another panel."""

from __future__ import annotations

from nnviz.ui.panels.kind import Kind

#: Every panel there is, by its key, in the order of the menu; `Kind.load` imports it.
PANELS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("boundary", "boundary.panel:BoundaryPanel", "Decision boundary", (320, 320), "Boundary"),
        Kind("surface", "surface.panel:SurfacePanel", "Loss surface", (320, 320), "Surface"),
        Kind("curves", "curves:CurvesPanel", "Loss and accuracy", (320, 200), "Loss"),
        Kind("layer_health", "layer_health:LayerHealthPanel", "Layer health", (320, 200), "Health"),
        Kind("diagnosis", "diagnosis:DiagnosisPanel", "In words", (320, 200)),
        Kind("weights", "weights:WeightsPanel", "Weights"),
        Kind("space", "space:SpacePanel", "Space view", short_title="Space"),
        Kind("network", "network.panel:NetworkPanel", "Network"),
        Kind("neuron", "neuron.panel:NeuronPanel", "Neuron"),
        Kind("predictions", "predictions.panel:PredictionsPanel", "Predictions", (320, 168)),
        Kind("pad", "pad.panel:PadPanel", "Draw a digit", (320, 480)),
        Kind("confusion", "confusion:ConfusionPanel", "Confusion matrix", (320, 168), "Confusion"),
        Kind("inside", "inside.panel:InsidePanel", "Inside", (320, 200)),
        Kind("map", "layer_map:LayerMapPanel", "Map", (320, 200)),
        Kind("as_trained", "as_trained:AsTrainedPanel", "As trained", (320, 168), "Trained"),
        Kind("microscope", "microscope.panel:MicroscopePanel", "Backprop microscope", (640, 420), fills=True),
    )
}
