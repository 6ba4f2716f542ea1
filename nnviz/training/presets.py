"""The experiments that come with the program, and finding one by name or file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nnviz.resources_path import resources_dir
from nnviz.training.experiment import Experiment
from nnviz.training.reading import ExperimentError
from nnviz.training.saved_run import SavedRun

#: The preset that opens first.
FIRST = "clouds"

#: The presets' names by what they are about, in the order in which they are offered: the simplest first.
GROUPS: dict[str, tuple[str, ...]] = {
    "In the plane": (
        FIRST,
        "playground-gauss",
        "playground-circle",
        "playground-xor",
        "playground-spiral",
    ),
    "One unit, gradient descent": ("perceptron-football", "line", "bowl"),
    "Digits, 8 × 8": ("digits8x8",),
    "Digits, 28 × 28: MNIST": (
        "mnist",
        "kaggle-15",
        "nielsen",
        "plain-mnist",
        "improved-mnist",
        "lecun-300",
        "lecun-300-100",
        "mlp-800",
        "tf-digits",
        "tf-digits-rate-too-large",
        "lenet5",
        "cnn",
    ),
}


def _folder() -> Path:
    return resources_dir() / "presets"


def preset_names() -> list[str]:
    """Return the presets' names, group by group; the first is the one to open."""
    return [name for names in GROUPS.values() for name in names]


@cache
def preset(name: str) -> Experiment:
    """Return a preset by its name.

    Raises
    ------
    ExperimentError
        If there is none of that name.
    """
    if name not in preset_names():
        names = ", ".join(preset_names())
        raise ExperimentError(f"there is no preset {name!r}; there is {names}; a file's name ends in .toml")
    return Experiment.read(_folder() / f"{name}.toml")


def find_run(name_or_file: str) -> SavedRun:
    """Return a preset, or read a ``.toml`` file: an experiment, or a run with its edits."""
    if not name_or_file.endswith(".toml"):
        return SavedRun(preset(name_or_file))
    return SavedRun.read(Path(name_or_file))
