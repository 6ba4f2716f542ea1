"""The program: from a command line to a window in which a network is training.

Imports stand where they are needed. A window is painted after Qt alone has been imported; NumPy, the training
room and pyqtgraph follow while it is already there to be seen.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from nnviz.interpreter import hurry, settle

if TYPE_CHECKING:
    from nnviz.training.saved_run import SavedRun
    from nnviz.ui.main_window import MainWindow

#: One thread for BLAS: with two, a step waits whenever the other core is busy drawing. And Qt paints in the
#: window's thread alone: it would wake threads for each small picture, which takes longer than the picture.
#: And a widget that moves is painted anew: Qt would shift its pixels even where nothing is to be painted
#: until all is laid out (see `nnviz.ui.painting`). To be set before NumPy loads and the application is made.
SET_TO_ONE = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "QT_NO_GUI_THREADPOOL",
    "QT_NO_FAST_MOVE",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code.

    Parameters
    ----------
    arguments
        Those of the command line unless given: a command, or the name or file of the experiment to open with.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    for variable in SET_TO_ONE:
        os.environ.setdefault(variable, "1")
    try:
        return _carry_out(arguments)
    except KeyboardInterrupt:  # caught here: a short command spends most of its time on its imports
        print("nnviz: stopped", file=sys.stderr)
        return 130


def _carry_out(arguments: list[str]) -> int:
    """Open the window, or leave the rest to the command line."""
    if len(arguments) > 1 or (arguments and (arguments[0].startswith("-") or arguments[0] in COMMANDS)):
        from nnviz.cli import main as command_line

        return command_line(arguments)
    if not arguments:
        return open_window()
    from nnviz.cli import guarded
    from nnviz.training.presets import find_run

    return guarded(lambda: open_window(find_run(arguments[0])))


#: On Linux one of these says where a window can be shown.
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
#: What the command line does without a window.
COMMANDS = ("list", "train", "predict", "shot", "bench")


def open_window(saved: SavedRun | None = None, shown: Callable[[MainWindow], None] | None = None) -> int:
    """Open the window, with a file's run or else the first preset; return when it is closed.

    `shown` is given the window before its first paint, to watch it.
    """
    import PySide6.QtWidgets  # noqa: F401  (whose import hook `hurry` takes away)

    hurry()
    from nnviz.ui.application import make_application
    from nnviz.ui.first_paint import after_paint
    from nnviz.ui.main_window import MainWindow

    if sys.platform == "linux" and not any(map(os.environ.get, SCREENS)):
        print(
            "nnviz: there is no screen to open a window on; nnviz --help tells what goes without",
            file=sys.stderr,
        )
        return 2
    application = make_application()
    window = MainWindow()
    _show_errors_in(window)
    window.appear()
    after_paint(window, lambda: furnish(window, saved))
    if shown is not None:
        shown(window)
    return int(application.exec())


def furnish(window: MainWindow, saved: SavedRun | None = None) -> None:
    """Begin to train, and fill a window that has been painted once with the controls and panels."""
    from nnviz.training.presets import FIRST, find_run
    from nnviz.ui.session import Session

    saved = saved or find_run(FIRST)
    session = Session(saved.experiment, window)
    window.furnish(session)
    session.start()
    # once all is drawn: the first steps are the ones worth seeing
    window.when_drawn(partial(session.open_run, saved) if saved.is_under_way else session.run)
    window.when_drawn(_load_aside)


def _load_aside() -> None:
    """Load panels that are not in sight, presets and the network on board, so that nobody waits later.

    The thread is no daemon: the interpreter must not end in the middle of an import.
    """
    from nnviz.training.presets import preset, preset_names
    from nnviz.training.trained import on_board
    from nnviz.ui.panels import PANELS

    def load() -> None:
        for kind in PANELS.values():
            kind.load()
        for name in preset_names():
            preset(name)  # which keeps it
        on_board()
        settle()

    threading.Thread(target=load, name="nnviz loading").start()


def _show_errors_in(window: MainWindow) -> None:
    """Have what nobody caught, on this thread or another, shown in the window rather than end in silence."""

    def show(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):  # Ctrl-C in the terminal that the window was opened from
            window.close()
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        window.report_error(f"{kind.__name__}: {error}", details)

    sys.excepthook = show
    threading.excepthook = lambda caught: show(caught.exc_type, caught.exc_value, caught.exc_traceback)
