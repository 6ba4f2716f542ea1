"""What units are called on the screen, from the experiment alone."""

from __future__ import annotations

from nnviz.data import Dataset
from nnviz.training.experiment import Experiment
from nnviz.ui.selection import Unit


def layer_name(experiment: Experiment, layer: int) -> str:
    """Name a layer, counted from 0 in the network: those with units are counted from 1."""
    hidden = experiment.model.hidden
    if layer < 0:
        return "input"
    if layer >= len(hidden):
        return "output"
    return f"layer {sum(hasattr(each, 'activation') for each in hidden[: layer + 1])}"


def unit_name(experiment: Experiment, dataset: Dataset, unit: Unit) -> str:
    """Name a unit: `layer 1 unit 3`, `class 2`, `x`."""
    name = layer_name(experiment, unit.layer)
    if name == "input":
        names = dataset.input_names
        return names[unit.number] if unit.number < len(names) else f"input {unit.number + 1}"
    if name != "output":
        return f"{name} unit {unit.number + 1}"
    if dataset.outputs == len(dataset.class_names):
        return f"class {dataset.class_names[unit.number]}"
    return "output" if dataset.outputs == 1 else f"output {unit.number + 1}"
