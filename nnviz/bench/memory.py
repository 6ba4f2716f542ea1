"""The memory that a process holds whose window has trained MNIST for a while."""

from __future__ import annotations

import subprocess
import sys
from os import getpid
from pathlib import Path
from typing import Any

from nnviz.bench.effort import Effort
from nnviz.bench.scenario import carry_out


def memory(effort: Effort) -> dict[str, Any]:
    """Open MNIST, train, and return the memory held then and at most, in megabytes."""
    from nnviz.bench.live_window import application, check_live, open_live, pump
    from nnviz.training.presets import preset

    app = application()
    window = open_live(preset("mnist"))
    pump(effort.training)
    check_live(window)
    held, most = resident()
    window.close()
    del app  # it had to outlive the window
    return {"rss_mb": held, "peak_mb": most}


def resident() -> tuple[float | None, float | None]:
    """Return this process's resident memory now and at most, in megabytes of 2**20 bytes; None if unknown."""
    status = Path("/proc/self/status")
    if status.exists():
        return from_proc(status.read_text())
    if sys.platform == "win32":
        return None, None  # needs a library that nothing else here needs
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(getpid())], capture_output=True, text=True)
    return float(told.stdout) / 1024, None


def from_proc(status: str) -> tuple[float, float]:
    """Read the two from the text of Linux's ``/proc/self/status``."""
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    held, most = (float(lines[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))
    return held, most


if __name__ == "__main__":
    carry_out(memory)
