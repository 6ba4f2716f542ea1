"""nnviz bench: what the window costs the training, how smoothly it draws, how soon it is there.

Every measurement is a scenario in a process of its own (`window_cost`, `tour`, `opening`, `memory`), so that
nothing is cached that a person would have to wait for, and none disturbs another. They open the window that
the program opens, with a settings folder of their own. `report` makes figures of what they print.
"""

from __future__ import annotations


def bench(as_json: bool) -> int:
    """Measure, print a table, and with `as_json` one object as the last line; return the exit code.

    A missed bound is a result, not an error: the code is 1 only if a scenario could not be carried out.
    """
    from nnviz.bench.report import report  # late: a scenario's process would wait for this import, too

    return report(as_json)
