"""Scenarios: modules of this package that are run as processes of their own and print one JSON object.

A scenario's process loads this first, and its start is measured: nothing is imported here that the window
does not need anyway.
"""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from nnviz.bench.effort import Effort

#: The parent's clock right before it started this process; the clock is the same one in all processes.
STARTED = "NNVIZ_BENCH_STARTED"
#: Seconds after which a scenario counts as stuck and ends itself, saying where it stood.
TIMEOUT = 100.0


class ScenarioError(RuntimeError):
    """A scenario that ended without a result."""


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
