"""The guards of conftest.py catch what they are there for."""

import shutil
from pathlib import Path

import pytest

pytest_plugins = "pytester"

LEAKS = """
import threading
from PySide6.QtCore import QObject, QTimer, qWarning
from PySide6.QtWidgets import QWidget
import pytest

kept = []

def test_thread_left_running():
    released = threading.Event()
    kept.append(released)
    threading.Thread(target=released.wait, daemon=True, name="forgotten").start()

def test_timer_left_active(qapp):
    timer = QTimer()
    timer.start(10_000)
    kept.append(timer)

def test_window_left_open(qapp):
    kept.append(QWidget())

@pytest.fixture
def warns_on_the_way_out():
    yield
    qWarning("timers cannot be stopped from another thread")

def test_qt_warning_in_teardown(warns_on_the_way_out):
    pass
"""

TIDY = """
import threading
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QWidget

def test_ends_in_time(qapp):
    threading.Timer(0.05, lambda: None).start()
    timer, window = QTimer(), QWidget()
    timer.start(10_000)
    window.cycle = window
    window.show()

def test_settings_go_home(home):
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnviz", "nnviz")
    settings.setValue("theme", "dark")
    settings.sync()
    assert settings.fileName().startswith(str(home))

def test_settings_start_empty(home):
    assert not QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nnviz", "nnviz").allKeys()
"""


def outcomes(pytester: pytest.Pytester, tests: str) -> tuple[dict[str, int], str]:
    shutil.copy(Path(__file__).with_name("conftest.py"), pytester.path / "conftest.py")
    pytester.makepyfile(tests)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q")
    return result.parseoutcomes(), result.stdout.str()


def test_what_is_left_behind_fails_its_test(pytester: pytest.Pytester) -> None:
    counts, said = outcomes(pytester, LEAKS)
    assert counts == {"passed": 4, "errors": 4}
    for words in ("forgotten", "timers left active", "windows left open", "another thread"):
        assert words in said


def test_what_is_tidy_passes(pytester: pytest.Pytester) -> None:
    counts, said = outcomes(pytester, TIDY)
    assert counts == {"passed": 3}, said
