"""The parts of pyqtgraph that axes are made of, without the rest of it.

`import pyqtgraph` loads all that it has, three times what a plot needs, and its Qt layer looks up every class
that Qt has, for each of which PySide makes every enum: together as long as all panels take to be made. So its
two outermost modules stand here as small ones of the same name. Whoever has imported all of pyqtgraph before
keeps it. The version is fixed in `pyproject.toml`.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import shiboken6
from PySide6 import QtCore, QtGui, QtWidgets

#: pyqtgraph's own settings, as far as its parts here ask for them.
_OPTIONS = {
    "antialias": False,
    "background": "k",
    "crashWarning": False,
    "enableExperimental": False,
    "foreground": "d",
    "leftButtonPan": True,
    "mouseRateLimit": 100,
    "segmentedLineMode": "auto",
    "useCupy": False,
    "useNumba": False,
    "useOpenGL": False,
}


def _stand_in(name: str, place: Path, **contents: Any) -> ModuleType:
    """Put a package in the place of one that is not loaded yet; its own modules are found where they are."""
    package = ModuleType(name)
    package.__path__ = [str(place)]
    vars(package).update(contents)
    sys.modules[name] = package
    return package


def _find() -> None:
    """Let the parts be imported for themselves."""
    spec = find_spec("pyqtgraph")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'pyqtgraph'", name="pyqtgraph")
    folder = Path(spec.origin).parent
    compat = SimpleNamespace(
        wrapinstance=shiboken6.wrapInstance,
        unwrapinstance=lambda held: shiboken6.getCppPointer(held)[0],
        voidptr=shiboken6.VoidPtr,
    )
    qt = _stand_in(
        "pyqtgraph.Qt",
        folder / "Qt",
        QtCore=QtCore,
        QtGui=QtGui,
        QtWidgets=QtWidgets,
        QT_LIB="PySide6",
        QtVersion=QtCore.qVersion(),
        OpenGLHelpers=None,  # which loads OpenGL, for views that nobody makes here
        compat=compat,
        isQObjectAlive=shiboken6.isValid,
    )
    _stand_in(
        "pyqtgraph", folder, Qt=qt, getConfigOption=_OPTIONS.__getitem__, _connectCleanup=_connect_cleanup
    )


@cache
def _connect_cleanup() -> None:
    """Let views go without a word when the program ends; pyqtgraph asks for it with each view it makes."""
    application = QtCore.QCoreApplication.instance()
    if application is not None:
        application.aboutToQuit.connect(ViewBox.quit)


if "pyqtgraph" not in sys.modules:
    _find()

from pyqtgraph.graphicsItems.AxisItem import AxisItem  # noqa: E402
from pyqtgraph.graphicsItems.GraphicsWidget import GraphicsWidget  # noqa: E402
from pyqtgraph.graphicsItems.ViewBox import ViewBox  # noqa: E402
from pyqtgraph.widgets.GraphicsView import GraphicsView  # noqa: E402

__all__ = ["AxisItem", "GraphicsView", "GraphicsWidget", "ViewBox"]
