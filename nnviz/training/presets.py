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


def _folder() -> Path:
    return resources_dir() / "presets"


def preset_names() -> list[str]:
    """Return the presets' names, the first to open in front, then by alphabet."""
    return list(_names())


@cache
def _names() -> tuple[str, ...]:
    names = sorted(path.stem for path in _folder().glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != FIRST))


@cache
def preset(name: str) -> Experiment:
    """Return a preset by its name.

    Raises
    ------
    ExperimentError
        If there is none of that name.
    """
    if name not in preset_names():
        raise ExperimentError(f"there is no preset {name!r}; there is {', '.join(preset_names())}")
    return Experiment.read(_folder() / f"{name}.toml")


def find_run(name_or_file: str) -> SavedRun:
    """Return a preset, or read a ``.toml`` file: an experiment, or a run with its edits."""
    if not name_or_file.endswith(".toml"):
        return SavedRun(preset(name_or_file))
    return SavedRun.read(Path(name_or_file))
