"""The opening: how soon the window is painted, and how soon every panel has drawn.

Counted from right before the parent starts this process: the process, the interpreter, all imports, the
window's making and its painting are in it; compiling modules is not, for that is kept from the first start.
Painted means that the paint of the window and everything on it is over; at first that is bare surfaces, which
the controls and panels replace. A panel has drawn when it was given its first snapshot and the window has
been painted after that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nnviz.bench.effort import Effort
from nnviz.bench.scenario import carry_out, end_on_errors, since_start

if TYPE_CHECKING:
    from nnviz.ui.main_window import MainWindow

#: Milliseconds between two looks at what has drawn; what is found is at most this much too late.
LOOK = 4


def opening(effort: Effort) -> dict[str, Any]:
    """Open the window as the program does, and close it when all panels have drawn."""
    del effort
    from nnviz.app import open_window

    found: dict[str, Any] = {}
    open_window(shown=lambda window: _watch(window, found))
    return found


def _watch(window: MainWindow, found: dict[str, Any]) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication

    from nnviz.ui.first_paint import after_paint, after_update

    end_on_errors()
    found["platform"] = QGuiApplication.platformName()
    timer = QTimer(window, interval=LOOK)

    def painted() -> None:
        found["first_paint_ms"] = since_start()
        timer.start()

    def look() -> None:
        if window.has_drawn:
            timer.stop()
            after_update(window, drawn)

    def drawn() -> None:
        found["all_panels_ms"] = since_start()
        window.close()

    timer.timeout.connect(look)
    after_paint(window, painted)


if __name__ == "__main__":
    carry_out(opening)
