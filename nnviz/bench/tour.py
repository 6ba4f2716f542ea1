"""The tour: what a person does in the first minute, and the longest time that the window stood still.

It begins in a fresh process whose window shows the clouds, so that MNIST is read and unpacked on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QGuiApplication

from nnviz.bench.effort import Effort
from nnviz.bench.heartbeat import Heartbeat
from nnviz.bench.live_window import application, check_live, open_live, pump, settled, wait_until
from nnviz.bench.scenario import carry_out
from nnviz.training.presets import preset
from nnviz.ui.session import Session


def _add_layer(session: Session) -> None:
    layer = {"kind": "dense", "units": 4, "activation": "tanh"}
    session.change({"model.hidden": [*session.experiment.to_plain()["model"]["hidden"], layer]})


#: What is done, in words and in deed.
STOPS: dict[str, Callable[[Session], None]] = {
    "open MNIST": lambda session: session.load(preset("mnist")),
    "back to the clouds": lambda session: session.load(preset("clouds")),
    "flat out": lambda session: session.set_speed(None),
    "another data set": lambda session: session.change({"data.name": "spiral"}),
    "one layer more": _add_layer,
    "reset": Session.reset,
    "MNIST again": lambda session: session.load(preset("mnist")),
    "reset MNIST": Session.reset,
}


def tour(effort: Effort) -> dict[str, Any]:
    """Return the longest interval between two frames, in milliseconds, at each stop."""
    app = application()
    window = open_live(preset("clouds"))
    pump(effort.patience)
    longest = {}
    for words, act in STOPS.items():
        heartbeat = Heartbeat()
        heartbeat.start()
        act(window.session)
        pump(effort.patience)
        wait_until(words, lambda: settled(window.session) and window.has_drawn)
        heartbeat.stop()
        check_live(window)
        longest[words] = max(heartbeat.intervals)
    window.close()
    del app  # it had to outlive the window
    return {"longest": longest, "platform": QGuiApplication.platformName()}


if __name__ == "__main__":
    carry_out(tour)
