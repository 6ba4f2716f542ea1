"""How fast the network trains, beside a whole run, its bare matrix products, PyTorch and scikit-learn.

    python benchmarks/engine.py [--rounds N] [--only W1,W5]

All candidates have one thread and take turns, round after round, in one process. Time is the processor's,
in which other programs do not count. Ratios are taken within a round and their median is shown, so that a
machine that is slow for a second spoils a round and not the table. A whole run may take a tenth longer than
the bare steps of W1, W2, W3 and W6: 1.10 x TrainingRun.
"""

from __future__ import annotations

import os
import sys

# Before NumPy is imported: one thread each, and the matrix kernels that the processor really has.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(variable, None)

import argparse
import time
from statistics import median

from peers import MISSING, sklearn_pass, torch_pass
from works import WORKS, Pass, Work, nnviz_pass, products_pass, run_pass

CANDIDATES = {
    "nnviz": nnviz_pass,
    "TrainingRun": run_pass,
    "products": products_pass,
    "PyTorch": torch_pass,
    "scikit-learn": sklearn_pass,
}
SECONDS = 0.05
"""How long one candidate's turn lasts."""

Speeds = dict[str, list[float]]
"""Passes a second of each candidate, one number a round."""


def seconds_for(passes: int, run: Pass) -> float:
    start = time.process_time()
    for _ in range(passes):
        run()
    return time.process_time() - start


def passes_in_a_turn(run: Pass) -> int:
    """As many as fill a turn; finding out warms up, too."""
    passes = 1
    while (elapsed := seconds_for(passes, run)) < SECONDS / 4:
        passes *= 2
    return max(1, round(passes * SECONDS / elapsed))


def measure(work: Work, rounds: int) -> Speeds:
    """Let all installed candidates take turns."""
    made = {name: make(work) for name, make in CANDIDATES.items()}
    ready = {name: run for name, run in made.items() if run is not None}
    passes = {name: passes_in_a_turn(run) for name, run in ready.items()}
    speeds: Speeds = {name: [] for name in ready}
    for _ in range(rounds):
        for name, run in ready.items():
            speeds[name].append(passes[name] / seconds_for(passes[name], run))
    return speeds


def amount(work: Work, name: str, speeds: Speeds) -> str:
    """What a candidate did, in the work's unit."""
    if name not in speeds:
        return "not installed" if name in MISSING else "-"
    if work.unit == "ms":
        return f"{1e3 / median(speeds[name]):.3f}"
    return f"{median(speeds[name]) * work.amount:,.0f}"


def ratio(speeds: Speeds, peer: str) -> str:
    """How many times as fast as `peer` nnviz is."""
    if peer not in speeds:
        return "-"
    return f"{median(ours / theirs for ours, theirs in zip(speeds['nnviz'], speeds[peer], strict=True)):.2f}"


def row(work: Work, speeds: Speeds) -> list[str]:
    amounts = [amount(work, name, speeds) for name in CANDIDATES]
    ratios = [ratio(speeds, name) for name in CANDIDATES if name != "nnviz"]
    return [work.title, work.unit, *amounts, *ratios, work.target]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="how often the candidates take turns")
    parser.add_argument("--only", help=f"some of {','.join(WORKS)}")
    arguments = parser.parse_args()
    names = arguments.only.split(",") if arguments.only else list(WORKS)
    if unknown := set(names) - set(WORKS):
        sys.exit(f"there is no work {', '.join(sorted(unknown))}; there are: {', '.join(WORKS)}")
    header = ["work", "unit", *CANDIDATES, *(f"x {name}" for name in CANDIDATES if name != "nnviz"), "target"]
    table = [header, *(row(WORKS[name], measure(WORKS[name], arguments.rounds)) for name in names)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
