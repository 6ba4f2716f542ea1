"""Where the files that come with the program are: data, presets, fonts."""

from __future__ import annotations

from pathlib import Path


def resources_dir() -> Path:
    """Return the folder of resources, in an installed wheel as in a checkout.

    A wheel carries it as ``nnviz/resources``; in a checkout it lies beside the package.
    """
    package = Path(__file__).resolve().parent
    shipped = package / "resources"
    return shipped if shipped.is_dir() else package.parent / "resources"
