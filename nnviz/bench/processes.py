"""Processes: each scenario is started afresh, in surroundings of its own, and says what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nnviz
from nnviz.app import SET_TO_ONE
from nnviz.bench.effort import Effort
from nnviz.bench.scenario import STARTED, ScenarioError

#: These choose a BLAS kernel by hand; the wrong one halves the speed.
MISLEADING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
#: Where the home folder and settings are looked up.
HOME = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
)


def measure_in_process(name: str, effort: Effort, folder: Path) -> dict[str, Any]:
    """Carry out a scenario of this package in a fresh process.

    Parameters
    ----------
    folder
        Stands in for the person's home.

    Raises
    ------
    ScenarioError
        One sentence and what the process said.
    """
    command = [sys.executable, "-m", f"nnviz.bench.{name}", effort.to_json()]
    surroundings = environment(os.environ, folder)
    surroundings[STARTED] = repr(time.monotonic())
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True)
    if done.returncode != 0:
        raise ScenarioError(f"{name} ended with exit code {done.returncode}\n{done.stderr.strip()}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def environment(present: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the environment of a scenario: one BLAS thread, a home of its own, and a platform that works.

    Compiled modules are kept in that home too: else a start would compile all of them again wherever Python
    may not write beside the source.
    """
    own = {name: value for name, value in present.items() if name not in MISLEADING}
    own |= dict.fromkeys(SET_TO_ONE, "1") | dict.fromkeys(HOME, str(folder))
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    own["PYTHONPYCACHEPREFIX"] = str(folder / "pycache")
    package = str(Path(nnviz.__file__).parent.parent)
    own["PYTHONPATH"] = os.pathsep.join(filter(None, (package, present.get("PYTHONPATH", ""))))
    screens = sys.platform in ("win32", "darwin") or present.get("DISPLAY") or present.get("WAYLAND_DISPLAY")
    if not screens:
        own.setdefault("QT_QPA_PLATFORM", "offscreen")
    return own
