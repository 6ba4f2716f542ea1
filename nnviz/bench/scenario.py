"""Scenarios: modules of this package that are run as processes of their own and print one JSON object.

Nothing here imports NumPy or Qt: a scenario's process loads this first, and its start is measured.
"""

from __future__ import annotations

import faulthandler
import json
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import nnviz
from nnviz.app import ONE_THREAD
from nnviz.bench.effort import Effort

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
#: The parent's clock right before it started this process; the clock is the same one in all processes.
STARTED = "NNVIZ_BENCH_STARTED"
#: Seconds after which a scenario counts as stuck and ends itself, saying where it stood.
TIMEOUT = 100.0


class ScenarioError(RuntimeError):
    """A scenario that ended without a result."""


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
    """Return the environment of a scenario: one BLAS thread, a home of its own, and a platform that works."""
    own = {name: value for name, value in present.items() if name not in MISLEADING}
    own |= dict.fromkeys(ONE_THREAD, "1") | dict.fromkeys(HOME, str(folder))
    package = str(Path(nnviz.__file__).parent.parent)
    own["PYTHONPATH"] = os.pathsep.join(filter(None, (package, present.get("PYTHONPATH", ""))))
    screens = sys.platform in ("win32", "darwin") or present.get("DISPLAY") or present.get("WAYLAND_DISPLAY")
    if not screens:
        own.setdefault("QT_QPA_PLATFORM", "offscreen")
    return own


def since_start() -> float:
    """Return the milliseconds since the parent set out to start this process."""
    return 1000 * (time.monotonic() - float(os.environ[STARTED]))


def carry_out(scenario: Callable[[Effort], Mapping[str, Any]]) -> None:
    """Run a scenario with the effort from the command line and print its result."""
    faulthandler.dump_traceback_later(TIMEOUT, exit=True)
    try:
        print(json.dumps(dict(scenario(Effort.from_json(sys.argv[1])))))
    except ScenarioError as error:
        sys.exit(str(error))


def end_on_errors() -> None:
    """Let an error that nobody caught, on any thread, end the process; Qt would go on without a word."""
    sys.excepthook = _end
    threading.excepthook = lambda caught: _end(caught.exc_type, caught.exc_value, caught.exc_traceback)


def _end(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    traceback.print_exception(kind, error, trace)
    sys.stderr.flush()
    os._exit(1)
