"""What holds for every test: one BLAS thread, no screen, the user's own settings out of reach, no leaks."""

import gc
import os
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from PySide6 import QtCore, QtWidgets

# Set before any test imports NumPy or makes an application.  make test-screen names another platform.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_threads] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long a thread that was told to stop may take before it counts as left behind: reading MNIST on a busy
# machine takes some seconds.
PATIENCE = 15.0
# Nor does a test fail because the machine was busy for an instant.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
# Qt says this of the offscreen platform itself, whatever the program does.
HARMLESS = ("This plugin does not support propagateSizeHints",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests on a screen where there is none, instead of letting Qt abort."""
    if os.environ["QT_QPA_PLATFORM"] != "offscreen":
        return
    for item in items:
        if item.get_closest_marker("screen"):
            item.add_marker(pytest.mark.skip(reason="needs a screen: make test-screen"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name packed bytes by their length: they hold the time, and tests are shared out by their names."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """Fail on a Qt warning while a test's widgets and threads go: pytest-qt has stopped listening then."""
    if "PySide6.QtCore" not in sys.modules:
        return (yield)
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    said: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and not text.startswith(HARMLESS):
            said.append(text)

    previous = qInstallMessageHandler(listen)
    try:
        result = yield
    finally:
        qInstallMessageHandler(previous)
    assert not said, f"Qt warned while the test was cleared away: {said}"
    return result


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test after which a thread lives on."""
    before = set(threading.enumerate())
    yield
    assert not (left := threads_left(before)), f"threads left running: {left}"


@pytest.fixture(autouse=True)
def no_timer_or_window_left(no_thread_left: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test of the screen after which a timer runs or a window, menu or unparented widget lives on."""
    if "qapp" not in request.fixturenames:  # the others make none
        yield
        return
    windows = set(top_level_widgets())
    gc.freeze()  # what was there before is neither looked through for timers nor for what nobody holds
    yield
    let_single_shots_end()
    delete_what_nobody_holds()
    left: list[object] = [timer.objectName() or timer for timer in active_timers()]
    gc.unfreeze()
    assert not left, f"timers left active: {left}"
    left = [widget for widget in top_level_widgets() if widget not in windows]
    assert not left, f"windows left open: {left}"


@pytest.fixture(autouse=True)
def wardrobe(no_timer_or_window_left: None, request: pytest.FixtureRequest) -> None:
    """Dress the application as the program does, whatever the test before put on: tests measure widgets."""
    if "qapp" not in request.fixturenames:
        return
    from nnviz.ui.style import dress
    from nnviz.ui.theme import LIGHT

    dress(request.getfixturevalue("qapp"), LIGHT)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home folder of its own, so that no test reads or writes the user's settings."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder / name.lower()))
    if "PySide6.QtCore" in sys.modules:
        # QSettings looks at the environment once in a process, so it has to be told.
        from PySide6.QtCore import QSettings

        for file_format in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(file_format, QSettings.Scope.UserScope, str(folder / "settings"))
    return folder


def threads_left(before: set[threading.Thread]) -> list[str]:
    """Return the names of new threads that do not end by themselves in a moment."""
    deadline = time.monotonic() + PATIENCE
    new = [thread for thread in threading.enumerate() if thread not in before]
    for thread in new:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread.name for thread in new if thread.is_alive()]


def active_timers() -> list["QtCore.QTimer"]:
    """Return every running QTimer that Python knows of, but for those frozen."""
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    # The type, not isinstance: that would ask dead weak proxies among the objects for their class.
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer)]
    return [timer for timer in found if isValid(timer) and timer.isActive()]


def let_single_shots_end() -> None:
    """Wait for the timers that nobody owns and that fire but once: `QTimer.singleShot` makes such."""
    from PySide6.QtCore import QCoreApplication

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(
        timer.isSingleShot() and timer.parent() is None for timer in active_timers()
    ):
        QCoreApplication.processEvents()


def top_level_widgets() -> list["QtWidgets.QWidget"]:
    """Return the windows, menus and unparented widgets that live."""
    from PySide6.QtWidgets import QApplication

    return QApplication.topLevelWidgets()


def delete_what_nobody_holds() -> None:
    """Let Qt delete what was told to go, and Python collect what only holds itself."""
    from PySide6.QtCore import QCoreApplication, QEvent

    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
