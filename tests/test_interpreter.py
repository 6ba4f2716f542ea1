"""The settings are the whole process's, so each test has a process of its own."""

import subprocess
import sys


def said_by(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_once_a_window_opens_no_import_reads_the_source_as_well() -> None:
    program = """
import linecache
from PySide6 import QtCore
from nnviz.interpreter import hurry
import colorsys
hurry()
import stringprep
print(*(name in str(linecache.cache.keys()) for name in ("colorsys", "stringprep")))
"""
    assert said_by(program) == ["True", "False"]


def test_garbage_is_looked_for_rarely_while_a_window_opens_and_as_usual_afterwards() -> None:
    program = """
import gc
usual = gc.get_threshold()
from nnviz.interpreter import RARELY, hurry, settle
hurry()
print(gc.isenabled(), gc.get_threshold()[0] == RARELY)
settle()
print(gc.get_threshold() == usual, gc.get_freeze_count() > 1000)
"""
    assert said_by(program) == ["True"] * 4
