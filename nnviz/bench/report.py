"""The report: carries out the scenarios one after another and prints what came of them."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from nnviz.bench.effort import Effort
from nnviz.bench.figures import figures, ratios, spread, table
from nnviz.bench.processes import measure_in_process
from nnviz.bench.scenario import ScenarioError

FULL = Effort()


def report(as_json: bool, effort: Effort = FULL) -> int:
    """Measure and print; return the exit code."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    try:
        with tempfile.TemporaryDirectory(prefix="nnviz-bench-") as folder:
            cost, openings, tours, memory = _measure(effort, Path(folder))
    except ScenarioError as error:
        print(f"nnviz bench: {error}", file=sys.stderr)
        return 1
    found = figures(cost, openings, tours, memory)
    print(f"on the platform {found['platform']}, window 1280x800{_others(load)}")
    print(table(found, _notes(cost, openings, tours, memory)))
    if as_json:
        print(json.dumps(found))
    return 0


def _measure(effort: Effort, folder: Path) -> tuple[Any, Any, Any, Any]:
    measure_in_process("opening", effort, folder)  # compiles all modules; the next ones find them
    openings = [measure_in_process("opening", effort, folder) for _ in range(effort.openings)]
    cost = measure_in_process("window_cost", effort, folder)
    tours = [measure_in_process("tour", effort, folder) for _ in range(effort.tours)]
    return cost, openings, tours, measure_in_process("memory", effort, folder)


def _others(load: float) -> str:
    """Warn of what else kept the processors busy: three threads share them with the window on."""
    free = (os.cpu_count() or 1) - load
    return f"; other programs keep the processors busy (load {load:.1f}): measure again" if free < 1.5 else ""


def _notes(
    cost: Mapping[str, Any],
    openings: Sequence[Mapping[str, Any]],
    tours: Sequence[Mapping[str, Any]],
    memory: Mapping[str, Any],
) -> dict[str, str]:
    """Return how far the measurements behind some figures lie apart."""
    notes = {f"kept_{name}": _speeds(cost[name]) for name in ("large", "small")}
    hz = cost["small"]["hz"]
    notes["curves_hz"] = ", ".join(f"{key} {each:.1f}" for key, each in hz.items() if key != "curves")
    worst = [max(each["longest"], key=each["longest"].get) for each in tours]
    notes["longest_stall_ms"] = ", ".join(
        f"{each['longest'][stop]:.0f} ({stop})" for each, stop in zip(tours, worst, strict=True)
    )
    for key in ("first_paint_ms", "all_panels_ms"):
        notes[key] = spread([each[key] for each in openings], 0)
    if memory["peak_mb"] is not None:
        notes["rss_mb"] = f"{memory['peak_mb']:.0f} at most"
    return notes


def _speeds(cost: Mapping[str, Any]) -> str:
    kept, control = ratios(cost["pairs"]), ratios(cost["controls"])
    headless = median(without for _, without in cost["pairs"])
    return (
        f"pairs {spread(kept)}; {headless:,.0f} steps/s without;"
        f" two halves without {median(control):.2f} ({spread(control)})"
    )
