"""Figures: what is made of the scenarios' raw measurements, and what is asked of each. No Qt, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

Figures = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One figure and what is asked of it.

    Attributes
    ----------
    bound, aim
        What it must reach, and should.
    more_is_better
        Whether the bound is a least value rather than a most.
    """

    title: str
    unit: str
    bound: float
    aim: float
    more_is_better: bool = False

    def meets(self, value: float) -> str:
        """Say in a word how a value stands to what is asked."""
        sign = 1 if self.more_is_better else -1
        if sign * value >= sign * self.aim:
            return "aim"
        return "ok" if sign * value >= sign * self.bound else "MISSED"

    def asked(self) -> tuple[str, str]:
        """Return bound and aim as a person would write them."""
        sign = "≥" if self.more_is_better else "≤"
        return f"{sign} {self.bound:g}", f"{sign} {self.aim:g}"


ROWS: dict[str, Row] = {
    "kept_large": Row("speed kept, 784-128-10", "", 0.88, 0.95, more_is_better=True),
    "kept_small": Row("speed kept, 2-5-3", "", 0.88, 0.95, more_is_better=True),
    "boundary_hz": Row("boundary redraws", "Hz", 20, 20, more_is_better=True),
    "curves_hz": Row("curves redraws", "Hz", 15, 15, more_is_better=True),
    "frame_p99_ms": Row("frame interval, 99th percentile", "ms", 22, 18),
    "longest_stall_ms": Row("longest stall", "ms", 50, 50),
    "first_paint_ms": Row("first painted window", "ms", 300, 120),
    "all_panels_ms": Row("all panels drawn", "ms", 1000, 400),
    "rss_mb": Row("memory with MNIST", "MB", 350, 350),
}


def figures(
    cost: Mapping[str, Any],
    openings: Sequence[Mapping[str, Any]],
    tours: Sequence[Mapping[str, Any]],
    memory: Mapping[str, Any],
) -> Figures:
    """Return the figures, one for each row and the platform, from what the scenarios measured."""
    kept = {name: median(ratios(cost[name]["pairs"])) for name in ("large", "small")}
    return {
        "kept_large": round(kept["large"], 3),
        "kept_small": round(kept["small"], 3),
        "boundary_hz": round(cost["small"]["hz"].get("boundary", 0.0), 1),
        "curves_hz": round(cost["small"]["hz"].get("curves", 0.0), 1),
        "frame_p99_ms": round(max(p99(cost[name]["intervals"]) for name in ("large", "small")), 1),
        "longest_stall_ms": round(median(max(each["longest"].values()) for each in tours), 1),
        "first_paint_ms": round(median(each["first_paint_ms"] for each in openings), 1),
        "all_panels_ms": round(median(each["all_panels_ms"] for each in openings), 1),
        "rss_mb": None if memory["rss_mb"] is None else round(memory["rss_mb"], 1),
        "platform": cost["platform"],
    }


def ratios(pairs: Iterable[Sequence[float]]) -> list[float]:
    """Return the first of each pair over the second."""
    return [one / other for one, other in pairs]


def p99(values: Sequence[float]) -> float:
    """Return the 99th percentile."""
    return float(np.percentile(values, 99))


def table(found: Figures, notes: Mapping[str, str]) -> str:
    """Return the figures as lines, with what is asked of each and a note to some."""
    lines = [f"{'':34}{'found':>10}  {'bound':>8}{'aim':>8}  "]
    for key, row in ROWS.items():
        value = found[key]
        shown = "unknown" if value is None else f"{value:g} {row.unit}".strip()
        verdict = "" if value is None else row.meets(value)
        bound, aim = row.asked()
        lines.append(
            f"{row.title:34}{shown:>10}  {bound:>8}{aim:>8}  {verdict:7}{notes.get(key, '')}".rstrip()
        )
    return "\n".join(lines)


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return the least and the largest of some values."""
    return f"{min(values):.{digits}f} to {max(values):.{digits}f}"
