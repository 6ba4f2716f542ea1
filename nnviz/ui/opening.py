"""How an experiment opens: at which speed, and with the panels where."""

from __future__ import annotations

from nnviz.data import DATASETS
from nnviz.training.experiment import Experiment
from nnviz.ui.window.layouts import OF_DATA

#: Steps a second with which points in the plane open, slow enough to be seen learning; images run flat out.
VISIBLE_SPEED = 200.0
#: ... and with which two parameters descend their surface, for each step to be seen.
DESCENT_SPEED = 20.0


def is_image(experiment: Experiment) -> bool:
    """Return whether the experiment's data are images."""
    return DATASETS[experiment.value("data.name")].is_image


def opening_speed(experiment: Experiment) -> float | None:
    """Return the steps a second with which an experiment opens; None for flat out."""
    if is_surface(experiment):
        return DESCENT_SPEED
    return None if is_image(experiment) else VISIBLE_SPEED


def is_surface(experiment: Experiment) -> bool:
    """Return whether all of the experiment's loss is a surface over two parameters."""
    kind = DATASETS[experiment.value("data.name")]
    return kind.is_surface and not experiment.model.hidden


def arrangement_for(experiment: Experiment) -> str:
    """Return the name of the layout that suits an experiment's data."""
    name = experiment.value("data.name")
    if name in OF_DATA:
        return OF_DATA[name]
    if is_image(experiment):
        return "images"
    return "descent" if is_surface(experiment) else "plane"
